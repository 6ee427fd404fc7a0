// Does everything stand that is referred to? A part of `make check`; under a second.
//
//   node tools/citations.mjs      (in the project's top folder)
//
// - Every number of a rule in *.rs, *.ts, *.sql and *.md has its row in docs/rules.md: `C6`, `P1–P4`, `fn c6_…`.
// - Every relative link of a *.md leads to a file, and to a heading where it names one.
// - Every path that begins with `docs/`, in whatever file, is there; of a decision the number is enough (`docs/adr/0012`).
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, join, normalize } from 'node:path';

const RULES = 'docs/rules.md';

/** What looks like the number of a rule and is none: where, what, why. One that is met nowhere any more is complained about. */
const NO_RULE = [
  ['backend/src/registry/import/check.rs', 'A0', 'a cell of a spreadsheet, in a formula that somebody imports'],
  ['domain/tests/rules/transitions.rs', 'R1', 'a request of the table, by its name'],
  ['domain/tests/rules/transitions.rs', 'R2', 'another one'],
];

/** Files that are not looked into. */
const NOT_READ = [
  ['backend/demo/', 'texts of invented patients, full of vertebrae and vitamins'],
  ['tools/citations.test.mjs', 'what is made up there is meant to be missing'],
];

/** Letters that rules have, also those that are not built; faults have two digits. Not in a name, nor in %E4%BD%90. */
const NUMBER = /(?<![\w%])(?:[ACEFIKMOPQR]\d{1,2}|[BX]\d{2})(?![\w@])/g;
const RANGE = /(?<![\w%])([ACEFIKMOPQR])(\d{1,2})[–-]\1(\d{1,2})(?!\w)/g;
/** A test that is called by its rules, where it is written and where a page names it. */
const TEST = /(?<=\bfn |`)(?:[acefikmopqr]\d{1,2}_|[bx]\d{2}_)+(?=[a-z])/g;
const PATH = /(?<![\w./-])docs\/[\w./-]*(?:`?, `?\d{4}\b)*/g;
const DECISION = /\bADR \d{4}(?:, \d{4})*/g;
const LINK = /\]\(([^()\s]+)\)/g;

const complaints = [];
const count = { rules: 0, citations: 0, links: 0, paths: 0 };
const used = new Set();

const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8', maxBuffer: 1 << 26 });
const files = [...new Set(listed.split('\0'))].filter((file) => file && existsSync(file) && !NOT_READ.some(([start]) => file.startsWith(start)));
const decisions = new Map(files.flatMap((file) => file.match(/^docs\/adr\/(\d{4})-[^/]+\.md$/)?.[1] ?? []).map((number) => [number, `docs/adr/${number}`]));
const texts = new Map();
const read = (file) => texts.get(file) ?? texts.set(file, readFileSync(file, 'utf8')).get(file);

/** The line of a place in a text, from 1. */
const lineOf = (text, at) => text.slice(0, at).split('\n').length;
const complain = (file, at, what) => complaints.push(`${file}:${lineOf(read(file), at)}: ${what}`);

/** The rules that have a row, each once. */
function rulesThatStand() {
  const standing = new Set();
  for (const row of read(RULES).matchAll(/^\| ([A-Z]\d{1,2}) \|/gm)) {
    if (standing.has(row[1])) complain(RULES, row.index, `${row[1]} has two rows`);
    standing.add(row[1]);
  }
  count.rules = standing.size;
  return standing;
}

function citations(file, text, standing) {
  const cited = (at, number) => {
    const excepted = NO_RULE.find(([where, what]) => where === file && what === number);
    if (excepted) return used.add(excepted);
    count.citations += 1;
    if (!standing.has(number)) complain(file, at, `${number} stands in no row of ${RULES}`);
  };
  for (const found of text.matchAll(NUMBER)) cited(found.index, found[0]);
  for (const { index, 1: letter, 2: from, 3: to } of text.matchAll(RANGE)) {
    for (let number = Number(from) + 1; number < Number(to); number += 1) cited(index, `${letter}${number}`);
  }
  if (!/\.(rs|md)$/.test(file)) return;
  for (const found of text.matchAll(TEST)) {
    for (const number of found[0].toUpperCase().split('_').filter(Boolean)) cited(found.index, number);
  }
}

/** The names by which a page's headings are linked to. */
function headings(file) {
  const lines = read(file).replace(/^```[^]*?^```/gm, '').match(/^#+ .*$/gm) ?? [];
  return lines.map((line) => line.replace(/^#+ /, '').toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-'));
}

function links(file, text) {
  for (const { index, 1: target } of text.matchAll(LINK)) {
    if (/^[a-z]+:/.test(target)) continue;
    count.links += 1;
    const [path, heading] = target.split('#');
    const to = path === '' ? file : normalize(join(dirname(file), path));
    if (!existsSync(to)) complain(file, index, `the link to ${target} leads nowhere`);
    else if (heading && !headings(to).includes(heading)) complain(file, index, `the link to ${target}: no such heading`);
  }
}

function paths(file, text) {
  const decision = (at, number) => {
    if (!decisions.has(number)) complain(file, at, `there is no decision ${number} in docs/adr`);
  };
  for (const { index, 0: named } of text.matchAll(PATH)) {
    count.paths += 1;
    const [path, ...others] = named.split(/`?, `?/);
    const tidy = path.replace(/[./-]+$/, '');
    const number = tidy.match(/^docs\/adr\/(\d{4})$/)?.[1];
    if (number) decision(index, number);
    else if (!existsSync(tidy)) complain(file, index, `${tidy} is not there`);
    for (const other of others) decision(index, other);
  }
  for (const { index, 0: named } of text.matchAll(DECISION)) {
    for (const number of named.match(/\d{4}/g)) decision(index, number);
  }
}

const standing = rulesThatStand();
for (const file of files) {
  const kind = extname(file);
  if (/^\.(json|lock|png|pdf|ttf|ico|svg|csv|bin)$/.test(kind)) continue;
  const text = read(file);
  if (['.rs', '.ts', '.sql', '.md'].includes(kind) && file !== RULES) citations(file, text, standing);
  if (kind === '.md') links(file, text);
  paths(file, text);
}
for (const [where, what] of NO_RULE.filter((excepted) => !used.has(excepted) && files.includes(excepted[0]))) {
  complaints.push(`tools/citations.mjs: ${what} in ${where} is excepted, and not there any more`);
}

for (const complaint of complaints) console.error(`citations: ${complaint}`);
console.log(`citations: ${count.rules} rules cited ${count.citations} times, ${count.links} links, ${count.paths} paths: ${complaints.length === 0 ? 'all stand' : `${complaints.length} do not stand`}`);
if (complaints.length > 0) process.exitCode = 1;
