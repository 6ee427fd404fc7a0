// From a new account to a certified, linked training facility, by the labels of the screens alone, including the days that
// pass: a hospital signs up, fills in two forms, applies, corrects, passes; on the start day its page opens and the
// 基幹施設 approves the linkage (A8, F2–F10).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Page } from '@playwright/test';

import { expect } from '../../fixtures';
import { facilitySignIn, fillForm1, fillForm2, hospitalAddress, signUp } from '../../pages/facility';
import { handBack, openApplication, pass } from '../../pages/office';
import { goOnTo, test } from '../../setup/clock';
import { mailsTo, mailTo } from '../../setup/mail';
import { until } from '../../setup/server';

const stamped = readFileSync(join(import.meta.dirname, '../../../backend/src/demo/stamped.pdf'));
const paper = { name: '申請書・在籍証明書.pdf', mimeType: 'application/pdf', buffer: stamped };
const CORE = '日向ヶ丘総合病院';
const CORE_EMAIL = 'core@hospital.example.jp';
const PASSWORD = 'kanwa-no-hibi-7';

async function register(page: Page, form: '1.申請書' | '2.概要書'): Promise<void> {
  await page.getByRole('button', { name: '登録', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: `「${form}」を登録しました。` })).toBeVisible();
}

/** 「連携施設 申請」, through the page that shows everything. */
async function apply(page: Page): Promise<void> {
  await page.goto('/facility/apply/partner');
  await page.getByRole('button', { name: '連携施設 申請' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '申請内容の確認' })).toBeVisible();
  await page.getByRole('button', { name: '連携施設 申請' }).click();
  await expect(page.getByText('申請済みです。')).toBeVisible();
}

test('from a new account to a certified, linked training facility', async ({ page, another, audit }, info) => {
  test.setTimeout(480_000);
  const email = hospitalAddress(info.workerIndex);
  // No other hospital of this run has this name: the mails of all servers arrive at one place.
  const name = `風渡る丘${Date.now()}${info.workerIndex}病院`;

  // The clerk, over several sittings.
  await signUp(page, '連携施設', email);
  await page.getByRole('link', { name: '1.申請書' }).click();
  await fillForm1(page, name);
  await page.getByLabel('申請書・在籍証明書', { exact: true }).setInputFiles(paper);
  await register(page, '1.申請書');
  await page.getByRole('button', { name: 'ログアウト' }).click();
  await facilitySignIn(page, email, PASSWORD);
  await page.getByRole('link', { name: '連携施設 新規申請' }).first().click();
  await page.getByRole('link', { name: '2.概要書' }).click();
  await fillForm2(page);
  await page.getByLabel('名称・認定番号を入力').fill('日向ヶ丘');
  await page.getByRole('button', { name: '検索' }).click();
  await page.getByRole('radio', { name: CORE }).check();
  await register(page, '2.概要書');
  await apply(page);
  await audit(page);
  await mailTo(email, '連携施設申請を受け付けました');

  // The office asks for a correction and gets it, a month later (F5).
  const office = await another();
  await handBack(office, name, '施設長氏名を、書類のとおりに修正してください。');
  await audit(office);
  const asked = await mailTo(email, '修正');
  expect(asked.text).not.toContain('施設長氏名を');
  await goOnTo(office, '申請期間の最終日の最後の1分');
  await facilitySignIn(page, email, PASSWORD);
  await page.goto('/facility/apply/partner');
  await expect(page.getByText('施設長氏名を、書類のとおりに修正してください。')).toBeVisible();
  await page.getByRole('link', { name: '1.申請書' }).click();
  await page.getByLabel('施設長氏名').fill('柏木 常夫');
  await register(page, '1.申請書');
  await apply(page);

  // The office looks again and decides.
  await openApplication(office, name);
  await expect(office.getByText('柏木 常夫').first()).toBeVisible();
  await pass(office, name);
  await page.goto('/facility/apply/partner');
  await expect(page.getByText('合格').first()).toBeVisible();
  expect(mailsTo(CORE_EMAIL).filter((mail) => mail.text.includes(name)), 'the 基幹施設 hears nothing before the start day').toEqual([]);

  // Weeks pass. On the start day the page opens, once, and the 基幹施設 finds the request (F9).
  await goOnTo(office, '次の認定開始日');
  await mailTo(email, '連携施設の認定が始まりました');
  await until('the request at the 基幹施設', async () => mailsTo(CORE_EMAIL).some((mail) => mail.subject.includes('連携施設から連携の申請が届いています') && mail.text.includes(name)), 60);
  await facilitySignIn(page, email, PASSWORD);
  await expect(page.getByText('認定中').first()).toBeVisible();
  await expect(page.getByText('認定番号').first()).toBeVisible();
  await audit(page);
  await page.goto('/facility/network');
  await expect(page.getByText('承認待ち').first()).toBeVisible();

  const core = await another();
  await facilitySignIn(core, CORE_EMAIL);
  await core.goto('/facility/network');
  await audit(core);
  await core.locator('.request').filter({ hasText: name }).getByRole('button', { name: '承認', exact: true }).click();
  await expect(core.getByRole('status').filter({ hasText: '連携を承認しました。' })).toBeVisible();
  await expect(core.getByRole('table', { name: '連携中の連携施設' })).toContainText(name);
  await mailTo(email, '基幹施設との連携が承認されました');

  await page.goto('/facility/network');
  await expect(page.getByRole('table', { name: '連携中の基幹施設' })).toContainText(CORE);
  await audit(page);

  // Everybody finds it in the register, and it was certified exactly once.
  await page.goto('/register');
  await page.getByLabel('施設名・ふりがな・認定番号').fill(name);
  await page.getByRole('button', { name: '検索' }).click();
  await expect(page.getByRole('row').filter({ hasText: name })).toHaveCount(1);
  await expect(page.getByRole('row').filter({ hasText: name })).toContainText('連携施設');
  expect(mailsTo(CORE_EMAIL).filter((mail) => mail.text.includes(name))).toHaveLength(1);
});
