// The office's list: filter, search, sort, several at once, files (F5, F9).
import { expect } from '../../fixtures';
import { test } from '../../setup/clock';
import { signedIn } from '../../setup/ready';

test('F9 several are chosen, restated and decided; the list goes out as files', async ({ page, audit }) => {
  test.setTimeout(240_000);
  await signedIn(page, 'office', 'office@example.jp');
  await page.goto('/office');
  await expect(page.getByText('決定を待っている申請が1件あります。')).toBeVisible();
  await page.getByRole('link', { name: '施設認定申請を開く' }).click();
  await page.getByRole('link', { name: '条件を解除' }).click();
  await expect(page.getByText('2件見つかりました。')).toBeVisible();
  await audit(page);

  // Nothing found, then sorted and narrowed.
  await page.getByLabel('施設名・ふりがな・都道府県').fill('見つからない');
  await page.getByRole('button', { name: '検索' }).click();
  await expect(page.getByText('該当する申請はありません。')).toBeVisible();
  await page.getByLabel('施設名・ふりがな・都道府県').fill('せせらぎ');
  await page.getByLabel('並び順').selectOption('施設名(ふりがな)順');
  await page.getByLabel('状態').selectOption('申請済み');
  await page.getByRole('button', { name: '検索' }).click();
  await expect(page.getByText('1件見つかりました。')).toBeVisible();
  for (const [link, start] of [
    ['CSVでダウンロード', '\uFEFF施設名,'],
    ['Excelでダウンロード', 'PK'],
  ]) {
    const address = (await page.getByRole('link', { name: link }).getAttribute('href')) ?? '';
    const file = await page.request.get(address);
    expect(file.headers()['content-disposition']).toContain('attachment');
    expect((await file.body()).toString('utf8').startsWith(start)).toBe(true);
  }

  // No selection says so; a selection is restated.
  await page.getByRole('button', { name: '合格', exact: true }).click();
  await expect(page.getByText('申請が選択されていません。')).toBeVisible();
  await page.getByRole('link', { name: '戻る', exact: true }).click();
  await page.getByRole('checkbox', { name: 'せせらぎ在宅クリニック(連携施設)を選択' }).check();
  await page.getByRole('button', { name: '不合格', exact: true }).click();
  await expect(page.getByText('次の1件の申請を不合格にします。')).toBeVisible();
  await audit(page);
  await page.getByRole('button', { name: '不合格にする' }).click();
  await expect(page.getByRole('alert')).toContainText('定型文から選ぶか、入力してください。');
  await page.getByLabel('不合格の理由').fill('指導医の常勤が確認できません。');
  await page.getByRole('button', { name: '不合格にする' }).click();
  await expect(page.getByRole('status').filter({ hasText: '1件の申請を「不合格」にしました。' })).toBeVisible();
  await expect(page.getByText('決定を待っている申請(申請済み)は0件です。')).toBeVisible();

  // The paper of the other one can be read beside its data.
  await page.getByRole('link', { name: '条件を解除' }).click();
  await page.getByRole('link', { name: /^里山緩和ケアクリニック\(/ }).click();
  const paper = page.getByRole('img', { name: /1ページ目/ });
  await paper.scrollIntoViewIfNeeded();
  const picture = await page.request.get((await paper.getAttribute('src')) ?? '');
  expect(picture.headers()['content-type']).toBe('image/png');
  await expect(page.getByText('公印が確認できません。')).toBeVisible();
  await audit(page);
});
