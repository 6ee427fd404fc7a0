import type { Page } from '@playwright/test';

import { expect, test } from '../../fixtures';
import { openSlot } from '../../pages/cases';
import { newApplicant } from '../../setup/people';
import { member } from '../../setup/ready';

/** As wide as A4 within its margins, on paper. */
async function onPaper(page: Page) {
  await page.setViewportSize({ width: 688, height: 1000 });
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
}

test('members_06 what no font on paper has is named at the field, and kept', async ({ page }) => {
  await member(page, newApplicant());
  await openSlot(page, 3);
  await page.getByLabel('診断名').fill('肺癌 ع');
  await page.getByRole('button', { name: '登録', exact: true }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'エラーの内容を確認してください。' })).toContainText('「ع」(U+0639)');
  await expect(page.getByLabel('診断名')).toHaveValue('肺癌 ع');
});

test('members_14 the list on paper: rows of one line, no bar, a strip that can be read', async ({ page }) => {
  await member(page, newApplicant());
  await page.goto('/cases/specialist');
  await onPaper(page);
  for (const hidden of ['.action-bar', '.case-table .edit', '.case-table .delete', '.site-header']) await expect(page.locator(hidden).first()).toBeHidden();
  await expect(page.locator('.case-table tbody tr')).toHaveCount(20);
  const heights = await page.locator('.case-table tbody tr').evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().height));
  expect(Math.max(...heights)).toBeLessThan(44);
  const cut = await page.locator('.strip a').evaluateAll((links) => links.filter((link) => link.scrollWidth > link.clientWidth + 1).length);
  expect(cut).toBe(0);
  expect(await page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor)).toBe('rgb(255, 255, 255)');
});

test('members_14 the editor on paper: the words, and nothing to press', async ({ page }) => {
  await member(page, newApplicant());
  await openSlot(page, 2);
  const words = '一行目\n'.repeat(30);
  await page.getByLabel('介入後の経過').fill(words);
  await onPaper(page);
  await expect(page.locator('.action-bar')).toBeHidden();
  const cut = await page.getByLabel('介入後の経過').evaluate((box) => box.scrollHeight - box.clientHeight);
  expect(cut).toBeLessThan(4);
});
