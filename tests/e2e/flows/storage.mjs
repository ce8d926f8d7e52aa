// The browser's storage fails: nothing is lost, and the page says what is and what is not saved (S1–S4, S7).
import { readdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { believable, byHand, entriesOf, exported, hearBar, id, importFiles, isAt, keysOf, manifestOf, putRow, recordsOf, review, startWith, valueOf } from "../lib/work.mjs";

const records = { risk: [{ id: id(1), title: "Flood" }, { id: id(2), title: "Fire" }] };
const more = { risk: [{ id: id(3), title: "Theft" }] };

async function openFlood(t) {
  await t.goto(`#/risks/${id(1)}`);
  await isAt(t, "Flood");
}

async function write(t, label, text) {
  await t.fill(label, text);
  await t.press("Tab");
}

async function holds(t, text) {
  await t.saved();
  await t.reload();
  await isAt(t, "Flood");
  t.equal(await valueOf(t, "Cause"), text, "the cause after a reload");
}

// In the page, before the app: what it needs for a browser that loses connections or rolls writes back.
function faulty() {
  const opened = [];
  const { open } = IDBFactory.prototype;
  IDBFactory.prototype.open = function (...of) {
    const request = open.apply(this, of);
    request.addEventListener("success", () => opened.push(request.result));
    return request;
  };
  globalThis.loseConnections = () => {
    for (const db of opened.splice(0)) {
      db.close();
      db.dispatchEvent(new Event("close"));
    }
  };
  const { commit } = IDBTransaction.prototype;
  IDBTransaction.prototype.commit = function () {
    if ([...this.objectStoreNames].includes(globalThis.failing)) this.abort();
    else commit.call(this);
  };
}

const failing = (t, store) => t.page.evaluate((store) => (globalThis.failing = store), store);

async function startFaulty(t) {
  await t.page.evaluateOnNewDocument(faulty);
  await startWith(t, records);
}

/** The browser closes the connection (S3): the page opens another one and goes on. */
async function lost(t) {
  await startFaulty(t);
  await openFlood(t);
  await t.page.evaluate(() => globalThis.loseConnections());
  await write(t, "Cause", "Much rain");
  await holds(t, "Much rain");
}

/** Somebody clears the site's data under an open page (S3, S4): it is said, nothing pretends, all can be exported. */
async function removed(t) {
  await startWith(t, records);
  await openFlood(t);
  await t.page.evaluate(async () => {
    const gone = (name) => new Promise((resolve, reject) => Object.assign(indexedDB.deleteDatabase(name), { onsuccess: resolve, onerror: reject }));
    for (const { name } of await indexedDB.databases()) await gone(name);
  });
  await write(t, "Cause", "Much rain");
  await t.saved("Not saved: ");
  await t.see("was removed from this browser");
  await t.axe();
  await t.click("link", "Export now");
  await isAt(t, "Data");
  const [flood] = recordsOf(await exported(t), "risk");
  t.equal([flood.title, flood.cause], ["Flood", "Much rain"], "what the export holds");
  t.equal(await t.page.evaluate(async () => (await indexedDB.databases()).filter(({ name }) => !name.endsWith(":restore"))), [], "databases");
  // The browser asks before it lets go of what is not saved.
  const asked = new Promise((resolve) => t.page.once("dialog", (dialog) => dialog.accept().then(() => resolve(dialog.type()))));
  await t.reload();
  t.equal(await asked, "beforeunload", "the question of the browser");
  await t.see("The workspace that was kept here is gone");
  await t.axe();
}

/** Writes are rolled back (S3): said, kept in memory and journal, tried again. */
async function rolledBack(t) {
  await startFaulty(t);
  await openFlood(t);
  await failing(t, "log");
  await write(t, "Cause", "Much rain");
  await t.saved("Not saved: ");
  await t.see("the browser rolled back a write");
  await t.see("Your last change is only in this tab");
  await t.role("link", "Export now");
  await t.role("button", "Try again");
  await failing(t, null);
  // Nobody presses the button: the page tries again by itself.
  await holds(t, "Much rain");
}

/** An import that cannot be written changes nothing and leaves nothing (S2, M12). */
async function halfImport(t) {
  await startFaulty(t);
  const before = (await exported(t)).bytes;
  const tried = async (store, words) => {
    await failing(t, store);
    await review(t, await byHand(t, "more.json", more));
    await t.click("button", "Apply");
    await t.see(words);
    await failing(t, null);
    await t.press("Escape");
    await t.saved();
    const named = Object.keys((await manifestOf(t)).segments);
    t.equal(await keysOf(t, "segments"), named, "segments, and those that the workspace names");
    t.check((await exported(t)).bytes.equals(before), "the workspace is as it was");
  };
  await tried("history", "Nothing was imported");
  await tried("points", "No restore point could be made");
  await importFiles(t, await byHand(t, "more.json", more));
  t.equal(recordsOf(await exported(t), "risk").length, 3, "risks after another try");
}

/** Presses "Cancel import" as soon as it is there and the Save state says `state`. */
const cancelsAt = (t, state) =>
  t.page.evaluate((state) => {
    const look = () => {
      const button = [...document.querySelectorAll("main button")].find((each) => each.textContent === "Cancel import");
      const said = document.querySelector('[role="status"][aria-label="Save state"]').textContent.trim();
      if (!button || said !== state) return;
      watch.disconnect();
      // The page has begun what it shows by then.
      setTimeout(() => button.click());
    };
    const watch = new MutationObserver(look);
    watch.observe(document.body, { subtree: true, childList: true, characterData: true });
  }, state);

/** A long file is given up while it is read, and while it is taken in: nothing comes of it (S2, M12). */
async function cancelled(t) {
  await startWith(t, records);
  const before = (await exported(t)).bytes;
  const many = Array.from({ length: 6_000 }, (_, n) => ({ id: id(100 + n), title: `Risk ${n}`, cause: "Rain and wind. ".repeat(20) }));
  const long = await byHand(t, "long.json", { risk: many });
  const nothing = async () => {
    await t.see("Cancelled. Nothing was changed.");
    await t.page.evaluate(() => void (globalThis.holdfastWorker = globalThis.holdfastWorker.real ?? globalThis.holdfastWorker));
    await t.gone("button", "Cancel import");
    t.equal(await t.page.evaluate(() => document.activeElement.id), "files-to-import", "what has the focus");
    await t.saved();
    const named = Object.keys((await manifestOf(t)).segments);
    t.equal(await keysOf(t, "segments"), named, "segments, and those that the workspace names");
    t.check((await exported(t)).bytes.equals(before), "the workspace is as it was");
  };
  await t.goto("#/data");
  // A worker that hears nothing reads for ever, whatever the speed of the machine.
  await t.page.evaluate(() => {
    const real = globalThis.holdfastWorker;
    const deaf = async () => Object.assign(await real(), { postMessage() {} });
    globalThis.holdfastWorker = Object.assign(deaf, { real });
  });
  await cancelsAt(t, "Saved");
  await t.upload("Files to import", long);
  await nothing();
  t.equal((await t.roles("dialog", "Review import")).length, 0, "reviews of a file that was given up");

  await review(t, long);
  await cancelsAt(t, "Importing…");
  await t.click("button", "Apply");
  await nothing();
  await t.reload();
  await t.saved();
  t.check((await exported(t)).bytes.equals(before), "the workspace is as it was after a reload");
  // What was cancelled is no bar to what comes next.
  await importFiles(t, await byHand(t, "more.json", more));
  t.equal(recordsOf(await exported(t), "risk").length, 3, "risks after another file");
}

/** How far it is shows while a long file is read, taken in and written; given up half way, nothing comes of it. */
async function howFar(t) {
  await startWith(t, records);
  const many = (from) => Array.from({ length: 4_000 }, (_, n) => ({ id: id(from + n), title: `Risk ${n}`, cause: "Rain and wind. ".repeat(20) }));
  const [first, second] = [await byHand(t, "first.json", { risk: many(100) }), await byHand(t, "second.json", { risk: many(5_000) })];
  await t.goto("#/data");
  await hearBar(t, "Import");
  await t.upload("Files to import", first);
  await t.role("dialog", "Review import");
  await believable(t, "reading");
  await hearBar(t, "Import");
  await t.click("button", "Apply");
  await t.see("4000 records imported.");
  await t.saved();
  await believable(t, "taking in", 100);

  // A file of this format is told from its parts.
  await hearBar(t, "Export");
  const { path: whole } = await exported(t);
  await believable(t, "writing", 90);
  await hearBar(t, "Import");
  await t.upload("Files to import", whole);
  await t.role("dialog", "Review import");
  // What is as it is here is compared within a frame: the first half of the way is reading.
  await believable(t, "comparing", 45);
  await t.press("Escape");

  await t.upload("Files to import", second);
  await t.role("dialog", "Review import");
  await hearBar(t, "Import");
  await t.page.evaluate(() => void (globalThis.cancelFrom = 30));
  await t.click("button", "Apply");
  await t.see("Cancelled. Nothing was changed.");
  await t.gone("progressbar");
  t.equal(recordsOf(await exported(t), "risk").length, 4_002, "risks after a cancel half way");
}

/** Cancelled while the first of two files is written: that one stays, the second is not begun. */
async function cancelledBetween(t) {
  await startWith(t, records);
  const risk = (n) => ({ risk: [{ id: id(200 + n), title: `Risk ${n}` }] });
  await t.goto("#/data");
  await review(t, await byHand(t, "one.json", risk(1)), await byHand(t, "two.json", risk(2)));
  // The manifest commits a file: from there on it cannot be given up.
  await t.page.evaluate(() => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...args) {
      if (this.name === "meta" && args[1] === "manifest" && !this.transaction.db.name.endsWith(":restore")) {
        IDBObjectStore.prototype.put = put;
        [...document.querySelectorAll("main button")].find((each) => each.textContent === "Cancel import").click();
      }
      return put.apply(this, args);
    };
  });
  await t.click("button", "Apply");
  await t.see("Cancelled. Imported before that: 1 record.");
  await t.saved();
  const titles = recordsOf(await exported(t), "risk").map((risk) => risk.title?.value ?? risk.title);
  t.check(titles.includes("Risk 1") && !titles.includes("Risk 2"), `the first file alone: ${titles}`);
}

