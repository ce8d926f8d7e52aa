// Makes the site and the kit of what Trunk compiled.
//
//   node scripts/lib/finish.mjs TRUNK_DIR DIST_DIR [--debug]
//
// Every file's name carries the hash of its content, except the page, the service worker, the
// manifest, icons and sample (their addresses must stay) and the kit. See docs/DELIVERY.md.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { fillKit, inBlock, kitTemplate, sitePage } from "./pages.mjs";

const root = path.resolve(import.meta.dirname, "../..");
/** Style sheets in the order in which they apply. */
const STYLES = ["tokens.css", "base.css", "parts.css", "adapt.css", "rooms.css", "runs.css", "plan.css", "levels.css", "print.css"];
/** The sample workspace: the app asks for it by this name, in the kit as a block with this id. */
const SAMPLE = "sample.holdfast.json";
/** Files whose address must not change from version to version. */
const FIXED = ["manifest.webmanifest", "icon.svg", "icon-192.png", "icon-512.png", SAMPLE];
/** Files of a finished site that its service worker does not keep, by name. */
const NOT_KEPT = ["holdfast.html", "sw.js"];

const sha = (algorithm, data, encoding) => createHash(algorithm).update(data).digest(encoding);
export const integrity = (data) => `sha256-${sha("sha256", data, "base64")}`;
const hashed = (name, data) => {
  const { name: stem, ext } = path.parse(name);
  return `${stem}-${sha("sha256", data, "hex").slice(0, 16)}${ext}`;
};

/** Text and bytes that both the site and the kit are made of. */
async function readParts(trunk, debug) {
  const read = (dir, name) => readFile(path.join(dir, name));
  const open = async (name) => (await read(path.join(root, "public"), name)).toString();
  const glue = stripScript(plainScript((await read(trunk, "holdfast.js")).toString()));
  const common = await open("start-common.js");
  return {
    script: `${glue}\n${await open("worker-start.js")}`,
    app: await read(trunk, "holdfast_bg.wasm"),
    rest: debug ? undefined : await read(trunk, "rest.wasm"),
    start: `${common}\n${await open("start.js")}`,
    startKit: `${common}\n${await open("start-kit.js")}`,
    style: await readStyle(),
    page: await open("index.html"),
    kit: await open("kit.html"),
    serviceWorker: await open("sw.js"),
    debugServiceWorker: await open("sw-debug.js"),
    fixed: await Promise.all(FIXED.map(async (name) => [name, await read(path.join(root, "public"), name)])),
  };
}

/** Comment lines and indents of generated code are for nobody; no text in it spans lines. */
const stripScript = (text) => text.replace(/^ *\/\*\*[^]*?\*\/\n/gm, "").replace(/^ +/gm, "");

/**
 * wasm-bindgen's glue without what makes it a module: workers made of a blob, in a page from a file,
 * must be plain scripts. The page gives it the compiled module, so it never asks for its own address.
 */
function plainScript(glue) {
  const plain = glue
    .replace(/^export \{.*\};$/m, "")
    .replace(/^export (?=class|function|const)/gm, "")
    .replace("import.meta.url", "location.href");
  if (/^\s*(import|export)\b|\bimport\.meta\b|<\/script/im.test(plain)) {
    throw new Error("holdfast.js imports, exports or ends a script in a way that the build does not know");
  }
  return plain;
}

async function readStyle() {
  const dir = path.join(root, "style");
  const unknown = (await readdir(dir)).filter((name) => name.endsWith(".css") && !STYLES.includes(name));
  if (unknown.length) throw new Error(`style/${unknown[0]} is not in the list of style sheets in scripts/lib/finish.mjs`);
  const texts = await Promise.all(STYLES.map((name) => readFile(path.join(dir, name), "utf8")));
  return stripStyle(texts.join("\n"));
}

/** Comments and spare white space are for readers of the source; no rule depends on them. */
function stripStyle(text) {
  return text
    .replace(/\/\*[^]*?\*\//g, "")
    .replace(/\s+/g, " ")
    .replace(/ ?([{};,>]) ?/g, "$1")
    .replace(/: /g, ":")
    .replace(/;}/g, "}")
    .trim();
}

