// The program comes in parts (docs/adr/0010): what a person meets when one does not arrive.
import { expect, hydrated, test } from '../../fixtures';
import { fillSignIn } from '../../pages/door';

test('a part that does not arrive is told, and the page can be loaded again', async ({ browser, baseURL }) => {
  // A browser whose console is not watched: the failure is said there too.
  const context = await browser.newContext({ baseURL, javaScriptEnabled: true, locale: 'ja-JP' });
  try {
    const page = await context.newPage();
    await page.goto('/signin?next=%2Fcases%2Fspecialist%2F20');
    await fillSignIn(page, '100001');
    await expect(page.getByRole('heading', { level: 1, name: '専門医新規申請_編集画面(番号:20)' })).toBeVisible();
    await hydrated(page);

    await page.route('**/split_list_part*.wasm', (route) => route.abort());
    await page.getByRole('link', { name: '専門医新規申請(20例)' }).click();
    const told = page.getByRole('alert').filter({ hasText: '画面の動作が止まりました。' });
    await expect(told).toBeVisible();

    await page.unroute('**/split_list_part*.wasm');
    await told.getByRole('link', { name: '画面を読み込み直す' }).click();
    await hydrated(page);
    await expect(told).toHaveCount(0);
    await page.getByRole('link', { name: '専門医新規申請(20例)' }).click();
    await expect(page.getByRole('heading', { level: 1, name: '専門医新規申請(20例)' })).toBeVisible();
  } finally {
    await context.close();
  }
});

// `route::part` names a part by its function: a wrong name would only make the page slower.
for (const [part, member, path] of [
  ['list_part', '100001', '/cases/specialist'],
  ['list_part', '100001', '/cases/specialist/request?n=1'],
  ['edit_part', '100001', '/cases/specialist/20'],
  ['judge_part', '200001', '/approvals'],
] as const) {
  test(`${path} asks for its part at once`, async ({ page }) => {
    await page.goto(`/signin?next=${encodeURIComponent(path)}`);
    await fillSignIn(page, member);
    await hydrated(page);
    await expect(page.locator(`link[rel="preload"][href*="split_${part}"]`)).toHaveCount(1);
  });
}

test('the forms of an application ask for their part at once, and for no other', async ({ page }) => {
  await page.goto('/facility/signin?next=%2Ffacility%2Fapply%2Fpartner%2Fform2');
  await fillSignIn(page, 'core@hospital.example.jp', undefined, 'メールアドレス');
  await hydrated(page);
  await expect(page.locator('link[rel="preload"][href*="split_form_part"]')).toHaveCount(1);
  await expect(page.locator('link[rel="preload"][href*="split_edit_part"]')).toHaveCount(0);
});

test('without the program a live page is plain and works', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, javaScriptEnabled: true, locale: 'ja-JP' });
  try {
    const page = await context.newPage();
    await page.route('**/pkg/*.{js,wasm}', (route) => route.abort());
    await page.goto('/signin?next=%2Fcases%2Fspecialist');
    await fillSignIn(page, '100001');
    await page.getByRole('checkbox', { name: '症例1を選択', exact: true }).check();
    await page.getByRole('button', { name: '承認依頼をする' }).click();
    await expect(page.getByRole('heading', { level: 1, name: '症例承認依頼' })).toBeVisible();
  } finally {
    await context.close();
  }
});
