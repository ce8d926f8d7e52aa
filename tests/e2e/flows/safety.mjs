// Work stays: in two tabs, through a crash, with a full disk, without a database, beside forged messages.
import { alterPoint, byHand, exported, id, importFiles, isAt, keysOf, recordsOf, review, startEmpty, startWith } from "../lib/work.mjs";

const records = { risk: [{ id: id(1), title: "Flood" }, { id: id(2), title: "Fire" }] };

const value = (t, label) => t.label(label).then((control) => control.evaluate((control) => control.value));

/** Both tabs see what either does. */
async function twoTabs(t) {
  await startWith(t, records);
  const other = t.at(await t.newTab());
  for (const tab of [t, other]) {
    await tab.goto(`#/risks/${id(1)}`);
    await isAt(tab, "Flood");
  }
  await other.page.bringToFront();
  await other.fill("Title", "Flood of the Aske");
  await other.press("Tab");
  await other.saved();
  await isAt(t, "Flood of the Aske");
  await t.page.bringToFront();
  await t.fill("Cause", "Heavy rain");
  await t.press("Tab");
  await t.saved();
  await other.until("the cause in the other tab", async () => (await value(other, "Cause")) === "Heavy rain");
  for (const tab of [t, other]) {
    await tab.page.bringToFront();
    await tab.reload();
    await isAt(tab, "Flood of the Aske");
    t.equal(await value(tab, "Cause"), "Heavy rain", "the cause after a reload");
  }
}

/** Browsers without Web Locks agree by rows of the database instead. */
async function noLocks(t) {
  const without = (page) => page.evaluateOnNewDocument(() => Object.defineProperty(Navigator.prototype, "locks", { get: () => undefined }));
  await without(t.page);
  await folding(t, without);
  t.check(await t.page.evaluate(() => navigator.locks === undefined), "the page has no locks");
}

/** The log is folded into segments while another tab goes on writing. */
async function folding(t, prepare = () => {}) {
  const many = Array.from({ length: 430 }, (_, n) => ({ id: id(n + 1), title: `Risk ${n + 1}` }));
  await startWith(t, { risk: many });
  const other = t.at(await t.newTab());
  await prepare(other.page);
  await other.goto(`#/risks/${id(1)}`);
  await isAt(other, "Risk 1");
  await t.page.bringToFront();
  await t.goto("#/risks");
  await isAt(t, "Risks");
  await t.click("checkbox", "Select all shown");
  await t.see("430 selected");
  await t.click("button", "Set a field…");
  const dialog = await t.role("dialog", "Set a field");
  await t.choose("Field", "Treatment", { within: dialog });
  await t.click("radio", "Transfer", { within: dialog });
  await t.click("button", "Set in 430 risks", { within: dialog });
  await t.gone("dialog", "Set a field");
  await t.saved();
  await other.page.bringToFront();
  let rounds = 0;
  await other.until("a folded log", async () => {
    rounds += 1;
    await other.fill("Cause", `Cause ${rounds}`);
    await other.press("Tab");
    return (await keysOf(other, "log")).length < 400;
  });
  await other.fill("Event", "Written last");
  await other.press("Tab");
  await other.saved();
  for (const tab of [t, other]) {
    await tab.page.bringToFront();
    await tab.goto(`#/risks/${id(1)}`);
    await tab.reload();
    await isAt(tab, "Risk 1");
    t.equal([await value(tab, "Cause"), await value(tab, "Event")], [`Cause ${rounds}`, "Written last"], "what was typed");
  }
  const risks = recordsOf(await exported(other), "risk");
  t.equal([risks.length, risks.filter((risk) => risk.treatment === "transfer").length], [430, 430], "risks, and those transferred");
}

/** What a tab that crashed left in the journal and cannot be read stays there, and is told of. */
async function unreadable(t) {
  await startWith(t, records);
  const left = { aa: "damaged", bb: JSON.stringify('{"dot":"from a newer version"}') };
  const key = (replica) => `holdfast:/:journal:00000000000000${replica}:1`;
  for (const replica of Object.keys(left)) await t.page.evaluate((key, text) => localStorage.setItem(key, text), key(replica), left[replica]);
  await t.reload();
  await t.see("cannot be read. It is kept");
  await t.saved();
  for (const replica of Object.keys(left)) {
    t.equal(await t.page.evaluate((key) => localStorage.getItem(key), key(replica)), left[replica], `the entry of ${replica}`);
  }
}

