// Pictures of routes of a built site: see scripts/screenshot.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { crash, launch } from "./browsers.mjs";
import { screens } from "./screens.mjs";
import { StaticServer } from "./server.mjs";

const root = path.resolve(import.meta.dirname, "../..");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: "string", default: path.join(process.env.CARGO_TARGET_DIR ?? path.join(root, "target"), "screenshots") },
    dist: { type: "string", default: process.env.HOLDFAST_DIST ?? path.join(root, "dist") },
    width: { type: "string", multiple: true, default: ["390", "1024", "1600"] },
    theme: { type: "string", multiple: true, default: ["light", "dark"] },
    sample: { type: "boolean", default: false },
    all: { type: "boolean", default: false },
  },
});

async function ready(page) {
  await page.waitForFunction(() => document.querySelector('[aria-label="Save state"]') && document.querySelector("main h1"));
}

/** The browser's own theme and size; fonts and the next frame are waited for. */
async function shoot(page, file, width, theme) {
  await page.setViewport({ width, height: width < 600 ? 844 : 900, isMobile: width < 600, hasTouch: width < 600 });
  // Between a phone and a desk the browser loads the page again.
  await ready(page);
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: theme === "dark" ? "dark" : "light" }]);
  await page.evaluate(async (theme) => {
    document.documentElement.dataset.theme = theme;
    await document.fonts.ready;
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  }, theme);
  await page.screenshot({ path: file, fullPage: true });
  console.log(file);
}

mkdirSync(values.out, { recursive: true });
const profile = mkdtempSync(path.join(tmpdir(), "holdfast-screenshot-"));
const server = await new StaticServer(path.resolve(values.dist)).start();
const browser = await launch("chromium", { profile });
try {
  const page = await browser.newPage();
  page.on("pageerror", (error) => console.error(`the page reported: ${error.message}`));
  if (values.sample) {
    await page.goto(`${server.url}#/`);
    await ready(page);
    await page.locator("::-p-aria(Open sample workspace)").click();
    await page.waitForSelector('::-p-aria([name="Open sample workspace"])', { hidden: true });
  }
  const open = async (address) => {
    await page.goto(server.url + address);
    await page.waitForSelector("main tbody th.title a, main .empty");
  };
  const { registers, views } = values.all ? await screens(page, open) : { registers: [], views: [] };
  const routes = [...positionals, ...registers, ...views];
  for (const route of routes.length ? routes : ["#/"]) {
    await page.goto(server.url + route);
    await ready(page);
    const name = route.replace(/^#\/?/, "").replace(/[^a-z0-9]+/gi, "-") || "today";
    for (const width of values.width.map(Number)) {
      for (const theme of values.theme) {
        await shoot(page, path.join(values.out, `${name}-${width}-${theme}.png`), width, theme);
      }
    }
  }
} finally {
  await crash(browser);
  await server.stop();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
