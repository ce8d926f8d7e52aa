// Bytes over the wire: raw, gzip and brotli, each file compressed by itself as a host does.
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const KB = 1024;
const QUALITY = 11;

function weigh(data) {
  const options = { params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: data.length } };
  return { raw: data.length, gzip: gzipSync(data, { level: 9 }).length, brotli: brotliCompressSync(data, options).length };
}

const sum = (weights) =>
  weights.reduce((a, b) => ({ raw: a.raw + b.raw, gzip: a.gzip + b.gzip, brotli: a.brotli + b.brotli }), {
    raw: 0,
    gzip: 0,
    brotli: 0,
  });

export async function measure({ dist }) {
  const weights = new Map();
  for (const name of await readdir(dist)) weights.set(name, weigh(await readFile(path.join(dist, name))));
  const names = [...weights.keys()];
  const site = names.filter((name) => name !== "holdfast.html");
  // What the first screen fetches: the page and what it names, without the second part.
  const first = site.filter((name) => /^(index\.html|icon\.svg|manifest\.webmanifest|(app|start|style)-)/.test(name));
  const of = (list) => sum(list.map((name) => weights.get(name)));
  const one = (pattern) => of(site.filter((name) => pattern.test(name)));
  return {
    brotli_quality: QUALITY,
    first_part: one(/^app-.*\.wasm$/),
    second_part: one(/^rest-.*\.wasm$/),
    first_load: { ...of(first), budget_brotli: 450 * KB, goal_brotli: 350 * KB },
    offline_set: { ...of(site), budget_brotli: 1200 * KB },
    kit: weights.get("holdfast.html"),
    files: Object.fromEntries(site.sort().map((name) => [name.replace(/-[0-9a-f]{16}\./, "."), weights.get(name)])),
  };
}
