// The facility's doors, by their labels: 新規登録, the mail, the first password, the way back in.
import { expect, hydrated, test } from '../../fixtures';
import { CHOSEN_PASSWORD, fillSignIn } from '../../pages/door';
import { hospitalAddress } from '../../pages/facility';
import { mailTo } from '../../setup/mail';

test('A8 a hospital signs up, sets its password by mail, and finds its own page', async ({ page, audit }, info) => {
  await page.goto('/');
  await page.getByRole('link', { name: '施設の方' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '施設マイページ ログイン画面' })).toBeVisible();
  await page.getByRole('link', { name: '新規申請の方はこちら' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'ログイン選択画面' })).toBeVisible();
  await audit(page);
  await page.getByRole('link', { name: '新規申請の方はこちら(基幹施設)' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '基幹施設 新規申請 ログイン画面' })).toBeVisible();
  await audit(page);
  await page.getByRole('link', { name: '新規登録の方はこちら' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '新規登録' })).toBeVisible();

  // Everything that is missing, in one go; what was typed stays.
  await page.getByLabel('姓').fill('病院');
  await page.getByLabel('メールアドレス').fill('not an address');
  await page.getByRole('button', { name: '送信する' }).click();
  const summary = page.getByRole('alert').filter({ hasText: 'エラーの内容を確認してください。' });
  await expect(summary).toContainText('「名」を入力してください。');
  await expect(summary).toContainText('「メールアドレス」の形が正しくありません。');
  await expect(page.getByLabel('姓')).toHaveValue('病院');
  await expect(page.getByLabel('メールアドレス')).toHaveValue('not an address');
  await audit(page);

  const email = hospitalAddress(info.workerIndex);
  await page.getByLabel('名', { exact: true }).fill('一子');
  await page.getByLabel('メールアドレス').fill(email);
  await page.getByRole('button', { name: '送信する' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'パスワード発行用のURLをメールでお送りしました。' })).toBeVisible();

  const mail = await mailTo(email, 'パスワードの設定をお願いいたします');
  expect(mail.text).toContain('病院 一子 様');
  await page.goto(new URL(/https?:\/\/\S+\/password\/set\/\S+/.exec(mail.text)?.[0] ?? '').pathname);
  await page.getByLabel('パスワード', { exact: true }).fill(CHOSEN_PASSWORD);
  await page.getByLabel('パスワード(確認)').fill(CHOSEN_PASSWORD);
  await page.getByRole('button', { name: '登録する' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '基幹施設申請' })).toBeVisible();
  await page.getByRole('link', { name: 'マイページTOP' }).first().click();
  await expect(page.getByText(email)).toBeVisible();
  await hydrated(page);
  await audit(page);

  // Out, and in again by the door of the application.
  await page.getByRole('button', { name: 'ログアウト' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '施設マイページ ログイン画面' })).toBeVisible();
  await page.goto('/facility/apply/core/signin');
  await fillSignIn(page, email, 'wrong-password-1', 'メールアドレス');
  await expect(page.getByRole('alert')).toHaveText('メールアドレス、パスワードのいずれかが正しくありません。');
  await expect(page.getByLabel('メールアドレス', { exact: true })).toHaveValue(email);
  await fillSignIn(page, email, CHOSEN_PASSWORD, 'メールアドレス');
  await expect(page.getByRole('heading', { level: 1, name: '基幹施設申請' })).toBeVisible();
});

test('A8 an address that is in use is refused in the words of the guide', async ({ page, audit }) => {
  await page.goto('/facility/signup?kind=partner');
  await page.getByLabel('姓').fill('病院');
  await page.getByLabel('名', { exact: true }).fill('一子');
  await page.getByLabel('メールアドレス').fill('core@hospital.example.jp');
  await page.getByRole('button', { name: '送信する' }).click();
  await expect(page.getByRole('alert').filter({ hasText: '入力されたメールアドレスはすでに使われています。' })).toBeVisible();
  await expect(page.getByLabel('姓')).toHaveValue('病院');
  await audit(page);
});

test('a certified facility sees its certifications; its pages are for facilities', async ({ page }) => {
  await page.goto('/facility');
  await expect(page.getByRole('heading', { level: 1, name: '施設マイページ ログイン画面' })).toBeVisible();
  await fillSignIn(page, 'core@hospital.example.jp', undefined, 'メールアドレス');
  await expect(page.getByRole('heading', { level: 1, name: 'マイページTOP' })).toBeVisible();
  await expect(page.getByRole('heading', { level: 2, name: '基幹施設', exact: true })).toBeVisible();
  await expect(page.getByText('認定中')).toBeVisible();
  await expect(page.getByText('渡邉 誠一')).toBeVisible();
  await page.goto('/member');
  await expect(page.getByRole('heading', { level: 1, name: '会員ログイン' })).toBeVisible();
});

test('A7 a facility that forgot its password reads the same words whether or not it is known', async ({ page }) => {
  for (const email of ['training@hospital.example.jp', 'nobody@hospital.example.jp']) {
    await page.goto('/facility/signin');
    await page.getByRole('link', { name: 'パスワードをお忘れの方はこちら' }).click();
    await page.getByLabel('メールアドレス').fill(email);
    await page.getByRole('button', { name: '送信する' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'ご登録のある場合は、パスワード設定のご案内をメールでお送りしました。' })).toBeVisible();
  }
});
