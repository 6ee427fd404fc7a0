// Doors, by their labels.
import { type Page, expect } from '@playwright/test';

import { hydrated } from '../fixtures';
import { mailTo } from '../setup/mail';
import type { Person } from '../setup/people';

export const DEMO_PASSWORD = 'demo-pass-2026';

/** What people choose on their first visit here. */
export const CHOSEN_PASSWORD = 'kanwa-no-hibi-7';

export async function signIn(page: Page, account: string, password = DEMO_PASSWORD): Promise<void> {
  await page.goto('/signin');
  await fillSignIn(page, account, password);
  await expect(page.getByRole('heading', { level: 1, name: '会員専用ページ' })).toBeVisible();
  await hydrated(page);
}

export async function fillSignIn(page: Page, account: string, password = DEMO_PASSWORD, label = '会員番号またはメールアドレス'): Promise<void> {
  await page.getByLabel(label, { exact: true }).fill(account);
  await page.getByLabel('パスワード', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'ログインする' }).click();
}

/** An imported person's first visit: the password link by mail, then signed in. */
export async function firstVisit(page: Page, person: Person, password = CHOSEN_PASSWORD): Promise<string> {
  await page.goto('/password/forgot');
  await page.getByLabel('会員番号またはメールアドレス').fill(person.number);
  await page.getByRole('button', { name: '送信する' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'メールでお送りしました' })).toBeVisible();
  const mail = await mailTo(person.email, 'パスワードの設定をお願いいたします');
  const link = /https?:\/\/\S+\/password\/set\/\S+/.exec(mail.text)?.[0] ?? '';
  await page.goto(new URL(link).pathname);
  await page.getByLabel('パスワード', { exact: true }).fill(password);
  await page.getByLabel('パスワード(確認)').fill(password);
  await page.getByRole('button', { name: '登録する' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '会員専用ページ' })).toBeVisible();
  await hydrated(page);
  return password;
}
