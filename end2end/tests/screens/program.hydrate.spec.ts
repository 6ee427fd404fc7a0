// The program of a page (docs/adr/0029): what a person meets when it does not arrive, and that its forms go on without it.
import type { Browser, Page } from '@playwright/test';

import { clientAddress, expect, hydrated, test } from '../../fixtures';
import { newApplicant } from '../../setup/people';
import { member, registered } from '../../setup/ready';

const told = (page: Page) => page.getByRole('alert').filter({ hasText: 'この画面の一部の機能を読み込めませんでした。' });

/** A browser whose console is not watched: the failure is said there too. */
async function unwatched(browser: Browser, baseURL: string | undefined, before: (page: Page) => Promise<void>, then: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ baseURL, javaScriptEnabled: true, locale: 'ja-JP', extraHTTPHeaders: { 'X-Forwarded-For': clientAddress(test.info()) } });
  try {
    const page = await context.newPage();
    await member(page, newApplicant());
    await before(page);
    await page.goto('/cases/specialist/20');
    await expect(page.getByRole('heading', { level: 1, name: '専門医新規申請_編集画面(番号:20)' })).toBeVisible();
    await then(page);
  } finally {
    await context.close();
  }
}

/** Says so, promises nothing that it cannot keep, and saves by its button. */
async function goesOnWithout(page: Page, words: string): Promise<void> {
  await expect(told(page)).toBeVisible();
  await expect(page.getByText('入力した内容は自動的に下書き保存されます。')).toHaveCount(0);
  await page.getByLabel('考察').fill(words);
  await page.getByRole('button', { name: '一時保存', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: '番号20を一時保存しました。' })).toBeVisible();
  await expect(page.getByLabel('考察')).toHaveValue(words);
}

test('a program that does not arrive is told, and the page can be loaded again', async ({ browser, baseURL }) => {
  await unwatched(browser, baseURL, (page) => page.route('**/pkg/*.wasm', (route) => route.abort()), async (page) => {
    await goesOnWithout(page, 'プログラムなしで書いた考察。');
    await page.unroute('**/pkg/*.wasm');
    await told(page).getByRole('link', { name: '画面を読み込み直す' }).click();
    await hydrated(page);
    await expect(told(page)).toHaveCount(0);
  });
});

test('a program that arrives in half is told, and the form goes on', async ({ browser, baseURL }) => {
  let whole: Buffer | undefined;
  const half = async (page: Page) => {
    await page.route('**/pkg/*.wasm', async (route) => {
      whole ??= await (await route.fetch()).body();
      await route.fulfill({ body: whole.subarray(0, whole.length / 2), contentType: 'application/wasm' });
    });
  };
  await unwatched(browser, baseURL, half, (page) => goesOnWithout(page, '半分だけ届いたときの考察。'));
});

test('a program that stops while it begins is told, and the form goes on', async ({ browser, baseURL }) => {
  const broken = (page: Page) => page.addInitScript(() => Reflect.deleteProperty(Intl, 'Segmenter'));
  await unwatched(browser, baseURL, broken, (page) => goesOnWithout(page, '途中で止まったときの考察。'));
});

test.describe('after an error of something else on the page', () => {
  test.use({ cut: true });

  test('a program that goes on does not meet its own saves as another window', async ({ page }) => {
    await member(page, newApplicant());
    await page.goto('/cases/specialist/20');
    await hydrated(page);
    await page.evaluate(() => dispatchEvent(new Event('error')));
    await expect(told(page)).toBeVisible();
    await page.getByLabel('考察').fill('自動で保存された考察。');
    // The form continues what was saved.
    await expect(page.locator('input[name="version"]')).toHaveValue('1');
    // Nothing more arrives of it: the button alone brings what was typed since.
    await page.route('**/api/cases/autosave', (route) => route.abort());
    await goesOnWithout(page, 'そのあとに書き足した考察。');
    await expect(page.getByText('別の画面または端末から送られた入力です。')).toHaveCount(0);
  });
});

test('before the program is there, a page says nothing that it cannot keep', async ({ browser, baseURL }) => {
  await unwatched(browser, baseURL, (page) => page.route('**/pkg/*.wasm', () => new Promise(() => undefined)), async (page) => {
    await expect(page.getByText('途中でも「一時保存」で保存できます。').or(page.getByText(/下書き保存済み/))).toBeVisible();
    await expect(page.getByText('入力した内容は自動的に下書き保存されます。')).toHaveCount(0);
    await expect(told(page)).toBeHidden();
  });
});

test('without the program a list is plain and works', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, javaScriptEnabled: true, locale: 'ja-JP', extraHTTPHeaders: { 'X-Forwarded-For': clientAddress(test.info()) } });
  try {
    const page = await context.newPage();
    await page.route('**/pkg/*.{js,wasm}', (route) => route.abort());
    await member(page, newApplicant());
    await registered(page, 1, { category: 'せん妄', diagnosis: '膵癌', history: '夜間の興奮で依頼となった。' });
    await page.goto('/cases/specialist');
    await page.getByRole('checkbox', { name: '症例1を選択', exact: true }).check();
    await page.getByRole('button', { name: '承認依頼をする' }).click();
    await expect(page.getByRole('heading', { level: 1, name: '症例承認依頼' })).toBeVisible();
  } finally {
    await context.close();
  }
});
