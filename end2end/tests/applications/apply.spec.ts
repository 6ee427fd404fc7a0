// From a new account to 「申請済みです。」, by the labels of the screens (F2–F8).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from '../../fixtures';
import { CHOSEN_PASSWORD } from '../../pages/door';
import { facilitySignIn, fillForm1, fillForm2, hospitalAddress } from '../../pages/facility';
import { mailTo } from '../../setup/mail';
import { newcomer, signedIn } from '../../setup/ready';

const stamped = readFileSync(join(import.meta.dirname, '../../../backend/src/demo/stamped.pdf'));
const paper = { name: '申請書・在籍証明書.pdf', mimeType: 'application/pdf', buffer: stamped };

test('F3 F4 F7 a hospital fills in two forms over several days, uploads the paper and applies', async ({ page, audit, javaScriptEnabled }, info) => {
  test.setTimeout(240_000);
  const email = hospitalAddress(info.workerIndex);
  await newcomer(page, 'core', email);
  await page.goto('/facility/apply/core');
  await expect(page.getByText('申請期間:')).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: '1.申請書' })).toContainText('未完了');
  await expect(page.getByRole('button', { name: '基幹施設 申請' })).toBeDisabled();
  await audit(page);

  // Half of it, kept for tomorrow.
  await page.getByRole('link', { name: '1.申請書' }).click();
  await page.getByLabel('施設名', { exact: true }).fill('丘の');
  await page.getByRole('button', { name: '一時保存' }).click();
  await expect(page.getByRole('status').filter({ hasText: '「1.申請書」を一時保存しました。' })).toBeVisible();
  await page.getByRole('button', { name: 'ログアウト' }).click();
  await facilitySignIn(page, email, CHOSEN_PASSWORD);
  await page.getByRole('link', { name: '基幹施設 新規申請' }).click();
  await page.getByRole('link', { name: '1.申請書' }).click();
  await expect(page.getByLabel('施設名', { exact: true })).toHaveValue('丘の');

  // Everything that is not right, in one go, with a way to each field; the wrong file is refused in words, nothing is lost.
  await fillForm1(page, '丘の病院');
  await page.getByLabel('施設責任者 氏名').fill('渡辺 誠二');
  await page.getByRole('button', { name: '登録', exact: true }).click();
  const summary = page.getByRole('alert').filter({ hasText: 'エラーの内容を確認してください。' });
  await expect(summary).toContainText('会員番号と氏名が、会員名簿の登録と一致しません');
  await expect(summary).toContainText('「申請書・在籍証明書」を入力してください。');
  await audit(page);
  await page.getByLabel('施設責任者 氏名').fill('渡辺 誠一');
  await page.getByLabel('申請書・在籍証明書', { exact: true }).setInputFiles({ ...paper, name: '写真.pdf', buffer: Buffer.from('no PDF at all') });
  // With JavaScript it is refused as soon as it is chosen.
  if (javaScriptEnabled === false) await page.getByRole('button', { name: '登録', exact: true }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'PDF' })).toBeVisible();
  await expect(page.getByLabel('施設責任者 氏名')).toHaveValue('渡辺 誠一');
  await page.getByLabel('申請書・在籍証明書', { exact: true }).setInputFiles(paper);
  await page.getByRole('button', { name: '登録', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: '「1.申請書」を登録しました。' })).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: '1.申請書' })).toContainText('登録済');

  // The paper is there, and nobody else's.
  await page.getByRole('link', { name: '1.申請書' }).click();
  const link = page.getByRole('link', { name: '申請書・在籍証明書.pdf' });
  const address = (await link.getAttribute('href')) ?? '';
  const own = await page.request.get(address);
  expect(own.headers()['content-disposition']).toContain('attachment');
  expect((await own.body()).equals(stamped)).toBe(true);
  await page.getByRole('link', { name: '基幹施設申請' }).click();

  // What a practice brings is asked for with it.
  await page.getByRole('link', { name: '2.概要書' }).click();
  await expect(page.getByLabel('緩和ケア病棟の病床数')).toBeHidden();
  await fillForm2(page);
  await audit(page);
  await page.getByRole('button', { name: '登録', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: '「2.概要書」を登録しました。' })).toBeVisible();

  // Everything as the office will see it, then 申請.
  await page.getByRole('button', { name: '基幹施設 申請' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '申請内容の確認' })).toBeVisible();
  await expect(page.getByText('地域がん診療病院')).toBeVisible();
  await expect(page.getByText('200001 渡邉誠一 指導医')).toBeVisible();
  await audit(page);
  await page.getByRole('button', { name: '基幹施設 申請' }).click();
  await expect(page.getByText('申請済みです。')).toBeVisible();
  await expect(page.getByRole('button', { name: '基幹施設 申請' })).toBeDisabled();
  await audit(page);
  const mail = await mailTo(email, '基幹施設申請を受け付けました');
  expect(mail.text).toContain('丘の病院 施設責任者 様');

  // Read only from now on.
  await page.goto('/facility/apply/core/form1');
  await expect(page.getByText('申請済みです。')).toBeVisible();
  await page.getByRole('link', { name: '1.申請書' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '申請した内容' })).toBeVisible();
});

