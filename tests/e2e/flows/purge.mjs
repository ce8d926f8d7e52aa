// Purge (M17): what goes for good is nowhere any more, here and where the purge is met.
import { alterPoint, apply, byHand, cardSays, exported, file, historySays, id, importFiles, isAt, keysOf, recordsOf, review, startEmpty, startWith } from "../lib/work.mjs";

const SECRET = "the code is hunter22";
const records = {
  risk: [
    { id: id(1), title: "Flood", cause: SECRET },
    { id: id(2), title: "Fire", notes: SECRET },
  ],
};

/** All that this browser keeps for the page, as one text. */
const kept = (t) =>
  t.page.evaluate(async () => {
    const parts = [JSON.stringify({ ...localStorage })];
    const answer = (request) => new Promise((done, fail) => Object.assign(request, { onsuccess: () => done(request.result), onerror: () => fail(request.error) }));
    for (const { name } of await indexedDB.databases()) {
      const db = await answer(indexedDB.open(name));
      for (const store of db.objectStoreNames) {
        for (const row of await answer(db.transaction(store).objectStore(store).getAll())) {
          parts.push(typeof row === "string" ? row : new TextDecoder().decode(row));
        }
      }
      db.close();
    }
    return parts.join("\n");
  });

async function holds(t, text, wanted, what) {
  t.equal((await kept(t)).includes(text), wanted, what);
}

async function open(t, n, name) {
  await t.goto(`#/risks/${id(n)}`);
  await isAt(t, name);
}

/** Presses the button in the history that names this text; gives the dialog. */
async function askFor(t, text) {
  await historySays(t, text);
  await t.until("the button beside it", async () => {
    const buttons = await t.page.$$('section[aria-label="History"] dd button');
    for (const button of buttons) {
      if ((await button.evaluate((each) => each.innerText)).startsWith(`Purge “${text.slice(0, 24)}`)) return button.click().then(() => true);
    }
    return false;
  });
  return t.role("dialog", /^Purge /);
}

const go = async (t) => {
  await t.click("button", "Purge for good");
  await t.see("Purged. It does not come back.");
};

/** Two records and a restore point of them; the field was changed since. */
async function withPast(t, made = records) {
  await startWith(t, made, "Ines Okafor");
  await importFiles(t, await byHand(t, "more.holdfast.json", { risk: [{ id: id(3), title: "Theft" }] }));
  await open(t, 1, "Flood");
  await t.fill("Cause", "Heavy rain");
  await t.press("Tab");
  await t.saved();
}

/** A pasted secret: gone from history, restore points, journal, other tabs, undo, and other copies. */
async function value(t) {
  await withPast(t);
  const old = await exported(t);
  const other = await t.anotherDevice();
  await startEmpty(other);
  await importFiles(other, old.path);
  await importFiles(other, await byHand(other, "more.holdfast.json", { risk: [{ id: id(4), title: "Storm" }] }));
  const tab = t.at(await t.newTab());
  await tab.goto(`#/risks/${id(2)}`);
  await isAt(tab, "Fire");
  await tab.fill("Notes", "Nothing");
  await tab.press("Tab");
  await tab.saved();
  await holds(t, SECRET, true, "the secret in storage before");

  await t.page.bringToFront();
  await open(t, 2, "Fire");
  await t.fill("Notes", SECRET);
  await t.press("Tab");
  await t.saved();
  await open(t, 1, "Flood");
  const dialog = await askFor(t, SECRET);
  const words = (await t.text(dialog)).replace(/\s+/g, " ");
  for (const part of ["Purge “Cause”", SECRET, "no undo brings it back", "Out of reach", "Fire"]) t.check(words.includes(part), `"${part}" in ${words}`);
  await t.axe();
  await t.click("checkbox", /where the same stands elsewhere/);
  await go(t);
  await cardSays(t, "History", "purged");
  t.equal(await (await t.label(/^Cause/)).evaluate((area) => area.value), "Heavy rain", "the newer value");
  await holds(t, SECRET, false, "the secret in storage after");

  // The other tab, and what it could undo: it wrote over the secret.
  await tab.page.bringToFront();
  await tab.until("the purge in the other tab", async () => (await (await tab.label("Notes")).evaluate((area) => area.value)) === "");
  await cardSays(tab, "History", "Purged: Notes");
  await tab.click("button", /^Undo/);
  await tab.see("held what was purged");
  t.equal(await (await tab.label("Notes")).evaluate((area) => area.value), "", "what undo brought back");
  await holds(t, SECRET, false, "the secret after undo");

  // A copy that still has it meets the purge in a file without history.
  await t.page.bringToFront();
  const file = await exported(t);
  t.check(!file.bytes.toString().includes(SECRET), "the export holds the secret");
  await holds(other, SECRET, true, "the secret on the other device before");
  const plan = await review(other, file.path);
  t.check((await t.text(plan)).replace(/\s+/g, " ").includes("2 purged"), "the plan says what is purged");
  await other.axe();
  await apply(other);
  await other.until("it to be gone there", async () => !(await kept(other)).includes(SECRET));
  // An old file does not bring it back.
  for (const device of [t, other]) {
    const again = await review(device, old.path);
    t.check((await t.text(again)).includes("Everything in this file is here already"), await t.text(again));
    await device.press("Escape");
    await holds(device, SECRET, false, "the secret after an old file");
  }

  // What is left of the restore point is whole, by its own fingerprint.
  await t.page.bringToFront();
  await t.goto("#/readiness");
  await t.click("button", "Drill the way back");
  const card = await t.role("region", "Holdfast on this device");
  await t.until("the drill", async () => /drilled .*: \d+ records of /.test(await t.text(card)));
  t.check(!(await t.text(card)).includes("fingerprints"), "a point with its fingerprint");
}

