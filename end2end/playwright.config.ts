// Each test runs as a person would meet the product: without and with JavaScript, on a desktop and on a phone. README.md says
// what runs where. `*.hydrate.spec.ts` need JavaScript, `*.plain.spec.ts` have a twin with it.
import { defineConfig } from '@playwright/test';

import { across, processes, withoutProgram } from './modes';

const desktop = { viewport: { width: 1280, height: 900 } };
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const twoModes = [withoutProgram, across];

/**
 * All that the browser knows of whoever starts it: where its programs (PATH), the fonts (HOME) and a disk with room (TMPDIR)
 * are. It asks the locale for the characters of a file's name: without UTF-8 a download with a Japanese name is 'download'.
 */
function browserEnvironment(): Record<string, string> {
  const { PATH = '', HOME = '', TMPDIR = '/tmp' } = process.env;
  return { PATH, HOME, TMPDIR, LC_ALL: 'C.UTF-8' };
}

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  globalSetup: './setup/server.ts',
  fullyParallel: true,
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: !!process.env.CI,
  // What passes at the second try is not forgiven but counted: tools/report.mjs.
  retries: process.env.CI ? 1 : 0,
  use: {
    locale: 'ja-JP',
    timezoneId: 'Asia/Tokyo',
    actionTimeout: 20_000,
    trace: process.env.CI ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      env: browserEnvironment(),
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
  },
  projects: [
    { name: 'plain-desktop', use: { ...desktop, javaScriptEnabled: false }, testIgnore: [/\.hydrate\./, processes] },
    { name: 'plain-phone', use: { ...phone, javaScriptEnabled: false }, testIgnore: [/\.hydrate\./, processes, ...twoModes] },
    { name: 'hydrated-desktop', use: desktop, testIgnore: [/\.plain\./, processes, ...twoModes] },
    { name: 'hydrated-phone', use: phone, testIgnore: [/\.plain\./, processes] },
    { name: 'process', testMatch: processes },
  ],
});
