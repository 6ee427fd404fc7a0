// Reads what the test programs report: sums, failures with their traces, times.
//
//   node tools/report.mjs browser REPORT FOLDER   one run of Playwright (its JSON report)
//   node tools/report.mjs crates LOG FOLDER       one run of `cargo test` (what it printed)
//   node tools/report.mjs rounds FILE…            many runs of either: every test that did not pass each time
//
// `browser` and `crates` add to the files `failed`, `flaky` and `times` in FOLDER, print what belongs under a heading of
// their own, and end with one line for `tools/test`: "PASSED FAILED FLAKY".
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** The browser tests that were flaky once, one a line: `file › title`, without the mode. */
const SEEN = process.env.FLAKY_SEEN ?? 'end2end/flaky.txt';
/** More flaky tests than this in one run are no chance any more. */
const MOST_FLAKY = 2;

/**
 * One test of one run.
 * @typedef {{ suite: 'browser' | 'crates', program?: string, name: string, mode: string, outcome: 'passed' | 'failed' | 'flaky' | 'skipped',
 *   seconds: number, said: string, trace?: string }} Outcome
 */

const named = (/** @type {Outcome} */ test) => (test.mode ? `[${test.mode}] ${test.name}` : test.name);

/** The tests of a JSON report of Playwright; an error that belongs to no test (the server did not start) is one that failed. */
function browserOutcomes(file) {
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const outcomes = [];
  const words = { expected: 'passed', unexpected: 'failed', flaky: 'flaky', skipped: 'skipped' };
  const read = (suite, above) => {
    const path = [...above, suite.title];
    for (const spec of suite.specs ?? []) {
      for (const test of spec.tests) {
        const first = test.results.find((result) => result.errors.length > 0);
        outcomes.push({
          suite: 'browser',
          name: [...path, spec.title].join(' › '),
          mode: test.projectName,
          outcome: words[test.status],
          seconds: test.results.reduce((sum, result) => sum + result.duration, 0) / 1000,
          said: (first?.errors ?? []).map((error) => stripVTControlCharacters(error.message ?? '')).join('\n'),
          trace: first?.attachments.find((attachment) => attachment.name === 'trace')?.path,
        });
      }
    }
    for (const inner of suite.suites ?? []) read(inner, path);
  };
  for (const suite of report.suites) read(suite, []);
  for (const error of report.errors ?? []) {
    outcomes.push({ suite: 'browser', name: 'outside of every test', mode: '', outcome: 'failed', seconds: 0, said: stripVTControlCharacters(error.message ?? '') });
  }
  return outcomes;
}

/**
 * The tests in what `cargo test` printed, with times where it was told to report them. "Running unittests src/lib.rs
 * (…/deps/domain-0123…)" is answered by one "test result:" line; a program without one has crashed.
 */
function crateOutcomes(file) {
  const outcomes = [];
  let program = '';
  let told = '';
  const crashed = () => {
    if (program) outcomes.push({ suite: 'crates', program, name: `${program}: crashed, no result`, mode: '', outcome: 'failed', seconds: 0, said: '' });
  };
  for (const line of stripVTControlCharacters(readFileSync(file, 'utf8')).split('\n')) {
    const running = /^ *Running .*\/([^/]+)-[0-9a-f]+\)$/.exec(line) ?? /^ *Doc-tests (.*)$/.exec(line);
    const test = /^test (.+) \.\.\. (ok|FAILED|ignored)(?:, .*)?(?: <([\d.]+)s>)?$/.exec(line);
    const failure = /^---- (.*) stdout ----$/.exec(line);
    if (running) {
      crashed();
      program = running[1];
    } else if (test) {
      const name = `${program} ${test[1].replace(/ - should panic$/, '')}`;
      const outcome = { ok: 'passed', FAILED: 'failed', ignored: 'skipped' }[test[2]];
      outcomes.push({ suite: 'crates', program, name, mode: '', outcome, seconds: Number(test[3] ?? 0), said: '' });
    } else if (failure) {
      told = `${program} ${failure[1]}`;
    } else if (/^failures:$/.test(line)) {
      told = '';
    } else if (/^test result: /.test(line)) {
      program = told = '';
    } else if (told) {
      const failed = outcomes.findLast((outcome) => outcome.name === told);
      if (failed) failed.said += `${line}\n`;
    }
  }
  crashed();
  return outcomes;
}

const outcomesOf = (file) => (file.endsWith('.json') ? browserOutcomes(file) : crateOutcomes(file));

