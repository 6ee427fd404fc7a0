// What citations.mjs finds: a rule that nobody wrote down, a link and a path that lead nowhere; and what it takes for no rule.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nintei-citations-'));
  execFileSync('git', ['init', '--quiet'], { cwd: folder });
  write('docs/rules.md', '# Rules\n| # | rule |\n|---|---|\n| A4 | passwords |\n| C6 | days |\n| C7 | memo |\n| C8 | states |\n\nNot here: C9.\n');
  write('docs/adr/0012-documents.md', '# 0012 Documents\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path, text) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** What is complained about, and whether that is red. */
function complaints() {
  const run = spawnSync(process.execPath, [join(import.meta.dirname, 'citations.mjs')], { cwd: folder, encoding: 'utf8' });
  const said = run.stderr.split('\n').filter(Boolean).map((line) => line.replace(/^citations: /, ''));
  assert.equal(run.status, said.length > 0 ? 1 : 0, run.stdout + run.stderr);
  return said;
}

test('rules that have a row, and links and paths that lead somewhere, are good', () => {
  write('src/lib.rs', '//! Days (C6–C8, docs/adr/0012), see docs/rules.md.\nfn c6_c7_days_of_a_memo() {}\n');
  write('README.md', 'See [rules](docs/rules.md#rules), [below](#more), [ours](https://example.jp/docs/none).\n## More\n');
  assert.deepEqual(complaints(), []);
});

test('a made-up number is red, wherever it is cited, with its place', () => {
  write('src/lib.rs', '\n/// Made up (C99).\nfn f98_made_up() {}\n');
  write('tests/made.spec.ts', "test('P97 made up', async () => {});\n");
  write('migrations/0001.sql', '-- Made up (E96).\n');
  write('docs/page.md', 'Tried by `c6_a95_made_up` (X94).\n');
  const stands = (place, number) => `${place}: ${number} stands in no row of docs/rules.md`;
  assert.deepEqual(complaints().sort(), [
    stands('docs/page.md:1', 'A95'),
    stands('docs/page.md:1', 'X94'),
    stands('migrations/0001.sql:1', 'E96'),
    stands('src/lib.rs:2', 'C99'),
    stands('src/lib.rs:3', 'F98'),
    stands('tests/made.spec.ts:1', 'P97'),
  ]);
});

test('a number that is only named as missing has no row, and a range has none of its gaps', () => {
  write('src/lib.rs', '//! C9, and C6–C10.\n');
  const said = complaints().map((line) => line.split(' ')[1]);
  assert.deepEqual(said.sort(), ['C10', 'C9', 'C9']);
});

test('what only looks like a number is no rule', () => {
  write('src/lib.rs', 'const CELL: &str = "?q=%E4%BD%90&to=F00009 F1@hospital.example.jp";\nlet v: IpAddr::V6 = S3;\nfn p95() -> u64 {}\nlet x = f64_c12;\n');
  write('backend/demo/cases/bone.md', 'ビタミンB12、右C5領域。\n');
  assert.deepEqual(complaints(), []);
});

test('a rule with two rows is red', () => {
  write('docs/rules.md', '| C6 | days |\n| C6 | other days |\n');
  assert.deepEqual(complaints(), ['docs/rules.md:2: C6 has two rows']);
});

test('a dead link is red, and one to a heading that is not there', () => {
  write('docs/page.md', '# Page\nSee [a](none.md), [b](rules.md#nothing),\n[c](../none/), [d](adr/0012-documents.md).\n');
  assert.deepEqual(complaints(), [
    'docs/page.md:2: the link to none.md leads nowhere',
    'docs/page.md:2: the link to rules.md#nothing: no such heading',
    'docs/page.md:3: the link to ../none/ leads nowhere',
  ]);
});

test('a path in a comment is red when it is gone, and a decision when it was never made', () => {
  write('tools/run', '#!/bin/sh\n# As docs/operations.md says.\n');
  write('src/lib.rs', '// Why: docs/adr/0012, 0098; docs/adr/0099.\n');
  write('docs/page.md', 'Why: ADR 0012, 0097.\n');
  assert.deepEqual(complaints().sort(), [
    'docs/page.md:1: there is no decision 0097 in docs/adr',
    'src/lib.rs:1: there is no decision 0098 in docs/adr',
    'src/lib.rs:1: there is no decision 0099 in docs/adr',
    'tools/run:2: docs/operations.md is not there',
  ]);
});
