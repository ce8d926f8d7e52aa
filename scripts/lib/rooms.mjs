// What each room costs: see scripts/rooms.
//
//   node scripts/lib/rooms.mjs [NAMED.wasm DIST_DIR]
//
// NAMED.wasm is the app as the linker left it, DIST_DIR holds the modules as they are published. A function
// counts for the first room that its name tells of. Names in the newer manner (v0) tell for which room a
// general function was made; in the usual one such copies count for nobody, and that is most of the screens.
// What the compiler put into callers elsewhere counts there, and data (texts) counts for nobody.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { brotliCompressSync } from "node:zlib";

const root = path.resolve(import.meta.dirname, "../..");
const DOMAIN = path.join(root, "crates/domain/src/rooms");
const SCREENS = path.join(root, "src/rooms");
/** Where a room's records are described; all else in its folder is bespoke. */
const DESCRIBED = ["mod.rs", "describe.rs"];

/** The rooms by the module of the domain that describes them: `runbooks` → runbooks, runs. */
function roomsByModule() {
  const text = readFileSync(path.join(DOMAIN, "mod.rs"), "utf8");
  const modules = new Map();
  for (const [, id, module] of text.matchAll(/^ {4}"([a-z-]+)" "[^"]*" "[^"]*" \[(\w+)::/gm)) {
    modules.set(module, [...(modules.get(module) ?? []), id.replaceAll("-", "_")]);
  }
  if (!modules.size) throw new Error("no line of the table of rooms was understood");
  return modules;
}

function filesOf(folder) {
  try {
    return readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".rs"));
  } catch (error) {
    if (error.code === "ENOENT") return []; // A room without screens of its own.
    throw error;
  }
}

