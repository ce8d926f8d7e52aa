// Draws public/icon-*.png from public/icon.svg: run it after changing the drawing.
import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { launch } from "./browsers.mjs";

const folder = path.resolve(import.meta.dirname, "../../public");
const profile = mkdtempSync(path.join(tmpdir(), "icons-"));
const browser = await launch("chromium", { profile });
try {
  const svg = await readFile(path.join(folder, "icon.svg"), "utf8");
  const page = await browser.newPage();
  for (const size of [192, 512]) {
    await page.setViewport({ width: size, height: size });
    await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw}</style>${svg}`);
    await page.screenshot({ path: path.join(folder, `icon-${size}.png`) });
  }
} finally {
  await browser.close();
  rmSync(profile, { recursive: true, force: true });
}
