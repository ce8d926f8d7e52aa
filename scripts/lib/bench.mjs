// Runs the parts in scripts/lib/bench and prints their figures as one JSON object.
//
// A part is a file with `export async function measure(context)` that returns an object; its file
// name is the key. `context` is { dist, records, say, withBrowser, median, quantile }.
import { mkdtempSync, rmSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { crash, launch } from "./browsers.mjs";

const { positionals, values } = parseArgs({ allowPositionals: true, options: { records: { type: "string", default: "50000" } } });
const [dist, ...wanted] = positionals;
const folder = path.join(import.meta.dirname, "bench");

export const quantile = (values, q) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
};

const context = {
  dist: path.resolve(dist),
  records: Number(values.records),
  say: (text) => console.error(text),
  quantile,
  median: (values) => quantile(values, 0.5),
  /** Runs `work(open)` on a fresh Chromium profile; `open()` (re)starts the browser on it. */
  async withBrowser(work) {
    const profile = mkdtempSync(path.join(tmpdir(), "holdfast-bench-"));
    let browser;
    const open = async () => {
      if (browser) await browser.close();
      browser = await launch("chromium", { profile, downloads: path.join(profile, "downloads") });
      return browser;
    };
    try {
      return await work(open);
    } finally {
      if (browser) await crash(browser);
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    }
  },
};

const page = await readFile(path.join(context.dist, "index.html"), "utf8");
const figures = {
  version: /name="holdfast-version" content="([^"]+)"/.exec(page)[1],
  machine: { cores: cpus().length, cpu: cpus()[0].model },
};
for (const file of (await readdir(folder)).filter((name) => name.endsWith(".mjs")).sort()) {
  const part = path.parse(file).name;
  if (wanted.length && !wanted.includes(part)) continue;
  context.say(`measuring ${part}`);
  const { measure } = await import(path.join(folder, file));
  figures[part] = await measure(context);
  context.say(JSON.stringify(figures[part]));
}
console.log(JSON.stringify(figures, null, 2));
