// Draws public/icon-*.png from public/icon.svg: run it after changing the drawing.
import { mkdtempSync, rmSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { crc32, deflateSync } from "node:zlib";
import { launch } from "./browsers.mjs";

const folder = path.resolve(import.meta.dirname, "../../public");
/** The drawing has two colours; sixteen steps between them are enough for smooth edges. */
const [BACK, FRONT] = [[0x1c, 0x4a, 0x5a], [0xff, 0xff, 0xff]];
const STEPS = 15;

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A PNG with a palette, four bits a pixel, of how far each pixel is from the back colour to the front one. */
function png(size, steps) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([4, 3, 0, 0, 0], 8);
  const mixed = (step) => BACK.map((back, n) => Math.round(back + ((FRONT[n] - back) * step) / STEPS));
  const palette = Buffer.from(Array.from({ length: STEPS + 1 }, (_, step) => mixed(step)).flat());
  const line = 1 + size / 2; // Each begins with its filter, which is none.
  const pixels = Buffer.alloc(size * line);
  steps.forEach((step, at) => {
    const [x, y] = [at % size, Math.floor(at / size)];
    pixels[y * line + 1 + (x >> 1)] |= step << (x % 2 ? 0 : 4);
  });
  const parts = [chunk("IHDR", head), chunk("PLTE", palette), chunk("IDAT", deflateSync(pixels, { level: 9 })), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...parts]);
}

/** Draws the picture in the page and gives each pixel's red. */
async function reds(page, svg, size) {
  return page.evaluate(
    async (url, size) => {
      const image = new Image(size, size);
      image.src = url;
      await image.decode();
      const canvas = new OffscreenCanvas(size, size).getContext("2d");
      canvas.drawImage(image, 0, 0, size, size);
      return [...canvas.getImageData(0, 0, size, size).data].filter((_, at) => at % 4 === 0);
    },
    `data:image/svg+xml;base64,${svg.toString("base64")}`,
    size,
  );
}

const profile = mkdtempSync(path.join(tmpdir(), "icons-"));
const browser = await launch("chromium", { profile });
try {
  const svg = await readFile(path.join(folder, "icon.svg"));
  const page = await browser.newPage();
  for (const size of [192, 512]) {
    const step = (red) => Math.round(((red - BACK[0]) / (FRONT[0] - BACK[0])) * STEPS);
    const steps = (await reds(page, svg, size)).map(step);
    await writeFile(path.join(folder, `icon-${size}.png`), png(size, steps));
  }
} finally {
  await browser.close();
  rmSync(profile, { recursive: true, force: true });
}
