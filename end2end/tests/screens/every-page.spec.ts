// E4: every page, on a phone 360 px wide too, without and with JavaScript, by keyboard alone, and with axe-core's eyes.
// With SCREENS=folder each page is left there as a picture, light and dark.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Locator, type Page, type TestInfo } from '@playwright/test';

import { expect, hydrated, test } from '../../fixtures';
import { newApplicant } from '../../setup/people';
import { member, signedIn } from '../../setup/ready';

const visitor = ['/', '/signin', '/password/forgot', '/facility/signin', '/facility/apply', '/facility/apply/core/signin', '/facility/signup?kind=partner', '/register', '/register?q=%E3%81%B2%E3%81%AA%E3%81%9F&kind=core', '/dev/clock', '/dev/clock?date=2020-02-01&time=09%3A00', '/office/signin', '/password/set/unknown', '/facility/address/unknown', '/no/such/page'];
const applicant = [
  '/member', '/certification', '/certification/credits',
  '/cases/specialist', '/cases/transition', '/cases/certified',
  '/cases/specialist/1', '/cases/specialist/2?check=1', '/cases/specialist/2?q=病院', '/cases/specialist/3', '/cases/specialist/4', '/cases/specialist/5', '/cases/specialist/20',
  '/cases/specialist/request?n=1', '/cases/specialist/request?n=1&q=20000', '/cases/specialist/request?n=1&n=5',
  '/cases/specialist/withdraw?n=4', '/cases/specialist/applied', '/cases/specialist/1/print', '/cases/specialist/3/history', '/cases/specialist/1/delete',
  '/approvals', '/approvals/previous', '/dev/mail',
];
const office = ['/office', '/office/facility-applications', '/office/facility-applications?state=failed&order=name', '/office/facility-applications/decide?decision=pass', '/office/members', '/office/members?q=いない', '/office/facilities', '/office/facilities?standing=ended&page=2', '/office/import', '/office/changes', '/office/rounds', '/office/rounds/new', '/office/rounds/new?applying=core&opens_on=2027-02-01&closes_on=&starts_on=2027-01-01', '/office/mail', '/office/mail?state=dead', '/office/mail?state=sent', '/office/audit', '/office/audit?event=account.', '/office/second-factor/setup', '/office/second-factor/recovery-codes'];
const supervisor = ['/certification', '/approvals', '/approvals?state=rejected', '/approvals/previous'];