/** A damaged workspace (S4): a restore point opens beside it, and the damaged one stays. */
async function beside(t) {
  await startWith(t, records);
  await openFlood(t);
  await write(t, "Cause", "Much rain");
  await t.saved();
  await importFiles(t, await byHand(t, "more.json", more));
  const [segment] = await keysOf(t, "segments");
  await putRow(t, "segments", segment, "this is no record\n");
  const stored = await entriesOf(t, "segments");
  await t.goto("#/");
  await t.reload();
  await isAt(t, "The stored workspace cannot be opened");
  await t.click("button", "Restore a restore point");
  await t.role("dialog", "Restore points");
  await t.axe();
  await t.click("button", /^Open .* records .*more\.json/);
  await isAt(t, "Today");
  await openFlood(t);
  t.equal(await valueOf(t, "Cause"), "Much rain", "the cause in the restored workspace");
  await holds(t, "Much rain");
  t.equal(recordsOf(await exported(t), "risk").length, 2, "risks of the restore point");
  await t.goto("#/settings");
  await t.click("button", "Try to open the other one");
  await isAt(t, "The stored workspace cannot be opened");
  t.equal(await entriesOf(t, "segments"), stored, "the damaged workspace");
}

/** A restore point once a day (S7), and no second one the same day. */
async function daily(t) {
  await t.page.evaluateOnNewDocument(() => {
    // The page makes it when it has been open for a while; here that while is short.
    const later = globalThis.setTimeout;
    globalThis.setTimeout = (work, ms, ...rest) => later(work, ms === 15_000 ? 1 : ms, ...rest);
  });
  await startWith(t, records);
  const points = () => t.page.$$eval("main li", (lines) => lines.filter((line) => line.innerText.includes("Once a day")).length);
  for (let start = 1; start <= 2; start += 1) {
    await t.goto("#/data");
    await t.reload();
    await t.until("the day's restore point", async () => (await t.reload(), (await points()) === 1));
  }
}

