// Files that facilities send, and the process that takes them (F6): how much memory it needs, and what it leaves on disk.
import type { ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from '../../fixtures';
import { DEMO_PASSWORD } from '../../pages/door';
import { pdf } from '../../setup/pdf';
import { freePort, startServer, stopServer, until, withSociety } from '../../setup/server';

test.setTimeout(240_000);

const MIB = 1024 * 1024;
let folder = '';
let server: { child: ChildProcess; url: string };
/** The demo's own files. */
let before: string[] = [];

test.beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nintei-uploads-'));
  chmodSync(folder, 0o755);
  server = await startServer(withSociety(join(folder, 'data')), await freePort());
  before = files();
});

test.afterEach(async () => {
  await stopServer(server.child);
  rmSync(folder, { recursive: true, force: true });
});

async function signedIn(): Promise<string> {
  const fields = { door: 'facility', account: 'new@hospital.example.jp', password: DEMO_PASSWORD };
  const answer = await fetch(`${server.url}/api/accounts/sign_in`, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields), headers: { origin: server.url, accept: 'text/html' } });
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}

/** Kilobytes, by the name that Linux gives them. */
function memory(what: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${server.child.pid}/status`, 'utf8');
  return Number(new RegExp(`${what}:\\s+(\\d+) kB`).exec(status)?.[1]);
}

/** What lies in the store. */
function files(): string[] {
  const at = join(folder, 'data', 'files');
  if (!existsSync(at)) return [];
  return readdirSync(at, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => entry.name);
}

test('ten files of 20 MiB at once need less than 50 MiB of memory', async () => {
  const cookie = await signedIn();
  const file = pdf(20 * MIB);
  expect(file.length).toBe(20 * MIB);
  const idle = memory('VmRSS');
  writeFileSync(`/proc/${server.child.pid}/clear_refs`, '5'); // the peak begins anew
  const answers = await Promise.all(
    Array.from({ length: 10 }, async () => {
      const form = new FormData();
      form.set('form', '/facility');
      form.set('document', new Blob([file], { type: 'application/pdf' }), '申請書.pdf');
      return fetch(`${server.url}/facility/documents`, { method: 'POST', redirect: 'manual', body: form, headers: { origin: server.url, accept: 'text/html', cookie } });
    }),
  );
  for (const answer of answers) expect(answer.headers.get('location')).toMatch(/^\/facility\?document=/);
  expect(memory('VmHWM') - idle).toBeLessThan(50 * 1024);
  expect(files()).toHaveLength(before.length + 10);
});

test('an upload that breaks off leaves nothing behind', async () => {
  const cookie = await signedIn();
  const { hostname, port } = new URL(server.url);
  const head = `POST /facility/documents HTTP/1.1\r\nhost: ${hostname}:${port}\r\norigin: ${server.url}\r\ncookie: ${cookie}\r\ncontent-type: multipart/form-data; boundary=x\r\ncontent-length: ${8 * MIB}\r\n\r\n--x\r\ncontent-disposition: form-data; name="document"; filename="a.pdf"\r\n\r\n%PDF-1.7\n`;
  const socket = connect(Number(port), hostname);
  socket.write(head);
  await new Promise((written) => socket.write(Buffer.alloc(4 * MIB, ' '), written));
  const open = () => readdirSync(`/proc/${server.child.pid}/fdinfo`).length;
  const during = open();
  socket.destroy();
  // Connection and nameless file are given back.
  await until('the end of the upload', async () => open() <= during - 2);
  expect(files().sort()).toEqual(before.sort());
});
