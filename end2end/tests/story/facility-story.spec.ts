// From a new account to a certified, linked training facility, by labels alone, including the days that pass (F1–F10).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from '../../fixtures';
import { CHOSEN_PASSWORD } from '../../pages/door';
import { facilitySignIn, fillForm1, fillForm2, hospitalAddress, signUp } from '../../pages/facility';
import { officeSignIn, openApplication } from '../../pages/office';
import { goOnTo, test } from '../../setup/clock';
import { mailTo } from '../../setup/mail';

const stamped = readFileSync(join(import.meta.dirname, '../../../backend/src/demo/stamped.pdf'));
const paper = { name: '申請書・在籍証明書.pdf', mimeType: 'application/pdf', buffer: stamped };

test('a hospital signs up, applies, corrects, passes, is certified and linked', async ({ page, another, audit }, info) => {
  test.setTimeout(420_000);
  const email = hospitalAddress(info.workerIndex);
  const hospital = `丘の上診療所${Date.now() % 100_000}`;

  // A clerk without an account signs up and fills in two forms.
  await signUp(page, '連携施設', email);
  await page.getByRole('link', { name: '1.申請書' }).click();
  await fillForm1(page, hospital);
  await page.getByLabel('申請書・在籍証明書', { exact: true }).setInputFiles(paper);
  await page.getByRole('button', { name: '登録', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: '「1.申請書」を登録しました。' })).toBeVisible();
  await page.getByRole('link', { name: '2.概要書' }).click();
  await fillForm2(page);
  await page.getByLabel('名称・認定番号を入力').fill('日向ヶ丘');
  await page.getByRole('button', { name: '検索' }).click();
  await page.getByRole('radio', { name: '日向ヶ丘総合病院' }).check();
  await page.getByRole('button', { name: '登録', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: '「2.概要書」を登録しました。' })).toBeVisible();
  await page.getByRole('button', { name: '連携施設 申請' }).click();
  await page.getByRole('button', { name: '連携施設 申請' }).click();
  await expect(page.getByText('申請済みです。')).toBeVisible();
  // The partner sees where its linkage stands from the day it applied.
  await page.getByRole('link', { name: '(基幹)研修施設群' }).first().click();
  await expect(page.getByText('申請書で選択した基幹施設: 日向ヶ丘総合病院')).toBeVisible();

  // The office asks for a correction.
  const office = await another();
  await officeSignIn(office);
  await openApplication(office, hospital);
  await expect(office.getByRole('row', { name: /施設責任者/ })).toContainText('一致');
  await audit(office);
  await office.getByRole('link', { name: '修正依頼', exact: true }).click();
  await office.getByLabel('修正してほしい内容').fill('電話番号をご確認ください。');
  await audit(office);
  await office.getByRole('button', { name: '修正依頼を送信する' }).click();
  await expect(office.getByRole('status').filter({ hasText: '1件の申請を「修正依頼」にしました。' })).toBeVisible();
  expect((await mailTo(email, '連携施設申請のデータの修正をお願いいたします')).text).toContain('電話番号をご確認ください。');

  // The clerk gets it done.
  await page.goto('/facility/apply/partner');
  await expect(page.getByText('電話番号をご確認ください。')).toBeVisible();
  await audit(page);
  await page.getByRole('link', { name: '1.申請書' }).click();
  await page.getByLabel('電話番号').fill('026-999-0001');
  await page.getByRole('button', { name: '登録', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: '「1.申請書」を登録しました。' })).toBeVisible();
  await page.getByRole('button', { name: '連携施設 申請' }).click();
  await page.getByRole('button', { name: '連携施設 申請' }).click();
  await expect(page.getByText('申請済みです。')).toBeVisible();

  // The office sees what changed, and decides.
  await openApplication(office, hospital);
  await expect(office.getByRole('heading', { level: 2, name: '変更点' })).toBeVisible();
  await expect(office.getByRole('heading', { level: 3, name: '電話番号' })).toBeVisible();
  await audit(office);
  await office.getByRole('link', { name: '合格', exact: true }).click();
  await expect(office.getByRole('row', { name: new RegExp(hospital) })).toContainText('連携施設');
  await office.getByRole('button', { name: '合格にする' }).click();
  await expect(office.getByRole('status').filter({ hasText: '1件の申請を「合格」にしました。' })).toBeVisible();
  await mailTo(email, '連携施設申請の審査結果(合格)のお知らせ');
  await page.goto('/facility/apply/partner');
  await expect(page.getByText('審査の結果、合格となりました。')).toBeVisible();

  // The first day of the certification: the page opens, and the 基幹施設 finds the request.
  await goOnTo(page, '次の認定開始日');
  await mailTo(email, '連携施設の認定が始まりました');
  await facilitySignIn(page, email, CHOSEN_PASSWORD);
  await page.goto('/facility/partner');
  await expect(page.getByRole('heading', { level: 2, name: '現在の認定' })).toBeVisible();
  await audit(page);
  const core = await another();
  await facilitySignIn(core, 'core@hospital.example.jp');
  await core.goto('/facility/network');
  const request = core.locator('.request').filter({ hasText: hospital });
  await request.getByRole('button', { name: '承認', exact: true }).click();
  await expect(core.getByRole('status').filter({ hasText: '連携を承認しました。' })).toBeVisible();
  await expect(core.getByRole('table', { name: '連携中の連携施設' })).toContainText(hospital);
  await mailTo(email, '基幹施設との連携が承認されました');
  await page.goto('/facility/network');
  await expect(page.getByRole('table', { name: '連携中の基幹施設' })).toContainText('日向ヶ丘総合病院');
  await page.goto(`/register?q=${encodeURIComponent(hospital)}`);
  await expect(page.getByRole('row', { name: new RegExp(hospital) })).toContainText('連携施設');
});
