// One server for the whole run: the release build on a Postgres of its own, with the demo society, and a real SMTP
// server that catches its mail.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Running {
  url: string;
  stop: () => Promise<void>;
}

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}

/** Waits until `ready` says so; polls, because what it waits for is another process. */
export async function until(what: string, ready: () => Promise<boolean>, seconds = 120): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    if (await ready().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited ${seconds} s for: ${what}`);
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the browser tests by \`make test\` or \`tools/test browser\``);
  return value;
}

/** These settings, and nothing that the caller's shell says: it may have a server of its own (`SMTP_URL`, `FILES`, `LINK_HOURS` …). */
export function environment(settings: Record<string, string>): Record<string, string> {
  const passed = ['PATH', 'HOME', 'TMPDIR', 'PG_BIN_DIR', 'SITE_ROOT'].flatMap((name) => {
    const value = process.env[name];
    return value ? [[name, value]] : [];
  });
  return { ...Object.fromEntries(passed), ...settings };
}

/** Starts the server program with these settings besides and waits until it is ready. */
export async function startServer(dataDir: string, port: number, settings: Record<string, string> = {}): Promise<{ child: ChildProcess; url: string }> {
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(required('SERVER_BIN'), [], {
    env: environment({
      DATA_DIR: dataDir,
      PORT: String(port),
      PUBLIC_URL: url,
      // Each test speaks for a client of its own (X-Forwarded-For), or the brakes would stop them all.
      TRUSTED_PROXIES: '1',
      ...settings,
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout?.on('data', (text) => (said = (said + text).slice(-8000)));
  child.stderr?.on('data', (text) => (said = (said + text).slice(-8000)));
  let ended: number | null | undefined;
  child.once('exit', (code) => (ended = code));
  await until('the server', async () => {
    if (ended !== undefined) throw new Error(`the server ended with ${ended}:\n${said}`);
    return (await fetch(`${url}/readyz`)).ok;
  }).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw new Error(`${error instanceof Error ? error.message : error}\n${said}`);
  });
  return { child, url };
}

export async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

/** A real mail server that lays what it gets into a Maildir; `options` as for aiosmtpd. */
export async function startMailServer(maildir: string, ...options: string[]): Promise<{ child: ChildProcess; port: number }> {
  const port = await freePort();
  const child = spawn(required('SMTP_PYTHON'), ['-m', 'aiosmtpd', '-n', '-l', `127.0.0.1:${port}`, ...options, '-c', 'aiosmtpd.handlers.Mailbox', maildir], { stdio: 'ignore' });
  await until('the mail server', async () => existsSync(join(maildir, 'new')) && (await listens(port)));
  return { child, port };
}

async function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve((socket.destroy(), true)));
    socket.once('error', () => resolve(false));
  });
}

/** This data folder, with the demo society in it as on the first day if it is new: quicker than a start that loads it. */
export function withSociety(dataDir: string): string {
  if (existsSync(dataDir)) return dataDir;
  const society = process.env.SOCIETY_DIR ?? '';
  // A cluster that lies elsewhere, because Postgres' user cannot come here, is nobody's to copy: that start loads its own.
  if (!existsSync(join(society, 'postgres'))) return dataDir;
  const copied = spawnSync('cp', ['-a', '--reflink=auto', society, dataDir], { encoding: 'utf8' });
  if (copied.status !== 0) throw new Error(`the society was not copied: ${copied.stderr}`);
  return dataDir;
}

export default async function globalSetup(): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'nintei-e2e-'));
  const mail = join(folder, 'mail');
  const people = join(folder, 'people');
  const looks = join(folder, 'looks');
  for (const made of [people, looks]) mkdirSync(made);
  const catcher = await startMailServer(mail);

  // Folders below, which the server may hand to the user that runs Postgres.
  chmodSync(folder, 0o755);
  process.env.MAIL_SMTP = `smtp://127.0.0.1:${catcher.port}`;
  // The society is loaded once, and copied for every server of the run.
  const society = join(folder, 'society');
  const settings = { SMTP_URL: process.env.MAIL_SMTP };
  await stopServer((await startServer(society, await freePort(), settings)).child);
  process.env.SOCIETY_DIR = society;
  const { child, url } = await startServer(withSociety(join(folder, 'data')), await freePort(), settings);
  process.env.BASE_URL = url;
  process.env.MAIL_DIR = mail;
  process.env.PEOPLE_DIR = people;
  process.env.LOOKS_DIR = looks;
  writeFileSync(join(folder, 'url'), url);
  return async () => {
    await stopServer(child);
    catcher.child.kill();
    rmSync(folder, { recursive: true, force: true });
  };
}
