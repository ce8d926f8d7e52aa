// Several tabs, several versions, several deployments on one origin (S2, S5, S6, S10).
import { cpSync } from "node:fs";
import path from "node:path";
import { byHand, entriesOf, exported, id, importFiles, inDatabase, isAt, journalOf, keptOffline, keysOf, manifestOf, putRow, recordsOf, review, startEmpty, startWith, valueOf } from "../lib/work.mjs";

const records = { risk: [{ id: id(1), title: "Flood" }, { id: id(2), title: "Fire" }] };
const more = { risk: [{ id: id(3), title: "Theft" }] };

async function openFlood(t) {
  await t.page.bringToFront();
  await t.goto(`#/risks/${id(1)}`);
  await isAt(t, "Flood");
}

async function write(t, label, text) {
  await t.fill(label, text);
  await t.press("Tab");
}

/** Another tab of the flow; `before` runs in it before the app does. */
async function tab(t, before = () => {}) {
  const page = await t.newTab();
  await page.evaluateOnNewDocument(before);
  return t.at(page);
}

const noLocks = () => Object.defineProperty(Navigator.prototype, "locks", { get: () => undefined });
// No clock of the page can be trusted; here it is three minutes ahead, after heartbeats of now have run out.
const noLocksLater = () => {
  Object.defineProperty(Navigator.prototype, "locks", { get: () => undefined });
  const { now } = Date;
  Date.now = () => now() + 180_000;
};

/** A tab is closed before its change is stored: the next start has it, but none while the tab lives (S2). */
async function closed(t, before, later) {
  await startWith(t, records);
  const writing = await tab(t, before);
  await openFlood(writing);
  await writing.page.evaluate(() => {
    IDBObjectStore.prototype.add = () => {
      throw new DOMException("The disk is slow today.", "AbortError");
    };
  });
  await write(writing, "Cause", "Much rain");
  await writing.saved("Not saved: ");
  await t.until("an entry of the journal", async () => (await journalOf(t)).length === 1);

  const beside = await tab(t, before);
  await openFlood(beside);
  await beside.saved();
  t.equal(await valueOf(beside, "Cause"), "", "the cause in a tab that started beside the other");
  t.equal((await journalOf(t)).length, 1, "entries of the journal while the tab lives");

  await writing.page.close();
  const next = await tab(t, later);
  await openFlood(next);
  t.equal(await valueOf(next, "Cause"), "Much rain", "the cause at the next start");
  await next.see("Recovered 1 change");
  await next.saved();
  t.equal(await journalOf(t), [], "entries of the journal afterwards");
  await next.reload();
  await isAt(next, "Flood");
  t.equal(await valueOf(next, "Cause"), "Much rain", "the cause after a reload");
}

/** Each tab sees within a second what the other wrote (S5). */
async function within(t) {
  await startWith(t, records);
  const other = await tab(t);
  for (const each of [t, other]) await openFlood(each);
  const heard = (each) =>
    each.page.evaluate(() => {
      const now = () => document.querySelector("main h1").innerText;
      const before = now();
      globalThis.heard = new Promise((resolve) => {
        const seen = () => now() !== before && resolve(Date.now());
        new MutationObserver(seen).observe(document.body, { subtree: true, childList: true, characterData: true });
      });
    });
  let title = "Flood";
  for (const [from, to] of [[t, other], [other, t]]) {
    await from.page.bringToFront();
    await heard(to);
    title += "s";
    await from.fill("Title", title);
    const began = await from.page.evaluate(() => Date.now());
    await from.press("Tab");
    await isAt(to, title);
    const took = (await to.page.evaluate(() => globalThis.heard)) - began;
    t.check(took < 1_000, `the other tab heard after ${took} ms`);
  }
  await steadily(t, other);
  for (const [label, go] of [["Cause", leaves], ["Consequence", reloads]]) await clashes(t, other, label, go);
}

/** Typing that never rests is written all the same, and taken back at once. */
async function steadily(t, other) {
  await t.page.bringToFront();
  await t.fill("Event", "");
  let over = false;
  const typing = t.page.keyboard.type("Water in the cellar of the old house by the river", { delay: 120 }).then(() => (over = true));
  await t.saved("Saving…");
  await t.until("what is typed in the other tab", async () => (await valueOf(other, "Event")).startsWith("Water in"));
  t.check(!over, "what was typed came only when it rested");
  await typing;
  t.equal(await valueOf(t, "Event"), "Water in the cellar of the old house by the river", "what was typed");
  await t.press("Tab");
  await t.saved();
  await t.click("button", /^Undo/);
  t.equal(await valueOf(t, "Event"), "", "the event after Undo");
}

/** Leaves the page by a link of it. */
async function leaves(t) {
  await t.page.evaluate(() => (location.hash = "#/risks"));
  await t.see("Both are kept.");
  await t.goto(`#/risks/${id(1)}`);
}

