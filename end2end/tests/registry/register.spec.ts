// 「施設名簿」: the public register, by its labels.
import { expect, test } from '../../fixtures';

test('the register of certified facilities is open to everybody', async ({ page, audit }) => {
  await page.goto('/');
  await page.getByRole('link', { name: '基幹施設・連携施設・認定研修施設名簿' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '施設名簿' })).toBeVisible();
  await expect(page.getByRole('status')).toContainText('1〜50件を表示しています。');
  await audit(page);
  expect(await page.locator('main').innerText()).not.toMatch(/@|\d{6}/);

  await page.getByRole('link', { name: '次の50件' }).click();
  await expect(page.getByRole('status')).toContainText('51〜');
  await page.getByRole('link', { name: '前の50件' }).click();

  await page.getByLabel('施設名・ふりがな・認定番号').fill('ひなたがおか');
  await page.getByLabel('都道府県').selectOption('長野県');
  await page.getByLabel('種別').selectOption('基幹施設');
  await page.getByRole('button', { name: '検索' }).click();
  await expect(page.getByRole('status')).toContainText('1件中 1〜1件を表示しています。');
  const row = page.getByRole('row').filter({ hasText: '日向ヶ丘総合病院' });
  await expect(row).toContainText('基幹施設');
  await audit(page);

  const file = await page.request.get((await page.getByRole('link', { name: 'CSVをダウンロード' }).getAttribute('href')) ?? '');
  expect(file.headers()['content-type']).toBe('text/csv; charset=utf-8');
  const text = (await file.body()).toString('utf8');
  expect(text.startsWith('\uFEFF都道府県,種別,施設名')).toBe(true);
  expect(text.split('\r\n').filter((line) => line !== '')).toHaveLength(2);
  expect(text).toContain('日向ヶ丘総合病院');
  expect(text).not.toContain('@');

  await page.getByLabel('施設名・ふりがな・認定番号').fill('どこにもない病院');
  await page.getByRole('button', { name: '検索' }).click();
  await expect(page.getByText('条件に合う施設はありません。')).toBeVisible();
  await audit(page);
  await page.getByRole('link', { name: '条件を解除' }).click();
  await expect(page.getByRole('status')).toContainText('1〜50件を表示しています。');
});
