// What many flows begin with: a workspace, with or without records in it, and files to give it.
import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";

/** The id of the nth record or item that a flow makes by hand. */
export const id = (n) => `019aab2e-1c00-7000-8000-${String(n).padStart(12, "0")}`;

export const heading = (t) => t.page.$eval("main h1", (h1) => h1.innerText.trim());

/** Until the page with this heading is there. */
export const isAt = (t, name) => t.until(`the page ${name}`, async () => (await heading(t)) === name);

/** First start, nothing in it. */
export async function startEmpty(t, user = "") {
  await t.goto();
  if (user) await t.fill("Who is using this device?", user);
  await t.click("button", "Start empty");
  await isAt(t, "Today");
}

/** A file in the flow's own folder. */
export async function file(t, name, content) {
  const at = path.join(t.folder, name);
  await writeFile(at, content);
  return at;
}

/** First start with the sample, as somebody. */
export async function openSample(t) {
  await t.goto();
  await t.fill("Who is using this device?", "Ines Okafor");
  await t.click("button", "Open sample workspace");
  await isAt(t, "Today");
  await t.saved();
}

/** A workspace file as a person or another tool writes it: no stamps. */
export const byHand = (t, name, records) =>
  file(t, name, JSON.stringify({ format: "holdfast", version: "1.0", records }));

/** Gives files to the page Data and waits for the review; returns the dialog. */
export async function review(t, ...files) {
  await t.goto("#/data");
  await t.upload("Files to import", ...files);
  return t.role("dialog", "Review import");
}

/** Applies the review that is open, and waits until its outcome is stored. */
export async function apply(t) {
  await t.click("button", "Apply");
  await t.until("the outcome of the import", async () => /\d+ records? imported\./.test(await t.text()));
  await t.saved();
}

export async function importFiles(t, ...files) {
  await review(t, ...files);
  await apply(t);
}

/** First start with these records in the workspace. */
export async function startWith(t, records, user = "") {
  await startEmpty(t, user);
  await importFiles(t, await byHand(t, "start.holdfast.json", records));
}

/** Starts a run in earnest of the runbook on the page. */
export async function startRun(t) {
  await t.click("button", "Start run");
  const dialog = await t.role("dialog", "Start run");
  await t.click("radio", "In earnest", { within: dialog });
  await t.click("button", "Start run", { within: dialog });
  await t.role("timer");
}

/** The whole workspace as the page exports it. */
export async function exported(t) {
  await t.goto("#/data");
  return t.download(() => t.click("button", "Export workspace"));
}

/** The records of a kind in an exported file. */
export const recordsOf = ({ bytes }, kind) => JSON.parse(bytes).records[kind] ?? [];

/** The part of the page with this name. */
export const region = (t, name) => t.role("region", name);

/** The text of a card, once it holds `words`. */
export async function cardSays(t, name, words) {
  await t.until(`"${words}" in ${name}`, async () => (await t.text(await region(t, name))).includes(words));
}

/** Opens the history of the record on the page and returns its text once it holds `words`. */
export async function historySays(t, words) {
  const card = await region(t, "History");
  await card.$eval("details", (details) => (details.open = true));
  await cardSays(t, "History", words);
  return t.text(card);
}

/** Chooses, by keyboard, the record in a combobox that stands first for what one types. */
export async function pick(t, label, typed, option) {
  await t.fill(label, typed);
  await t.role("option", option, { selected: true });
  await t.press("Enter");
  const input = await t.label(label);
  await t.until(`the list of ${label} to close`, () => input.evaluate((input) => input.getAttribute("aria-expanded") === "false"));
}

/** Says in the settings who uses this device. */
export async function becomes(t, name) {
  await t.goto("#/settings");
  await t.fill("Your name", name);
  await t.press("Tab");
  await t.see("Changes are signed with this name from now on");
}

/** Presses an action of the record, and answers what it asks. */
export async function act(t, label, answer) {
  await t.click("button", label);
  if (!answer) return;
  const dialog = await t.role("dialog", label);
  await answer(dialog);
  await t.click("button", label, { within: dialog });
  await t.gone("dialog", label);
}

/** A day, `days` from now, as files and date inputs have it. */
export const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** Types a day into a date input. Drivers cannot type dates alike in all browsers. */
export async function fillDay(t, label, value, options = {}) {
  const input = await t.label(label, options);
  await input.evaluate((input, value) => {
    input.focus();
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
  }, value);
}

/** The version that this page says it is. */
export const versionOf = (t) => t.page.$eval('meta[name="holdfast-version"]', (tag) => tag.content);

/** Asks the service worker that serves this page which version it keeps. */
const keptVersion = (t) =>
  t.page.evaluate(async () => {
    const worker = (await navigator.serviceWorker.getRegistration())?.active;
    if (!worker) return undefined;
    const { port1, port2 } = new MessageChannel();
    const answer = new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data.version)));
    worker.postMessage({ type: "version" }, [port2]);
    return answer;
  });

/** Until the version of this page is kept whole for use without a network. */
export async function keptOffline(t) {
  const version = await versionOf(t);
  await t.until(`version ${version} kept offline`, async () => (await keptVersion(t)) === version);
  if (t.browserName !== "firefox") return;
  // Firefox writes down a moment later which workers it has: whoever kills it before that finds none.
  const workers = path.join(t.device.profile, "serviceworker.txt");
  const isWritten = async () => (await readFile(workers, "utf8").catch(() => "")).includes(`:${t.server.port}/`);
  await t.until("the browser to have written that down", isWritten);
}

