// Which files of a crate import each other, and which floor of it may see which (docs/architecture.md)? A part of
// `tools/directions`; under a second.
//
//   node tools/circles.mjs          (in the project's top folder)
//   node tools/circles.mjs FILE     what this file imports, and who imports it
//
// - A circle is a set of files of which each imports each other one, straight or by way of others of the set. None may be
//   larger than LARGEST.
// - A floor (FLOORS) is a set of files that may import only what is named beside it.
//
// An import is what the compiler would follow: a `use`, `pub use` too, and every path in the code that begins with `crate`,
// `self`, `super` or the name of a module. It counts for the file that *defines* what it names, however many re-exports stand
// between. That a file declares another one (`mod other;`) is no import, and what is compiled for tests alone
// (`#[cfg(test)]`) is left out.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { read } from './modules.mjs';

export const LARGEST = 4;

/** The crates, each by its folder. */
export const CRATES = ['domain', 'backend', 'pdf', 'app', 'server', 'bench', 'frontend'];

/**
 * Floors inside crates: of `files` (paths, or what they begin with), each may import of its own crate `only` these, or `never`
 * those; and of other crates nothing that `outside` matches.
 */
export const FLOORS = [
  {
    name: 'building blocks know no word of the domain',
    files: ['app/src/ui/'],
    only: ['app/src/ui/', 'app/src/autosave/'],
    outside: /^(?:domain::(?!text\b)|backend\b)/,
  },
  { name: 'autosave knows no form', files: ['app/src/autosave/'], only: ['app/src/autosave/'] },
  {
    name: 'what is around every page knows no capability',
    files: ['app/src/error.rs', 'app/src/program.rs', 'app/src/request.rs', 'app/src/route.rs', 'app/src/route/', 'app/src/shell/', 'app/src/wire.rs'],
    only: ['app/src/error.rs', 'app/src/program.rs', 'app/src/request.rs', 'app/src/route.rs', 'app/src/route/', 'app/src/shell/', 'app/src/ui/', 'app/src/wire.rs'],
  },
  { name: 'the table of all pages is for the outside', files: ['app/src/'], but: ['app/src/lib.rs'], never: ['app/src/pages.rs'] },
  {
    name: 'days, texts and ids know no capability',
    files: ['domain/src/calendar.rs', 'domain/src/fields.rs', 'domain/src/ids.rs', 'domain/src/period.rs', 'domain/src/text/mod.rs', 'domain/src/text/clean.rs', 'domain/src/text/compare.rs', 'domain/src/text/limit.rs', 'domain/src/text/radical.rs', 'domain/src/vocabulary.rs', 'domain/src/wire.rs'],
    only: ['domain/src/calendar.rs', 'domain/src/ids.rs', 'domain/src/period.rs', 'domain/src/text/mod.rs', 'domain/src/text/clean.rs', 'domain/src/text/compare.rs', 'domain/src/text/limit.rs', 'domain/src/text/radical.rs', 'domain/src/vocabulary.rs', 'domain/src/wire.rs'],
  },
  { name: 'a refusal lives with what it is about, the sum of all is for the outside', files: ['domain/src/'], never: ['domain/src/refused.rs'] },
  {
    name: 'what every use case needs knows no capability',
    files: ['backend/src/by.rs', 'backend/src/clock.rs', 'backend/src/db.rs', 'backend/src/db/', 'backend/src/error.rs', 'backend/src/rows.rs', 'backend/src/settings.rs', 'backend/src/table.rs'],
    only: ['backend/src/clock.rs', 'backend/src/db.rs', 'backend/src/db/', 'backend/src/error.rs', 'backend/src/rows.rs', 'backend/src/settings.rs'],
  },
  { name: 'handlers and layers do not know the router', files: ['server/src/'], but: ['server/src/lifecycle.rs'], never: ['server/src/router.rs'] },
];

/** The circles of a graph: its strongly connected components of more than one file, the largest first (Tarjan). */
export function circles(graph) {
  const index = new Map();
  const low = new Map();
  const stack = [];
  const found = [];
  const visit = (file) => {
    index.set(file, index.size);
    low.set(file, index.get(file));
    stack.push(file);
    for (const next of graph.get(file).keys()) {
      if (!index.has(next)) {
        visit(next);
        low.set(file, Math.min(low.get(file), low.get(next)));
      } else if (stack.includes(next)) low.set(file, Math.min(low.get(file), index.get(next)));
    }
    if (low.get(file) !== index.get(file)) return;
    const circle = stack.splice(stack.indexOf(file));
    if (circle.length > 1) found.push(circle.sort());
  };
  for (const file of graph.keys()) if (!index.has(file)) visit(file);
  return found.sort((one, other) => other.length - one.length);
}

const within = (file, places) => places.some((place) => (place.endsWith('/') ? file.startsWith(place) : file === place));

/** What a file imports of another, with the line of the first, for people. */
function inWords(names) {
  const [[first, line]] = names;
  const others = names.size - 1;
  return `line ${line}, ${first}${others === 0 ? '' : ` and ${others} more`}`;
}

/** What is wrong with the floors of a crate. */
function trespasses(crate, graph) {
  const found = [];
  for (const { name, files, but = [], only, never = [], outside } of FLOORS) {
    for (const [from, to] of graph) {
      if (!within(from, files) || within(from, but)) continue;
      for (const [file, names] of to) {
        if ((only && !within(file, only)) || within(file, never)) found.push(`${name}: ${from} imports ${file} (${inWords(names)})`);
      }
    }
    for (const { from, words, line } of outside ? crate.outside : []) {
      if (within(from, files) && outside.test(words)) found.push(`${name}: ${from} names ${words} (line ${line})`);
    }
  }
  return found;
}

/** What stands in a floor and is not there: a file that was moved would leave it unguarded. */
function missing() {
  const places = new Set(FLOORS.flatMap(({ files, but = [], only = [], never = [] }) => [...files, ...but, ...only, ...never]));
  return [...places].filter((place) => existsSync(place.split('/')[0]) && !existsSync(place));
}

function tell(graph, file) {
  for (const [to, names] of graph.get(file)) console.log(`imports ${to}: ${[...names.keys()].join(', ')}`);
  for (const [from, to] of graph) if (to.has(file)) console.log(`is imported by ${from}: ${[...to.get(file).keys()].join(', ')}`);
}

function main(asked) {
  const complaints = missing().map((place) => `tools/circles.mjs: ${place} stands in a floor and is not there`);
  for (const folder of CRATES.filter((one) => existsSync(join(one, 'src')))) {
    const crate = read(folder);
    const graph = crate.imports();
    if (graph.has(asked)) tell(graph, asked);
    if (asked) continue;
    const all = circles(graph);
    console.log(`directions: ${folder}: ${graph.size} files, ${all.length === 0 ? 'no circle' : `the largest circle of ${all[0].length}`}`);
    complaints.push(...crate.problems, ...trespasses(crate, graph));
    for (const circle of all.filter((one) => one.length > LARGEST)) {
      const held = circle.flatMap((file) => [...graph.get(file)].filter(([to]) => circle.includes(to)).map(([to, names]) => `\n    ${file} imports ${to} (${inWords(names)})`));
      complaints.push(`a circle of ${circle.length} files, more than ${LARGEST}, that import each other:${held.join('')}`);
    }
  }
  for (const complaint of complaints) console.error(`directions: ${complaint}`);
  if (complaints.length > 0) process.exitCode = 1;
}

if (process.argv[1] === import.meta.filename) main(process.argv[2]);
