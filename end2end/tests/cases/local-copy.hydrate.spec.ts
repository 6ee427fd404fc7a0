// C18, C19: what the browser keeps of a form, when it ends, cannot keep, or has several pages and people.
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, type Page, chromium } from '@playwright/test';

import { clientAddress, expect, hydrated, test } from '../../fixtures';
import { openSlot } from '../../pages/cases';
import { fillSignIn } from '../../pages/door';
import { blockStorage, fillDisk, localCopies, makeRoom } from '../../setup/local_copy';
import { newApplicant } from '../../setup/people';
import { member, signedIn } from '../../setup/ready';

const discussion = (page: Page) => page.getByLabel('考察');
const saved = (page: Page) => page.getByText(/下書き保存済み \d\d:\d\d/);
const keptHere = (page: Page) => page.getByText('通信が切れています。入力はこの端末に保存されています。');
const restored = (page: Page) => page.getByText(/この端末に残っていた入力\(.*\)を元に戻しました。/);
const stranger = (page: Page) => page.getByText(/このブラウザで別の方がログインしました。/);

const cut = (page: Page) => page.route('**/api/cases/**', (route) => route.abort());
const mend = (page: Page) => page.unroute('**/api/cases/**');
/** Also what a page sends while it is closed does not arrive: the browser sends that past every route. */
const cutForGood = (page: Page) => page.evaluate(() => void (window.fetch = () => Promise.reject(new TypeError('no line'))));

/** Another tab of the same browser. */
async function tab(beside: Page, path: string): Promise<Page> {
  const page = await beside.context().newPage();
  await page.goto(path);
  await hydrated(page);
  return page;
}

test.describe('the line is cut', () => {
  test.use({ cut: true });

  test('C18 two tabs on two cases: a save in one ends nothing of the other', async ({ page }) => {
    await member(page, newApplicant());
    await openSlot(page, 8);
    const other = await tab(page, '/cases/specialist/9');
    await cut(page);
    await discussion(page).fill('八番の、まだ届いていない考察。');
    await expect(keptHere(page)).toBeVisible();
    await discussion(other).fill('九番の考察。');
    await expect(saved(other)).toBeVisible();
    await expect.poll(() => localCopies(other)).toHaveLength(1);
    await mend(page);
    await page.reload();
    await expect(discussion(page)).toHaveValue('八番の、まだ届いていない考察。');
    await expect(restored(page)).toBeVisible();
    await expect(saved(page)).toBeVisible();
    await expect.poll(() => localCopies(page)).toEqual([]);
  });

  test('C18 two tabs on one case: each keeps its own, and neither takes what the other still has', async ({ page }) => {
    await member(page, newApplicant());
    await openSlot(page, 8);
    const other = await tab(page, '/cases/specialist/8');
    await cut(page);
    await cut(other);
    await discussion(page).fill('一枚目の文章。');
    await expect(keptHere(page)).toBeVisible();
    await discussion(other).fill('二枚目の文章。');
    await expect(keptHere(other)).toBeVisible();
    expect(await localCopies(page)).toHaveLength(2);

    // The first one comes back with its own words, and leaves those of the second, which still lives, alone.
    await mend(page);
    await page.reload();
    await expect(discussion(page)).toHaveValue('一枚目の文章。');
    await expect(saved(page)).toBeVisible();
    await expect.poll(() => localCopies(page)).toHaveLength(1);
    await expect(discussion(other)).toHaveValue('二枚目の文章。');

    // The second one is closed without a word: the page that is opened next hands its words over, and shows both.
    await other.close();
    await page.goto('/cases/specialist/8');
    await expect(discussion(page)).toHaveValue('一枚目の文章。');
    await expect(page.getByText('二枚目の文章。').first()).toBeAttached();
    await expect.poll(() => localCopies(page)).toEqual([]);
  });

  test('C18 two tabs on one case that both went: the newer words come back, the older ones are set aside', async ({ page }) => {
    await member(page, newApplicant());
    await openSlot(page, 8);
    const [one, two] = [await tab(page, '/cases/specialist/8'), await tab(page, '/cases/specialist/8')];
    for (const [open, words] of [[one, '先に書いた文章。'], [two, '後に書いた文章。']] as const) {
      await cutForGood(open);
      await discussion(open).fill(words);
      await expect(keptHere(open)).toBeVisible();
    }
    await one.close();
    await two.close();
    await page.reload();
    await expect(discussion(page)).toHaveValue('後に書いた文章。');
    await expect(page.getByText(/元に戻しました。.*現在の下書きとは別に保管しました。/)).toBeVisible();
    await expect(saved(page)).toBeVisible();
    await page.reload();
    await expect(discussion(page)).toHaveValue('後に書いた文章。');
    await expect(page.getByText('先に書いた文章。').first()).toBeAttached();
    await expect.poll(() => localCopies(page)).toEqual([]);
  });

  test('C18 the browser ends two seconds after the last key while the server is away: every word comes back', async ({ baseURL, launchOptions, viewport }, info) => {
    const profile = mkdtempSync(join(tmpdir(), 'nintei-profile-'));
    const address = clientAddress(info);
    const start = () =>
      chromium.launchPersistentContext(profile, { ...launchOptions, baseURL, viewport, locale: 'ja-JP', timezoneId: 'Asia/Tokyo', extraHTTPHeaders: { 'X-Forwarded-For': address } });
    let browser: BrowserContext | undefined;
    try {
      browser = await start();
      let [page] = browser.pages();
      const person = newApplicant();
      const password = await member(page, person);
      await page.goto('/cases/specialist/8');
      await hydrated(page);
      await cut(page);
      await discussion(page).pressSequentially('停電の二秒前に書き終えた文章。');
      await page.waitForTimeout(2_000);
      const ended = browser.waitForEvent('close');
      kill(profile);
      await ended;

      browser = await start();
      [page] = browser.pages();
      await signedIn(page, 'member', person.number, password);
      await page.goto('/cases/specialist/8');
      await hydrated(page);
      await expect(discussion(page)).toHaveValue('停電の二秒前に書き終えた文章。');
      await expect(restored(page)).toBeVisible();
      await expect(saved(page)).toBeVisible();
    } finally {
      await browser?.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    }
  });

  for (const [what, refuse] of [['blocked', blockStorage], ['full', fillDisk]] as const) {
    test(`C18 the device's storage is ${what}: the line says so, and leaving the page asks`, async ({ page, audit }) => {
      await member(page, newApplicant());
      await refuse(page);
      await openSlot(page, 8);
      await hydrated(page);
      let asked = 0;
      page.on('dialog', (dialog) => {
        asked += 1;
        void dialog.dismiss();
      });
      const leave = () => page.getByRole('navigation', { name: '現在の位置' }).getByRole('link').last().click();

      await cut(page);
      // Pressed like a person does: a browser asks nobody who has touched nothing.
      await discussion(page).click();
      await discussion(page).pressSequentially('どこにも保存できない文章。');
      await expect(page.getByText('通信が切れています。この端末にも保存できないため、この画面を閉じないでください。')).toBeVisible();
      await expect(page.getByText('この端末に保存されています')).toHaveCount(0);
      await audit(page);
      await leave();
      await expect.poll(() => asked).toBe(1);
      await expect(discussion(page)).toHaveValue('どこにも保存できない文章。');

      if (what === 'full') {
        await makeRoom(page);
        await discussion(page).pressSequentially('空きができた。');
        await expect(keptHere(page)).toBeVisible();
      }
      await mend(page);
      await page.evaluate(() => dispatchEvent(new Event('online')));
      await expect(saved(page)).toBeVisible();
      await leave();
      await expect(page).toHaveURL(/\/cases\/specialist$/);
      expect(asked).toBe(1);
    });
  }
});

