// Runs the flows of tests/e2e/flows in real browsers against the built site.
//
//   node tests/e2e/run.mjs [--browser chromium|firefox] [--out DIR] [FILTER]
//
// FILTER is a part of a flow's file or name. The site is $HOLDFAST_DIST or dist/.
// Pictures and other results go to --out (default target/e2e). A flow is tried once.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { endDevices } from "./lib/devices.mjs";
import { Flow } from "./lib/flow.mjs";

const PARALLEL = 3;
const LIMIT_MS = 180_000;
const here = import.meta.dirname;
const root = path.resolve(here, "../..");

function parse(args) {
  const target = process.env.CARGO_TARGET_DIR ?? path.join(root, "target");
  const options = { browsers: ["chromium", "firefox"], out: path.join(target, "e2e"), filter: "" };
  for (let i = 0; i < args.length; i += 1) {
    if (args[i] === "--browser") options.browsers = [args[(i += 1)]];
    else if (args[i] === "--out") options.out = path.resolve(args[(i += 1)]);
    else options.filter = args[i];
  }
  return options;
}

async function loadFlows(filter) {
  const folder = path.join(here, "flows");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".mjs")).sort();
  const flows = [];
  for (const file of names) {
    const { default: list } = await import(pathToFileURL(path.join(folder, file)));
    flows.push(...list.map((flow) => ({ ...flow, file: path.parse(file).name })));
  }
  return flows.filter((flow) => `${flow.file}: ${flow.name}`.includes(filter));
}

async function runOne(flow, browser, options) {
  const title = `${browser} · ${flow.file}: ${flow.name}`;
  const began = performance.now();
  const t = new Flow(browser, title, options);
  let failure;
  let timer;
  try {
    const late = new Promise((_, reject) => {
      const limit = flow.limit ?? LIMIT_MS;
      timer = setTimeout(() => reject(new Error(`took longer than ${limit / 1000} s`)), limit);
    });
    await Promise.race([t.start().then(() => flow.run(t)), late]);
    t.assertQuiet();
  } catch (error) {
    failure = error;
    await t.describeFailure(error);
  } finally {
    clearTimeout(timer);
    await t.end(!failure);
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${failure ? "FAIL" : "ok  "} ${title} (${seconds} s)`);
  if (failure) console.log(String(failure.stack ?? failure).replace(/^/gm, "       "));
  return !failure;
}

const options = parse(process.argv.slice(2));
const built = process.env.HOLDFAST_DIST ?? path.join(root, "dist");
await stat(path.join(built, "index.html")).catch(() => {
  console.error(`${built} holds no built site: run scripts/build first`);
  process.exit(2);
});
// A copy, so that a build beside a running test changes nothing under it.
options.dist = mkdtempSync(path.join(tmpdir(), "holdfast-site-"));
cpSync(built, options.dist, { recursive: true });
process.on("exit", () => rmSync(options.dist, { recursive: true, force: true }));
mkdirSync(options.out, { recursive: true });

const flows = await loadFlows(options.filter);
const began = performance.now();
let passed = 0;
let failed = 0;
const runs = (flow, browser) => (flow.browsers ?? ["chromium", "firefox"]).includes(browser);
// One queue for all, so that no lane waits at the end of a browser's part.
const queue = options.browsers.flatMap((browser) => flows.filter((flow) => runs(flow, browser)).map((flow) => [flow, browser]));
const lane = async () => {
  for (let next = queue.shift(); next; next = queue.shift()) {
    if (await runOne(...next, options)) passed += 1;
    else failed += 1;
  }
};
await Promise.all(Array.from({ length: PARALLEL }, lane));
await endDevices();
console.log(`${((performance.now() - began) / 1000).toFixed(0)} s for the flows`);
if (passed + failed === 0) console.error(`no flow matches "${options.filter}"`);
console.log(`test result: flows. ${passed} passed; ${failed} failed;`);
process.exit(failed || passed === 0 ? 1 : 0);
