// The last steps of the browser half: `node tools/site/finish.mjs PROGRAM STYLE FOLDER` takes what tools/site (or nothing)
// wrote into the folder PROGRAM and the stylesheet STYLE, and writes into FOLDER what browsers load: smaller, under names
// that tell their content, compressed as well as brotli can. Says the hashes as lines of `hash.txt` (app/src/program.rs).
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import zlib from 'node:zlib';

const tools = createRequire(path.join(process.env.NINTEI_CACHE, 'npm/'));
const [program, style, folder] = process.argv.slice(2);

const hash = (...texts) => texts.reduce((all, text) => all.update(text), createHash('md5')).digest('base64url');
/** Script and program have one hash: that of both. */
function programFiles() {
  const read = (name) => fs.readFileSync(path.join(program, name));
  const wasm = read('nintei.wasm');
  const script = tools('esbuild').transformSync(read('nintei.js').toString(), { minify: true, format: 'esm', target: 'es2022', legalComments: 'none' }).code;
  const one = hash(wasm, script);
  return { hash: one, files: [[`nintei.${one}.wasm`, wasm], [`nintei.${one}.js`, Buffer.from(script)]] };
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
  fs.writeFileSync(path.join(folder, `${name}.br`), zlib.brotliCompressSync(bytes));
}
for (const kind of ['js', 'wasm']) console.log(`${kind}: ${live.hash}`);
console.log(`css: ${css.hash}`);
