// A facility changes its own log-in address and password, by the labels of its screens and the mails that come.
import { expect, hydrated, test } from '../../fixtures';
import { CHOSEN_PASSWORD, fillSignIn } from '../../pages/door';
import { facilitySignIn, hospitalAddress } from '../../pages/facility';
import { mailTo, mailsTo } from '../../setup/mail';
import { newcomer, signedIn } from '../../setup/ready';

const CONFIRM = 'ログイン用メールアドレスの確認をお願いいたします';

function pathIn(text: string, page: 'facility/address' | 'password/set'): string {
  return new URL(new RegExp(`https?://\\S+/${page}/\\S+`).exec(text)?.[0] ?? '').pathname;
}

test('A1 a facility changes its log-in address: the new one confirms by a link, the former is told', async ({ page, another, audit }, info) => {
  const [former, wanted] = [hospitalAddress(info.workerIndex), hospitalAddress(info.workerIndex)];
  await newcomer(page, 'core', former);
  await page.goto('/facility');
  await page.getByRole('link', { name: 'ログイン用メールアドレス・パスワードの変更' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'ログイン用メールアドレス・パスワード' })).toBeVisible();
  await expect(page.getByText(former)).toBeVisible();
  await audit(page);

  // Refused in the words of the guide; what was typed stays.
  await page.getByLabel('新しいメールアドレス').fill('core@hospital.example.jp');
  await page.getByRole('button', { name: '確認メールを送信する' }).click();
  await expect(page.getByRole('alert')).toContainText('入力されたメールアドレスはすでに使われています。');
  await expect(page.getByLabel('新しいメールアドレス')).toHaveValue('core@hospital.example.jp');
  await audit(page);

  await page.getByLabel('新しいメールアドレス').fill(wanted);
  await page.getByRole('button', { name: '確認メールを送信する' }).click();
  await expect(page.getByRole('status').filter({ hasText: '確認メールをお送りしました。' })).toBeVisible();
  await expect(page.getByRole('heading', { level: 2, name: '確認を待っているメールアドレス' })).toBeVisible();
  await expect(page.getByText(wanted)).toBeVisible();
  await audit(page);

  const notice = await mailTo(former, 'ログイン用メールアドレスの変更の手続きが始まりました');
  expect(notice.text).toContain('パスワードを設定し直してください');
  expect(notice.text).not.toContain('/facility/address/');
  const mail = await mailTo(wanted, CONFIRM);
  expect(mail.text).toContain('48時間');

  // On another device, where nobody is signed in: looking changes nothing.
  const elsewhere = await another();
  const link = pathIn(mail.text, 'facility/address');
  await elsewhere.goto(link);
  await expect(elsewhere.getByRole('heading', { level: 1, name: 'ログイン用メールアドレスの変更' })).toBeVisible();
  await expect(elsewhere.getByText(wanted)).toBeVisible();
  await audit(elsewhere);
  await page.reload();
  await expect(page.getByRole('heading', { level: 2, name: '確認を待っているメールアドレス' })).toBeVisible();

  await elsewhere.getByRole('button', { name: 'このアドレスに変更する' }).click();
  await expect(elsewhere.getByRole('status').filter({ hasText: 'ログイン用メールアドレスを変更しました。' })).toBeVisible();
  await elsewhere.goto(link);
  await expect(elsewhere.getByText('このURLは使用できません')).toBeVisible();
  await audit(elsewhere);
  const told = await mailTo(former, 'ログイン用メールアドレスが変更されました');
  expect(told.text).toContain('今後、このメールアドレスではログインできません。');
  expect(told.text).not.toContain('事務局で');

  // Every other session has ended; the former address opens nothing, the new one with the same password does.
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: '施設マイページ ログイン画面' })).toBeVisible();
  await fillSignIn(page, former, CHOSEN_PASSWORD, 'メールアドレス');
  await expect(page.getByRole('alert')).toHaveText('メールアドレス、パスワードのいずれかが正しくありません。');
  await fillSignIn(page, wanted, CHOSEN_PASSWORD, 'メールアドレス');
  await expect(page.getByRole('heading', { level: 1, name: 'ログイン用メールアドレス・パスワード' })).toBeVisible();
  await expect(page.getByText(wanted)).toBeVisible();
});

test('A1 what was asked for is withdrawn or replaced, and its link opens nothing any more', async ({ page, audit }, info) => {
  const [former, typo, wanted] = [0, 1, 2].map(() => hospitalAddress(info.workerIndex));
  await newcomer(page, 'partner', former);
  await page.goto('/facility/account');
  const ask = async (address: string) => {
    await page.getByLabel('新しいメールアドレス').fill(address);
    await page.getByRole('button', { name: '確認メールを送信する' }).click();
    await expect(page.getByRole('status').filter({ hasText: '確認メールをお送りしました。' })).toBeVisible();
  };
  const unusable = async (link: string) => {
    await page.goto(link);
    await expect(page.getByText('このURLは使用できません')).toBeVisible();
    await page.getByRole('link', { name: 'もう一度手続きする' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'ログイン用メールアドレス・パスワード' })).toBeVisible();
  };
  await ask(typo);
  const first = pathIn((await mailTo(typo, CONFIRM)).text, 'facility/address');
  await ask(wanted);
  const second = pathIn((await mailTo(wanted, CONFIRM)).text, 'facility/address');
  await unusable(first);
  await page.getByRole('button', { name: '取り消す' }).click();
  await expect(page.getByRole('status').filter({ hasText: '変更を取り消しました。' })).toBeVisible();
  await audit(page);
  await unusable(second);
  await expect(page.getByText(former)).toBeVisible();
});

test('A5 a facility that confirms where it is signed in stays there, and changes its password by mail', async ({ page, another }, info) => {
  const [former, wanted] = [hospitalAddress(info.workerIndex), hospitalAddress(info.workerIndex)];
  await newcomer(page, 'core', former);
  const colleague = await another();
  await signedIn(colleague, 'facility', former, CHOSEN_PASSWORD);
  await colleague.goto('/facility');
  await page.goto('/facility/account');
  await page.getByLabel('新しいメールアドレス').fill(wanted);
  await page.getByRole('button', { name: '確認メールを送信する' }).click();
  await page.goto(pathIn((await mailTo(wanted, CONFIRM)).text, 'facility/address'));
  await page.getByRole('button', { name: 'このアドレスに変更する' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'ログイン用メールアドレス・パスワード' })).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'ログイン用メールアドレスを変更しました。' })).toBeVisible();
  await colleague.reload();
  await expect(colleague.getByRole('heading', { level: 1, name: '施設マイページ ログイン画面' })).toBeVisible();

  await page.getByRole('button', { name: 'パスワード設定のメールを送る' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'パスワード設定のメールを送信しました。' })).toBeVisible();
  const mail = await mailTo(wanted, 'パスワードの設定をお願いいたします');
  expect(mailsTo(former).filter((old) => old.subject.includes('パスワードの設定'))).toHaveLength(1);
  await page.goto(pathIn(mail.text, 'password/set'));
  await page.getByLabel('パスワード', { exact: true }).fill('yama-to-mizuumi-8');
  await page.getByLabel('パスワード(確認)').fill('yama-to-mizuumi-8');
  await page.getByRole('button', { name: '登録する' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'パスワードを設定し、ログインしました。' })).toBeVisible();
  await hydrated(page);
  await facilitySignIn(colleague, wanted, 'yama-to-mizuumi-8');
});
