// What stands ready before a walk begins: people and hospitals who are signed in, cases that are registered or wait for
// somebody. It is made by the posts that the screens' own forms send, under the product's own rules, and leaves the page where
// it was: in the time of two pages instead of twenty. That the screens send them is walked elsewhere (README.md).
import { type Page, expect } from '@playwright/test';

import { type Report, texts } from '../pages/cases';
import { CHOSEN_PASSWORD, DEMO_PASSWORD } from '../pages/door';
import { mailTo } from './mail';
import { type Hospital, type Person, facility } from './people';

/** Sends a form as a browser without JavaScript does, and says where the answer leads. */
async function post(page: Page, path: string, fields: Record<string, string>): Promise<string> {
  const answer = await page.request.post(path, { form: fields, maxRedirects: 0, headers: { accept: 'text/html', 'sec-fetch-site': 'same-origin' } });
  expect(answer.status(), `${path} leads on`).toBe(302);
  return decodeURIComponent(answer.headers().location ?? '');
}

/** Chooses a password by the link in the mail; signed in from then on. */
async function choose(page: Page, email: string, home: RegExp): Promise<string> {
  const mail = await mailTo(email, 'パスワードの設定をお願いいたします');
  const token = /\/password\/set\/(\S+)/.exec(mail.text)?.[1] ?? '';
  expect(await post(page, '/api/accounts/set_password', { token, password: CHOSEN_PASSWORD, repeated: CHOSEN_PASSWORD })).toMatch(home);
  return CHOSEN_PASSWORD;
}

/** An imported member who has been here before and is signed in. */
export async function member(page: Page, person: Person): Promise<string> {
  await post(page, '/api/accounts/forgot_password', { door: 'member', account: person.number });
  return choose(page, person.email, /^\/member\?/);
}

/** An imported hospital that has been here before and is signed in. */
export async function hospital(page: Page, hospital: Hospital): Promise<string> {
  await post(page, '/api/accounts/forgot_password', { door: 'facility', account: hospital.email });
  return choose(page, hospital.email, /^\/facility\?/);
}

/** A hospital that has signed up and is signed in, with nothing filled in yet. */
export async function newcomer(page: Page, kind: 'core' | 'partner', email: string): Promise<string> {
  const signedUp = await post(page, '/api/accounts/sign_up', { applying: kind, family_name: '病院', given_name: '一子', email });
  expect(signedUp).toContain(`/facility/apply/${kind}/signin`);
  return choose(page, email, new RegExp(`^/facility/apply/${kind}\\?`));
}

/** Somebody who has a password already, signed in with a session of their own. */
export async function signedIn(page: Page, door: 'member' | 'facility' | 'office', account: string, password = DEMO_PASSWORD): Promise<void> {
  const home = { member: '/member', facility: '/facility', office: '/office' }[door];
  expect(await post(page, '/api/accounts/sign_in', { door, account, password })).toBe(home);
}

/** The value of the choice that a page offers beside these words. */
async function choice(page: Page, path: string, name: string, words: string): Promise<string> {
  const html = await (await page.request.get(path)).text();
  const inputs = html.split('<input').slice(1);
  const found = inputs.filter((input) => input.includes(`name="${name}"`) && input.includes(words));
  expect(found, `choices at ${path} beside ${words}`).toHaveLength(1);
  return /value="([^"]*)"/.exec(found[0])?.[1] ?? '';
}

/** The certification record that covers the texts' period; the same for everybody. */
let record: Promise<string> | undefined;

/** A case that is registered in this empty slot. */
export async function registered(page: Page, number: number, report: Report): Promise<void> {
  const certificate = facility().number;
  record ??= choice(page, `/cases/specialist/${number}?q=${certificate}`, 'fields[facility]', certificate);
  const fields = {
    facility: await record, start_on: '2025-05-12', end_on: '2025-07-03', category: report.category, age: '60歳代', sex: '男性',
    diagnosis: report.diagnosis, setting: '緩和ケア病棟', role: '主治医', history: report.history, background: texts.background,
    assessment: texts.assessment, problems: texts.problems, course: texts.course, outcome: '継続', discussion: texts.discussion,
    anonymous: 'yes',
  };
  const named = Object.fromEntries(Object.entries(fields).map(([key, value]) => [`fields[${key}]`, value]));
  const to = await post(page, '/api/cases/submit', { set: 'specialist', number: `${number}`, version: '0', intent: 'register', memo: report.memo ?? '', ...named });
  expect(to).toContain('Registered');
}

/** Registered cases that wait for this supervisor. */
export async function requested(page: Page, numbers: number[], certificate: string, message: string): Promise<void> {
  const asked = numbers.map((number) => `n=${number}`).join('&');
  const supervisor = await choice(page, `/cases/specialist/request?${asked}&q=${certificate}`, 'supervisor', certificate);
  const to = await post(page, '/api/cases/request', { set: 'specialist', slots: numbers.join(','), intent: 'send', supervisor, message });
  expect(to).toContain('Requested');
}