test('C18 what an earlier release kept comes back', async ({ page }) => {
  await member(page, newApplicant());
  await openSlot(page, 8);
  await hydrated(page);
  await discussion(page).fill('下書き');
  await expect(saved(page)).toBeVisible();
  await page.reload();
  const draft = await page.evaluate(() => {
    const props = [...document.querySelectorAll<HTMLElement>('leptos-island')].map((island) => island.dataset.props ?? '');
    return /"draft":"([^"]+)"/.exec(props.join())?.[1] ?? '';
  });
  expect(draft).toMatch(/:specialist:8$/);
  const version = await page.locator('input[name=version]').first().inputValue();
  await page.evaluate(
    ([draft, version]) => localStorage.setItem(`journal:${draft}`, JSON.stringify({ version: Number(version), at: Date.now(), changed: { 'fields[discussion]': '前の版のプログラムが残した文章。' } })),
    [draft, version],
  );
  await page.reload();
  await expect(discussion(page)).toHaveValue('前の版のプログラムが残した文章。');
  await expect(saved(page)).toBeVisible();
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
});

test('C19 somebody else signs in in another tab: nothing is sent, and its author finds every word', async ({ page, another, audit }) => {
  const [author, other] = [newApplicant(), newApplicant()];
  const password = await member(page, author);
  const othersPassword = await member(await another(), other);
  await openSlot(page, 8);
  await hydrated(page);

  const second = await tab(page, '/member');
  await signedIn(second, 'member', other.number, othersPassword);
  await discussion(page).fill('筆者だけの文章。');
  await expect(stranger(page)).toContainText('この画面の入力は送信せず、この端末に保存しています。');
  await audit(page);
  await second.goto('/cases/specialist/8');
  await hydrated(second);
  await expect(discussion(second)).toHaveValue('');
  await expect(second.getByText('筆者だけの文章。')).toHaveCount(0);

  await page.getByRole('link', { name: 'ログイン画面へ' }).click();
  await fillSignIn(page, author.number, password);
  await expect(discussion(page)).toHaveValue('筆者だけの文章。');
  await expect(restored(page)).toBeVisible();
  await expect(saved(page)).toBeVisible();
});

test('C19 the author signs in again in another tab: the page goes on when it is looked at', async ({ page, another }) => {
  const [author, other] = [newApplicant(), newApplicant()];
  const password = await member(page, author);
  const othersPassword = await member(await another(), other);
  await openSlot(page, 8);
  await hydrated(page);
  const second = await tab(page, '/member');
  await signedIn(second, 'member', other.number, othersPassword);
  await discussion(page).fill('筆者だけの文章。');
  await expect(stranger(page)).toBeVisible();
  await signedIn(second, 'member', author.number, password);
  await page.evaluate(() => dispatchEvent(new Event('focus')));
  await expect(saved(page)).toBeVisible();
  await second.goto('/cases/specialist/8');
  await expect(discussion(second)).toHaveValue('筆者だけの文章。');
});

/** Ends a browser as a power cut does: none of its processes hears of it. The folder of its profile is in their commands. */
function kill(profile: string): void {
  for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (readFileSync(`/proc/${id}/cmdline`, 'utf8').includes(profile)) process.kill(Number(id), 'SIGKILL');
    } catch {
      // It has gone by itself.
    }
  }
}
