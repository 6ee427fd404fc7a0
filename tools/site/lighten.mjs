// Takes out of the built browser half what no browser reads: notes of the tools, and the long names under which the script
// hands its functions to the program (docs/adr/0010).

/** A number as WebAssembly writes it, and where the next thing begins. */
function number(bytes, at) {
  let value = 0, shift = 0, byte;
  do { byte = bytes[at++]; value |= (byte & 127) << shift; shift += 7; } while (byte & 128);
  return [value >>> 0, at];
}
function written(value) {
  const bytes = [];
  do { bytes.push((value & 127) | (value > 127 ? 128 : 0)); value >>>= 7; } while (value);
  return Buffer.from(bytes);
}
const text = (bytes, at) => { const [length, from] = number(bytes, at); return [bytes.toString('utf8', from, from + length), from + length]; };
const name = (words) => Buffer.concat([written(Buffer.byteLength(words)), Buffer.from(words)]);

/** The file with every section as `change` wants it; without those that it answers with nothing. */
function sections(bytes, change) {
  const kept = [bytes.subarray(0, 8)];
  for (let at = 8; at < bytes.length;) {
    const [size, from] = number(bytes, at + 1);
    const body = change(bytes[at], bytes.subarray(from, from + size));
    if (body) kept.push(Buffer.from([bytes[at]]), written(body.length), body);
    at = from + size;
  }
  return Buffer.concat(kept);
}

/** `__wbg_getElementById_1d2f…` becomes `w0`, `w1`, …: `short` is filled, `asked` lists what the program asks for by whichever name. */
function shortened(imports, short, asked) {
  const [count, first] = number(imports, 0);
  const kept = [written(count)];
  let at = first;
  for (let i = 0; i < count; i++) {
    const [module, afterModule] = text(imports, at);
    const [called, kind] = text(imports, afterModule);
    if (/^__wbg_\w+_[0-9a-f]{16}$/.test(called) && !short.has(called)) short.set(called, `w${short.size.toString(36)}`);
    const from = kind;
    at = afterKind(imports, kind);
    const now = short.get(called) ?? called;
    if (/^(__wb|w[0-9a-z]+$)/.test(now)) asked.push(now);
    kept.push(name(module), name(now), imports.subarray(from, at));
  }
  return Buffer.concat(kept);
}
function limits(bytes, at) {
  const flags = bytes[at];
  const [, next] = number(bytes, at + 1);
  return flags & 1 ? number(bytes, next)[1] : next;
}
function afterKind(bytes, at) {
  switch (bytes[at]) {
    case 0: return number(bytes, at + 1)[1];
    case 1: return limits(bytes, at + 2);
    case 2: return limits(bytes, at + 1);
    case 3: return at + 3;
    default: throw new Error(`lighten: an import of kind ${bytes[at]}`);
  }
}

/** A file of the program without the notes of the tools. */
export const withoutNotes = (bytes) => sections(bytes, (id, body) => (id === 0 ? undefined : body));

/** The main part and its script, agreed on short names. */
export function withShortNames(main, script) {
  const short = new Map();
  const asked = [];
  const program = sections(main, (id, body) => (id === 2 ? shortened(body, short, asked) : body));
  let said = script;
  for (const [long, brief] of short) {
    if (!said.includes(long)) throw new Error(`lighten: ${long} is not in the script`);
    said = said.replaceAll(new RegExp(`\\b${long}\\b`, 'g'), brief);
  }
  for (const called of asked) {
    if (!new RegExp(`\\b${called}\\b`).test(said)) throw new Error(`lighten: ${called} is not in the script`);
  }
  return [program, said];
}