/** Keeps a trace where the next run does not sweep it away (TRACES, a folder), and says where it lies. */
function keep(test) {
  if (!test.trace || !existsSync(test.trace)) return undefined;
  if (!process.env.TRACES) return relative('', test.trace);
  mkdirSync(process.env.TRACES, { recursive: true });
  const name = named(test).replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 60);
  const kept = join(process.env.TRACES, `${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}-${name}.zip`);
  copyFileSync(test.trace, kept);
  return kept;
}

function tell(test, why = test.outcome) {
  const trace = keep(test);
  return `---- ${named(test)} (${why}) ----\n${test.said.trimEnd()}\n${trace ? `trace: ${trace} (end2end/node_modules/.bin/playwright show-trace)\n` : ''}`;
}

/** The names in the list of those that were flaky once. */
function seen() {
  if (!existsSync(SEEN)) return [];
  return readFileSync(SEEN, 'utf8').split('\n').map((line) => line.trim()).filter((line) => line && !line.startsWith('#'));
}

/** Which flaky tests are red, and why; the others are written down, to be red the second time. */
function judgeFlaky(outcomes) {
  const flaky = outcomes.filter((test) => test.outcome === 'flaky');
  const known = new Set(seen());
  const red = [];
  for (const test of flaky) {
    if (known.has(test.name)) red.push([test, `flaky, and not for the first time: ${SEEN}`]);
    else if (flaky.length > MOST_FLAKY) red.push([test, `flaky, as ${flaky.length} tests in one run; ${MOST_FLAKY} are allowed`]);
    if (!known.has(test.name)) appendFileSync(SEEN, `${test.name}\n`);
    known.add(test.name);
  }
  return { red, forgiven: flaky.filter((test) => !red.some(([bad]) => bad === test)) };
}

/** Adds one run up for `tools/test`. */
function account(outcomes, folder) {
  const put = (file, text) => text && appendFileSync(join(folder, file), text);
  const failed = outcomes.filter((test) => test.outcome === 'failed');
  const names = new Set(outcomes.map((test) => test.name));
  const gone = outcomes.some((test) => test.suite === 'browser' && test.outcome === 'passed') ? seen().filter((name) => !names.has(name)) : [];
  const { red, forgiven } = judgeFlaky(outcomes);
  for (const test of failed) put('failed', tell(test));
  for (const [test, why] of red) put('failed', tell(test, why));
  for (const name of gone) put('failed', `---- ${SEEN} names a test that is not there: ${name} ----\n`);
  for (const test of forgiven) put('flaky', tell(test, `failed once, then passed; now in ${SEEN}: mend it and take it out`));
  for (const test of outcomes) put('times', `${test.seconds.toFixed(1)}\t${test.suite}\t${named(test)}\n`);
  const passed = outcomes.filter((test) => test.outcome === 'passed').length;
  console.log(passed, failed.length + red.length + gone.length, forgiven.length);
}

/** What each program of `cargo test` came to. */
function perProgram(outcomes) {
  for (const program of new Set(outcomes.map((test) => test.program))) {
    const count = (outcome) => outcomes.filter((test) => test.program === program && test.outcome === outcome).length;
    console.log(`test:   ${program}: ${count('passed')} passed, ${count('failed')} failed`);
  }
}

/** Every test that did not pass in each of many runs. */
function rounds(files) {
  const failures = new Map();
  let tests = 0;
  for (const file of files) {
    let outcomes;
    try {
      outcomes = outcomesOf(file);
    } catch (error) {
      outcomes = [{ suite: 'browser', name: 'the run itself', mode: '', outcome: 'failed', seconds: 0, said: `no report: ${error.message}` }];
    }
    tests = Math.max(tests, outcomes.length);
    for (const test of outcomes.filter((test) => test.outcome === 'failed' || test.outcome === 'flaky')) {
      failures.set(named(test), [...(failures.get(named(test)) ?? []), { ...test, round: basename(file).replace(/^round-|\..*$/g, '') }]);
    }
  }
  for (const times of [...failures.values()].sort((a, b) => b.length - a.length)) {
    console.log(`\nflaky: ${named(times[0])}: did not pass in ${times.length} of ${files.length} rounds`);
    for (const test of times) console.log(tell(test, `round ${test.round}`));
  }
  console.log(`flaky: ${failures.size} of ${tests} tests did not pass in each of ${files.length} rounds`);
  if (tests === 0 || failures.size > 0) process.exitCode = 1;
}

const [what, ...args] = process.argv.slice(2);
if (what === 'browser') account(browserOutcomes(args[0]), args[1]);
else if (what === 'crates') {
  const outcomes = crateOutcomes(args[0]);
  perProgram(outcomes);
  account(outcomes, args[1]);
} else if (what === 'rounds') rounds(args);
else throw new Error(`report.mjs: nothing is called '${what}'`);
