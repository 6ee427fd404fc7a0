// What circles.mjs refuses: files that import each other in too large a circle, however the import is written, and files that
// look up from their floor; and what it takes for no import.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nintei-circles-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a crate: its files by their path in `src/`. */
function crate(name, files) {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, name, 'src', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/** What is complained about, and whether that is red. */
function complaints(...asked) {
  const run = spawnSync(process.execPath, [join(import.meta.dirname, 'circles.mjs'), ...asked], { cwd: folder, encoding: 'utf8' });
  const said = run.stderr.split('\n').filter((line) => line && !line.includes('stands in a floor'));
  if (said.length > 0) assert.equal(run.status, 1, run.stderr);
  return { said, heard: run.stdout };
}

/** Five files `a` to `e`, each with an item of its own; `says` gives what one says of the next. */
function five(says) {
  const names = ['a', 'b', 'c', 'd', 'e'];
  return Object.fromEntries(names.map((name, at) => [`${name}.rs`, `${says(names[(at + 1) % 5])}\npub struct ${name.toUpperCase()};\n`]));
}
const DECLARED = 'mod a;\nmod b;\nmod c;\nmod d;\nmod e;\n';

test('a circle of five is refused, with every import that holds it', () => {
  crate('pdf', { 'lib.rs': DECLARED, ...five((next) => `use crate::${next}::${next.toUpperCase()};`) });
  const { said, heard } = complaints();
  assert.equal(said[0], 'directions: a circle of 5 files, more than 4, that import each other:');
  assert.deepEqual(said.slice(1), [
    '    pdf/src/a.rs imports pdf/src/b.rs (line 1, crate::b::B)',
    '    pdf/src/b.rs imports pdf/src/c.rs (line 1, crate::c::C)',
    '    pdf/src/c.rs imports pdf/src/d.rs (line 1, crate::d::D)',
    '    pdf/src/d.rs imports pdf/src/e.rs (line 1, crate::e::E)',
    '    pdf/src/e.rs imports pdf/src/a.rs (line 1, crate::a::A)',
  ]);
  assert.match(heard, /pdf: 6 files, the largest circle of 5/);
});

test('a circle of four is none too many', () => {
  const files = five((next) => `use crate::${next}::${next.toUpperCase()};`);
  crate('pdf', { 'lib.rs': DECLARED, ...files, 'e.rs': 'pub struct E;\n' });
  assert.deepEqual(complaints().said, []);
  crate('pdf', { 'lib.rs': DECLARED, ...files, 'd.rs': 'use super::a::A;\npub struct D;\n' });
  const { said, heard } = complaints();
  assert.deepEqual(said, []);
  assert.match(heard, /the largest circle of 4/);
});

test('re-exports are seen through, wherever they stand and however they are called', () => {
  const through = {
    'pub use child::Name in the parent': ['pub use {a::A, b::B, c::C, d::D, e::E};\n', (next) => `use crate::${next.toUpperCase()};`],
    'another name': ['pub use {a::A as NextA, b::B as NextB, c::C as NextC, d::D as NextD, e::E as NextE};\n', (next) => `use super::Next${next.toUpperCase()};`],
    'everything of a child': ['pub use {a::*, b::*, c::*, d::*, e::*};\n', (next) => `use super::${next.toUpperCase()};`],
    'two steps': ['mod hall { pub use super::{a::A, b::B, c::C, d::D, e::E}; }\npub use hall::*;\n', (next) => `use crate::${next.toUpperCase()};`],
    'a path in the code': ['pub use {a::A, b::B, c::C, d::D, e::E};\n', (next) => `fn next() -> crate::${next.toUpperCase()} { todo!() }`],
    'a function alone': ['pub use {a::A, b::B, c::C, d::D, e::E};\n', (next) => `fn next() { use crate::${next.toUpperCase()}; }`],
    'everything of the parent': ['pub use {a::A, b::B, c::C, d::D, e::E};\n', (next) => `use super::*;\nfn next(_: ${next.toUpperCase()}) {}`],
    'a macro': ['pub use {a::A, b::B, c::C, d::D, e::E};\n', (next) => `fn next() { view! { <div>{crate::${next.toUpperCase()}}</div> } }`],
  };
  for (const [how, [lib, says]] of Object.entries(through)) {
    crate('pdf', { 'lib.rs': DECLARED + lib, ...five(says) });
    const { said } = complaints();
    assert.equal(said.length, 6, `${how}: ${said.join('\n')}`);
    assert.ok(said.every((line) => !line.includes('lib.rs')), `${how}: ${said.join('\n')}`);
  }
});

test('a parent that declares its children and hands them on is no circle, one that they need is', () => {
  const children = (says) => Object.fromEntries(Object.entries(five(() => says)).map(([file, text]) => [`room/${file}`, text]));
  const parent = `${DECLARED}pub use {a::A, b::B, c::C, d::D, e::E};\npub fn here() {}\n`;
  crate('pdf', { 'lib.rs': 'pub mod room;\n', 'room/mod.rs': parent, ...children('use std::fmt;') });
  const { said, heard } = complaints();
  assert.deepEqual(said, []);
  assert.match(heard, /no circle/);
  crate('pdf', { 'lib.rs': 'pub mod room;\n', 'room/mod.rs': parent, ...children('use super::here;') });
  assert.equal(complaints().said[0], 'directions: a circle of 6 files, more than 4, that import each other:');
});

test('what is no import holds no circle', () => {
  const none = {
    'a comment': (next) => `// crate::${next}::X\n/* use crate::${next}::X; /* nested */ */\n/// [\`crate::${next}::X\`]`,
    'a text': (next) => `const SAID: &str = "use crate::${next}::X;";\nconst RAW: &str = r#"use crate::${next}::X; ""#;\nconst SIGN: char = '"';`,
    'tests alone': (next) => `#[cfg(test)]\nmod tests { use crate::${next}::${next.toUpperCase()}; }\n#[cfg(test)]\nuse crate::${next}::${next.toUpperCase()};`,
    'its own item': () => 'use self::here::Own;\nmod here { pub struct Own; }',
    'another crate': (next) => `use serde::${next}::X;\nfn captures() -> impl Iterator<Item = u8> + use<> { [].into_iter() }`,
  };
  for (const [how, says] of Object.entries(none)) {
    crate('pdf', { 'lib.rs': DECLARED, ...five(says) });
    const { said, heard } = complaints();
    assert.deepEqual(said, [], how);
    assert.match(heard, /no circle/, how);
  }
});

test('who looks up from a floor is named, with what for', () => {
  crate('app', {
    'lib.rs': 'pub mod cases;\npub mod shell;\npub mod ui;\n',
    'cases.rs': 'pub struct List;\n',
    'shell/mod.rs': 'mod header;\n',
    'shell/header.rs': 'use crate::ui::Badge;\n\nuse crate::cases::List;\n',
    'ui/mod.rs': 'mod badge;\npub use badge::Badge;\n',
    'ui/badge.rs': 'use domain::{cases::CaseSet, text::Limit};\npub struct Badge;\n',
  });
  assert.deepEqual(complaints().said, [
    'directions: what is around every page knows no capability: app/src/shell/header.rs imports app/src/cases.rs (line 3, crate::cases::List)',
    'directions: building blocks know no word of the domain: app/src/ui/badge.rs names domain::cases::CaseSet (line 1)',
  ].sort((one, other) => one.localeCompare(other)));
});

test('a file tells what it imports, and who imports it', () => {
  crate('pdf', { 'lib.rs': DECLARED, ...five((next) => `use crate::${next}::${next.toUpperCase()};`) });
  assert.equal(complaints('pdf/src/b.rs').heard, 'imports pdf/src/c.rs: crate::c::C\nis imported by pdf/src/a.rs: crate::b::B\n');
});
