// Mail to a server of the society's own: by TLS from the first byte or by STARTTLS, and only to a server whose certificate
// somebody vouches for.
import { type ChildProcess, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from '../../fixtures';
import { DEMO_PASSWORD } from '../../pages/door';
import { mailTo, mailsTo } from '../../setup/mail';
import { freePort, startMailServer, startServer, stopServer, until, withSociety } from '../../setup/server';

test.setTimeout(240_000);

const TARO = 'm100001@member.example.jp';
let folder = '';
let running: ChildProcess[] = [];

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nintei-mail-'));
  // The server may hand the data folder to the user that runs Postgres.
  chmodSync(folder, 0o755);
  // An authority of our own (client.pem) and a certificate for the mail server.
  const made = spawnSync(process.env.SMTP_PYTHON ?? '', ['-m', 'trustme', '-q', '-d', folder, '-i', '127.0.0.1'], { encoding: 'utf8' });
  expect(made.status, made.stderr).toBe(0);
});

test.afterEach(async () => {
  for (const child of running) await stopServer(child);
  running = [];
  rmSync(folder, { recursive: true, force: true });
});

function certificate(kind: 'smtps' | 'tls'): string[] {
  return [`--${kind}cert`, join(folder, 'server.pem'), `--${kind}key`, join(folder, 'server.key')];
}

async function start(smtp: string, settings: Record<string, string>): Promise<string> {
  const { child, url } = await startServer(withSociety(join(folder, 'data')), await freePort(), { SMTP_URL: smtp, ...settings });
  running.unshift(child);
  return url;
}

async function post(url: string, path: string, fields: Record<string, string>): Promise<Response> {
  return fetch(url + path, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields), headers: { origin: url, accept: 'text/html' } });
}

/** 「パスワードをお忘れの方はこちら」 of 100001. */
async function forgot(url: string): Promise<void> {
  const answer = await post(url, '/api/accounts/forgot_password', { door: 'member', account: '100001' });
  expect(answer.status).toBe(302);
}

test('E2 mail goes by TLS, from the first byte or by STARTTLS', async () => {
  for (const [kind, address] of [['smtps', (port: number) => `smtps://127.0.0.1:${port}`], ['tls', (port: number) => `smtp://127.0.0.1:${port}?tls=required`]] as const) {
    const maildir = join(folder, kind);
    const catcher = await startMailServer(maildir, ...certificate(kind));
    running.push(catcher.child);
    const url = await start(address(catcher.port), { SSL_CERT_FILE: join(folder, 'client.pem') });
    await forgot(url);
    const mail = await mailTo(TARO, 'パスワード', maildir);
    expect(mail.text).toContain(`${url}/password/set/`);
    await stopServer(running[0]);
  }
});

test('E2 a mail server that nobody vouches for gets nothing, and the office reads why', async () => {
  const maildir = join(folder, 'stranger');
  const catcher = await startMailServer(maildir, ...certificate('smtps'));
  running.push(catcher.child);
  const url = await start(`smtps://127.0.0.1:${catcher.port}`, {});
  await forgot(url);
  const signedIn = await post(url, '/api/accounts/sign_in', { door: 'office', account: 'office@example.jp', password: DEMO_PASSWORD });
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  await until('the reason at /office/mail', async () => {
    const page = await (await fetch(`${url}/office/mail?state=waiting`, { headers: { cookie } })).text();
    return page.includes(TARO) && /certificate/i.test(page);
  }, 60);
  expect(mailsTo(TARO, maildir)).toEqual([]);
});