/** What says "Saved" is there after the power went. */
async function crash(t) {
  await startWith(t, records);
  await t.goto(`#/risks/${id(1)}`);
  await isAt(t, "Flood");
  const words = Array.from({ length: 12 }, (_, n) => `cause-${n}`);
  for (const word of words) {
    await t.fill("Tags", word);
    await t.press("Enter");
  }
  await t.saved();
  await t.crashAndReopen();
  await t.goto(`#/risks/${id(1)}`);
  await isAt(t, "Flood");
  await t.until("all tags", async () => (await t.roles("button", /^Remove cause-/)).length === words.length);
}

/** What is being typed is written when the page is left, by whatever way. */
async function leaving(t) {
  await startWith(t, records);
  await t.goto("#/risks");
  await t.goto(`#/risks/${id(1)}`);
  await isAt(t, "Flood");
  await t.fill("Cause", "Half a sentence");
  await t.page.goBack();
  await isAt(t, "Risks");
  await t.goto(`#/risks/${id(1)}`);
  await isAt(t, "Flood");
  t.equal(await value(t, "Cause"), "Half a sentence", "the cause");
  await t.fill("Event", "And another");
  await t.page.evaluate(() => (location.hash = "#/risks/" + "019aab2e-1c00-7000-8000-000000000002"));
  await isAt(t, "Fire");
  await t.saved();
  await t.goto(`#/risks/${id(1)}`);
  await isAt(t, "Flood");
  t.equal(await value(t, "Event"), "And another", "the event");
}

/** A full disk: said in words, nothing lost, and saved once there is room. */
async function full(t) {
  await startWith(t, records);
  // A browser that runs knows for a while how much room there was: a new one has to ask.
  await t.crashAndReopen();
  const session = await t.page.createCDPSession();
  const origin = t.server.origin;
  await session.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 1 });
  t.allow(/Quota|quota/);
  await t.goto(`#/risks/${id(1)}`);
  await isAt(t, "Flood");
  const long = `Much rain.${" It went on for days.".repeat(300)}`;
  await t.fill("Cause", long);
  await t.press("Tab");
  await t.saved("Not saved: ");
  await t.see("only in this tab");
  await session.send("Storage.overrideQuotaForOrigin", { origin });
  await t.click("button", "Try again");
  await t.saved();
  await t.reload();
  await isAt(t, "Flood");
  t.equal(await value(t, "Cause"), long, "the cause after a reload");
}

/** Without a database the work is in memory only, which the page says at once and always. */
async function memory(t) {
  await t.page.evaluateOnNewDocument(() => {
    Object.defineProperty(globalThis, "indexedDB", { get: () => undefined });
  });
  await startEmpty(t);
  await t.saved("Not saved: ");
  await t.role("alert");
  await review(t, await byHand(t, "two.json", records));
  await t.click("button", "Apply");
  await t.see("records imported.");
  await t.goto(`#/risks/${id(1)}`);
  await isAt(t, "Flood");
  await t.fill("Title", "Flood of the Aske");
  await t.press("Tab");
  await isAt(t, "Flood of the Aske");
  await t.saved("Not saved: ");
}

/** A point is kept before each import: it brings back what was, and can itself be undone. */
async function restorePoint(t) {
  await startWith(t, records);
  await t.goto(`#/risks/${id(1)}`);
  await t.fill("Title", "Flood of the Aske");
  await t.press("Tab");
  await isAt(t, "Flood of the Aske");
  await t.saved();
  const more = await byHand(t, "more.json", {
    risk: [
      { id: id(1), title: "Something else" },
      { id: id(3), title: "Theft" },
    ],
  });
  await importFiles(t, more);
  await t.goto(`#/risks/${id(1)}`);
  await isAt(t, "Something else");

  await t.goto("#/data");
  await t.click("button", /^Restore .*more\.json/);
  await t.see("Restore point restored");
  await t.see("Before an older one was restored");
  await t.saved();
  const stands = async (n, title) => {
    await t.goto(`#/risks/${id(n)}`);
    await isAt(t, title);
  };
  await stands(1, "Flood of the Aske");
  await t.goto(`#/risks/${id(3)}`);
  await t.see("This risk was deleted");
  await t.click("button", /^Undo/);
  await isAt(t, "Theft");
  await stands(1, "Something else");
  await t.saved();
}

