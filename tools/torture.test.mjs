// What `make torture` counts: a tool that says "none lost" must have noticed if there were some.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isRight, judged, table, told } from '../end2end/torture/judge.mjs';

/** Five keys, a second from each other; the browser ends with the last. */
const keys = [...'一二三四五'].map((sign, at) => ({ sign, at: at * 1_000 }));
const END = 4_000;
const round = (/** @type {string} */ field, /** @type {string[]} */ asides = [], allowed = 2_000, before = '') => ({
  seed: 7, kind: 'browser', form: 'case', how: '', allowed, ...judged(keys, before, field, asides, END),
});

test('c11 what stands there whole is right', () => {
  const all = round('前からの文。一二三四五', [], 0, '前からの文。');
  assert.equal(all.typed, 5);
  assert.equal(all.lost, 0);
  assert.ok(isRight(all));
  assert.match(told(all), /^SEED=7 browser, case: 5 typed, none lost: good$/);
});

test('c11 the age of the oldest character that is lost decides', () => {
  const two = round('一二三');
  assert.deepEqual([two.lost, two.oldest, isRight(two)], [2, 1_000, true]);
  const more = round('一');
  assert.deepEqual([more.lost, more.oldest, isRight(more)], [4, 3_000, false]);
  const hole = round('一三四五');
  assert.deepEqual([hole.lost, hole.oldest, isRight(hole)], [1, 3_000, false]);
  assert.match(told(hole), /1 lost, the oldest 3,000 ms old: WRONG$/);
});

test('c11 where the browser lives nothing may be lost', () => {
  assert.ok(isRight(round('一二三四五', [], 0)));
  assert.ok(!isRight(round('一二三四', [], 0)), 'not even what was typed at the very end');
});

test('c11 what was set aside counts as kept, and is told', () => {
  const aside = round('一二', ['一二三四五']);
  assert.deepEqual([aside.lost, aside.doubled, aside.aside, isRight(aside)], [0, 0, true, true]);
  const beside = round('一二三\n\n【別の画面で入力したコメント】\n一二三四五');
  assert.deepEqual([beside.lost, beside.doubled, beside.aside, isRight(beside)], [0, 0, true, true]);
});

test('c11 what stands there twice, in another order, or was never typed is wrong', () => {
  const twice = round('一二三一二三四五');
  assert.equal(twice.doubled, 3);
  assert.ok(!isRight(twice));
  const turned = round('一三二四五');
  assert.deepEqual([turned.lost, turned.disordered, isRight(turned)], [0, 1, false]);
  assert.ok(!isRight(round('一二三四五', [], 2_000, '前からの文。')), 'what stood there before is gone');
  assert.ok(!isRight(round('一二三四五\ufffd')));
});

test('the table has a row for each kind, and says what came to no result', () => {
  const rows = table([['browser', 'the browser'], ['line', 'the line'], ['power', 'the power']], [round('一二三四五'), round('一')], new Map([['line', 2]]));
  assert.match(rows, /^\| the browser \| 2 \| 10 \| 4 \| \*\*3,000\*\* \| 2,000 \| 0 \| 0 \|$/m);
  assert.match(rows, /^\| the line \| 0, and \*\*2 without a result\*\* \|/m);
  assert.match(rows, /^\| the power \| none \|/m);
});
