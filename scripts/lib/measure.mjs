// What the parts of scripts/bench share: made-up files, and a page that notes when what happened.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { StaticServer } from "./server.mjs";

const WAIT_MS = 100_000;
const examples = path.join(process.env.CARGO_TARGET_DIR ?? "target", "release", "examples");

/** The path of a made-up workspace file; the same arguments give the same file. */
export function generate(folder, { records, copy = 0 }) {
  const file = path.join(folder, `${records}-${copy}.holdfast.json`);
  if (!existsSync(file)) {
    const args = ["--records", String(records), "--seed", "1", "--diverge", String(copy)];
    execFileSync(path.join(examples, "generate"), args, { stdio: ["ignore", openSync(file, "w"), "inherit"] });
  }
  return file;
}

/** Times the same functions natively; an object of milliseconds. */
export const native = (records) =>
  JSON.parse(execFileSync(path.join(examples, "timing"), [String(records)], { encoding: "utf8" }));

/** Runs `work(folder)` with a folder that is gone afterwards. */
export async function withFolder(work) {
  const folder = mkdtempSync(path.join(tmpdir(), "holdfast-bench-files-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Numbers that look random and are the same each time. */
export function mixed(n) {
  let z = Math.imul(n + 1, 0x9e3779b1);
  z = Math.imul(z ^ (z >>> 15), 0x85ebca77);
  return (z ^ (z >>> 13)) >>> 0;
}

export const round = (value) => Math.round(value * 10) / 10;

// Runs in the page before the app: notes long tasks, what the save state says, and lets a
// measurement wait for a condition and for the frame that shows it.
function notes() {
  const bench = { tasks: [], states: [] };
  globalThis.bench = bench;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) bench.tasks.push([entry.startTime, entry.duration]);
  }).observe({ type: "longtask", buffered: true });
  const state = () => document.querySelector('[role="status"][aria-label="Save state"]')?.textContent.trim();
  bench.state = state;
  let last;
  new MutationObserver(() => {
    const now = state();
    if (now !== last) bench.states.push([performance.now(), now]);
    last = now;
  }).observe(document, { subtree: true, childList: true, characterData: true });
  /** The time at which the next frame has been painted. */
  bench.painted = () =>
    new Promise((resolve) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now());
        port2.postMessage(0);
      }),
    );
  /** The time at which the condition holds and stands on the screen. */
  bench.until = async (holds, limit) => {
    const end = performance.now() + limit;
    while (!holds()) {
      if (performance.now() > end) throw new Error(`waited in vain: ${holds}`);
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    return bench.painted();
  };
  /** The time at which an event arrives, by the browser's own stamp. */
  bench.next = (type, of = () => true) =>
    new Promise((resolve) => {
      const heard = (event) => {
        if (!of(event)) return;
        removeEventListener(type, heard, true);
        resolve(event.timeStamp);
      };
      addEventListener(type, heard, true);
    });
}

/** A page of the app that takes notes. */
export async function openPage(browser) {
  const page = await browser.newPage();
  page.setDefaultTimeout(WAIT_MS);
  await page.evaluateOnNewDocument(notes);
  return page;
}

export async function go(page, url) {
  await page.goto(url, { waitUntil: "domcontentloaded" });
  await page.evaluate(
    (limit) => bench.until(() => !document.getElementById("starting") && document.querySelector("main h1"), limit),
    WAIT_MS,
  );
}

/** The longest task of the page's thread between two of its times, in milliseconds. */
export async function longest(page, from, to) {
  // Entries arrive a little later than the tasks end.
  await page.evaluate(() => bench.painted().then(bench.painted));
  return page.evaluate(
    (from, to) => {
      const within = bench.tasks.filter(([start, duration]) => start + duration > from && start < to);
      return Math.round(Math.max(0, ...within.map((task) => task[1])));
    },
    from,
    to,
  );
}

/**
 * The last change is undone and made again, so many times in all: the times from each key until the
 * text of what `selector` names is another.
 */
export async function undone(page, selector, times) {
  const took = [];
  const from = await page.evaluate(() => performance.now());
  for (let n = 0; n < times; n += 1) {
    await page.evaluate((selector) => {
      const before = document.querySelector(selector).textContent;
      const pressed = bench.next("keydown", (event) => event.key.toLowerCase() === "z" || event.key.toLowerCase() === "y");
      const said = new Promise((resolve) => {
        const seen = new MutationObserver(() => {
          const now = document.querySelector(selector)?.textContent;
          if (!now || now === before) return;
          seen.disconnect();
          resolve(performance.now());
        });
        seen.observe(document.querySelector("main"), { subtree: true, childList: true, characterData: true });
      });
      bench.edited = Promise.all([pressed, said]);
    }, selector);
    await page.keyboard.down("Control");
    await page.keyboard.press(n % 2 ? "y" : "z");
    await page.keyboard.up("Control");
    took.push(await page.evaluate(() => bench.edited.then(([pressed, said]) => said - pressed)));
  }
  const until = await page.evaluate(() => performance.now());
  return { took, longest_task_ms: await longest(page, from, until) };
}

