// The ground of every browser test: a client address of its own, no console error, and an accessibility check.
import { type Browser, type BrowserContext, type Page, type TestInfo, test as base, expect } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { withoutProgram } from './modes';
import { isSeen, nowSeen, stateOf } from './setup/looks';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let client = 0;
/** A client address that no other context has. */
export function clientAddress(info: TestInfo): string {
  client += 1;
  return `10.${info.workerIndex % 250}.${Math.floor(client / 250) % 250}.${client % 250}`;
}

interface Fixtures {
  /** The test cuts the line itself: the browser notes requests that did not arrive. */
  cut: boolean;
  /** Checks the present page with axe-core: no serious or critical finding. A state that was good is not looked at again. */
  audit: (page: Page) => Promise<void>;
  /** A second browser, for a second person or device. */
  another: (options?: { phone?: boolean }) => Promise<Page>;
}

function watch(page: Page, troubles: string[], cut: boolean, info: TestInfo): void {
  if (withoutProgram.test(info.file)) {
    page.on('request', (request) => {
      if (/\/pkg\/[^/]+\.wasm/.test(request.url())) troubles.push(`${page.url()}: a program, which modes.ts says that no page here has`);
    });
  }
  page.on('console', (message) => {
    // A refused answer (4xx) is noted by the browser as an error, though the page says it in words.
    // Whether to leave (C18) is asked of nobody who has touched nothing, which the browser notes too.
    const expected =
      /Failed to load resource: the server responded with a status of 4\d\d/.test(message.text()) ||
      message.text().includes("Blocked attempt to show a 'beforeunload' confirmation panel") ||
      (cut && /net::ERR_(FAILED|CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING)/.test(message.text()));
    if ((message.type() === 'error' || message.type() === 'warning') && !expected) troubles.push(`${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => troubles.push(`${page.url()}: ${error.message}`));
}

async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const result = await page.evaluate(() => (globalThis as unknown as { axe: { run: (o: unknown) => Promise<{ violations: { id: string; impact: string; nodes: { target: unknown; failureSummary: string }[] }[] }> } }).axe.run({ resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  return result.violations
    .filter((violation) => violation.impact === 'serious' || violation.impact === 'critical')
    .map((violation) => `${violation.id}: ${violation.nodes.map((node) => `${JSON.stringify(node.target)} ${node.failureSummary}`).join('; ')}`);
}

/** Sees a page as a browser without our program does, and can run axe-core all the same. One for all pages of a test. */
class Looker {
  #page: Page | undefined;

  constructor(private readonly browser: Browser) {}

  async findings(page: Page): Promise<string[]> {
    const copy = (this.#page ??= await this.#open());
    await copy.context().clearCookies();
    await copy.context().addCookies(await page.context().cookies());
    const size = page.viewportSize();
    if (size) await copy.setViewportSize(size);
    await copy.goto(page.url());
    return findings(copy);
  }

  async #open(): Promise<Page> {
    const context = await this.browser.newContext({ javaScriptEnabled: true, locale: 'ja-JP' });
    await context.route('**/pkg/*.{js,wasm}', (route) => route.abort());
    return context.newPage();
  }

  async close(): Promise<void> {
    await this.#page?.context().close();
  }
}

export const test = base.extend<Fixtures>({
  baseURL: async ({}, use) => use(process.env.BASE_URL),
  context: async ({ context }, use, info) => {
    await context.setExtraHTTPHeaders({ 'X-Forwarded-For': clientAddress(info) });
    await use(context);
  },
  cut: [false, { option: true }],
  page: async ({ page, javaScriptEnabled, cut }, use, info) => {
    const troubles: string[] = [];
    watch(page, troubles, cut, info);
    if (javaScriptEnabled !== false) hydrateOnGoto(page);
    await use(page);
    expect(troubles, 'console errors').toEqual([]);
  },
  audit: async ({ browser, javaScriptEnabled }, use, info) => {
    const looker = new Looker(browser);
    const mode = info.project.name;
    await use(async (page) => {
      const state = await stateOf(page);
      if (isSeen(mode, state)) return;
      const found = javaScriptEnabled === false ? await looker.findings(page) : await findings(page);
      expect(found, `accessibility of ${page.url()}`).toEqual([]);
      // A page that went on meanwhile was seen in one state or the other.
      if ((await stateOf(page)) === state) nowSeen(mode, state);
    });
    await looker.close();
  },
  another: async ({ browser, baseURL, javaScriptEnabled, viewport, isMobile, hasTouch, cut }, use, info) => {
    const contexts: BrowserContext[] = [];
    const troubles: string[] = [];
    await use(async (options) => {
      const phone = options?.phone ? { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } : { viewport, isMobile, hasTouch };
      const context = await browser.newContext({ ...phone, javaScriptEnabled, baseURL, locale: 'ja-JP', timezoneId: 'Asia/Tokyo', extraHTTPHeaders: { 'X-Forwarded-For': clientAddress(info) } });
      context.setDefaultTimeout(20_000);
      contexts.push(context);
      const page = await context.newPage();
      watch(page, troubles, cut, info);
      if (javaScriptEnabled !== false) hydrateOnGoto(page);
      return page;
    });
    for (const context of contexts) await context.close();
    expect(troubles, 'console errors').toEqual([]);
  },
});

/** A click before hydration is a plain link or form: after every load, wait until the program has taken over. */
function hydrateOnGoto(page: Page): void {
  const goto = page.goto.bind(page);
  page.goto = async (url, options) => {
    const response = await goto(url, options);
    await hydrated(page);
    return response;
  };
  const reload = page.reload.bind(page);
  page.reload = async (options) => {
    const response = await reload(options);
    await hydrated(page);
    return response;
  };
}

/** Waits until the program has taken over the page; at once where there is none. */
export async function hydrated(page: Page): Promise<void> {
  const scripted = await page.locator('script#program').count();
  if (scripted > 0 && !(await noScript(page))) await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
}

/** Has the next load of this page bring it as it was before a save: the save waits until the page is made, the page until the save is heard of. */
export async function loadFromBefore(page: Page, path: string, save: string): Promise<void> {
  // Asked of the page that will be left: once the next one is on its way, Playwright looks for words only there.
  const heard = page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const look = () => /下書き保存済み \d\d:\d\d/.test(document.body.innerText) && resolve();
        new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
      }),
  );
  let isMade = () => {};
  const made = new Promise<void>((resolve) => (isMade = resolve));
  // With the page's owner behind it (C19).
  await page.route(`**${save}*`, async (route) => {
    await made;
    await route.continue();
  });
  await page.route(
    `**${path}`,
    async (route) => {
      const before = await route.fetch();
      isMade();
      // The page that is left stands until the next one comes. It has heard of the save when it says so.
      await heard;
      await route.fulfill({ response: before });
    },
    { times: 1 },
  );
}

async function noScript(page: Page): Promise<boolean> {
  return (page.context() as unknown as { _options?: { javaScriptEnabled?: boolean } })._options?.javaScriptEnabled === false;
}

export { expect };
