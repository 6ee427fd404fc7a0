// The office's door, by its labels: password, second factor, recovery codes, and what waits behind it.
import { type Page } from '@playwright/test';

import { expect, test } from '../../fixtures';
import { DEMO_PASSWORD, fillSignIn } from '../../pages/door';
import { newColleague } from '../../setup/people';
import { code, nextCode } from '../../setup/totp';

const OFFICE = 'office@example.jp';

async function signInOffice(page: Page, email = OFFICE): Promise<void> {
  await page.goto('/office/signin');
  await fillSignIn(page, email, DEMO_PASSWORD, 'メールアドレス');
}

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

test('the office comes in by its own door and sees what waits', async ({ page, audit, isMobile }) => {
  await page.goto('/');
  await page.getByRole('link', { name: '事務局', exact: true }).click();
  await expect(heading(page, '事務局ログイン')).toBeVisible();
  await expect(page.getByLabel('ログイン情報を保存する')).not.toBeChecked();
  await audit(page);
  await fillSignIn(page, OFFICE, 'wrong-password-1', 'メールアドレス');
  await expect(page.getByRole('alert')).toHaveText('メールアドレス、パスワードのいずれかが正しくありません。');
  await expect(page.getByLabel('メールアドレス', { exact: true })).toHaveValue(OFFICE);
  await fillSignIn(page, OFFICE, DEMO_PASSWORD, 'メールアドレス');
  await expect(heading(page, '事務局TOP')).toBeVisible();
  await audit(page);

  const menu = page.getByRole('navigation', { name: 'メニュー' });
  const open = async (name: string) => {
    if (isMobile) await page.getByText('メニュー', { exact: true }).first().click();
    await menu.getByRole('link', { name, exact: true }).click();
    await expect(heading(page, name)).toBeVisible();
    // On a phone the menu is folded again.
    await expect(page.locator('nav[aria-label="メニュー"] [aria-current="page"]')).toHaveText(name);
    await audit(page);
  };
  await open('送信メール');
  await page.getByRole('navigation', { name: '状態' }).getByRole('link', { name: '送信済み' }).click();
  await expect(page.getByRole('cell', { name: '送信済み' }).first()).toBeVisible();
  await open('監査ログ');
  await page.getByLabel('区分').selectOption({ label: '事務局' });
  await page.getByLabel('操作(前方一致)').fill('account.signed_in');
  await page.getByRole('button', { name: '絞り込む' }).click();
  await expect(page.getByText('account.signed_in').first()).toBeVisible();
  await expect(page.getByText('case.registered')).toHaveCount(0);
  await page.getByRole('button', { name: 'ログアウト' }).click();
  await expect(heading(page, '事務局ログイン')).toBeVisible();
});

test('a page of the office asks for sign-in and comes back to it; members have no business there', async ({ page }) => {
  await page.goto('/office/audit?event=mail.');
  await expect(heading(page, '事務局ログイン')).toBeVisible();
  await fillSignIn(page, '100001', DEMO_PASSWORD, 'メールアドレス');
  await expect(page.getByRole('alert')).toHaveText('メールアドレス、パスワードのいずれかが正しくありません。');
  await fillSignIn(page, OFFICE, DEMO_PASSWORD, 'メールアドレス');
  await expect(heading(page, '監査ログ')).toBeVisible();
  await expect(page.getByLabel('操作(前方一致)')).toHaveValue('mail.');
  await page.goto('/cases/specialist');
  await expect(heading(page, '会員ログイン')).toBeVisible();
});

test('a second factor is set up, asked for, and replaced by a recovery code', async ({ page, audit, another }) => {
  const { email } = newColleague();
  await signInOffice(page, email);
  await expect(heading(page, '事務局TOP')).toBeVisible();
  await page.getByRole('link', { name: '二段階認証の設定' }).click();
  await page.getByRole('button', { name: '設定を始める' }).click();
  await expect(page.getByRole('img', { name: /QRコード/ })).toBeVisible();
  await audit(page);
  const secret = (await page.locator('dt:has-text("設定キー") + dd').textContent()) ?? '';

  // What is wrong stands above and at the field, and the same key stays.
  await page.getByLabel('認証コード').fill('12345');
  await page.getByRole('button', { name: '設定する' }).click();
  const summary = page.getByRole('alert').filter({ hasText: 'エラーの内容を確認してください。' });
  await expect(summary.getByRole('link')).toHaveText('「認証コード」は、認証アプリに表示される6桁の数字を入力してください。');
  await expect(page.locator('dt:has-text("設定キー") + dd')).toHaveText(secret);
  await audit(page);
  const first = code(secret);
  await page.getByLabel('認証コード').fill(first);
  await page.getByRole('button', { name: '設定する' }).click();
  await expect(heading(page, 'リカバリーコード')).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: /^[A-Z2-7]{4}(-[A-Z2-7]{4}){3}$/ })).toHaveCount(10);
  await audit(page);
  const recovery = (await page.getByRole('listitem').filter({ hasText: /^[A-Z2-7]{4}-/ }).first().textContent()) ?? '';
  await page.getByRole('link', { name: '保管しました。次へ進む' }).click();
  await expect(heading(page, '事務局TOP')).toBeVisible();
  await page.getByRole('link', { name: 'リカバリーコード' }).click();
  await expect(page.getByText('残り10個')).toBeVisible();
  await expect(page.getByText(recovery)).toHaveCount(0);
  await audit(page);

  // From now on the password alone opens nothing, and a code opens once.
  const elsewhere = await another();
  await elsewhere.goto('/office/mail');
  await fillSignIn(elsewhere, email, DEMO_PASSWORD, 'メールアドレス');
  await expect(heading(elsewhere, '二段階認証')).toBeVisible();
  await audit(elsewhere);
  await elsewhere.goto('/office/mail');
  await expect(heading(elsewhere, '二段階認証')).toBeVisible();
  await elsewhere.getByLabel('認証コード').fill(first);
  await elsewhere.getByRole('button', { name: 'ログインする', exact: true }).click();
  await expect(elsewhere.getByRole('alert')).toContainText('「認証コード」が正しくないか、すでに使用されています。');
  await audit(elsewhere);
  await elsewhere.getByLabel('認証コード').fill(nextCode(secret));
  await elsewhere.getByRole('button', { name: 'ログインする', exact: true }).click();
  await expect(heading(elsewhere, '送信メール')).toBeVisible();
  await elsewhere.getByRole('button', { name: 'ログアウト' }).click();

  await signInOffice(elsewhere, email);
  await elsewhere.getByLabel('リカバリーコード').fill(recovery.toLowerCase().replaceAll('-', ' '));
  await elsewhere.getByRole('button', { name: 'リカバリーコードでログインする' }).click();
  await expect(heading(elsewhere, '事務局TOP')).toBeVisible();
  await expect(elsewhere.getByText('残り9個')).toBeVisible();

  await signInOffice(page, email);
  await page.getByRole('button', { name: 'ログインをやめる' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'ログアウトしました。' })).toBeVisible();
  await page.goto('/office');
  await expect(heading(page, '事務局ログイン')).toBeVisible();
});

test('A7 the office that forgot its password reads the same words whether or not it is known', async ({ page }) => {
  for (const email of [OFFICE, 'nobody@example.jp']) {
    await page.goto('/office/signin');
    await page.getByRole('link', { name: 'パスワードをお忘れの方はこちら' }).click();
    await page.getByLabel('メールアドレス').fill(email);
    await page.getByRole('button', { name: '送信する' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'ご登録のある場合は、パスワード設定のご案内をメールでお送りしました。' })).toBeVisible();
  }
});
