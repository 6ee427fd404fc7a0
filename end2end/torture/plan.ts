// What happens in which round: all of it follows from the round's seed, so that `SEED=… ROUNDS=1` is the same round again.

/** What can end, in the order in which rounds take turns; the words are those of the table. */
export const kinds = {
  browser: 'the browser (SIGKILL)',
  server: 'the server (SIGKILL)',
  database: 'Postgres (SIGKILL or an immediate shutdown)',
  line: 'the line',
  'line-browser': 'the line, then the browser',
  'server-browser': 'the server, then the browser',
  power: 'the line, then the power of the machine in front of the person',
  'server-power': 'the power of the machine that server and Postgres run on',
} as const;

export type Kind = keyof typeof kinds;

/** Only an administrator can lend a machine a disk of its own, and take the power from it. */
const withDisk: Kind[] = ['power', 'server-power'];

/** The browser is gone: what was typed in the last two seconds may be too (C11). Otherwise nothing may. */
const browserEnds: Kind[] = ['browser', 'line-browser', 'server-browser', 'power'];

/** How old a lost character may be, in milliseconds. */
export const allowed = (kind: Kind): number => (browserEnds.includes(kind) ? 2_000 : 0);

/** A field that somebody types into, by its label. */
export interface Form {
  name: string;
  account: string;
  /** What the door calls the account. */
  accountLabel: string;
  path: string;
  /** The page is not at `path` itself but the first that is led to from there. */
  isFirstOfList?: boolean;
  field: string;
}

const member = { account: '100002', accountLabel: '会員番号またはメールアドレス', name: 'case', path: '/cases/specialist/10' };
const hospital = { account: 'draft@hospital.example.jp', accountLabel: 'メールアドレス', name: 'application' };
const supervisor = { account: '200001', accountLabel: '会員番号またはメールアドレス', name: 'comments', path: '/approvals', isFirstOfList: true };

/** Each kind of form that is kept while it is typed in, and fields of it: long ones, a single line, one with text in it. */
const forms: Form[][] = [
  [{ ...member, field: '介入時までの現病歴' }, { ...member, field: '考察' }, { ...member, field: '備考' }],
  [{ ...hospital, path: '/facility/apply/core/form2', field: '研修体制' }, { ...hospital, path: '/facility/apply/core/form1', field: '住所' }],
  [{ ...supervisor, field: '全体へのコメント' }],
];

/** Numbers that a seed decides (mulberry32). */
export class Chance {
  #state: number;

  constructor(seed: number) {
    // Neighbouring seeds are no neighbours.
    this.#state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b);
  }

  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A number from here to there. */
  between(from: number, to: number): number {
    return from + this.#next() * (to - from);
  }

  oneOf<T>(choices: readonly T[]): T {
    return choices[Math.floor(this.#next() * choices.length)];
  }
}

export interface Plan {
  seed: number;
  kind: Kind;
  form: Form;
  chance: Chance;
}

/** What a seed stands for. Seeds that follow each other take turns over the kinds and over the forms, which meet in every pair. */
export function planOf(seed: number): Plan {
  const names = Object.keys(kinds) as Kind[];
  const chance = new Chance(seed);
  return { seed, kind: names[seed % names.length], form: chance.oneOf(forms[seed % forms.length]), chance };
}

/** The seeds of a run: the first so many, from `SEED` on, that fit `KIND` and `FORM` and what this machine can do. */
export function seedsOfRun(environment = process.env): number[] {
  const { ROUNDS = '8', SEED = '0', KIND = '', FORM = '', TORTURE_DISK = '' } = environment;
  const fits = ({ kind, form }: Plan) =>
    (KIND === '' || KIND === kind) && (FORM === '' || FORM === form.name) && (TORTURE_DISK !== '' || !withDisk.includes(kind));
  const seeds: number[] = [];
  // Kinds and forms have met in every pair long before; a name that is none fits never.
  for (let seed = Number(SEED), misses = 0; seeds.length < Number(ROUNDS) && misses < 1_000; seed += 1) {
    if (fits(planOf(seed))) {
      seeds.push(seed);
      misses = 0;
    } else {
      misses += 1;
    }
  }
  return seeds;
}
