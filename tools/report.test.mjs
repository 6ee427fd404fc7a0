// What report.mjs makes of reports: which flaky test is forgiven and which is red, what crashed, what differs between rounds.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'nintei-report-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name) => join(folder, name);
const read = (name) => (existsSync(at(name)) ? readFileSync(at(name), 'utf8') : '');

/** A report of Playwright with these tests of one file: `[title, status, mode]`. */
function browserReport(name, ...tests) {
  const failure = { status: 'failed', duration: 900, errors: [{ message: '\u001b[31mnot seen\u001b[0m' }], attachments: [{ name: 'trace', path: at('trace.zip') }] };
  const success = { status: 'passed', duration: 600, errors: [], attachments: [] };
  const results = { expected: [success], unexpected: [failure], flaky: [failure, success] };
  const specs = tests.map(([title, status, mode = 'plain-desktop']) => ({ title, tests: [{ projectName: mode, status, results: results[status] }] }));
  writeFileSync(at(name), JSON.stringify({ suites: [{ title: 'a.spec.ts', specs }], errors: [] }));
  writeFileSync(at('trace.zip'), 'a trace');
}

function report(...args) {
  const env = { ...process.env, FLAKY_SEEN: at('seen'), TRACES: at('traces') };
  return spawnSync(process.execPath, [join(import.meta.dirname, 'report.mjs'), ...args], { env, encoding: 'utf8' });
}

/** "PASSED FAILED FLAKY" of one run. */
const sums = (kind, name) => report(kind, at(name), folder).stdout.trimEnd().split('\n').pop();

test('a flaky test is neither passed nor failed; it is named, with its trace, and written down', () => {
  browserReport('r.json', ['one', 'expected'], ['two', 'flaky']);
  assert.equal(sums('browser', 'r.json'), '1 0 1');
  assert.match(read('flaky'), /\[plain-desktop\] a\.spec\.ts › two[^]*not seen[^]*trace: /);
  assert.equal(readdirSync(at('traces')).length, 1);
  assert.equal(read('seen'), 'a.spec.ts › two\n');
  assert.equal(read('failed'), '');
});

test('the same one a second time is red, in another mode too', () => {
  writeFileSync(at('seen'), '# a note\na.spec.ts › two\n');
  browserReport('r.json', ['one', 'expected'], ['two', 'flaky', 'hydrated-phone']);
  assert.equal(sums('browser', 'r.json'), '1 1 0');
  assert.match(read('failed'), /two \(flaky, and not for the first time/);
  assert.equal(read('seen'), '# a note\na.spec.ts › two\n');
});

test('two flaky tests in one run are forgiven, three are red', () => {
  browserReport('two.json', ['one', 'expected'], ['two', 'flaky'], ['three', 'flaky']);
  assert.equal(sums('browser', 'two.json'), '1 0 2');
  rmSync(at('seen'));
  browserReport('three.json', ['one', 'expected'], ['two', 'flaky'], ['three', 'flaky'], ['four', 'flaky']);
  assert.equal(sums('browser', 'three.json'), '1 3 0');
});

test('a line of the list that names no test is red: it would forgive nothing and hide that', () => {
  writeFileSync(at('seen'), 'a.spec.ts › renamed\n');
  browserReport('r.json', ['one', 'expected']);
  assert.equal(sums('browser', 'r.json'), '1 1 0');
});

test('what fails twice has failed', () => {
  browserReport('r.json', ['one', 'expected'], ['two', 'unexpected']);
  assert.equal(sums('browser', 'r.json'), '1 1 0');
  assert.match(read('times'), /^0\.6\tbrowser\t\[plain-desktop\] a\.spec\.ts › one$/m);
});

const LOG = `     Running unittests src/lib.rs (target/debug/deps/domain-0123abcd)
running 3 tests (shuffle seed: 7)
test cases::b ... ok <1.250s>
test cases::a ... FAILED <0.010s>
test cases::c - should panic ... ok <0.001s>
failures:
---- cases::a stdout ----
left: 1
failures:
    cases::a
test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.30s
     Running tests/it/main.rs (target/debug/deps/it-4567cdef)
test doors::x ... ok <0.500s>
`;

test('the crates: times, what a failure said, and a program that ends without a result', () => {
  writeFileSync(at('r.log'), LOG);
  assert.equal(sums('crates', 'r.log'), '3 2 0');
  assert.match(read('times'), /^1\.3\tcrates\tdomain cases::b$/m);
  assert.match(read('failed'), /domain cases::a \(failed\) ----\nleft: 1\n/);
  assert.match(read('failed'), /it: crashed, no result/);
});

test('many rounds: what did not pass each time is told with its round, and the end is red', () => {
  browserReport('round-1.json', ['one', 'expected'], ['two', 'expected']);
  browserReport('round-2.json', ['one', 'expected'], ['two', 'unexpected']);
  const told = report('rounds', at('round-1.json'), at('round-2.json'));
  assert.match(told.stdout, /a\.spec\.ts › two: did not pass in 1 of 2 rounds[^]*round 2[^]*trace: /);
  assert.doesNotMatch(told.stdout, /› one/);
  assert.equal(told.status, 1);
  assert.equal(report('rounds', at('round-1.json')).status, 0);
  assert.equal(report('rounds', at('round-1.json'), at('round-9.json')).status, 1);
});