/** Opens a page and looks at it: it fits, it has one heading, and axe-core finds nothing serious. */
async function look(page: Page, path: string, info: TestInfo, audit: (page: Page) => Promise<void>): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide, `${path} is wider than the screen`).toBeLessThanOrEqual(0);
  await audit(page);
  if (process.env.SCREENS) {
    const folder = join(process.env.SCREENS, info.project.name);
    mkdirSync(folder, { recursive: true });
    const name = path.replace(/[^\w一-龠]+/g, '_').replace(/^_|_$/g, '') || 'top';
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`), fullPage: true });
    }
    await page.emulateMedia({ colorScheme: 'light' });
  }
}

test.describe('E4 every page fits and can be read', () => {
  test.beforeEach(async ({ page, isMobile }) => {
    if (isMobile && !process.env.SCREENS) await page.setViewportSize({ width: 360, height: 740 });
  });

  test('for a visitor', async ({ page, audit }, info) => {
    for (const path of visitor) await look(page, path, info, audit);
  });

  test('for an applicant', async ({ page, audit }, info) => {
    test.setTimeout(240_000);
    await signedIn(page, 'member', '100001');
    for (const path of applicant) await look(page, path, info, audit);
  });

  test('for a facility', async ({ page, audit }, info) => {
    test.setTimeout(420_000);
    await signedIn(page, 'facility', 'core@hospital.example.jp');
    for (const path of ['/facility', '/facility/account', '/facility/core', '/facility/core/details', '/facility/core/return', '/facility/network', '/facility/apply/core', '/facility/apply/partner/form1', '/facility/apply/partner/form1?check=1', '/facility/apply/partner/form2', '/facility/apply/partner/form2?check=1&q=%E7%97%85%E9%99%A2']) await look(page, path, info, audit);
    for (const word of ['否認', '解除']) {
      await page.goto('/facility/network');
      const question = await page.getByRole('link', { name: word, exact: true }).first().getAttribute('href');
      await look(page, `${question}`, info, audit);
    }
    for (const email of ['partner@hospital.example.jp', 'partner-3@hospital.example.jp']) {
      await signedIn(page, 'facility', email);
      await look(page, '/facility/network', info, audit);
    }
    await signedIn(page, 'facility', 'draft@hospital.example.jp');
    for (const path of ['/facility', '/facility/apply/core', '/facility/apply/core/form1', '/facility/apply/core/form2', '/facility/apply/core/review']) await look(page, path, info, audit);
    await signedIn(page, 'facility', 'applied@hospital.example.jp');
    for (const path of ['/facility', '/facility/network', '/facility/apply/partner', '/facility/apply/partner/review']) await look(page, path, info, audit);
  });

  test('for the office', async ({ page, audit }, info) => {
    test.setTimeout(420_000);
    await signedIn(page, 'office', 'office@example.jp');
    for (const path of office) await look(page, path, info, audit);
    for (const [list, words] of [['members', '100001'], ['facilities', 'core@hospital']]) {
      await page.goto(`/office/${list}?q=${words}`);
      const record = await page.getByRole('table').getByRole('link').first().getAttribute('href');
      for (const path of [`/office/${list}?q=${words}`, `${record}`, `${record}/password`]) await look(page, path, info, audit);
      if (list === 'facilities') await look(page, `${record}/login-address`, info, audit);
    }
    await page.goto('/office/facility-applications?q=里山');
    const judged = await page.getByRole('table').getByRole('link').first().getAttribute('href');
    await look(page, `${judged}`, info, audit);
    await page.goto('/office/members?q=100001');
    await page.getByRole('table').getByRole('link').first().click();
    const paper = await page.getByRole('link', { name: /書面による承認を記録する/ }).first().getAttribute('href');
    const report = await page.getByRole('link', { name: '番号3の症例を読む' }).first().getAttribute('href');
    for (const path of [paper, report]) await look(page, `${path}`, info, audit);
  });

  test('for a supervisor', async ({ page, audit }, info) => {
    await signedIn(page, 'member', '200001');
    for (const path of supervisor) await look(page, path, info, audit);
    await page.goto('/approvals');
    const request = await page.getByRole('link', { name: '閲覧', exact: true }).first().getAttribute('href');
    for (const path of [`${request}`, `${request}?ask=reject`, `${request}/print`]) await look(page, path, info, audit);
  });
});

/** Goes on with the Tab key until `wanted` has the focus; every stop on the way shows that it has it. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let i = 0; i < 150; i++) {
    await page.keyboard.press('Tab');
    const focus = await page.evaluate(() => {
      const at = document.activeElement;
      if (!at || at === document.body) return 'nowhere';
      const style = getComputedStyle(at);
      return style.outlineStyle !== 'none' || style.boxShadow !== 'none' ? 'seen' : `unseen: ${at.outerHTML.slice(0, 120)}`;
    });
    expect(focus).not.toContain('unseen');
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`the Tab key does not reach ${wanted}`);
}

test('E4 a case is written and kept by keyboard alone', async ({ page }) => {
  await member(page, newApplicant());
  await page.goto('/cases/specialist');
  await tabTo(page, page.getByRole('row').filter({ hasText: '身体症状' }).getByRole('link').first());
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: '専門医新規申請_編集画面(番号:2)' })).toBeVisible();
  await hydrated(page);
  await tabTo(page, page.getByLabel('診断名'));
  await page.keyboard.type('膵がん');
  await tabTo(page, page.getByRole('button', { name: '一時保存' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: '一時保存しました' })).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('診断名')).toHaveValue('膵がん');
});
