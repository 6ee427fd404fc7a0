// A supervisor's words are kept like a case (C11): nothing that was typed is lost, however the page is left.
import type { Page } from '@playwright/test';

import { expect, hydrated, loadFromBefore, test } from '../../fixtures';
import { decide, general, judging } from '../../pages/approvals';
import { localCopies } from '../../setup/local_copy';
import { signedIn } from '../../setup/ready';

test.describe.configure({ timeout: 180_000 });

const kept = (page: Page) => page.getByText(/下書き保存済み \d\d:\d\d/);
const restored = (page: Page) => page.getByText(/この端末に残っていた入力\(.*\)を元に戻しました。/);

test('whoever moves on with the last key still has the comment, here and elsewhere', async ({ page, another }) => {
  const judge = await judging(page, await another(), [6, 7]);
  const first = page.url();
  await page.getByText('「考察」にコメントする', { exact: true }).click();
  await page.getByLabel('考察 へのコメント').fill('考察を具体的に。');
  await general(page).fill('全体によく書けています。');
  await page.getByRole('link', { name: '次の症例へ' }).click();
  await expect(page).not.toHaveURL(first);
  await expect(general(page)).toHaveValue('');
  // By the browser's own button no box is left before the page is.
  await general(page).fill('二件目のコメント');
  const second = page.url();
  await page.goBack();
  await expect(page).toHaveURL(first);
  await expect(general(page)).toHaveValue('全体によく書けています。');
  await expect(page.getByLabel('考察 へのコメント')).toHaveValue('考察を具体的に。');

  const elsewhere = await another();
  await signedIn(elsewhere, 'member', judge.number, judge.password);
  for (const [url, words] of [[first, '全体によく書けています。'], [second, '二件目のコメント']]) {
    await elsewhere.goto(url);
    await expect(general(elsewhere)).toHaveValue(words);
  }
});

test('a page that was made just before the save still shows the comment', async ({ page, another }) => {
  await judging(page, await another(), [6]);
  await loadFromBefore(page, new URL(page.url()).pathname, '/api/approvals/keep_comments');
  await page.getByText('「考察」にコメントする', { exact: true }).click();
  await page.getByLabel('考察 へのコメント').fill('読み直す直前のコメント。');
  await page.reload();
  await expect(page.getByLabel('考察 へのコメント')).toHaveValue('読み直す直前のコメント。');
  await expect(page.getByLabel('考察 へのコメント')).toBeVisible();
  await expect(restored(page)).toBeVisible();
  await expect(kept(page)).toBeVisible();
});

test('an old screen never overwrites newer comments: both stand beside each other', async ({ page, another, audit }) => {
  const judge = await judging(page, await another(), [6]);
  const phone = await another({ phone: true });
  await signedIn(phone, 'member', judge.number, judge.password);
  await phone.goto(page.url());
  await general(phone).fill('電話で書いたコメント');
  await expect(kept(phone)).toBeVisible();

  await general(page).fill('机で書いたコメント');
  await expect(page.getByText(/別の画面でより新しい内容が保存された/)).toBeVisible();
  await audit(page);
  await page.getByRole('link', { name: '最新の内容を開いて見比べる' }).click();
  await expect(general(page)).toHaveValue('電話で書いたコメント\n\n【別の画面で入力したコメント】\n机で書いたコメント');
  await hydrated(page);

  // A decision on the old screen is no decision about words that it does not show.
  await general(phone).fill('電話で書き直した');
  await decide(phone, '承認する');
  await expect(general(phone)).toHaveValue(/机で書いたコメント[^]*電話で書き直した/);
  await hydrated(phone);
  await decide(phone, '承認する');
  await expect(phone.getByRole('status').filter({ hasText: '承認しました。' })).toBeVisible();
});

test.describe('the line is cut', () => {
  test.use({ cut: true });

  test('the comment waits in the browser, the decision for the line', async ({ page, another }) => {
    await judging(page, await another(), [6]);
    await page.route('**/api/approvals/**', (route) => route.abort());
    await general(page).fill('通信が切れている間のコメント');
    await expect(page.getByText('通信が切れています。入力はこの端末に保存されています。')).toBeVisible();
    await decide(page, '非承認にする');
    await expect(page.getByRole('dialog')).toBeHidden();
    await expect(page.locator('#saved')).toBeFocused();
    await expect(page.getByText('まだ判定していません')).toBeVisible();
    await page.unroute('**/api/approvals/**');
    await page.reload();
    await expect(general(page)).toHaveValue('通信が切れている間のコメント');
    await decide(page, '非承認にする');
    await expect(page.getByRole('status').filter({ hasText: '非承認にしました。' })).toBeVisible();
    await expect.poll(() => localCopies(page)).toEqual([]);
  });

  test('C18 a comment that did not arrive before the decision is not dropped unseen', async ({ page, another }) => {
    const judge = await judging(page, await another(), [6]);
    const address = page.url();
    await page.route('**/api/approvals/**', (route) => route.abort());
    await general(page).fill('判定に間に合わなかったコメント');
    await expect(page.getByText('通信が切れています。入力はこの端末に保存されています。')).toBeVisible();
    const phone = await another({ phone: true });
    await signedIn(phone, 'member', judge.number, judge.password);
    await phone.goto(address);
    await decide(phone, '承認する');
    await expect(phone.getByRole('status').filter({ hasText: '承認しました。' })).toBeVisible();

    await page.unroute('**/api/approvals/**');
    await page.goto(address);
    const left = page.getByRole('status').filter({ hasText: '送信されなかった入力' });
    await expect(left).toContainText('判定に間に合わなかったコメント');
    expect(await localCopies(page)).toHaveLength(1);
    await left.getByRole('button', { name: '破棄する' }).click();
    await expect(left).toBeHidden();
    await expect.poll(() => localCopies(page)).toEqual([]);
  });
});