/** A restore point that was altered stays so: what a purge takes out of it makes nothing good. */
async function altered(t) {
  await withPast(t);
  await t.goto("#/readiness");
  await t.click("button", "Drill the way back");
  const card = await t.role("region", "Holdfast on this device");
  await t.until("the drill", async () => /drilled .*: \d+ records of /.test(await t.text(card)));
  await alterPoint(t, "Fire", "Fine");
  await open(t, 1, "Flood");
  await askFor(t, SECRET);
  await t.click("checkbox", /where the same stands elsewhere/);
  await go(t);
  await holds(t, SECRET, false, "the secret in storage after");
  await t.goto("#/readiness");
  await t.click("button", "Drill the way back");
  await t.see("can be read, and is not what was written");
}

/** An attachment goes with its bytes; a record goes whole, and stays gone. */
async function whole(t) {
  await startWith(t, records, "Ines Okafor");
  await open(t, 1, "Flood");
  await t.upload("Attach files", await file(t, "plan.txt", "where the keys are"));
  await t.role("button", "plan.txt");
  await t.saved();
  const old = await exported(t);
  await open(t, 1, "Flood");
  await holds(t, "where the keys are", true, "the file before");
  await t.click("button", "Purge plan.txt");
  await t.see("Purge this attachment");
  await go(t);
  await t.gone("button", "plan.txt");
  await holds(t, "where the keys are", false, "the file after");
  t.equal((await keysOf(t, "blobs")).length, 0, "files in storage");

  await t.page.$eval(".head .actions > details:last-child > summary", (summary) => summary.click());
  await t.click("button", "Purge…");
  await t.see("Purge this risk");
  await go(t);
  await isAt(t, "This risk was purged");
  await t.axe();
  await t.until("Flood to be gone", async () => !(await kept(t)).includes("Flood"));
  await importFiles(t, await byHand(t, "more.holdfast.json", { risk: [{ id: id(3), title: "Theft" }] }));
  await review(t, old.path);
  await t.see("Everything in this file is here already");
  await t.press("Escape");
  t.equal((await keysOf(t, "blobs")).length, 0, "files in storage after an old file");
  await t.goto(`#/risks/${id(1)}`);
  await isAt(t, "This risk was purged");
}

/** The page goes away between saving the purge and carrying it through: the next start goes on. */
async function interrupted(t) {
  await withPast(t, { risk: records.risk.slice(0, 1) });
  const tab = await t.newTab();
  await t.at(tab).goto();
  // Another tab is in the middle of writing.
  await tab.evaluate(async () => {
    const { held } = await navigator.locks.query();
    const live = held.map(({ name }) => name).find((name) => name.includes(":live:"));
    const name = `${live.slice(0, live.indexOf(":live:"))}:work:rewrite`;
    await new Promise((granted) => navigator.locks.request(name, () => (granted(), new Promise(() => {}))));
  });
  await t.page.bringToFront();
  await askFor(t, SECRET);
  await t.click("button", "Purge for good");
  await t.see("Purging…");
  // The history is read first: until then nothing was purged, and what was saved before is.
  await t.until("the purge to be written", async () => /Purged/.test(await kept(t)));
  await t.saved();
  await t.crashAndReopen();
  await t.goto();
  await t.until("it to be gone", async () => !(await kept(t)).includes(SECRET));
}

/** What a runbook's version and a run copied goes with it, and the rest of the version stays. */
async function copies(t) {
  const step = { id: id(11), title: "Log in", command: SECRET };
  const contents = { fields: { title: "Restore" }, steps: [{ id: id(11), depth: 0, fields: { title: "Log in", command: SECRET } }], variables: [] };
  const runbook = { id: id(10), title: "Restore", steps: [step], versions: [{ id: id(12), content: "abc", contents }] };
  const run = { id: id(13), title: "Restore", runbook: id(10), steps: [{ ...step, id: id(14), origin: id(11) }] };
  await startWith(t, { runbook: [runbook], run: [run], risk: [{ id: id(1), title: "Flood" }] }, "Ines Okafor");
  await t.goto(`#/runbooks/${id(10)}`);
  await isAt(t, "Restore");
  await t.click("tab", "About");
  const dialog = await askFor(t, SECRET);
  const words = (await t.text(dialog)).replace(/\s+/g, " ");
  t.check(words.includes("Copies of it go too"), words);
  await go(t);
  await holds(t, SECRET, false, "the secret in storage after");
  const file = await exported(t);
  const [after] = recordsOf(file, "runbook");
  const kept = after.versions[0].contents;
  t.equal(kept, { fields: { title: "Restore" }, steps: [{ depth: 0, fields: { title: "Log in" }, id: id(11) }], variables: [] }, "the version");
  t.equal(recordsOf(file, "run")[0].steps[0].title, "Log in", "the run's step");
}

export default [
  { name: "an altered restore point stays altered", run: altered },
  { name: "a value goes from everywhere", run: value },
  { name: "an attachment and a record go whole", browsers: ["chromium"], run: whole },
  { name: "copies in versions and runs go too", browsers: ["chromium"], run: copies },
  { name: "a purge that was interrupted goes on", browsers: ["chromium"], run: interrupted },
];