/** The site's files by name, the version that stands for exactly these, and the kit's page. */
function makeSite(parts, packageVersion, debug) {
  const files = new Map(parts.fixed);
  const names = {};
  const add = (key, name, data) => {
    names[key] = hashed(name, data);
    files.set(names[key], Buffer.from(data));
  };
  for (const [key, name, data] of [
    ["script", "app.js", parts.script],
    ["app", "app.wasm", parts.app],
    ["rest", "rest.wasm", parts.rest],
    ["start", "start.js", parts.start],
    ["style", "style.css", parts.style],
  ]) {
    if (data !== undefined) add(key, name, data);
  }
  // The pages carry the version, so it is made of everything but their own bytes.
  const list = [...files].map(([name, data]) => `${name} ${integrity(data)}`).sort();
  const sources = [parts.page, parts.kit, parts.startKit, parts.serviceWorker];
  const digest = sha("sha256", [...list, ...sources].join("\n"), "hex");
  const version = `${packageVersion} (${debug ? "debug" : digest.slice(0, 8)})`;
  const template = makeKitTemplate(parts, version);
  // Not as a page: hosts rewrite pages, and their addresses, and nobody is to open it.
  add("kit", "kit.txt", template);
  files.set("index.html", Buffer.from(sitePage(parts.page, names, version)));
  return { files, version, template };
}

/** The service worker with its list: the page is kept under the folder's own address. */
function makeServiceWorker(source, files, version) {
  const list = Object.fromEntries(
    [...files].map(([name, data]) => [name === "index.html" ? "./" : name, integrity(data)]).sort(),
  );
  return `const VERSION = ${JSON.stringify(version)};\nconst FILES = ${JSON.stringify(list, null, 1)};\n${source}`;
}

/** Fails when a file of a finished site is neither in its service worker's list nor left out by name. */
export async function verifySite(dist) {
  const source = await readFile(path.join(dist, "sw.js"), "utf8");
  const list = JSON.parse(/^const FILES = (\{[^]*?^\});$/m.exec(source)?.[1] ?? "{}");
  const kept = new Map(Object.entries(list).map(([name, sum]) => [name === "./" ? "index.html" : name, sum]));
  for (const name of (await readdir(dist, { recursive: true })).filter((name) => !NOT_KEPT.includes(name))) {
    const sum = integrity(await readFile(path.join(dist, name)));
    if (kept.get(name) !== sum) throw new Error(`${name} is not in the service worker's list as it is on disk`);
    kept.delete(name);
  }
  if (kept.size) throw new Error(`the service worker lists files that do not exist: ${[...kept.keys()].join(", ")}`);
}

const makeKitTemplate = (parts, version) =>
  kitTemplate(parts.kit, {
    version,
    style: parts.style,
    script: parts.script,
    start: parts.startKit,
    sample: SAMPLE,
    hasRest: parts.rest !== undefined,
    integrity,
  });

/** The published kit: nobody's, with no records. What the app makes differs in id, about and data. */
function makeKit(parts, template, debug) {
  const pack = (data) => data && gzipSync(data, { level: debug ? 1 : 9 }).toString("base64");
  return fillKit(template, {
    id: "blank",
    about: "null",
    data: "null",
    style: parts.style,
    script: parts.script,
    app: pack(parts.app),
    rest: pack(parts.rest),
    sample: inBlock(new Map(parts.fixed).get(SAMPLE).toString()),
    template: inBlock(JSON.stringify(template)),
  });
}

async function main([trunk, dist, ...flags]) {
  const debug = flags.includes("--debug");
  const parts = await readParts(trunk, debug);
  const manifest = await readFile(path.join(root, "Cargo.toml"), "utf8");
  const packageVersion = /^\[workspace\.package\][^[]*?^version = "([^"]+)"/m.exec(manifest)[1];
  const { files, version, template } = makeSite(parts, packageVersion, debug);

  // Written beside and swapped in whole: a server that is running never shows half a build.
  const fresh = `${dist}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  for (const [name, data] of files) await writeFile(path.join(fresh, name), data);
  const serviceWorker = debug ? parts.debugServiceWorker : makeServiceWorker(parts.serviceWorker, files, version);
  await writeFile(path.join(fresh, "sw.js"), serviceWorker);
  await writeFile(path.join(fresh, "holdfast.html"), makeKit(parts, template, debug));
  if (!debug) await verifySite(fresh);
  await rm(dist, { recursive: true, force: true });
  await rename(fresh, dist);
  console.log(`Holdfast ${version}: ${files.size} files and the kit in ${path.relative(process.cwd(), dist) || dist}`);
}

if (process.argv[1] === import.meta.filename) await main(process.argv.slice(2));