const reloads = (t) => t.reload();

/** What is typed while another value comes is never lost: whoever does not choose leaves both. */
async function clashes(t, other, label, go) {
  await other.page.bringToFront();
  await other.fill(label, "As I see it");
  // As if typed there before this tab came to the front.
  const input = await t.label(label);
  await input.evaluate((input) => {
    input.value = "As they see it";
    for (const type of ["input", "focusout"]) input.dispatchEvent(new Event(type, { bubbles: true }));
  });
  await other.see("What you typed is kept here and not saved yet.");
  await other.saved("Not saved: choose");
  await go(other);
  for (const each of [t, other]) {
    for (const side of ["I see", "they see"]) await each.role("button", `Keep this: As ${side} it`);
  }
  await other.click("button", "Keep this: As I see it");
  await other.saved();
  await other.gone("button", /^Keep this/);
}

/** As if done there before this tab came to the front. */
const behind = (input, value, events) =>
  input.evaluate(
    (input, value, events) => {
      input.value = value;
      for (const type of events) input.dispatchEvent(new Event(type, { bubbles: true }));
    },
    value,
    events,
  );

/** A link that is chosen, and an estimate that is typed, while another tab writes another. */
async function chosen(t) {
  const step = { id: id(9), title: "Stop the engine", kind: "task" };
  await startWith(t, {
    risk: [{ id: id(1), title: "Flood" }],
    person: [{ id: id(2), title: "Ada" }, { id: id(3), title: "Ben" }],
    runbook: [{ id: id(4), title: "Fail over", steps: [step] }],
  });
  const other = await tab(t);
  for (const each of [t, other]) await openFlood(each);
  const picks = async (each, name) => {
    await each.fill("Owner", name);
    await each.click("option", new RegExp(`^${name}`));
  };
  const owner = await other.label("Owner");
  await other.fill("Owner", "Ben");
  await other.role("option", /^Ben/);
  await t.page.bringToFront();
  await picks(t, "Ada");
  await t.saved();
  await other.page.bringToFront();
  await owner.click();
  await other.click("option", /^Ben/);
  await other.see("Changed meanwhile, not by you: “Ada”.");
  t.equal(await owner.evaluate((input) => input.value), "Ben", "the owner that waits");
  await other.saved("Not saved: choose");
  await other.click("button", "Take theirs");
  t.equal(await owner.evaluate((input) => input.value), "Ada", "the owner that was taken");
  // Whoever leaves without a choice leaves both.
  await other.fill("Owner", "Ben");
  await other.role("option", /^Ben/);
  await t.page.bringToFront();
  await t.click("button", "Clear Owner");
  await t.saved();
  await other.page.bringToFront();
  await owner.click();
  await other.click("option", /^Ben/);
  await other.see("What you typed is kept here and not saved yet.");
  await leaves(other);
  await other.role("button", "Keep this: Ben");
  await other.role("button", "Keep this: (empty)");

  for (const each of [t, other]) {
    await each.page.bringToFront();
    await each.goto(`#/runbooks/${id(4)}?step=${id(9)}`);
    await isAt(each, "Fail over");
  }
  await estimated(t, other);
}

async function estimated(t, other) {
  for (const each of [t, other]) {
    await each.page.bringToFront();
    await each.click("button", "Details of step 1");
  }
  const part = (each, name) => each.label(new RegExp(`Duration.*: ${name}`));
  const typed = async (each, minutes) => {
    for (const [name, text] of Object.entries({ "at best": minutes - 5, likely: minutes, "at worst": minutes + 5 })) {
      await behind(await part(each, name), `${text} min`, ["input"]);
    }
  };
  const done = async (each) => behind(await part(each, "likely"), await (await part(each, "likely")).evaluate((input) => input.value), ["focusout"]);
  await typed(other, 20);
  await other.saved("Saving…");
  await typed(t, 40);
  await done(t);
  await t.saved();
  await other.until("what the other tab wrote", async () => (await other.roles("button", "Save mine")).length === 1);
  await done(other);
  await other.saved("Not saved: choose");
  t.equal(await (await part(other, "likely")).evaluate((input) => input.value), "20 min", "what was typed");
  await other.click("button", "Save mine");
  await other.saved();
  await t.until("the choice in the other tab", async () => (await (await part(t, "likely")).evaluate((input) => input.value)) === "20 min");
}

