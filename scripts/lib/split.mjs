// Splits the app's module in two: what the first screen needs, and the rest (docs/DELIVERY.md).
//
//   node scripts/lib/split.mjs APP.wasm OUT_DIR
//
// Writes what finish.mjs takes from OUT_DIR: holdfast.js, holdfast_bg.wasm, rest.wasm.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * For size as it is compressed. A function that is called once is left alone, since what is put into
 * its caller packs worse. The first kilobyte of memory is the far end of the stack, so no address
 * in a program that works lies there.
 */
const SHRINK = ["-Oz", "--one-caller-inline-max-function-size", "0", "--low-memory-unused"];

/** Puts `now` where `was` stands exactly once; a tool that writes something else stops the build. */
function replace(text, was, now) {
  const parts = text.split(was);
  if (parts.length !== 2) throw new Error(`expected once in the tools' output: ${was}`);
  return parts.join(now);
}

/** The one place where a pattern fits, with its groups. */
function only(pattern, text) {
  const found = [...text.matchAll(pattern)];
  if (found.length !== 1) throw new Error(`expected once in the tools' output: ${pattern}`);
  return found[0];
}

/**
 * Glue and link script as one script without imports: the site has one request less, and the kit
 * can hold it. The compiled part comes from `holdfastPart`, which site and kit define.
 */
export function join(glue, link) {
  const [imported, name] = only(/^import \* as (\w+) from "\.\/__wasm_split\.js";?\n/gm, glue);
  const [asked, part] = only(/fetch\(new URL\("\.\/split_(\w+)\.wasm", import\.meta\.url\)\)/g, link);
  const [exported, loader] = only(/^export const (\w+) = /gm, link);
  let inner = replace(link, /^import \{ initSync \} from "\.\/holdfast\.js";?\n/m, "");
  inner = replace(inner, asked, `globalThis.holdfastPart("${part}")`);
  inner = replace(inner, "WebAssembly.instantiateStreaming(src, imports)", "WebAssembly.instantiate(await src, imports)");
  inner = replace(inner, exported, `const ${loader} = `);
  inner = replace(inner, "console.error(e)", "console.error(String(e))"); // With its reason in every browser's log.
  return `${replace(glue, imported, "")}\nconst ${name} = (() => {\n${inner}\nreturn { ${loader} };\n})();\n`;
}

async function main([app, out]) {
  const work = await mkdtemp(path.join(tmpdir(), "holdfast-split-"));
  const at = (name) => path.join(work, name);
  try {
    await run("wasm-split-cli", ["--out-name", "holdfast", app, work]);
    const bound = at("bound");
    // The second part finds what it shares with the first by the linker's names.
    await run("wasm-bindgen", [
      ...["--target", "web", "--no-typescript", "--keep-lld-exports", "--no-demangle"],
      ...["--out-name", "holdfast", "--out-dir", bound, at("holdfast.wasm")],
    ]);
    const shrink = (from, to) => run("wasm-opt", [...SHRINK, from, "-o", path.join(out, to)]);
    await Promise.all([
      shrink(path.join(bound, "holdfast_bg.wasm"), "holdfast_bg.wasm"),
      shrink(at("split_rest.wasm"), "rest.wasm"),
    ]);
    const texts = [path.join(bound, "holdfast.js"), at("__wasm_split.js")].map((name) => readFile(name, "utf8"));
    await writeFile(path.join(out, "holdfast.js"), join(...(await Promise.all(texts))));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) await main(process.argv.slice(2));
