// The program as a process: a second start, the end by a signal, and kill -9 of everything. No page is looked at: a project
// of its own.
import { type ChildProcess, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from '../../fixtures';
import { DEMO_PASSWORD } from '../../pages/door';
import { environment, freePort, startServer, stopServer, withSociety } from '../../setup/server';

test.setTimeout(240_000);

let folder = '';
let port = 0;
let server: { child: ChildProcess; url: string };

test.beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nintei-process-'));
  // The server may hand the data folder to the user that runs Postgres.
  chmodSync(folder, 0o755);
  port = await freePort();
  server = await startServer(withSociety(join(folder, 'data')), port);
});

test.afterEach(async () => {
  await stopServer(server.child);
  rmSync(folder, { recursive: true, force: true });
});

/** The process id of the Postgres of this data folder, while there is one. */
function postgres(at = join(folder, 'data')): number | undefined {
  for (const entry of readdirSync(at, { withFileTypes: true })) {
    const path = join(at, entry.name);
    if (entry.name === 'postmaster.pid') return Number(readFileSync(path, 'utf8').split('\n')[0]);
    if (entry.isDirectory() && !existsSync(join(at, 'PG_VERSION'))) {
      const found = postgres(path);
      if (found) return found;
    }
  }
  return undefined;
}

/** `pid (name) state ppid …`: state and parent of a process; nothing when there is none. */
function stat(pid: number | string): [state: string, parent: number] | undefined {
  try {
    const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop()?.split(' ') ?? [];
    return [state ?? '', Number(parent)];
  } catch {
    return undefined;
  }
}

/** Does it run? A process that has ended may wait for its parent to hear of it (Z). */
function alive(pid: number): boolean {
  const [state] = stat(pid) ?? ['Z'];
  return state !== 'Z';
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc').filter((entry) => /^\d+$/.test(entry) && stat(entry)?.[1] === parent).map(Number);
}

function killNine(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself when another was killed.
  }
}

async function post(path: string, fields: Record<string, string>, cookie = ''): Promise<Response> {
  return fetch(server.url + path, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields), headers: { origin: server.url, accept: 'text/html', cookie } });
}

async function signedIn(account: string): Promise<string> {
  const answer = await post('/api/accounts/sign_in', { account, password: DEMO_PASSWORD });
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}

test('the second start says who holds the port and touches nothing', async () => {
  const second = spawnSync(process.env.SERVER_BIN ?? '', [], { env: environment({ DATA_DIR: join(folder, 'data'), PORT: String(port) }), encoding: 'utf8' });
  expect(second.status).not.toBe(0);
  expect(second.stderr).toContain(`ポート ${port} はすでに使われています`);
  expect(second.stderr).toContain(`プロセス ${server.child.pid} です`);
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
});

test('a wrong setting is refused at the start, by its name', () => {
  const refused = spawnSync(process.env.SERVER_BIN ?? '', [], { env: environment({ DATA_DIR: join(folder, 'other'), PORT: 'many' }), encoding: 'utf8' });
  expect(refused.status).not.toBe(0);
  expect(refused.stderr).toContain('PORT');
  expect(existsSync(join(folder, 'other'))).toBe(false);
});

test('SIGTERM ends the server and its Postgres in order', async () => {
  const pid = postgres();
  expect(pid && alive(pid)).toBe(true);
  await stopServer(server.child);
  expect(server.child.exitCode).toBe(0);
  expect(postgres()).toBeUndefined();
  expect(alive(pid ?? 0)).toBe(false);
});

test('after kill -9 of everything it starts again, and what was acknowledged is there', async () => {
  const cookie = await signedIn('100002');
  const saved = await post('/api/cases/submit', { set: 'specialist', number: '9', version: '0', intent: 'save', memo: '', 'fields[course]': '落ちる前に保存した経過。' }, cookie);
  expect(decodeURIComponent(saved.headers.get('location') ?? '')).toContain('DraftSaved');
  const pid = postgres() ?? 0;
  const ended = new Promise((resolve) => server.child.once('exit', resolve));
  for (const victim of [server.child.pid ?? 0, pid, ...childrenOf(pid)]) killNine(victim);
  await ended;

  server = await startServer(join(folder, 'data'), port);
  const page = await fetch(`${server.url}/cases/specialist/9`, { headers: { cookie } });
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('落ちる前に保存した経過。');
});