/** While one tab rewrites, another waits with its import (S5); then both have everything. */
async function waits(t, before, hold, free) {
  await t.page.evaluateOnNewDocument(before);
  await startWith(t, records);
  const other = await tab(t, before);
  await openFlood(other);
  await hold(other);
  await t.page.bringToFront();
  await review(t, await byHand(t, "more.json", more));
  const segments = await keysOf(t, "segments");
  await t.click("button", "Apply");
  await t.saved("Importing…");
  await other.page.bringToFront();
  await write(other, "Cause", "Much rain");
  await other.saved();
  t.equal(await keysOf(t, "segments"), segments, "segments while the other tab rewrites");
  await t.saved("Importing…");
  await free(other);
  await t.page.bringToFront();
  await t.see("1 record imported.");
  await t.saved();
  await other.page.bringToFront();
  await other.goto(`#/risks/${id(3)}`);
  await isAt(other, "Theft");
  for (const each of [t, other]) {
    await each.page.bringToFront();
    const risks = recordsOf(await exported(each), "risk");
    t.equal(risks.map(({ title, cause }) => [title, cause]), [["Flood", "Much rain"], ["Fire", undefined], ["Theft", undefined]], "what a tab exports");
  }
}

const byLock = [
  () => {},
  (other) =>
    other.page.evaluate(async () => {
      const held = new Promise((resolve) => (globalThis.letGo = resolve));
      await new Promise((resolve) => void navigator.locks.request("holdfast:/:work:rewrite", () => (resolve(), held)));
    }),
  (other) => other.page.evaluate(() => globalThis.letGo()),
];
const byRow = [
  noLocks,
  (other) => putRow(other, "meta", "work:rewrite", `${Date.now() + 600_000} another`),
  (other) => putRow(other, "meta", "work:rewrite"),
];

/** All rows of the stored workspace. */
const stored = async (t) => Promise.all(["meta", "segments", "log", "history", "blobs"].map((name) => entriesOf(t, name)));

/** Data of a newer minor version (S6): what is not known here stays, and so does the version row. */
async function minor(t) {
  await startWith(t, { ...records, asteroid: [{ id: id(9), title: "Apophis", albedo: 0.23 }] });
  await openFlood(t);
  await write(t, "Cause", "Little rain");
  await t.saved();
  await putRow(t, "meta", "format", "1.9");
  await putRow(t, "meta", "weather", "fair");
  // What the newer version did last: it wrote a field that this one does not know.
  await inDatabase(t, "log", "readwrite", async (store, answer) => {
    const change = (await answer(store.getAll())).at(-1);
    const mood = change.replace(/"dot":"[^"]*"/, '"dot":"00000000000000aa:1"').replace(/\["cause",[^\]]*\],[^\]]*\]/, '["mood",[],{"grim":[1,2.5]}]');
    await answer(store.add(mood));
  });
  await t.reload();
  await openFlood(t);
  await write(t, "Cause", "Much rain");
  await t.saved();
  await importFiles(t, await byHand(t, "more.json", { risk: [{ id: id(1), title: "Flood of the Aske" }] }));
  // The import left a patch, and with it the log is folded.
  await t.until("a folded log", async () => (await keysOf(t, "log")).length === 0);
  await t.reload();
  const file = await exported(t);
  t.equal(recordsOf(file, "asteroid").map(({ title, albedo }) => [title, albedo]), [["Apophis", 0.23]], "the record of an unknown kind");
  const [flood] = recordsOf(file, "risk");
  t.equal([flood.title, flood.cause, flood.mood], ["Flood of the Aske", "Much rain", { grim: [1, 2.5] }], "the risk");
  const { format, weather } = Object.fromEntries(await entriesOf(t, "meta"));
  t.equal([format, weather], ["1.9", "fair"], "the format version row, and a row that this version does not know");
}

/** Data of a newer major version (S6): read and exported, and not a byte of it is written. */
async function major(t) {
  await startWith(t, records);
  const change = await inDatabase(t, "history", "readonly", async (store, answer) => (await answer(store.getAll()))[0].split("\n")[0]);
  await putRow(t, "meta", "format", "2.0");
  await putRow(t, "segments", "left by an import", "");
  const left = change.replace(/"dot":"[0-9a-f]+:\d+"/, '"dot":"00000000000000aa:1"').replace('"Flood"', '"Flood again"');
  await t.page.evaluate((left) => localStorage.setItem("holdfast:/:journal:00000000000000aa:1", JSON.stringify(left)), left);
  const before = await stored(t);
  await t.goto("#/");
  await t.reload();
  await t.see("Read only.");
  await t.axe();
  await openFlood(t);
  await write(t, "Cause", "Much rain");
  await t.see("written by a newer Holdfast");
  // What cannot be written is not lost without a word when one goes on.
  await t.page.evaluate(() => void (location.hash = "#/settings"));
  await t.see("“Much rain” was not written in Cause");
  await t.fill("Your name", "Ines Okafor");
  await t.press("Tab");
  await t.see("Changes are signed with this name from now on");
  await review(t, await byHand(t, "more.json", more));
  await t.click("button", "Apply");
  await t.see("written by a newer Holdfast");
  await t.press("Escape");
  const titles = recordsOf(await exported(t), "risk").map(({ title }) => title);
  t.equal(titles.length, 2, "risks in the export");
  t.equal(await stored(t), before, "what is stored");
  t.equal((await journalOf(t)).length, 1, "entries of the journal");
}

