// A 連携施設 and its 基幹施設: asked, approved, dissolved, asked again, refused (F10, F11).
import { type Page } from '@playwright/test';

import { expect, test } from '../../fixtures';
import { CHOSEN_PASSWORD } from '../../pages/door';
import { mailTo } from '../../setup/mail';
import { type Hospital, newHospital } from '../../setup/people';
import { hospital, signedIn } from '../../setup/ready';

const NETWORK = '/facility/network';

/** 「連携を申請する」 to a 基幹施設, found by its 認定番号. */
async function ask(page: Page, core: Hospital): Promise<void> {
  await page.goto(NETWORK);
  await page.getByLabel('名称・認定番号を入力').fill(core.certificate);
  await page.getByRole('button', { name: '検索' }).click();
  await expect(page.getByText('1件見つかりました。')).toBeVisible();
  await page.getByRole('radio', { name: core.name }).check();
  await page.getByRole('button', { name: '連携を申請する' }).click();
  await expect(page.getByRole('status').filter({ hasText: '連携を申請しました。' })).toBeVisible();
}

test('F10 F11 a linkage is asked for, approved, dissolved, and asked for again in vain', async ({ page, another, audit }) => {
  test.setTimeout(240_000);
  const [core, partner] = [newHospital('基幹施設'), newHospital('連携施設')];
  const centre = await another();
  await hospital(page, partner);
  await hospital(centre, core);

  // Nothing yet; without a choice the form says what is missing.
  await page.goto(NETWORK);
  await expect(page.getByText('連携中の基幹施設はありません。')).toBeVisible();
  await expect(page.getByRole('heading', { name: '単独での研修' })).toBeVisible();
  await page.getByLabel('名称・認定番号を入力').fill(core.certificate);
  await page.getByRole('button', { name: '検索' }).click();
  await page.getByRole('button', { name: '連携を申請する' }).click();
  await expect(page.getByRole('alert')).toContainText('連携する基幹施設を検索し、選択してください。');
  await audit(page);
  await ask(page, core);
  await expect(page.getByText('承認待ち')).toBeVisible();
  await audit(page);

  // The 基幹施設 is mailed and approves; the other browser of the same account was too late, and reads so.
  const asked = await mailTo(core.email, '連携施設から連携の申請が届いています');
  expect(asked.text).toContain(partner.name);
  expect(asked.text).toContain(NETWORK);
  await centre.goto(NETWORK);
  await expect(centre.getByText(partner.name)).toBeVisible();
  await audit(centre);
  const colleague = await another();
  await signedIn(colleague, 'facility', core.email, CHOSEN_PASSWORD);
  await colleague.goto(NETWORK);
  await centre.getByRole('button', { name: '承認', exact: true }).click();
  await expect(centre.getByRole('status').filter({ hasText: '連携を承認しました。' })).toBeVisible();
  await colleague.getByRole('button', { name: '承認', exact: true }).click();
  await expect(colleague.getByRole('alert')).toContainText('この連携申請は、すでに承認されています。');
  await mailTo(partner.email, '基幹施設との連携が承認されました');
  await page.goto(NETWORK);
  await expect(page.getByRole('table', { name: '連携中の基幹施設' })).toContainText(core.name);
  await expect(page.getByText(`単独での研修はできません。${core.name}と`)).toBeVisible();

  // 解除 asks for the day and restates whom it is about.
  await centre.getByRole('link', { name: '解除', exact: true }).click();
  await expect(centre.getByRole('heading', { level: 1, name: '連携の解除' })).toBeVisible();
  await expect(centre.getByText(partner.name)).toBeVisible();
  const today = await centre.getByLabel('解除日').inputValue();
  await centre.getByLabel('解除日').fill('2020-01-01');
  await centre.getByRole('button', { name: '解除する' }).click();
  await expect(centre.getByRole('alert')).toContainText('以降の日付にしてください。');
  await audit(centre);
  await centre.getByLabel('解除日').fill(today);
  await centre.getByRole('button', { name: '解除する' }).click();
  await expect(centre.getByRole('alert')).toContainText('「解除の理由」を入力してください。');
  await centre.getByLabel('解除の理由').fill('指導体制の変更のため');
  await centre.getByRole('button', { name: '解除する' }).click();
  await expect(centre.getByRole('status').filter({ hasText: '連携を解除しました。' })).toBeVisible();
  await expect(centre.getByRole('table', { name: 'これまでの連携施設' })).toContainText('基幹施設による解除) 理由: 指導体制の変更のため');
  await mailTo(partner.email, '基幹施設と連携施設の連携が解除されました');

  // Again; this time 否認, which needs a reason.
  await ask(page, core);
  await centre.goto(NETWORK);
  await centre.getByRole('link', { name: '否認', exact: true }).click();
  await expect(centre.getByRole('heading', { level: 1, name: '連携の申請の否認' })).toBeVisible();
  await centre.getByRole('button', { name: '否認する' }).click();
  await expect(centre.getByRole('alert')).toContainText('「否認の理由」を入力してください。');
  await audit(centre);
  await centre.getByLabel('否認の理由').fill('今年度は受け入れの定員に達しています。');
  await centre.getByRole('button', { name: '否認する' }).click();
  await expect(centre.getByRole('status').filter({ hasText: '連携の申請を否認しました。' })).toBeVisible();
  const mail = await mailTo(partner.email, '基幹施設との連携が否認されました');
  expect(mail.text).not.toContain('定員');
  await page.goto(NETWORK);
  await expect(page.getByText('連携の申請は否認されました。理由: 今年度は受け入れの定員に達しています。')).toBeVisible();
  await expect(page.getByRole('heading', { name: '基幹施設の選択' })).toBeVisible();
  await audit(page);
});

test('F10 a request is taken back while nobody has answered', async ({ page }) => {
  const [core, partner] = [newHospital('基幹施設'), newHospital('連携施設')];
  await hospital(page, partner);
  await ask(page, core);
  await page.getByRole('link', { name: '取り下げ', exact: true }).click();
  await expect(page.getByText(core.name)).toBeVisible();
  await page.getByRole('button', { name: '取り下げる' }).click();
  await expect(page.getByRole('status').filter({ hasText: '連携の申請を取り下げました。' })).toBeVisible();
  await mailTo(core.email, '連携の申請が取り下げられました');
});

test('F9 F10 the demo shows a group with two linkages and a request, and what is planned stays silent', async ({ page }) => {
  await signedIn(page, 'facility', 'core@hospital.example.jp');
  await page.goto(NETWORK);
  await expect(page.getByRole('table', { name: '連携中の連携施設' }).getByRole('row')).toHaveCount(3);
  await expect(page.getByRole('button', { name: '承認', exact: true })).toHaveCount(1);
  await expect(page.getByText('せせらぎ在宅クリニック')).toHaveCount(0);
  await signedIn(page, 'facility', 'applied@hospital.example.jp');
  await page.goto(NETWORK);
  await expect(page.getByText('申請書で選択した基幹施設: 日向ヶ丘総合病院')).toBeVisible();
});