/** The lines of a folder: described, bespoke, tests. */
function linesOf(folder) {
  const lines = { described: 0, bespoke: 0, tests: 0 };
  for (const name of filesOf(folder)) {
    const text = readFileSync(path.join(folder, name), "utf8");
    const [code, ...tests] = text.split(/^#\[cfg\(test\)\]\n(?=mod \w+ \{)/m);
    const count = (text) => text.split("\n").length - 1;
    const isTest = /(^|\/)tests\/|tests\.rs$/.test(name);
    lines[isTest ? "tests" : DESCRIBED.includes(name) ? "described" : "bespoke"] += count(code);
    lines.tests += count(tests.join(""));
  }
  return lines;
}

/** Reads a module's sections: calls `take(id, name, bytes)` for each. */
function sections(bytes, take) {
  const at = { place: 8 };
  while (at.place < bytes.length) {
    const id = bytes[at.place++];
    const size = number(bytes, at);
    const end = at.place + size;
    const name = id === 0 ? text(bytes, at) : "";
    take(id, name, bytes.subarray(at.place, end));
    at.place = end;
  }
}

/** The next number (LEB128). */
function number(bytes, at) {
  let value = 0;
  for (let scale = 1; ; scale *= 128) {
    const byte = bytes[at.place++];
    value += (byte & 127) * scale;
    if (byte < 128) return value;
  }
}

function text(bytes, at) {
  const length = number(bytes, at);
  at.place += length;
  return bytes.toString("utf8", at.place - length, at.place);
}

/** How many functions a module imports: they come first in its numbering. */
function importedFunctions(bytes) {
  const at = { place: 0 };
  let functions = 0;
  for (let left = number(bytes, at); left > 0; left--) {
    text(bytes, at);
    text(bytes, at);
    const kind = bytes[at.place++];
    if (kind === 0) functions++;
    if (kind === 0) number(bytes, at);
    else if (kind === 3) at.place += 2;
    else {
      if (kind === 1) at.place++;
      const flags = number(bytes, at);
      if (kind === 4) continue;
      number(bytes, at);
      if (flags & 1) number(bytes, at);
    }
  }
  return functions;
}

/** Each function of a module: its name and how many bytes it takes. */
function functions(bytes) {
  const names = new Map();
  const sizes = [];
  let imported = 0;
  sections(bytes, (id, name, body) => {
    const at = { place: 0 };
    if (id === 2) imported = importedFunctions(body);
    if (id === 10) {
      for (let left = number(body, at); left > 0; left--) {
        const size = number(body, at);
        sizes.push(size);
        at.place += size;
      }
    }
    if (name === "name") readNames(body, names);
  });
  if (!names.size) throw new Error("the module has no names");
  return sizes.map((size, n) => ({ size, name: names.get(imported + n) ?? "" }));
}

function readNames(body, names) {
  const at = { place: 0 };
  while (at.place < body.length) {
    const part = body[at.place++];
    const end = number(body, at) + at.place;
    if (part === 1) for (let left = number(body, at); left > 0; left--) names.set(number(body, at), text(body, at));
    at.place = end;
  }
}

/** The module below `rooms` that a name tells of first: `…5rooms5risks…`, or in the usual manner `…rooms..risks…`. */
function moduleOf(name) {
  const found = /(?:8holdfast|15holdfast_domain|NtB[0-9a-zA-Z]*_)5rooms(\d+)_?/.exec(name);
  if (found) return name.substr(found.index + found[0].length, Number(found[1]));
  return /holdfast(?:_domain)?\.\.rooms\.\.(\w+)/.exec(name)?.[1];
}

/** Bytes of code by module below `rooms`, of how many in all, and how many the published modules have. */
function weigh(named, dist) {
  const bytes = new Map();
  let code = 0;
  for (const { size, name } of functions(readFileSync(named))) {
    code += size;
    const module = moduleOf(name);
    if (module) bytes.set(module, (bytes.get(module) ?? 0) + size);
  }
  const published = readdirSync(dist).filter((name) => /^(app|rest)-.*\.wasm$/.test(name));
  const all = published.map((name) => readFileSync(path.join(dist, name)));
  const brotli = all.reduce((sum, file) => sum + brotliCompressSync(file).length, 0);
  return { bytes, code, brotli };
}

function main([named, dist]) {
  const weights = named && weigh(named, dist);
  const known = new Set();
  const row = (name, lines, modules) => {
    modules.forEach((module) => known.add(module));
    const raw = modules.reduce((sum, module) => sum + (weights?.bytes.get(module) ?? 0), 0);
    const share = (raw * weights?.brotli) / weights?.code;
    const sizes = weights ? [raw, share].map((n) => `${(n / 1024).toFixed(1)} KB`) : [];
    console.log(`| ${[name, lines.described, lines.bespoke, lines.screens, lines.tests, ...sizes].join(" | ")} |`);
  };
  const heads = ["room", "described", "rules and figures", "screens", "tests", ...(weights ? ["code, linked", "share of the brotli"] : [])];
  console.log(`| ${heads.join(" | ")} |\n|${" --- |".repeat(heads.length)}`);
  for (const [module, rooms] of roomsByModule()) {
    const domain = linesOf(path.join(DOMAIN, module));
    const screens = rooms.map((room) => linesOf(path.join(SCREENS, room)));
    const sum = (key) => screens.reduce((all, lines) => all + lines[key], 0);
    const lines = { ...domain, screens: sum("described") + sum("bespoke"), tests: domain.tests + sum("tests") };
    row(rooms.join(", "), lines, [...new Set([module, ...rooms])]);
  }
  if (!weights) return;
  // What all rooms share: registers, record pages, the page of files, settings, …
  const shared = [...weights.bytes].filter(([module]) => !known.has(module)).sort((a, b) => b[1] - a[1]);
  for (const [module] of shared) {
    const lines = linesOf(path.join(SCREENS, module));
    row(`(${module})`, { described: 0, bespoke: 0, screens: lines.described + lines.bespoke, tests: lines.tests }, [module]);
  }
  const kb = (n) => `${(n / 1024).toFixed(0)} KB`;
  console.log(`\nAll functions as linked: ${kb(weights.code)}; the published modules: ${kb(weights.brotli)} brotli.`);
}

if (process.argv[1] === import.meta.filename) main(process.argv.slice(2));
