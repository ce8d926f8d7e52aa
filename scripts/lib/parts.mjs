// The pictures of docs/PARTS.md: shared parts of the screens, as they stand in the sample workspace.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { crash, launch } from "./browsers.mjs";
import { StaticServer } from "./server.mjs";

const root = path.resolve(import.meta.dirname, "../..");
const dist = path.resolve(process.env.HOLDFAST_DIST ?? path.join(root, "dist"));
const out = path.resolve(process.argv[2] ?? path.join(root, "docs/images/parts"));

const press = (text) => async (page) => {
  const button = await page.waitForSelector(`::-p-aria(${text})`);
  await button.click();
};
const type = (text) => (page) => page.keyboard.type(text);
const pressAll = (selector, count) => (page) =>
  page.$$eval(selector, (all, count) => all.slice(0, count).forEach((each) => each.click()), count);

/** The first record of a register. */
const first = (register) => async (page) => {
  await page.waitForSelector("main tbody th.title a");
  await page.$eval("main tbody th.title a", (link) => link.click());
  await page.waitForSelector("main .crumb");
};

/** Name, address, the element that is the part, and what one does before it is there. */
const PARTS = [
  ["head", "#/changes", "main .head", first("changes")],
  ["tabs", "#/services", "main .tabs"],
  ["toolbar", "#/risks", "main .toolbar"],
  ["table", "#/risks", "main .table-wrap"],
  ["bulk", "#/risks", "main .bulk", pressAll("main tbody .sel input", 2)],
  ["empty", "#/risks", "main .empty", press("Search"), type("nothing has these words")],
  ["form", "#/controls", "main .form", first("controls")],
  ["figures", "#/risks", "main .panel .card", first("risks")],
  ["list", "#/", "main .card"],
  ["callout", "#/", "main .callout"],
  ["level", "#/risks", "main .sides-3", first("risks")],
  ["heat", "#/risks?view=heatmap", "main .heat-wrap"],
  ["dialog", "#/risks", "dialog[open]", press("New risk")],
  ["menu", "#/risks", "main .menu", press("Export")],
  ["palette", "#/", "dialog[open]", press("Search or do…"), type("switch")],
  ["toast", "#/settings", ".toast", press("Light"), press("Ask the browser to keep it")],
];

async function drawn(page) {
  await page.waitForFunction(() => document.querySelector('[aria-label="Save state"]') && document.querySelector("main h1") && !document.querySelector("main [aria-busy=true]"));
}

/** At most so high: what a table is shows in its first rows. */
const HIGH = 300;

async function shoot(page, name, selector) {
  const part = await page.waitForSelector(selector, { visible: true });
  for (const theme of ["light", "dark"]) {
    await page.evaluate(async (theme) => {
      document.documentElement.dataset.theme = theme;
      await document.fonts.ready;
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    }, theme);
    const { x, y, width, height } = await part.boundingBox();
    const clip = { x: Math.max(0, x - 4), y: Math.max(0, y - 4), width: width + 8, height: Math.min(height + 8, HIGH) };
    await page.screenshot({ path: path.join(out, `${name}-${theme}.webp`), type: "webp", quality: 80, clip });
  }
  console.log(name);
}

mkdirSync(out, { recursive: true });
const profile = mkdtempSync(path.join(tmpdir(), "holdfast-parts-"));
const server = await new StaticServer(dist).start();
const browser = await launch("chromium", { profile });
try {
  const page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 800 });
  await page.goto(`${server.url}#/`);
  await press("Open sample workspace")(page);
  await page.waitForFunction(() => document.querySelector("main h1")?.innerText === "Today", { timeout: 60_000 });
  for (const [name, address, selector, ...before] of PARTS) {
    // A page of its own each, so that nothing of the part before is left.
    await page.goto("about:blank");
    await page.goto(server.url + address);
    await drawn(page);
    for (const step of before) await step(page);
    await shoot(page, name, selector);
  }
} finally {
  await crash(browser);
  await server.stop();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
