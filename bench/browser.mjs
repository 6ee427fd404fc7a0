// What a browser says: bytes as sent, Lighthouse on a telephone, and how long it takes until a typed character is kept
// on a slow one. `bench browser` calls it, with what to open as JSON in its first argument; the answer is JSON.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { base, chromium, modules, pages, typing, until } = JSON.parse(process.argv[2]);
const from = createRequire(join(modules, 'package.json'));
const load = (name) => import(pathToFileURL(from.resolve(name)).href);
const { default: lighthouse } = await load('lighthouse');
const { default: puppeteer } = await load('puppeteer-core');

// Each visit is a first one: nothing is in the cache.
const open = () => puppeteer.launch({ executablePath: chromium, headless: true, args: ['--no-sandbox', '--disable-dev-shm-usage'] });

const signIn = async (page, token) => {
  if (token) await page.setCookie({ name: 'session', value: token, url: base, httpOnly: true });
};

/** Bytes over the wire of one first visit, by kind. */
async function bytes({ path, token }) {
  const browser = await open();
  try {
    const page = await browser.newPage();
    await signIn(page, token);
    const cdp = await page.createCDPSession();
    await cdp.send('Network.enable');
    const kinds = new Map();
    const sizes = { html: 0, css: 0, js: 0, wasm: 0, other: 0 };
    cdp.on('Network.responseReceived', ({ requestId, response }) => {
      const type = response.mimeType;
      const kind = type.includes('html') ? 'html' : type.includes('css') ? 'css' : type.includes('javascript') ? 'js' : type.includes('wasm') ? 'wasm' : 'other';
      kinds.set(requestId, kind);
    });
    cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      sizes[kinds.get(requestId) ?? 'other'] += encodedDataLength;
    });
    const response = await page.goto(base + path, { waitUntil: 'load' });
    // An event stream stays open, so the network is never quite idle.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    return { status: response.status(), landed: new URL(page.url()).pathname, sizes };
  } finally {
    await browser.close();
  }
}

async function audited({ path, token }) {
  const browser = await open();
  try {
    const port = Number(new URL(browser.wsEndpoint()).port);
    const { lhr } = await lighthouse(base + path, {
      port,
      output: 'json',
      logLevel: 'error',
      onlyCategories: ['performance', 'accessibility', 'best-practices'],
      extraHeaders: token ? { Cookie: `session=${token}` } : {},
    });
    const score = (name) => Math.round((lhr.categories[name]?.score ?? 0) * 100);
    const failed = Object.values(lhr.audits).filter((audit) => audit.score !== null && audit.score < 0.9 && !['manual', 'notApplicable', 'informative'].includes(audit.scoreDisplayMode));
    return {
      performance: score('performance'),
      accessibility: score('accessibility'),
      bestPractices: score('best-practices'),
      below: failed.map((audit) => audit.id),
    };
  } finally {
    await browser.close();
  }
}

/** From the navigation to the server's word that what was typed is kept: CPU 4 times slower, Lighthouse's slow 4G. */
async function typed({ path, token, field }) {
  const browser = await open();
  try {
    const page = await browser.newPage();
    await signIn(page, token);
    const cdp = await page.createCDPSession();
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    await cdp.send('Network.enable');
    await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 204800, uploadThroughput: 96000 });
    const begun = performance.now();
    const kept = page.waitForResponse((response) => response.url().includes('/api/cases/autosave') && response.status() === 200, { timeout: 60_000 });
    await page.goto(base + path, { waitUntil: 'domcontentloaded' });
    const input = await page.waitForSelector(field, { visible: true });
    await input.type('痛');
    const typedAt = performance.now();
    await kept;
    return { typedMs: Math.round(typedAt - begun), keptMs: Math.round(performance.now() - begun) };
  } finally {
    await browser.close();
  }
}

const attempt = async (work) => {
  if (Date.now() > until) return { missing: 'no time left' };
  try {
    return await work();
  } catch (error) {
    return { missing: String(error).slice(0, 200) };
  }
};

const answer = { chromium: '', pages: [], typing: null };
const browser = await open();
answer.chromium = await browser.version();
await browser.close();
for (const page of pages) answer.pages.push({ name: page.name, bytes: await attempt(() => bytes(page)) });
answer.typing = await attempt(() => typed(typing));
for (const [at, page] of pages.entries()) answer.pages[at].lighthouse = await attempt(() => audited(page));
console.log(JSON.stringify(answer));
