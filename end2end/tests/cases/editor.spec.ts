import { readFile } from 'node:fs/promises';

import { expect, hydrated, test } from '../../fixtures';
import { fillReport, openSlot, register, rowOf } from '../../pages/cases';
import { newApplicant } from '../../setup/people';
import { member, registered } from '../../setup/ready';

test('C3 登録 names everything that is missing, in one go, and keeps what was typed', async ({ page, audit }) => {
  await member(page, newApplicant());
  await openSlot(page, 2);
  await page.getByLabel('診断名').fill('肺癌');
  await page.getByRole('button', { name: '登録', exact: true }).click();
  const summary = page.getByRole('alert').filter({ hasText: 'エラーの内容を確認してください。' });
  await expect(summary).toBeVisible();
  await hydrated(page);
  for (const label of ['診療施設名', '主に緩和医療を提供した期間', '年齢', '介入時までの現病歴', '考察']) await expect(summary.getByText(`「${label}」`)).toBeVisible();
  await expect(summary.getByText('「診断名」')).toHaveCount(0);
  await expect(page.getByLabel('診断名')).toHaveValue('肺癌');
  await audit(page);
});

test('C3 一時保存 keeps anything', async ({ page, javaScriptEnabled }) => {
  await member(page, newApplicant());
  await openSlot(page, 9);
  await page.getByLabel('介入後の経過').fill('</textarea><script>document.title="pwned"</script> 途中まで');
  await page.getByLabel('備考').fill('あとで書く');
  // Where nothing counts, no number stands still.
  await expect(page.locator('#c-memo')).toHaveText(javaScriptEnabled ? '5 / 200文字' : '200文字', { useInnerText: true });
  await page.getByRole('button', { name: '一時保存', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: '番号9を一時保存しました。' })).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('介入後の経過')).toHaveValue('</textarea><script>document.title="pwned"</script> 途中まで');
  await expect(page).not.toHaveTitle('pwned');
  await page.goto('/cases/specialist');
  await expect(rowOf(page, 9)).toContainText('あとで書く');
  await expect(rowOf(page, 9)).toContainText('未登録');
});

test('C6 a period outside the record is explained with the record', async ({ page }) => {
  await member(page, newApplicant());
  await openSlot(page, 1);
  await fillReport(page, { category: '痛み', diagnosis: '胃癌', history: '心窩部痛で受診した。' });
  await page.getByLabel('開始日').fill('2010-05-12');
  await page.getByLabel('終了日').fill('2010-07-03');
  await page.getByRole('button', { name: '登録', exact: true }).click();
  const summary = page.getByRole('alert').filter({ hasText: 'エラーの内容を確認してください。' });
  await expect(summary).toContainText('認定期間');
});

test('C10 削除 asks, names what is lost, and empties the slot', async ({ page, audit }) => {
  await member(page, newApplicant());
  await registered(page, 4, { category: 'せん妄', diagnosis: '膵癌', history: '夜間の興奮で依頼となった。' });
  await page.goto('/cases/specialist');
  await rowOf(page, 4).getByRole('button', { name: '削除', exact: true }).click();
  await expect(page.getByText('未承認').last()).toBeVisible();
  await audit(page);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: '症例報告書のPDF' }).click();
  expect((await download).suggestedFilename()).toBe('症例報告書_専門医新規申請_番号4_第1版.pdf');
  await page.getByRole('button', { name: '削除する' }).click();
  await expect(page.getByRole('status').filter({ hasText: '番号4を削除しました。' })).toBeVisible();
  await expect(rowOf(page, 4)).toContainText('未登録');
});

test('C1 sets without approval: 登録済 and no request', async ({ page, audit }) => {
  await member(page, newApplicant());
  await openSlot(page, 1, 'certified');
  await fillReport(page, { category: '痛み', diagnosis: '乳癌', history: '胸壁の痛みで受診した。' });
  await register(page);
  await expect(page.getByRole('heading', { level: 1, name: '認定医新規申請(5例)' })).toBeVisible();
  await expect(rowOf(page, 1)).toContainText('登録済');
  await expect(page.getByRole('button', { name: '承認依頼をする' })).toHaveCount(0);
  await audit(page);
});

test('印刷 and history of a registered case', async ({ page, audit }) => {
  await member(page, newApplicant());
  await registered(page, 5, { category: '苦痛緩和のための鎮静', diagnosis: '肝癌', history: '治療抵抗性の苦痛に対して鎮静を検討した。', memo: '印刷に出ない備考' });
  await page.goto('/cases/specialist');
  await rowOf(page, 5).getByRole('link', { name: '印刷', exact: true }).click();
  await expect(page.getByText('治療抵抗性の苦痛に対して鎮静を検討した。')).toBeVisible();
  await expect(page.getByText('印刷に出ない備考')).toHaveCount(0);
  await audit(page);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'PDFをダウンロード' }).click();
  const file = await readFile(await (await download).path());
  expect(file.subarray(0, 5).toString()).toBe('%PDF-');
  await page.goto('/cases/specialist/5/history');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await audit(page);
});
