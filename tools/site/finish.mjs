// The last steps of the browser half: `node tools/site/finish.mjs PROGRAM STYLE FOLDER` takes what tools/site (or nothing)
// wrote into the folder PROGRAM and the stylesheet STYLE, and writes into FOLDER what browsers load: smaller, under names
// that tell their content, compressed as well as brotli can. Says the hashes as lines of `hash.txt` (app/src/program.rs).
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import zlib from 'node:zlib';

import { withoutNotes, withShortNames } from './lighten.mjs';

const tools = createRequire(path.join(process.env.NINTEI_CACHE, 'npm/'));
const [program, style, folder] = process.argv.slice(2);

const hash = (...texts) => texts.reduce((all, text) => all.update(text), createHash('md5')).digest('base64url');
/** Has the length of a hash, so that it can be written over in compiled files too. */
const PLACE = '_'.repeat(22);

/** Everything that loads each other has one hash: that of all of it. */
function programFiles() {
  const read = (name) => fs.readFileSync(path.join(program, name));
  const names = fs.readdirSync(program).filter((name) => /\.(js|wasm|json)$/.test(name)).sort();
  const files = new Map(names.map((name) => [name, name.endsWith('.wasm') ? withoutNotes(read(name)) : read(name)]));
  const script = tools('esbuild').transformSync(files.get('nintei.js').toString(), { minify: true, format: 'esm', target: 'es2022', legalComments: 'none' }).code;
  const [main, said] = withShortNames(files.get('nintei.wasm'), script);
  files.set('nintei.wasm', main).set('nintei.js', Buffer.from(said));

  const one = hash(...[...files].flat());
  const named = (name) => (name.includes(PLACE) ? name.replace(PLACE, one) : name.replace(/\.(\w+)$/, `.${one}.$1`));
  const told = (name, bytes) => {
    if (name.endsWith('.json')) return Buffer.from(JSON.stringify(JSON.parse(bytes, (_, value) => (typeof value === 'string' ? `${value}.${one}` : value))));
    if (name.endsWith('.js')) return Buffer.from([...files.keys()].reduce((text, file) => text.replaceAll(`/${file}`, `/${named(file)}`), bytes.toString()));
    return Buffer.from(bytes.toString('latin1').replaceAll(PLACE, one), 'latin1');
  };
  return { hash: one, files: [...files].map(([name, bytes]) => [named(name), told(name, bytes)]) };
}

/** One sheet out of all that `style` imports, for the browsers that are in use. */
function sheet() {
  const { bundle, browserslistToTargets } = tools('lightningcss');
  const { code } = bundle({ filename: style, minify: true, targets: browserslistToTargets(tools('browserslist')('defaults')) });
  const one = hash(code);
  return { hash: one, files: [[`nintei.${one}.css`, Buffer.from(code)]] };
}

const live = programFiles();
const css = sheet();
fs.rmSync(folder, { recursive: true, force: true });
fs.mkdirSync(folder, { recursive: true });
for (const [name, bytes] of [...live.files, ...css.files]) {
  fs.writeFileSync(path.join(folder, name), bytes);
  if (!name.endsWith('.json')) fs.writeFileSync(path.join(folder, `${name}.br`), zlib.brotliCompressSync(bytes));
}
for (const kind of ['js', 'wasm', 'manifest', 'split']) console.log(`${kind}: ${live.hash}`);
console.log(`css: ${css.hash}`);