/** A newer major version starts in another tab (S6): this tab stops writing, and what it did before is kept. */
async function migrated(t) {
  await startWith(t, records);
  await openFlood(t);
  const manifest = await manifestOf(t);
  await putRow(t, "meta", "manifest", JSON.stringify({ ...manifest, generation: manifest.generation + 1 }));
  await putRow(t, "meta", "format", "2.0");
  const other = await tab(t);
  await other.goto("#/");
  await other.see("Read only.");
  await other.page.evaluate(() => new BroadcastChannel("holdfast:/").postMessage('"Rewritten"'));
  await t.page.bringToFront();
  await t.see("Read only.");
  const before = await stored(t);
  await write(t, "Cause", "Much rain");
  await t.see("written by a newer Holdfast");
  t.equal(await stored(t), before, "what is stored");
}

/** Two deployments on one origin, one below the other (S10): each has its own workspace, cache, locks and messages. */
async function deployments(t) {
  const site = path.join(t.folder, "site");
  cpSync(t.options.dist, site, { recursive: true });
  cpSync(t.options.dist, path.join(site, "second"), { recursive: true });
  await t.serve(site);
  const second = await tab(t);
  second.server = Object.create(t.server, { url: { value: `${t.server.url}second/` } });
  await t.page.bringToFront();
  await startWith(t, records, "Ines Okafor");
  await keptOffline(t);
  await second.page.bringToFront();
  await startEmpty(second, "Bo Lind");
  await keptOffline(second);
  await importFiles(second, await byHand(t, "more.json", { risk: [{ id: id(1), title: "Flood elsewhere" }] }));
  await second.goto(`#/risks/${id(1)}`);
  await isAt(second, "Flood elsewhere");
  await second.page.evaluate(() => {
    globalThis.heard = [];
    new BroadcastChannel("holdfast:/second/").onmessage = ({ data }) => globalThis.heard.push(data);
  });

  await openFlood(t);
  await write(t, "Cause", "Much rain");
  await t.saved();
  const locks = await t.page.evaluate(async () => (await navigator.locks.query()).held.map(({ name }) => name).filter((name) => name.includes("live:")));
  t.equal(locks.map((name) => name.replace(/[0-9a-f]{16}$/, "")), ["holdfast:/:live:"], "live tabs by their locks, one of each that wrote");
  await second.page.bringToFront();
  await write(second, "Cause", "Other rain");
  await second.saved();
  await openFlood(t);
  t.equal([await valueOf(t, "Cause"), await valueOf(second, "Cause")], ["Much rain", "Other rain"], "the causes");
  t.equal(await second.page.evaluate(() => globalThis.heard.filter((text) => text.includes("Much rain"))), [], "what the second heard of the first");

  const names = await t.page.evaluate(async () => ({
    databases: (await indexedDB.databases()).map(({ name }) => name).sort(),
    caches: (await caches.keys()).map((name) => name.replace(/:[^:]*$/, "")).sort(),
    scopes: (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => new URL(scope).pathname).sort(),
    kept: [...new Set(Object.keys(localStorage).map((key) => key.split(":").slice(0, 2).join(":")))].sort(),
  }));
  const both = ["holdfast:/", "holdfast:/second/"];
  t.equal(names, { databases: both.flatMap((name) => [name, `${name}:restore`]).sort(), caches: both, scopes: ["/", "/second/"], kept: both }, "names");
  for (const [each, title, who] of [[t, "Flood", "Ines Okafor"], [second, "Flood elsewhere", "Bo Lind"]]) {
    await each.page.bringToFront();
    await each.reload();
    await isAt(each, title);
    t.check(await each.page.evaluate((who) => document.querySelector(".who").innerText.includes(who), who), `${who} uses ${title}`);
  }
}

export default [
  { name: "a tab closed before its change is stored", run: (t) => closed(t) },
  { name: "a tab closed before its change is stored, without Web Locks", run: (t) => closed(t, noLocks, noLocksLater) },
  { name: "each tab sees within a second what the other wrote", run: within },
  { name: "a link and an estimate that another tab wrote meanwhile", browsers: ["chromium"], run: chosen },
  { name: "an import waits for another tab", run: (t) => waits(t, ...byLock) },
  { name: "an import waits for another tab, without Web Locks", run: (t) => waits(t, ...byRow) },
  { name: "data of a newer minor version", run: minor },
  { name: "data of a newer major version", run: major },
  { name: "a newer major version starts in another tab", run: migrated },
  { name: "two deployments on one origin", run: deployments },
];
