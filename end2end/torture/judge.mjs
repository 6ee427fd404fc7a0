// What became of the characters that somebody typed, and the table of many rounds. Pure: tools/torture.test.mjs tries it.

/**
 * One character, which stands nowhere else in the text, and when its key was pressed (milliseconds since 1970).
 * @typedef {{ sign: string, at: number }} Key
 */

/**
 * One round as it is told. `allowed`: how old a lost character may be at the moment of the end, in milliseconds; with 0 none may
 * be lost at all.
 * @typedef {{ seed: number, kind: string, form: string, how: string, allowed: number, typed: number, lost: number, oldest: number,
 *   doubled: number, disordered: number, altered: boolean, aside: boolean }} Round
 */

/** What a box with comments says between the texts of two windows (`domain::approvals`). */
const ELSEWHERE = '【別の画面で入力したコメント】';

/**
 * Compares what was typed with the texts in which it may stand.
 *
 * @param {Key[]} keys in the order in which they were pressed
 * @param {string} before what stood in the field before
 * @param {string} field what stands in it now
 * @param {string[]} asides what was set aside beside it
 * @param {number} end when what was typed was cut off, milliseconds since 1970
 */
export function judged(keys, before, field, asides, end) {
  const number = new Map(keys.map((key, at) => [key.sign, at]));
  const texts = [...field.split(ELSEWHERE), ...asides];
  const standing = texts.map((text) => [...text].flatMap((sign) => number.get(sign) ?? []));
  const kept = new Set(standing.flat());
  const lost = keys.filter((_, at) => !kept.has(at));
  const rest = [...field].filter((sign) => !number.has(sign)).join('');
  return {
    typed: keys.length,
    lost: lost.length,
    oldest: lost.length > 0 ? Math.max(0, end - lost[0].at) : 0,
    doubled: standing.reduce((sum, signs) => sum + signs.length - new Set(signs).size, 0),
    disordered: standing.reduce((sum, signs) => sum + signs.filter((sign, at) => at > 0 && sign < signs[at - 1]).length, 0),
    // What stood there before, and nothing that nobody typed.
    altered: !field.includes(ELSEWHERE) && rest !== before,
    aside: asides.length > 0 || field.includes(ELSEWHERE),
  };
}

/** Was more lost than may be? @param {Round} round */
const isTooMuch = (round) => round.lost > 0 && (round.allowed === 0 || round.oldest > round.allowed);

/** Is it as it should be? @param {Round} round */
export function isRight(round) {
  return !isTooMuch(round) && round.doubled === 0 && round.disordered === 0 && !round.altered;
}

const grouped = (/** @type {number} */ n) => Math.round(n).toLocaleString('en-US');

/** A round in one line. @param {Round} round */
export function told(round) {
  const lost = round.lost > 0 ? `${round.lost} lost, the oldest ${grouped(round.oldest)} ms old` : 'none lost';
  const more = [
    round.doubled > 0 && `${round.doubled} doubled`,
    round.disordered > 0 && `${round.disordered} out of order`,
    round.altered && 'what stood there before is another',
    round.aside && 'a text was set aside',
  ].filter(Boolean);
  return `SEED=${round.seed} ${round.kind}${round.how && ` (${round.how})`}, ${round.form}: ${[`${round.typed} typed`, lost, ...more].join(', ')}: ${isRight(round) ? 'good' : 'WRONG'}`;
}

/**
 * A row for each kind, in Markdown.
 *
 * @param {[name: string, words: string][]} kinds those that there are
 * @param {Round[]} rounds
 * @param {Map<string, number>} unfinished by kind: rounds that came to no result
 */
export function table(kinds, rounds, unfinished) {
  const rows = kinds.map(([name, words]) => {
    const of = rounds.filter((round) => round.kind === name);
    const missing = unfinished.get(name) ?? 0;
    if (of.length + missing === 0) return `| ${words} | none | | | | | | |`;
    const sum = (/** @type {(round: Round) => number} */ what) => of.reduce((all, round) => all + what(round), 0);
    const oldest = Math.max(0, ...of.map((round) => round.oldest));
    const allowed = Math.max(0, ...of.map((round) => round.allowed));
    const wrong = of.some(isTooMuch);
    const cells = [
      `${of.length}${missing > 0 ? `, and **${missing} without a result**` : ''}`,
      grouped(sum((round) => round.typed)),
      grouped(sum((round) => round.lost)),
      wrong ? `**${grouped(oldest)}**` : grouped(oldest),
      allowed > 0 ? grouped(allowed) : 'none lost',
      grouped(sum((round) => round.doubled + round.disordered + (round.altered ? 1 : 0))),
      grouped(sum((round) => (round.aside ? 1 : 0))),
    ];
    return `| ${words} | ${cells.join(' | ')} |`;
  });
  return [
    '| what ended | rounds | typed | lost | the oldest lost, ms before the end | aim | doubled, out of order | set aside |',
    '|---|--:|--:|--:|--:|--:|--:|--:|',
    ...rows,
  ].join('\n');
}
