// The supervisor's side, by its labels.
import { type Page, expect } from '@playwright/test';

import { hydrated } from '../fixtures';
import { type Person, certificateOf, newApplicant, newSupervisor } from '../setup/people';
import { member, registered, requested } from '../setup/ready';

export const general = (page: Page) => page.getByLabel('全体へのコメント');

/** Opens the oldest waiting request of the queue. */
export async function openFirst(page: Page): Promise<void> {
  await page.goto('/approvals');
  await page.getByRole('link', { name: '閲覧', exact: true }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: /番号\d+/ })).toBeVisible();
}

/** Presses the verdict and confirms the question: a dialog with JavaScript, part of the page without. */
export async function decide(page: Page, label: '承認する' | '非承認にする'): Promise<void> {
  await page.getByRole('button', { name: label, exact: true }).last().click();
  const dialog = page.getByRole('dialog');
  const question = page.getByRole('alert').filter({ hasText: '判定は取り消せません' });
  await expect(dialog.or(question)).toBeVisible();
  const asked = (await dialog.isVisible()) ? dialog : question;
  await asked.getByRole('button', { name: label, exact: true }).click();
}

export async function approve(page: Page): Promise<void> {
  await decide(page, '承認する');
  await expect(page.getByRole('status').filter({ hasText: '承認しました。' })).toBeVisible();
  await hydrated(page);
}

export async function reject(page: Page, comments: Record<string, string>, general = ''): Promise<void> {
  for (const [label, text] of Object.entries(comments)) {
    await page.getByText(`「${label}」にコメントする`, { exact: true }).click();
    await page.getByLabel(`${label} へのコメント`).fill(text);
  }
  if (general) await page.getByLabel('全体へのコメント').fill(general);
  await decide(page, '非承認にする');
  await expect(page.getByRole('status').filter({ hasText: '非承認にしました。' })).toBeVisible();
  await hydrated(page);
}

/** Signs the page in as a supervisor for whom the cases in these slots wait, and opens the first. */
export async function judging(page: Page, applicant: Page, slots: number[]): Promise<Person & { password: string }> {
  const supervisor = newSupervisor();
  const password = await member(page, supervisor);
  await member(applicant, newApplicant());
  for (const slot of slots) await registered(applicant, slot, { category: '社会的な関わり', diagnosis: '食道癌', history: '独居で、退院先の調整を要した。' });
  await requested(applicant, slots, certificateOf(supervisor), 'お願いいたします。');
  await openFirst(page);
  await hydrated(page);
  return { ...supervisor, password };
}