/** Opens a menu of the page by its button's text. */
export async function openMenu(t, label) {
  await t.until(`the menu ${label}`, () =>
    t.page.evaluate((label) => {
      const all = [...document.querySelectorAll("main details.drop")];
      const menu = all.find((each) => each.querySelector("summary").innerText.trim() === label);
      if (menu && !menu.open) menu.querySelector("summary").click();
      return Boolean(menu?.open);
    }, label),
  );
}

/** Opens a menu and presses an entry of it. */
export async function menu(t, label, entry) {
  await openMenu(t, label);
  await t.click("button", entry);
}

/** What a register shows: the titles in their order. */
export const titles = (t) => t.page.$$eval("main tbody th.title a", (links) => links.map((link) => link.innerText.trim()));

/** Until the register shows these titles in this order. */
export async function lists(t, ...wanted) {
  let now;
  const same = async () => JSON.stringify((now = await titles(t))) === JSON.stringify(wanted);
  await t.until(`the rows ${wanted.join(", ")}`, same).catch((error) => {
    throw new Error(`${error.message}, but ${now?.join(", ")}`);
  });
}

/** Does `work(store, answer, arg)` in the page with a store of its database, as another version or a fault might. */
export const inDatabase = (t, name, mode, work, arg) =>
  t.page.evaluate(
    `(${async (work, name, mode, arg) => {
      const answer = (request) =>
        new Promise((resolve, reject) => {
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
      const names = (await indexedDB.databases()).map(({ name }) => name);
      const db = await answer(indexedDB.open(names.find((name) => name.startsWith("holdfast:") && !name.endsWith(":restore"))));
      const tx = db.transaction(name, mode, { durability: "strict" });
      const done = new Promise((resolve, reject) => ([tx.oncomplete, tx.onabort] = [resolve, () => reject(tx.error)]));
      const store = tx.objectStore(name);
      const result = await work(store, answer, arg);
      await done;
      db.close();
      return result;
    }})(${[work, ...[name, mode, arg ?? null].map((value) => JSON.stringify(value))].join(", ")})`,
  );

/** Keys and values of a store of this page's database. */
export const entriesOf = (t, name) =>
  inDatabase(t, name, "readonly", async (store, answer) => {
    const [keys, values] = await Promise.all([answer(store.getAllKeys()), answer(store.getAll())]);
    return keys.map((key, n) => [String(key), values[n]]);
  });

/** Writes a row of this page's database, or removes it when there is no value. */
export const putRow = (t, name, key, value) =>
  inDatabase(
    t,
    name,
    "readwrite",
    (store, answer, [key, value]) => answer(value === null ? store.delete(key) : store.put(value, key)),
    [key, value ?? null],
  );

/** The keys of a store of this page's database. */
export const keysOf = async (t, store) => (await entriesOf(t, store)).map(([key]) => key);

/** What the stored workspace says it is made of. */
export const manifestOf = async (t) => JSON.parse(Object.fromEntries(await entriesOf(t, "meta")).manifest);

/** The journal's keys. */
export const journalOf = (t) => t.page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes(":journal:")));

/** What a field of the page holds. */
export const valueOf = async (t, label) => (await t.label(label)).evaluate((control) => control.value);

/** The text of each page of a PDF. */
export function pages(pdf) {
  const text = execFileSync("pdftotext", ["-layout", pdf, "-"], { encoding: "utf8" });
  return text.normalize("NFKC").split("\f").slice(0, -1);
}

/** A new risk by its title, from their register. */
export async function newRisk(t, title) {
  await t.click("button", "New risk");
  await t.role("dialog", /^New /);
  await t.until("the focus in the field", () => t.page.evaluate(() => document.activeElement?.matches("dialog input")));
  await t.page.keyboard.type(title);
  await t.press("Enter");
  await isAt(t, title);
  await t.saved();
}

/** Hears what the bar of this name says from now on, in percent. */
export const hearBar = (t, name) =>
  t.page.evaluate((name) => {
    globalThis.heard = [];
    const look = () => {
      const bar = document.querySelector(`progress[aria-label="${name}"]`);
      if (bar && bar.value !== heard.at(-1)) heard.push(bar.value);
      if (bar && bar.value >= globalThis.cancelFrom) {
        globalThis.cancelFrom = undefined;
        bar.parentElement.querySelector("button").click();
      }
    };
    globalThis.hearing?.disconnect();
    globalThis.hearing = new MutationObserver(look);
    hearing.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["value"] });
  }, name);

/** That the bar was believable: never backwards, and seen on its way. */
export async function believable(t, what, ends = 0) {
  const heard = await t.page.evaluate(() => globalThis.heard);
  const sorted = heard.every((each, n) => n === 0 || each > heard[n - 1]);
  t.check(sorted && heard.length >= 4 && heard.at(-1) >= ends && heard.at(-1) <= 100, `${what} in percent: ${heard}`);
}

/** Puts other letters into the newest restore point; `old`: it is one without a fingerprint. */
export const alterPoint = (t, from, to, old = false) =>
  t.page.evaluate(async (from, to, old) => {
    const answer = (request) => new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: () => reject(request.error) }));
    const name = (await indexedDB.databases()).map(({ name }) => name).find((name) => name.endsWith(":restore"));
    const db = await answer(indexedDB.open(name));
    const tx = db.transaction(["points", "about"], "readwrite");
    const [store, said] = ["points", "about"].map((name) => tx.objectStore(name));
    const key = (await answer(store.getAllKeys())).at(-1);
    const text = new TextDecoder().decode(await answer(store.get(key)));
    await answer(store.put(new TextEncoder().encode(text.replace(from, to)), key));
    const point = (await answer(said.getAllKeys())).at(-1);
    const about = await answer(said.get(point));
    if (old) await answer(said.put(about.replace(/,"sha256":"[0-9a-f]+"/, ""), point));
    db.close();
  }, from, to, old);