/** What other pages of the origin say to the tabs is believed only as far as it is a change. */
async function forged(t) {
  await startWith(t, records);
  await t.goto(`#/risks/${id(1)}`);
  await isAt(t, "Flood");
  const other = t.at(await t.newTab());
  await other.goto(`#/risks/${id(1)}`);
  await isAt(other, "Flood");
  await other.page.evaluate(() => {
    const channel = new BroadcastChannel("holdfast:/");
    const change = { dot: "0000000000000001:1", record: "../x", kind: "~", at: "never", writes: 7 };
    const said = [7, null, { Changes: [] }, new ArrayBuffer(9), "", "{", '"Unknown"', '{"Changes":7}', "[".repeat(100_000)];
    for (const message of [...said, JSON.stringify({ Changes: ["", "{}", "nonsense", JSON.stringify(change)] })]) channel.postMessage(message);
  });
  await t.page.bringToFront();
  await t.fill("Cause", "Heavy rain");
  await t.press("Tab");
  await t.saved();
  await other.until("the true change in the other tab", async () => (await value(other, "Cause")) === "Heavy rain");
  t.equal(recordsOf(await exported(t), "risk").map((risk) => risk.title), ["Flood", "Fire"], "the records");
}

/** Device state that is damaged, or another program's, is as if there were none. */
async function damagedState(t) {
  await startWith(t, records, "Ines Okafor");
  const pages = ["#/", "#/risks", "#/risks?view=heatmap", `#/risks/${id(1)}`, "#/runbooks", "#/data", "#/settings", "#/readiness"];
  const kinds = ["risk", "change", "runbook", "run", "person", "service"].flatMap((kind) => [`columns:${kind}`, `views:${kind}`]);
  const known = ["theme", "single-keys", "user", "last-export", "last-kit", "last-drill", "automatic-export", "automatic-export-tried", "automatic-export-written", "beside", "offline-version", ...kinds];
  for (const damage of ['{"', JSON.stringify('{"'), JSON.stringify("[[[7]]]"), JSON.stringify("-99999999999999999999"), "\u0000"]) {
    await t.page.evaluate((known, damage) => {
      const kept = Object.keys(localStorage).filter((key) => key.includes(":pref:"));
      for (const key of [...kept, ...known.map((name) => `holdfast:/:pref:${name}`)]) localStorage.setItem(key, damage);
    }, known, damage);
    await t.reload();
    for (const page of pages) {
      await t.goto(page);
      await t.saved();
    }
    await t.goto("#/risks");
    await t.until("both risks", async () => (await t.page.$$("main tbody th.title a")).length === 2);
  }
}

/** The device drills itself: the newest restore point comes back beside the workspace, and what is damaged is said. */
async function drilled(t) {
  await startWith(t, records);
  await t.goto("#/readiness");
  const card = await t.role("region", "Holdfast on this device");
  await t.see("never drilled on this device");
  await (await t.role("button", "Drill the way back")).focus();
  await t.press("Enter");
  await t.until("both records to come back", async () => /drilled .*: 2 records of /.test(await t.text(card)));
  await t.axe();
  const before = recordsOf(await exported(t), "risk");
  await t.goto("#/readiness");
  await t.reload();
  const again = await t.role("region", "Holdfast on this device");
  await t.until("the last drill", async () => /drilled .*: 2 records of /.test(await t.text(again)));
  // A letter is another, and all can still be read: the fingerprint tells, and it is not restored.
  const drill = () => t.click("button", "Drill the way back");
  await alterPoint(t, "Flood", "Floud");
  await drill();
  await t.see("can be read, and is not what was written");
  await t.goto("#/data");
  await t.click("button", /^Restore/);
  await t.see("This restore point is not what was written, so nothing was changed.");
  await t.goto("#/readiness");
  // One from before fingerprints were kept says so.
  await alterPoint(t, "Floud", "Flood", true);
  await drill();
  await t.see("made before fingerprints were kept");
  // The browser loses a part of the point.
  await alterPoint(t, "Flood", "Fl\\ood");
  await drill();
  await t.see("cannot be read");
  await t.see("not whole");
  await t.axe();
  t.equal(recordsOf(await exported(t), "risk"), before, "the workspace is as it was");
}

export default [
  { name: "two tabs", run: twoTabs },
  { name: "folding while another tab writes", run: (t) => folding(t) },
  { name: "folding without Web Locks", run: noLocks },
  { name: "a journal that cannot be read", run: unreadable },
  { name: "messages that no tab sent", run: forged },
  { name: "device state that is damaged", browsers: ["chromium"], run: damagedState },
  { name: "a crash after Saved", run: crash },
  { name: "leaving a page writes what is being typed", run: leaving },
  // Only Chromium lets a test take its storage away.
  { name: "a full disk", browsers: ["chromium"], run: full },
  { name: "no database", run: memory },
  { name: "a restore point and back", run: restorePoint },
  { name: "the way back is drilled", run: drilled },
];
