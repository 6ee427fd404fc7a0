import { expect, hydrated, test } from '../../fixtures';
import { DEMO_PASSWORD, fillSignIn, firstVisit, signIn } from '../../pages/door';
import { newApplicant } from '../../setup/people';

test('A2 a physician member comes to the 認定システム by its link', async ({ page, audit }) => {
  await page.goto('/');
  await audit(page);
  await page.getByRole('link', { name: '会員の方' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '会員ログイン' })).toBeVisible();
  await audit(page);
  await fillSignIn(page, '100002');
  await expect(page.getByRole('heading', { level: 1, name: '会員専用ページ' })).toBeVisible();
  await hydrated(page);
  await audit(page);
  await page.getByRole('link', { name: '認定システム', exact: true }).last().click();
  await expect(page.getByRole('heading', { level: 1, name: 'マイページTOP' })).toBeVisible();
  await audit(page);
});

test('A2 another member reads that the system is for physicians', async ({ page, audit }) => {
  await signIn(page, '300000');
  await expect(page.getByText('医師会員の方だけがご利用いただけます')).toBeVisible();
  const answer = await page.goto('/cases/specialist');
  expect(answer?.status()).toBe(403);
  await expect(page.getByRole('heading', { level: 1, name: '医師会員の方のページです' })).toBeVisible();
  await audit(page);
});

test('A3 a wrong account and a wrong password answer the same words, and the account typed is kept', async ({ page, audit }) => {
  for (const account of ['100001', '999999']) {
    await page.goto('/signin');
    await fillSignIn(page, account, 'wrong-password-1');
    await expect(page.getByRole('alert')).toHaveText('会員番号またはメールアドレス、パスワードのいずれかが正しくありません。');
    await expect(page.getByLabel('会員番号またはメールアドレス')).toHaveValue(account);
  }
  await audit(page);
});

test('an inner page asks for sign-in and comes back to it', async ({ page }) => {
  await page.goto('/cases/transition/3');
  await expect(page.getByRole('heading', { level: 1, name: '会員ログイン' })).toBeVisible();
  await fillSignIn(page, '100002');
  await expect(page.getByRole('heading', { level: 1, name: '専門医移行申請_編集画面(番号:3)' })).toBeVisible();
});

test('A5 A7 a forgotten password: link by mail, opening does not use it up, used once', async ({ page, another }) => {
  const person = newApplicant();
  const password = await firstVisit(page, person);
  await page.getByRole('button', { name: 'ログアウト' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'ログアウトしました。' })).toBeVisible();
  await hydrated(page);
  await signIn(page, person.email, password);

  const elsewhere = await another();
  await elsewhere.goto('/password/forgot');
  await elsewhere.getByLabel('会員番号またはメールアドレス').fill('nobody@example.jp');
  await elsewhere.getByRole('button', { name: '送信する' }).click();
  await expect(elsewhere.getByRole('status').filter({ hasText: 'メールでお送りしました' })).toBeVisible();
});

test('A4 a weak password is refused in words', async ({ page }) => {
  const person = newApplicant();
  await page.goto('/password/forgot');
  await page.getByLabel('会員番号またはメールアドレス').fill(person.number);
  await page.getByRole('button', { name: '送信する' }).click();
  const { mailTo } = await import('../../setup/mail');
  const mail = await mailTo(person.email, 'パスワードの設定をお願いいたします');
  const path = new URL(/https?:\/\/\S+\/password\/set\/\S+/.exec(mail.text)?.[0] ?? '').pathname;
  await page.goto(path);
  await page.getByLabel('パスワード', { exact: true }).fill('short');
  await page.getByLabel('パスワード(確認)').fill('short');
  await page.getByRole('button', { name: '登録する' }).click();
  await expect(page.getByRole('alert')).toHaveText('パスワードは8文字以上で入力してください。');
  await page.goto('/password/set/not-a-token');
  await expect(page.getByText('このURLは使用できません')).toBeVisible();
});

test('an address that is not there says so', async ({ page, audit }) => {
  const answer = await page.goto('/no-such-page');
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1, name: 'ページが見つかりません' })).toBeVisible();
  await audit(page);
});

test('the menu is folded on a phone and whole on a desktop', async ({ page, isMobile }) => {
  await signIn(page, '100002', DEMO_PASSWORD);
  await page.goto('/certification');
  const link = page.getByRole('navigation', { name: 'メニュー' }).getByRole('link', { name: '症例登録' });
  if (isMobile) {
    await expect(link).toBeHidden();
    await page.getByText('メニュー', { exact: true }).first().click();
  }
  await link.click();
  await expect(page.getByRole('heading', { level: 1, name: '専門医新規申請(20例)' })).toBeVisible();
});
