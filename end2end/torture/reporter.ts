// A line for each round, a table at the end; with WRITE=1 the table goes into docs/benchmarks.md.
import type { FullResult, Reporter, Suite, TestCase, TestResult } from '@playwright/test/reporter';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

import { type Round, table, told } from './judge.mjs';
import { kinds } from './plan';

const BENCHMARKS = join(import.meta.dirname, '../../docs/benchmarks.md');
const [OPEN, CLOSE] = ['<!-- torture -->', '<!-- /torture -->'];

export default class Torture implements Reporter {
  #rounds: Round[] = [];
  #unfinished = new Map<string, number>();
  #seeds: number[] = [];
  #begun = new Date();
  #load = loadavg();

  onBegin(_: unknown, suite: Suite): void {
    this.#seeds = suite.allTests().map((test) => Number(test.title.split(' ')[0]));
    console.log(`torture: ${this.#seeds.length} rounds${this.#seeds.length > 0 ? ` from SEED=${this.#seeds[0]} on` : ''}`);
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    if (result.status === 'interrupted' || result.status === 'skipped') return;
    const said = result.annotations.find((annotation) => annotation.type === 'round')?.description;
    const [seed, kind] = test.title.split(' ');
    if (said !== undefined) {
      const round = JSON.parse(said) as Round;
      this.#rounds.push(round);
      console.log(`torture: ${told(round)} (${Math.round(result.duration / 1_000)} s)`);
    }
    if (result.status === 'passed' || (said !== undefined && result.errors.every((error) => error.message?.includes('SEED=')))) return;
    if (said === undefined) this.#unfinished.set(kind, (this.#unfinished.get(kind) ?? 0) + 1);
    const errors = result.errors.map((error) => stripVTControlCharacters(`${error.message}\n${error.location ? `  at ${error.location.file}:${error.location.line}` : ''}`));
    console.log(`torture: SEED=${seed} ${kind}: ${said === undefined ? 'came to no result' : 'WRONG'}: ${errors.join('\n').trim() || result.status}`);
  }

  onError(error: { message?: string }): void {
    console.log(`torture: ${stripVTControlCharacters(error.message ?? '')}`);
  }

  onEnd(result: FullResult): { status: FullResult['status'] } | undefined {
    const rows = table(Object.entries(kinds), this.#rounds, this.#unfinished);
    console.log(`\n${rows}\n`);
    if (process.env.WRITE && result.status !== 'interrupted') this.#write(rows);
    // No round is no proof.
    return this.#rounds.length === 0 && result.status === 'passed' ? { status: 'failed' } : undefined;
  }

  #write(rows: string): void {
    const text = readFileSync(BENCHMARKS, 'utf8');
    const [from, to] = [text.indexOf(OPEN), text.indexOf(CLOSE)];
    if (from < 0 || to < from) throw new Error(`${BENCHMARKS} has no ${OPEN} … ${CLOSE}`);
    const day = this.#begun.toISOString().slice(0, 16).replace('T', ' ');
    const { TORTURE_COMMIT = 'unknown', TORTURE_BROWSER = 'Chromium', TORTURE_POSTGRES = 'Postgres' } = process.env;
    const machine = `${cpus().length} × ${cpus()[0]?.model}, ${Math.floor(totalmem() / 2 ** 30)} GiB, Linux ${release()}, ${TORTURE_POSTGRES}, ${TORTURE_BROWSER}`;
    const about = `Measured ${day} UTC, commit ${TORTURE_COMMIT}: ${machine}; load before the run ${this.#load.map((load) => load.toFixed(2)).join(' ')}.`;
    const minutes = ((Date.now() - this.#begun.getTime()) / 60_000).toFixed(0);
    const run = `${this.#seeds.length} rounds from SEED=${this.#seeds[0]} on, two side by side, in ${minutes} minutes.`;
    writeFileSync(BENCHMARKS, `${text.slice(0, from)}${OPEN}\n${about}\n${run}\n\n${rows}\n${text.slice(to)}`);
    console.log(`torture: written to docs/benchmarks.md`);
  }
}
