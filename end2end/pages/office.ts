// The office, by the labels of its screens.
import { type Page, expect } from '@playwright/test';

import { fillSignIn } from './door';

export async function officeSignIn(page: Page): Promise<void> {
  await page.goto('/office/signin');
  await fillSignIn(page, 'office@example.jp', undefined, 'メールアドレス');
  await expect(page.getByRole('heading', { level: 1, name: '事務局TOP' })).toBeVisible();
}

/** From 事務局TOP to one application that waits, found by the name of its hospital. */
export async function openApplication(page: Page, hospital: string): Promise<void> {
  await page.goto('/office');
  await page.getByRole('link', { name: '施設認定申請を開く' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '施設認定申請' })).toBeVisible();
  await page.getByLabel('施設名・ふりがな・都道府県').fill(hospital);
  await page.getByRole('button', { name: '検索' }).click();
  await expect(page.getByText('1件見つかりました。')).toBeVisible();
  await page.getByRole('link', { name: new RegExp(`^${hospital}\\(`) }).click();
  await expect(page.getByRole('heading', { level: 2, name: hospital })).toBeVisible();
}