/** Ends the first start, if it is what the page shows. */
export async function begin(page, url) {
  await go(page, url);
  const empty = await page.evaluateHandle(() =>
    [...document.querySelectorAll("button")].find((button) => button.textContent.trim() === "Start empty"),
  );
  if (!empty.asElement()) return;
  await empty.asElement().click();
  await page.evaluate((limit) => bench.until(() => bench.state() === "Saved", limit), WAIT_MS);
}

/** Runs `work(page, url, folder)` on a page of the site that has begun, with a folder for files. */
export function onSite({ dist, withBrowser }, work) {
  return withFolder((folder) =>
    withBrowser(async (open) => {
      const server = await new StaticServer(dist).start();
      try {
        const page = await openPage(await open());
        await begin(page, server.url);
        return await work(page, server.url, folder);
      } finally {
        await server.stop();
      }
    }),
  );
}

/** Imports a file as a person does. The pause before Apply is not counted. */
export async function importFile(page, url, file) {
  await go(page, `${url}#/data`);
  await page.evaluate(() => void (bench.chosen = bench.next("change", (event) => event.target.type === "file")));
  const input = await page.waitForSelector('input[type="file"]');
  await input.uploadFile(file);
  const review = await page.evaluate(async (limit) => {
    const chosen = await bench.chosen;
    const apply = () => [...document.querySelectorAll("dialog[open] button")].find((b) => b.textContent.trim() === "Apply");
    const shown = await bench.until(apply, limit);
    return { chosen, shown };
  }, WAIT_MS);
  await page.evaluate(() => void (bench.pressed = bench.next("click")));
  const apply = await page.evaluateHandle(() =>
    [...document.querySelectorAll("dialog[open] button")].find((b) => b.textContent.trim() === "Apply"),
  );
  await apply.asElement().click();
  const done = await page.evaluate(async (limit) => {
    const pressed = await bench.pressed;
    const imported = () => /\d+ records? imported/.test(document.querySelector("main").textContent);
    const shown = await bench.until(() => imported() && bench.state() === "Saved", limit);
    return { pressed, shown };
  }, WAIT_MS);
  return {
    review_ms: Math.round(review.shown - review.chosen),
    apply_ms: Math.round(done.shown - done.pressed),
    total_ms: Math.round(review.shown - review.chosen + done.shown - done.pressed),
    longest_task_review_ms: await longest(page, review.chosen, review.shown),
    longest_task_apply_ms: await longest(page, done.pressed, done.shown),
  };
}

/** Presses "Export workspace" and waits until it says that the file was written. */
export async function exportWorkspace(page, url) {
  await go(page, `${url}#/data`);
  await page.evaluate(() => void (bench.pressed = bench.next("click")));
  const button = await page.evaluateHandle(() =>
    [...document.querySelectorAll("button")].find((b) => b.textContent.trim() === "Export workspace"),
  );
  await button.asElement().click();
  const { pressed, shown } = await page.evaluate(async (limit) => {
    const pressed = await bench.pressed;
    const shown = await bench.until(() => /Exported as /.test(document.body.textContent), limit);
    return { pressed, shown };
  }, WAIT_MS);
  return { ms: Math.round(shown - pressed), longest_task_ms: await longest(page, pressed, shown) };
}

/** Megabytes that the page and its processes hold. */
export async function memory(browser, page) {
  const session = await browser.target().createCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const resident = (pid) => {
    try {
      return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;
    } catch {
      return 0; // Only Linux tells.
    }
  };
  const renderers = processInfo.filter((process) => process.type === "renderer").map((process) => resident(process.id));
  const { JSHeapUsedSize } = await page.metrics();
  return { renderer_rss_mb: Math.round(Math.max(...renderers)), js_heap_mb: Math.round(JSHeapUsedSize / 2 ** 20) };
}

/** What the browser itself takes for the same bytes: parsing them, and writing them in segments. */
export async function rawLimits(browser, file, segments) {
  const folder = path.dirname(file);
  const server = await new StaticServer(folder).start();
  const page = await browser.newPage();
  try {
    // The answer to an address with no file is a page too, of the same origin.
    await page.goto(`${server.url}${path.basename(file)}-none`);
    return await page.evaluate(
      async (url, segments) => {
        const text = await (await fetch(url)).text();
        let began = performance.now();
        JSON.parse(text);
        const json_parse_ms = Math.round(performance.now() - began);
        const database = await new Promise((resolve, reject) => {
          const request = indexedDB.open("raw", 1);
          request.onupgradeneeded = () => request.result.createObjectStore("segments");
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
        began = performance.now();
        const transaction = database.transaction("segments", "readwrite", { durability: "strict" });
        const size = Math.ceil(text.length / segments);
        const store = transaction.objectStore("segments");
        for (let n = 0; n < segments; n += 1) store.put(text.slice(n * size, (n + 1) * size), n);
        await new Promise((resolve, reject) => {
          transaction.oncomplete = resolve;
          transaction.onabort = () => reject(transaction.error);
        });
        const indexeddb_write_ms = Math.round(performance.now() - began);
        database.close();
        indexedDB.deleteDatabase("raw");
        return { bytes: text.length, json_parse_ms, indexeddb_write_ms };
      },
      server.url + path.basename(file),
      segments,
    );
  } finally {
    await page.close();
    await server.stop();
  }
}
