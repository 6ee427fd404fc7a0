// 「申請期間」 in the office's hands, by its labels (F1).
import { type Page, type TestInfo } from '@playwright/test';

import { expect, test } from '../../fixtures';
import { signedIn } from '../../setup/ready';

/** A year that no other test has, nor an earlier try of this one: rounds of one 種別 must not overlap. */
const years: Record<string, number> = { 'plain-desktop': 2041, 'plain-phone': 2042, 'hydrated-desktop': 2043, 'hydrated-phone': 2044 };
const ofTry = (info: TestInfo): number => (years[info.project.name] ?? 2045) + 10 * info.retry;

async function fill(page: Page, opens: string, closes: string, starts: string): Promise<void> {
  await page.getByLabel('申請期間の初日').fill(opens);
  await page.getByLabel('申請期間の最終日').fill(closes);
  await page.getByLabel('認定開始日').fill(starts);
}

test('F1 the office adds, changes and deletes a round', async ({ page, another, audit }, info) => {
  const year = ofTry(info);
  await signedIn(page, 'office', 'office@example.jp');
  await page.goto('/office/rounds');
  await expect(page.getByRole('heading', { level: 1, name: '申請期間' })).toBeVisible();
  await expect(page.getByText('受付中').first()).toBeVisible();
  await audit(page);

  // Everything that is not right, in one go.
  await page.getByRole('link', { name: '申請期間の追加' }).click();
  await page.getByRole('button', { name: '追加する' }).click();
  const summary = page.getByRole('alert').filter({ hasText: 'エラーの内容を確認してください。' });
  await expect(summary).toContainText('「種別」を選択してください。');
  await expect(summary).toContainText('「認定開始日」を入力してください。');
  await audit(page);
  await page.getByLabel('種別').selectOption('連携施設');
  await fill(page, `${year}-02-01`, `${year}-02-28`, `${year}-02-20`);
  await page.getByRole('button', { name: '追加する' }).click();
  await expect(summary).toContainText('「認定開始日」は、申請期間の最終日より後の日付にしてください。');
  await expect(page.getByLabel('申請期間の最終日')).toHaveValue(`${year}-02-28`);
  await page.getByLabel('認定開始日').fill(`${year}-04-01`);
  await page.getByRole('button', { name: '追加する' }).click();
  await expect(page.getByRole('status').filter({ hasText: '申請期間を追加しました。' })).toBeVisible();
  const row = page.getByRole('row').filter({ hasText: `${year}/02/` });
  await expect(row).toContainText('受付前');
  await expect(row).toContainText(`${year + 5}/03/31`);

  // Another one that overlaps.
  await page.getByRole('link', { name: '申請期間の追加' }).click();
  await page.getByLabel('種別').selectOption('連携施設');
  await fill(page, `${year}-02-28`, `${year}-03-31`, `${year}-05-01`);
  await page.getByRole('button', { name: '追加する' }).click();
  await expect(summary).toContainText('同じ種別の別の申請期間と重なっています。');

  // Two people of the office at the same round.
  const colleague = await another();
  await signedIn(colleague, 'office', 'office@example.jp');
  await colleague.goto('/office/rounds');
  await page.goto('/office/rounds');
  for (const each of [page, colleague]) await each.getByRole('row').filter({ hasText: `${year}/02/` }).getByRole('link', { name: '変更' }).click();
  await colleague.getByLabel('申請期間の最終日').fill(`${year}-03-05`);
  await colleague.getByRole('button', { name: '変更する' }).click();
  await expect(colleague.getByRole('status').filter({ hasText: '申請期間を変更しました。' })).toBeVisible();
  await page.getByLabel('申請期間の最終日').fill(`${year}-03-10`);
  await page.getByRole('button', { name: '変更する' }).click();
  await expect(page.getByRole('alert').filter({ hasText: '別の担当者が、この申請期間を先に変更しました。' })).toContainText('3月5日');
  await expect(page.getByLabel('申請期間の最終日')).toHaveValue(`${year}-03-10`);
  await audit(page);
  await page.getByRole('button', { name: '変更する' }).click();
  await expect(page.getByRole('status').filter({ hasText: '申請期間を変更しました。' })).toBeVisible();
  await expect(row).toContainText(`${year}/03/10`);

  // 削除 asks once.
  await row.getByRole('link', { name: '削除' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '申請期間の削除' })).toBeVisible();
  await expect(page.getByText(`${year}年2月1日`)).toBeVisible();
  await audit(page);
  await page.getByRole('button', { name: '削除する' }).click();
  await expect(page.getByRole('status').filter({ hasText: '申請期間を削除しました。' })).toBeVisible();
  await expect(row).toHaveCount(0);
});

test('F1 a round in which a facility has applied is not deleted', async ({ page }) => {
  await signedIn(page, 'office', 'office@example.jp');
  await page.goto('/office/rounds');
  const row = page.getByRole('row').filter({ hasText: '連携施設' }).filter({ hasText: '受付中' });
  await expect(row.getByRole('link', { name: '削除' })).toHaveCount(0);
  await row.getByRole('link', { name: '変更' }).click();
  await expect(page.getByText('初日は変更できません。')).toBeVisible();
  await page.getByLabel('申請期間の初日').fill('2020-02-01');
  await page.getByRole('button', { name: '変更する' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'エラーの内容を確認してください。' })).toContainText('「申請期間の初日」は変更できません。');
});
