// A server of its own for a test that sets the clock forward: every other test of the run lives on the day of its start.
// Its mail arrives with everybody's (`mailTo`), so look for addresses and names that no other test has.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Page } from '@playwright/test';

import { expect, test as base } from '../fixtures';
import { freePort, startServer, stopServer, withSociety } from './server';

/** Like `test`, on a server that nobody else uses. */
export const test = base.extend<{ ownServer: string }>({
  ownServer: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'nintei-clock-'));
    // The server may hand the data folder to the user that runs Postgres.
    chmodSync(folder, 0o755);
    const server = await startServer(withSociety(join(folder, 'data')), await freePort(), { SMTP_URL: process.env.MAIL_SMTP ?? '' });
    await use(server.url);
    await stopServer(server.child);
    rmSync(folder, { recursive: true, force: true });
  },
  baseURL: async ({ ownServer }, use) => use(ownServer),
});

/** The buttons of `/dev/clock`. */
export type Turn = '次の申請期間の初日' | '申請期間の最終日の最後の1分' | '次の認定開始日' | '次の年度';

async function moved(page: Page): Promise<void> {
  await expect(page.getByRole('status').filter({ hasText: '日時を進めました。' })).toBeVisible();
}

/** Goes on to the next turn of the year; whoever is signed in is signed out when it is more than half a day. */
export async function goOnTo(page: Page, turn: Turn): Promise<void> {
  await page.goto('/dev/clock');
  await page.getByRole('button', { name: turn, exact: true }).click();
  await moved(page);
}

/** 「日時を進める」 to a moment in Japan, `2027-02-01` and `09:30`. */
export async function setClock(page: Page, date: string, time: string): Promise<void> {
  await page.goto('/dev/clock');
  await page.getByLabel('日付', { exact: true }).fill(date);
  await page.getByLabel('時刻(日本時間)').fill(time);
  await page.getByRole('button', { name: '日時を進める' }).click();
  await moved(page);
}

/** What the product says the day is. */
export async function productTime(page: Page): Promise<string> {
  await page.goto('/dev/clock');
  return (await page.getByRole('definition').first().textContent()) ?? '';
}
