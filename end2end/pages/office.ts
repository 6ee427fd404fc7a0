// The office's pages about applications, by the labels of their screens.
import { type Page, expect } from '@playwright/test';

import { fillSignIn } from './door';

export const OFFICE = 'office@example.jp';

/** Signs in when the page asks for it, and arrives at the page. */
export async function officeAt(page: Page, path: string, heading: string): Promise<void> {
  await page.goto(path);
  if (await page.getByRole('heading', { level: 1, name: '事務局ログイン' }).isVisible()) await fillSignIn(page, OFFICE, undefined, 'メールアドレス');
  await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
}

/** The application of this hospital, out of the list. */
export async function openApplication(page: Page, hospital: string): Promise<void> {
  await officeAt(page, '/office/facility-applications', '施設認定申請');
  await page.getByRole('row').filter({ hasText: hospital }).getByRole('link').first().click();
  await expect(page.getByText(hospital).first()).toBeVisible();
}

/** Answers the question that follows a step which cannot be undone, where one is asked. */
async function confirm(page: Page, step: string): Promise<void> {
  const again = page.locator('dialog[open], main form').getByRole('button', { name: new RegExp(`^${step}`) });
  const done = page.getByRole('status');
  await expect(again.first().or(done.first())).toBeVisible();
  if (!(await done.first().isVisible())) await again.last().click();
  await expect(done.first()).toBeVisible();
}

/** 「修正依頼」 with these words (F5). */
export async function handBack(page: Page, hospital: string, words: string): Promise<void> {
  await openApplication(page, hospital);
  const text = page.getByRole('textbox', { name: /修正/ });
  if ((await text.count()) === 0) await page.getByRole('link', { name: '修正依頼' }).first().click();
  await text.first().fill(words);
  await page.getByRole('button', { name: /^修正依頼/ }).first().click();
  await confirm(page, '修正依頼');
}

/** 「合格」 (F9). */
export async function pass(page: Page, hospital: string): Promise<void> {
  await openApplication(page, hospital);
  await page.getByRole('button', { name: '合格', exact: true }).or(page.getByRole('link', { name: '合格', exact: true })).first().click();
  await confirm(page, '合格');
}
