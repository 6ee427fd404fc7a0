// The modules of a crate as the compiler sees them, read from its source: which file declares which, what each defines and
// imports, and what a path in it means. For tools/circles.mjs.
//
// It knows as much of Rust as is needed for that: words and signs, items with their braces, `use` and `mod`. What a macro makes
// is read as if it stood where the macro is called. What is compiled for tests alone (`#[cfg(test)]`) is left out.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const KEYWORD_BEFORE_ITEM = new Set(['async', 'unsafe', 'default', 'extern', 'auto']);
const NAMED_ITEM = new Set(['fn', 'struct', 'enum', 'union', 'trait', 'type', 'const', 'static']);
const TOKEN =
  /\s+|\/\/[^\n]*|[bc]?r(#*)"[^]*?"\1|[bc]?"(?:\\[^]|[^"\\])*"|b?'(?:\\(?:x..|u\{[^}]*\}|.)|[^'\\\n])'|'\w+|(?:r#)?[\p{L}_][\p{L}\p{N}_]*|\d[\w.]*?(?![\w])|::|=>|->|[^]/gyu;

/** The words and signs of a source text, each with its line; no comments, no texts. */
function tokens(text) {
  const found = [];
  let line = 1;
  TOKEN.lastIndex = 0;
  for (let at = 0; at < text.length; ) {
    let token;
    if (text.startsWith('/*', at)) token = blockComment(text, at);
    else {
      TOKEN.lastIndex = at;
      [token] = TOKEN.exec(text);
      if (/^(?:[\p{L}_]|::|=>|->|[^\s\w])/u.test(token) && !token.startsWith('//') && !/^[bc]?r?#*"|^b?'/.test(token)) found.push({ word: token.replace(/^r#/, ''), line });
    }
    for (const sign of token) if (sign === '\n') line += 1;
    at += token.length;
  }
  return found;
}

/** A comment between slash and star, which may hold others. */
function blockComment(text, from) {
  let depth = 0;
  for (const { 0: sign, index } of text.slice(from).matchAll(/\/\*|\*\//g)) {
    depth += sign === '/*' ? 1 : -1;
    if (depth === 0) return text.slice(from, from + index + 2);
  }
  return text.slice(from);
}

const OPEN = { '(': ')', '[': ']', '{': '}' };

/** Just after the bracket that closes the one at `at`. */
function closed(words, at) {
  let depth = 0;
  for (let here = at; here < words.length; here += 1) {
    const { word } = words[here];
    if (OPEN[word]) depth += 1;
    else if (word === ')' || word === ']' || word === '}') {
      depth -= 1;
      if (depth === 0) return here + 1;
    }
  }
  return words.length;
}

/** Just after an item whose head begins at `at`: its `;`, or its first `{…}` where it may end with one. */
function itemEnd(words, at, endsWithBraces) {
  for (let here = at; here < words.length; ) {
    const { word } = words[here];
    if (word === ';') return here + 1;
    if (OPEN[word]) {
      here = closed(words, here);
      if (word === '{' && endsWithBraces) return here;
    } else here += 1;
  }
  return words.length;
}

/** The leaves of a use tree that begins at `at`: paths with the name that each is known by (`*` for all, null for none). */
function useTree(words, at, before = []) {
  const path = [...before];
  let here = at;
  if (words[here]?.word === '::') here += 1;
  for (;;) {
    const { word, line } = words[here];
    if (word === '{') {
      const leaves = [];
      const end = closed(words, here);
      here += 1;
      while (here < end - 1) {
        const [more, next] = useTree(words, here, path);
        leaves.push(...more);
        here = words[next]?.word === ',' ? next + 1 : next;
      }
      return [leaves, end];
    }
    if (word === '*') return [[{ path, name: '*', line }], here + 1];
    if (!(word === 'self' && path.length > 0)) path.push(word);
    here += 1;
    if (words[here]?.word === '::') {
      here += 1;
      continue;
    }
    if (words[here]?.word === 'as') return [[{ path, name: words[here + 1].word === '_' ? null : words[here + 1].word, line }], here + 2];
    return [[{ path, name: path.at(-1), line }], here];
  }
}

const camel = (name) => name.replace(/(?:^|_)(\w)/g, (_, letter) => letter.toUpperCase());

class Module {
  constructor(file, parent, folder) {
    Object.assign(this, { file, parent, folder, root: parent?.root ?? this });
    this.children = new Map(); // name → Module
    this.defines = new Set(); // names of items
    this.uses = []; // leaves that stand at the module itself
    this.inner = []; // leaves that stand in a function
    this.words = []; // everything else, for the paths in it
  }
}

class Crate {
  constructor(name, folder) {
    Object.assign(this, { name, folder, files: new Set(), macros: new Map(), modules: [], outside: [], problems: [] });
    const root = join(folder, 'src');
    const roots = ['lib.rs', 'main.rs'].map((file) => join(root, file)).filter((file) => existsSync(file));
    this.roots = roots.map((file) => this.read(file, null, root));
  }

  read(file, parent, folder) {
    const module = new Module(file, parent, folder);
    this.files.add(file);
    this.scan(tokens(readFileSync(file, 'utf8')), module);
    return module;
  }

  child(module, name) {
    const places = [join(module.folder, `${name}.rs`), join(module.folder, name, 'mod.rs')];
    const file = places.find((place) => existsSync(place));
    if (!file) this.problems.push(`${module.file}: mod ${name}; is in none of ${places.join(', ')}`);
    return file && this.read(file, module, join(module.folder, name));
  }

  /** Takes the items of a module apart. */
  scan(words, module) {
    this.modules.push(module);
    for (let at = 0; at < words.length; ) at = this.item(words, at, module);
  }

  item(words, start, module) {
    let at = start;
    let tests = false;
    let server = false;
    while (words[at]?.word === '#') {
      const open = words[at + 1]?.word === '!' ? at + 2 : at + 1;
      const end = closed(words, open);
      const attribute = words.slice(open + 1, end - 1);
      const text = attribute.map(({ word }) => word).join('');
      tests ||= /^cfg\((?:all\()?test\b/.test(text);
      server ||= /^server\b/.test(text);
      if (!tests) module.words.push(...attribute, { word: ';', line: words[at].line });
      at = end;
    }
    const head = at;
    if (words[at]?.word === 'pub') at = words[at + 1]?.word === '(' ? closed(words, at + 1) : at + 1;
    while (KEYWORD_BEFORE_ITEM.has(words[at]?.word) || (words[at]?.word === 'const' && ['fn', 'async', 'unsafe', 'extern'].includes(words[at + 1]?.word))) at += 1;
    const word = words[at]?.word;
    const name = words[at + 1]?.word;
    if (word === undefined) return words.length;
    if (word === 'use') {
      const [leaves, end] = useTree(words, at + 1);
      if (!tests) module.uses.push(...leaves);
      return end + 1;
    }
    if (word === 'mod') {
      const end = words[at + 2]?.word === ';' ? at + 3 : closed(words, at + 2);
      if (tests) return end;
      if (words[at + 2].word === ';') module.children.set(name, this.child(module, name));
      else {
        const inner = new Module(module.file, module, join(module.folder, name));
        module.children.set(name, inner);
        this.scan(words.slice(at + 3, end - 1), inner);
      }
      return end;
    }
    if (word === 'macro_rules') {
      const end = itemEnd(words, at + 3, true);
      if (tests) return end;
      this.macros.set(words[at + 2].word, module.file);
      module.words.push(...words.slice(at + 3, end));
      return end;
    }
    if (NAMED_ITEM.has(word)) {
      const end = itemEnd(words, at + 1, !['const', 'static', 'type'].includes(word));
      if (tests) return end;
      module.defines.add(name);
      if (word === 'fn') module.defines.add(`${name}Props`);
      if (server) module.defines.add(camel(name));
      this.body(words.slice(head, end), module);
      return end;
    }
    if (words[at + 1]?.word === '!') {
      // What a macro makes is read as if it stood there: its names become the module's.
      const end = closed(words, at + 2);
      if (tests) return end;
      for (let here = at + 3; here < end - 1; here += 1) {
        if (words[here].word === '#') here = closed(words, here + 1) - 1;
        else if (/^\p{Lu}/u.test(words[here].word)) module.defines.add(words[here].word);
      }
      this.body(words.slice(at, end), module);
      return words[end]?.word === ';' ? end + 1 : end;
    }
    if (word === ';') return at + 1;
    const end = itemEnd(words, at, true);
    if (!tests) this.body(words.slice(head, end), module);
    return end;
  }

  /** What stands within an item: its own `use` lines apart, the rest for its paths. */
  body(words, module) {
    for (let at = 0; at < words.length; ) {
      if (words[at].word === 'use' && words[at + 1]?.word !== '<') {
        const [leaves, end] = useTree(words, at + 1);
        module.inner.push(...leaves);
        at = end + 1;
      } else module.words.push(words[at++]);
    }
    module.words.push({ word: ';', line: 0 });
  }

  /**
   * What a path means, seen from a module: a module, the file that defines an item, null for what is no part of the crate, or
   * undefined where the question is being answered already.
   */
  resolve(path, module, seen = new Set(), inner = false) {
    const [first, ...rest] = path;
    if (first === 'crate' || first === '$crate') return this.walk(module.root, rest, seen);
    if (first === 'self') return this.walk(module, rest, seen);
    if (first === 'super') return module.parent && (rest[0] === 'super' ? this.resolve(rest, module.parent, seen) : this.walk(module.parent, rest, seen));
    if (first === this.name && module.root !== this.roots[0]) return this.walk(this.roots[0], rest, seen);
    const start = this.lookup(module, first, seen, inner);
    return start instanceof Module ? this.walk(start, rest, seen) : start;
  }

  walk(module, path, seen) {
    let here = module;
    for (const [at, name] of path.entries()) {
      const next = this.lookup(here, name, seen, false, at === path.length - 1);
      if (next === undefined) return undefined;
      // Made by something that this reader does not know: of the module's file, wherever that is.
      if (next === null) return { file: here.file, name };
      if (!(next instanceof Module)) return next;
      here = next;
    }
    return here;
  }

  /** What a name means in a module. At the `end` of a path an item goes before a module of the same name. */
  lookup(module, name, seen, inner = false, end = false) {
    const key = `${module.file} ${module.folder} ${name} ${inner} ${end}`;
    if (seen.has(key)) return undefined;
    const within = new Set(seen).add(key);
    if (module.defines.has(name)) return { file: module.file, name };
    const child = module.children.get(name);
    if (child) return (end && this.imported(module, name, within, inner)) || child;
    return this.imported(module, name, within, inner);
  }

  /** What the imports of a module mean by a name. */
  imported(module, name, within, inner) {
    const leaves = inner ? [...module.uses, ...module.inner] : module.uses;
    const named = leaves.find((one) => one.name === name);
    if (named) return this.resolve(named.path, module, within);
    for (const leaf of leaves.filter((one) => one.name === '*')) {
      const from = this.resolve(leaf.path, module, within);
      const found = from instanceof Module && this.lookup(from, name, within);
      if (found) return found;
    }
    return null;
  }

  /** What each file imports: file → file → names with lines. */
  imports() {
    const graph = new Map([...this.files].map((file) => [file, new Map()]));
    const note = (from, found, words, line) => {
      if (!found) this.outside.push({ from, words, line });
      if (!found || found instanceof Module || found.file === from) return;
      const names = graph.get(from);
      if (!names.has(found.file)) names.set(found.file, new Map());
      const seen = names.get(found.file);
      if (!seen.has(words)) seen.set(words, line);
    };
    for (const module of this.modules) {
      for (const { path, name, line } of [...module.uses, ...module.inner]) {
        if (name !== '*' || !(this.resolve(path, module) instanceof Module)) note(module.file, this.resolve(path, module), path.join('::'), line);
      }
      const globs = [...module.uses, ...module.inner].some(({ name, path }) => name === '*' && this.resolve(path, module) instanceof Module);
      const words = module.words;
      for (let at = 0; at < words.length; at += 1) {
        if (!/^[\p{L}_$]/u.test(words[at].word) || words[at - 1]?.word === '::' || words[at - 1]?.word === '.') continue;
        const path = [words[at].word];
        const { line } = words[at];
        let end = at + 1;
        while (words[end]?.word === '::' && /^[\p{L}_]/u.test(words[end + 1]?.word ?? '')) {
          path.push(words[end + 1].word);
          end += 2;
        }
        const item = path.length > 1 && this.lookup(module, path[0], new Set(), true);
        if (item && !(item instanceof Module)) note(module.file, item, path[0], line);
        else if (path.length > 1) note(module.file, this.resolve(path, module, new Set(), true), path.join('::'), line);
        else if (words[end]?.word === '!' && this.macros.has(path[0])) note(module.file, { file: this.macros.get(path[0]) }, `${path[0]}!`, line);
        else if (globs && /^\p{Lu}/u.test(path[0])) note(module.file, this.lookup(module, path[0], new Set(), true), path[0], line);
        at = end - 1;
      }
    }
    return graph;
  }
}

/** The crate in a folder, read. */
export function read(folder) {
  return new Crate(folder.split('/').at(-1), folder);
}