/** Every file of the stored workspace is overwritten on the disk. What the browser then does, it does before the page. */
async function garbled(t) {
  await startWith(t, records);
  await t.device.close();
  const folder = path.join(t.device.profile, "Default", "IndexedDB");
  const files = readdirSync(folder, { recursive: true }).map((name) => path.join(folder, name)).filter((name) => statSync(name).isFile());
  t.check(files.length > 0, "there are files to damage");
  for (const file of files) writeFileSync(file, Buffer.alloc(4_096, 0x5a));
  await t.device.start();
  t.page = await t.newTab();
  await t.goto();
  await t.see("The workspace that was kept here is gone");
}

export default [
  { name: "a lost connection", run: lost },
  { name: "site data cleared under an open page", run: removed },
  { name: "writes that are rolled back", run: rolledBack },
  { name: "an import that cannot be written", run: halfImport },
  { name: "an import that is cancelled", browsers: ["chromium"], run: cancelled },
  { name: "how far an import and an export are", browsers: ["chromium"], run: howFar },
  { name: "an import that is cancelled between files", browsers: ["chromium"], run: cancelledBetween },
  { name: "a restore point beside a damaged workspace", run: beside },
  { name: "a restore point once a day", browsers: ["chromium"], run: daily },
  { name: "files of the database overwritten", browsers: ["chromium"], run: garbled },
];
