// C11: text typed is never lost. With JavaScript; what the browser itself keeps: local-copy.hydrate.spec.ts.
import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, loadFromBefore, test } from '../../fixtures';
import { openSlot, rowOf } from '../../pages/cases';
import { fillSignIn } from '../../pages/door';
import { newApplicant } from '../../setup/people';
import { member, signedIn } from '../../setup/ready';
import { freePort, startServer, stopServer, withSociety } from '../../setup/server';

test('a draft is kept within two seconds of the last key', async ({ page, another }) => {
  const person = newApplicant();
  const password = await member(page, person);
  await openSlot(page, 8);
  await page.getByLabel('考察').pressSequentially('一文字も失わない。');
  await expect(page.getByText(/下書き保存済み \d\d:\d\d/)).toBeVisible({ timeout: 4_000 });
  const elsewhere = await another();
  await signedIn(elsewhere, 'member', person.number, password);
  await elsewhere.goto('/cases/specialist/8');
  await expect(elsewhere.getByLabel('考察')).toHaveValue('一文字も失わない。');
});

test('the session ends while typing: after signing in again the text is there', async ({ page, context }) => {
  const person = newApplicant();
  const password = await member(page, person);
  await openSlot(page, 8);
  const cookies = await context.cookies();
  await context.clearCookies();
  await page.getByLabel('考察').fill('セッションが切れた後の文章。');
  await expect(page.getByText(/ログインの有効期限が切れました/)).toBeVisible();
  expect(cookies.length).toBeGreaterThan(0);
  await page.getByRole('link', { name: 'ログイン画面へ' }).click();
  await fillSignIn(page, person.number, password);
  await expect(page.getByLabel('考察')).toHaveValue('セッションが切れた後の文章。');
});

test('a page that was made just before the save still shows what was typed', async ({ page }) => {
  await member(page, newApplicant());
  await openSlot(page, 8);
  await loadFromBefore(page, '/cases/specialist/8', '/api/cases/autosave');
  await page.getByLabel('考察').fill('読み直す直前の文章。');
  await page.reload();
  await expect(page.getByLabel('考察')).toHaveValue('読み直す直前の文章。');
  await expect(page.getByText(/この端末に残っていた入力\(.*\)を元に戻しました。/)).toBeVisible();
  await expect(page.getByText(/下書き保存済み \d\d:\d\d/)).toBeVisible();
});

test('a way through the history shows each case with its own text, however the page was left', async ({ page, another }) => {
  const person = newApplicant();
  const password = await member(page, person);
  await openSlot(page, 8);
  await page.getByLabel('考察').fill('八番の考察。');
  await page.getByRole('navigation', { name: '現在の位置' }).getByRole('link').last().click();
  await rowOf(page, 9).getByRole('link', { name: '編集', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/番号:9\)$/);
  await page.getByLabel('考察').fill('九番の考察。');
  // From one editor to the other, and no field was left before.
  await page.evaluate(() => history.go(-2));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/番号:8\)$/);
  await expect(page.getByLabel('考察')).toHaveValue('八番の考察。');
  const elsewhere = await another();
  await signedIn(elsewhere, 'member', person.number, password);
  for (const [number, words] of [[8, '八番の考察。'], [9, '九番の考察。']]) {
    await elsewhere.goto(`/cases/specialist/${number}`);
    await expect(elsewhere.getByLabel('考察')).toHaveValue(words as string);
  }
});

test('an old tab never overwrites a newer draft silently: both are shown', async ({ page, another }) => {
  const person = newApplicant();
  const password = await member(page, person);
  await openSlot(page, 8);
  const second = await another();
  await signedIn(second, 'member', person.number, password);
  await second.goto('/cases/specialist/8');
  await second.getByLabel('考察').fill('二台目で書いた新しい文章。');
  await expect(second.getByText(/下書き保存済み \d\d:\d\d/)).toBeVisible();
  await page.getByLabel('考察').fill('一台目の古い画面で書いた文章。');
  await expect(page.getByText(/別の画面でより新しい内容が保存された/)).toBeVisible();
  await page.reload();
  await expect(page.getByText('一台目の古い画面で書いた文章。').first()).toBeAttached();
  await expect(page.getByText('二台目で書いた新しい文章。').first()).toBeAttached();
});

test.describe('the line is cut', () => {
  test.use({ cut: true });

  test('the text waits in the browser and comes back after a reload', async ({ page, context }) => {
    await member(page, newApplicant());
    await openSlot(page, 8);
    await page.route('**/api/cases/**', (route) => route.abort());
    await page.getByLabel('考察').fill('通信が切れている間の文章。');
    await expect(page.getByText('通信が切れています。入力はこの端末に保存されています。')).toBeVisible();
    await page.unroute('**/api/cases/**');
    await page.reload();
    await expect(page.getByLabel('考察')).toHaveValue('通信が切れている間の文章。');
    await expect(page.getByText(/下書き保存済み \d\d:\d\d/)).toBeVisible();
    void context;
  });

  test('kill -9 of the server while someone types loses nothing', async ({ page }) => {
    test.setTimeout(300_000);
    const folder = mkdtempSync(join(tmpdir(), 'nintei-kill-'));
    chmodSync(folder, 0o755);
    const port = await freePort();
    let { child, url } = await startServer(withSociety(join(folder, 'data')), port);
    try {
      await page.goto(`${url}/signin`);
      await fillSignIn(page, '100002');
      await expect(page.getByRole('heading', { level: 1, name: '会員専用ページ' })).toBeVisible();
      await page.goto(`${url}/cases/specialist/10`);
      const box = page.getByLabel('介入後の経過');
      await box.pressSequentially('サーバーが落ちる前の文章。');
      await expect(page.getByText(/下書き保存済み \d\d:\d\d/)).toBeVisible();
      child.kill('SIGKILL');
      await box.pressSequentially('落ちた後の文章。');
      await expect(page.getByText('通信が切れています。入力はこの端末に保存されています。')).toBeVisible();
      ({ child, url } = await startServer(join(folder, 'data'), port));
      await page.goto(`${url}/cases/specialist/10`);
      await expect(page.getByLabel('介入後の経過')).toHaveValue('サーバーが落ちる前の文章。落ちた後の文章。');
      await expect(page.getByText(/下書き保存済み \d\d:\d\d/)).toBeVisible();
    } finally {
      await stopServer(child);
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
