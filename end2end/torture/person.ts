// Somebody at a real browser, who types at a steady pace: a browser with its profile on the disk, that can be killed and started
// again on it.
import { type BrowserContext, type Page, chromium } from '@playwright/test';

import { hydrated } from '../fixtures';
import { openFirst } from '../pages/approvals';
import { DEMO_PASSWORD, fillSignIn } from '../pages/door';
import main from '../playwright.config';
import { until } from '../setup/server';
import type { Form } from './plan';
import { browserOn, killGroup } from './processes';

/** Characters that no text of the demo holds, one for each key of a round. They look like kanji, and come as those do: whole, from an input method. */
const FIRST = 0x3400;

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What stands on a page, and what the server says of it. */
export interface Look {
  /** The line that says how safe the text is, and the note below it. */
  line: string;
  /** The program has stopped. */
  stopped: boolean;
  field: string;
  /** The field, and what was set aside, on the page as the server makes it. */
  served: string;
  asides: string[];
}

export class Person {
  readonly keys: { sign: string; at: number }[] = [];
  /** What the program complained about. */
  readonly troubles: string[] = [];
  /** Stood in the field before. */
  before = '';
  #context: BrowserContext | undefined;
  #page: Page | undefined;
  #address = '';
  #typing: Promise<void> = Promise.resolve();
  #isTyping = false;

  constructor(
    private readonly profile: string,
    private readonly url: string,
    private readonly form: Form,
  ) {}

  get #open(): Page {
    if (!this.#page) throw new Error('no browser is open');
    return this.#page;
  }

  /** Opens the browser at the form; signs in when the page asks for it. */
  async begin(): Promise<void> {
    const { launchOptions, locale, timezoneId } = main.use ?? {};
    this.#context = await chromium.launchPersistentContext(this.profile, { ...launchOptions, locale, timezoneId, baseURL: this.url, viewport: { width: 1280, height: 900 } });
    this.#context.setDefaultTimeout(30_000);
    this.#page = this.#context.pages()[0] ?? (await this.#context.newPage());
    this.#page.on('pageerror', (error) => this.troubles.push(error.message));
    // Leaving a page may be asked about; this person leaves.
    this.#page.on('dialog', (dialog) => void dialog.accept().catch(() => {}));
    if (this.#address === '') await this.#find();
    else await this.openAnew();
  }

  async #find(): Promise<void> {
    await this.#go(this.form.path);
    if (this.form.isFirstOfList) await openFirst(this.#open);
    await hydrated(this.#open);
    this.#address = new URL(this.#open.url()).pathname;
    this.before = (await this.look()).served;
    const field = this.#field;
    await field.click();
    await field.press('Control+End');
  }

  /** Opens the page of the form anew, and waits until the program is there. */
  async openAnew(): Promise<void> {
    await this.#go(this.#address);
    await hydrated(this.#open);
  }

  async #go(path: string): Promise<void> {
    const page = this.#open;
    await page.goto(path);
    if ((await page.getByLabel('パスワード', { exact: true }).count()) === 0) return;
    await fillSignIn(page, this.form.account, DEMO_PASSWORD, this.form.accountLabel);
    await page.waitForURL((url) => url.pathname === path);
  }

  get #field() {
    return this.#open.getByLabel(this.form.field, { exact: true });
  }

  /** Begins to type: a key each so many milliseconds. */
  type(pace: number): void {
    this.#isTyping = true;
    this.#typing = this.#keys(pace);
  }

  async #keys(pace: number): Promise<void> {
    const begun = Date.now();
    while (this.#isTyping) {
      const sign = String.fromCodePoint(FIRST + this.keys.length);
      this.keys.push({ sign, at: Date.now() });
      try {
        await this.#open.keyboard.insertText(sign);
      } catch (error) {
        if (this.#isTyping) throw error;
        return; // the browser was killed
      }
      await pause(Math.max(0, begun + this.keys.length * pace - Date.now()));
    }
  }

  /** Takes the hands off the keys. */
  async stop(): Promise<void> {
    this.#isTyping = false;
    await this.#typing;
  }

  async setOffline(offline: boolean): Promise<void> {
    await this.#context?.setOffline(offline);
  }

  /** SIGKILL to the browser and all its processes; the moment at which that was. */
  async kill(): Promise<number> {
    this.#isTyping = false;
    const group = browserOn(this.profile);
    if (!group) throw new Error(`no browser is open on ${this.profile}`);
    const gone = killGroup(group);
    const end = Date.now();
    await gone;
    await this.#typing;
    await this.close();
    return end;
  }

  async close(): Promise<void> {
    await this.#context?.close().catch(() => {});
    this.#context = this.#page = undefined;
  }

  async look(): Promise<Look> {
    const id = await this.#field.getAttribute('id');
    return this.#open.evaluate(async (id) => {
      const text = (of: Document, selector: string) => of.querySelector(selector)?.textContent?.replace(/\s+/g, ' ').trim() ?? '';
      const typed = (of: Document) => {
        const field = of.getElementById(id ?? '');
        return field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement || (field && 'value' in field) ? String((field as HTMLInputElement).value) : '';
      };
      const answer = await fetch(location.href, { cache: 'no-store' });
      const made = new DOMParser().parseFromString(answer.ok ? await answer.text() : '', 'text/html');
      const asides = [...made.querySelectorAll('.aside .pair > div:first-of-type .typed')].map((aside) => aside.textContent ?? '');
      const notes = [...document.querySelectorAll<HTMLElement>('#saved, #saved ~ .note')].filter((note) => !note.hidden);
      return {
        line: notes.map((note) => note.innerText).join(' '),
        stopped: text(document, '.stopped') !== '',
        field: typed(document),
        served: typed(made),
        asides,
      };
    }, id);
  }

  /** Waits until the page says that the server has what it shows, until that is so, and until it stays so for a while. */
  async settled(): Promise<Look> {
    const signs = new Set(this.keys.map((key) => key.sign));
    let last = '';
    let since = Date.now();
    let seen: Look | undefined;
    const isSettled = async () => {
      const look = await this.look();
      seen = look;
      const said = JSON.stringify(look);
      if (said !== last) since = Date.now();
      last = said;
      const waits = /保存しています|通信が切れています|有効期限が切れました|まだ送信できていない/.test(look.line);
      const kept = [look.served, ...look.asides].join('');
      const hasAll = [...look.field].every((sign) => !signs.has(sign) || kept.includes(sign));
      return !waits && hasAll && Date.now() - since >= 2_500;
    };
    await until('the page to say that everything is stored', isSettled, 60).catch((error: unknown) => {
      throw new Error(`${error instanceof Error ? error.message : error}; it says: ${JSON.stringify(seen)}`);
    });
    return seen as Look;
  }
}