test('F8 a partner needs a core facility, found by name', async ({ page, audit }, info) => {
  await newcomer(page, 'partner', hospitalAddress(info.workerIndex));
  await page.goto('/facility/apply/partner');
  await page.getByRole('link', { name: '2.概要書' }).click();
  await fillForm2(page);
  await page.getByRole('button', { name: '登録', exact: true }).click();
  const summary = page.getByRole('alert').filter({ hasText: 'エラーの内容を確認してください。' });
  await expect(summary).toContainText('基幹施設との連携が必須です');
  await page.getByLabel('名称・認定番号を入力').fill('日向ヶ丘');
  await page.getByRole('button', { name: '検索' }).click();
  await expect(page.getByText('1件見つかりました。')).toBeVisible();
  await audit(page);
  await page.getByRole('radio', { name: '日向ヶ丘総合病院' }).check();
  await page.getByRole('button', { name: '登録', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: '「2.概要書」を登録しました。' })).toBeVisible();
});

test('two windows of the same account: nothing is overwritten unseen, both are shown', async ({ page, another, audit }, info) => {
  const email = hospitalAddress(info.workerIndex);
  await newcomer(page, 'core', email);
  const colleague = await another();
  await signedIn(colleague, 'facility', email, CHOSEN_PASSWORD);
  await colleague.goto('/facility/apply/core/form2');
  await page.goto('/facility/apply/core/form2');
  await colleague.getByLabel('総病床数').fill('420');
  await colleague.getByRole('button', { name: '一時保存' }).click();
  await expect(colleague.getByRole('status').filter({ hasText: '一時保存しました' })).toBeVisible();
  await page.getByLabel('総病床数').fill('300');
  await page.getByRole('button', { name: '一時保存' }).click();
  const panel = page.getByRole('region', { name: '別の画面で入力された内容が残っています' });
  await expect(panel).toContainText('300');
  await expect(panel).toContainText('420');
  await expect(page.getByLabel('総病床数')).toHaveValue('420');
  await audit(page);
  await panel.getByRole('button', { name: 'こちらの内容に戻す' }).click();
  await expect(page.getByLabel('総病床数')).toHaveValue('300');
});

test('F4 what was submitted cannot be changed; F3 a half-filled application goes on', async ({ page }) => {
  await signedIn(page, 'facility', 'applied@hospital.example.jp');
  await page.goto('/facility');
  await page.getByRole('link', { name: '連携施設 新規申請' }).click();
  await expect(page.getByText('申請済みです。')).toBeVisible();
  await signedIn(page, 'facility', 'draft@hospital.example.jp');
  await page.goto('/facility');
  await page.getByRole('link', { name: '基幹施設 新規申請' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: '1.申請書' })).toContainText('登録済');
  await expect(page.getByRole('listitem').filter({ hasText: '2.概要書' })).toContainText('未完了');
  await expect(page.getByText('「2.概要書」を「登録」すると、申請できます。')).toBeVisible();
});
