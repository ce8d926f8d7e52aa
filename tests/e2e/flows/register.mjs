// A register: sort, filter, search, columns, views, bulk edit, and what is taken out of it.
import { id, isAt, lists, menu, openMenu, pages, startEmpty, startWith, titles } from "../lib/work.mjs";

const rating = (likelihood, impact) => ({ likelihood, impact });

const records = {
  risk: [
    { id: id(1), title: "Generator fuel runs out", category: "site", treatment: "reduce", current: rating(2, 5) },
    { id: id(2), title: "Flood in the switch room", category: "site", current: rating(3, 5), cause: "Heavy rain" },
    { id: id(3), title: "Ransomware", category: "cyber", treatment: "reduce", current: rating(4, 5) },
    { id: id(4), title: "=HYPERLINK(\"https://example.org\")", category: "supplier", current: rating(1, 1) },
    { id: id(5), title: "Pay clerk leaves", category: "people", current: rating(3, 2) },
  ],
};
const FORMULA = "=HYPERLINK(\"https://example.org\")";
const FALLING = ["Ransomware", "Flood in the switch room", "Generator fuel runs out", "Pay clerk leaves", FORMULA];

async function open(t) {
  await startWith(t, records, "Ines Okafor");
  await t.goto("#/risks");
  await isAt(t, "Risks");
  // The highest first, unless told otherwise.
  await lists(t, ...FALLING);
}

/** Order, words and filters; all of it stands in the address and in views. */
async function looking(t) {
  await open(t);
  await t.click("button", "Title", { within: await t.page.$("main thead") });
  await lists(t, FORMULA, "Flood in the switch room", "Generator fuel runs out", "Pay clerk leaves", "Ransomware");
  t.equal(await t.page.$eval('th[aria-sort="ascending"]', (head) => head.innerText.trim()), "Title", "the sorted column");
  await t.click("button", "Title", { within: await t.page.$("main thead") });
  await lists(t, "Ransomware", "Pay clerk leaves", "Generator fuel runs out", "Flood in the switch room", FORMULA);

  // Search reads all fields, not only what the columns show.
  await t.fill("Search", "heavy rain");
  await lists(t, "Flood in the switch room");
  await t.fill("Search", "nothing has these words");
  await t.see("No risks match");
  await t.click("button", "Clear search and filters");
  await t.until("all rows", async () => (await titles(t)).length === 5);

  await t.click("button", "Filter");
  const dialog = await t.role("dialog", "Filter");
  await t.choose("Column", "Category", { within: dialog });
  await t.click("checkbox", /^Site and utilities/, { within: dialog });
  await t.click("checkbox", /^Cyber security/, { within: dialog });
  await t.axe();
  await t.click("button", "Done", { within: dialog });
  await t.gone("dialog", "Filter");
  await lists(t, "Ransomware", "Generator fuel runs out", "Flood in the switch room");

  // What is shown is in the address.
  await t.reload();
  await lists(t, "Ransomware", "Generator fuel runs out", "Flood in the switch room");

  await openMenu(t, "Columns");
  await t.click("checkbox", "Code");
  await t.until("the column to go", async () => !(await t.page.$eval("main thead", (head) => head.innerText)).includes("Code"));
  await t.press("Escape");

  await menu(t, "Views", "Save this view…");
  await t.fill("Name of the view", "Site and cyber");
  await t.click("button", "Save this view", { within: await t.role("dialog", "Save this view") });
  await t.gone("dialog", "Save this view");
  await menu(t, "Views", "All");
  await lists(t, ...FALLING);
  await t.goto("#/changes");
  await isAt(t, "Changes");
  await t.goto("#/risks");
  await isAt(t, "Risks");
  await menu(t, "Views", "Site and cyber");
  await lists(t, "Ransomware", "Generator fuel runs out", "Flood in the switch room");
}

/** Many rows, one command, one undo. */
async function bulk(t) {
  await open(t);
  for (const title of ["Ransomware", "Pay clerk leaves"]) await t.click("checkbox", new RegExp(`^Select .*${title}`));
  await t.see("2 selected");
  await t.click("button", "Set a field…");
  const dialog = await t.role("dialog", "Set a field");
  await t.choose("Field", "Treatment", { within: dialog });
  await t.click("radio", "Transfer", { within: dialog });
  await t.click("button", "Set in 2 risks", { within: dialog });
  await t.gone("dialog", "Set a field");
  const treated = (word, count) =>
    t.until(`${count} rows with ${word}`, async () => {
      const rows = await t.page.$$eval("main tbody tr:not(.gap)", (rows) => rows.map((row) => row.innerText));
      return rows.filter((row) => row.includes(word)).length === count;
    });
  await treated("Transfer", 2);
  await t.saved();
  await t.click("button", /^Undo: /);
  await treated("Transfer", 0);
  await treated("Reduce", 2);

  await t.click("button", "Delete", { within: await t.role("group", "Selected") });
  await lists(t, "Flood in the switch room", "Generator fuel runs out", FORMULA);
  await t.goto("#/risks?show=trash");
  await t.until("the trash", async () => (await titles(t)).length === 2);
  await t.click("button", "Restore");
  await t.until("one left in the trash", async () => (await titles(t)).length === 1);
  await t.saved();
}

/** A table for spreadsheets, which take cells for formulas if one lets them. */
async function csv(t) {
  await open(t);
  const { name, bytes } = await t.download(() => menu(t, "Export", "CSV of what is shown"));
  t.check(name.endsWith(".csv"), `a CSV, not ${name}`);
  t.equal([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf], "the byte order mark");
  const text = bytes.toString();
  t.check(text.includes("\"'=HYPERLINK(\"\"https://example.org\"\")\""), `a formula that is none any more: ${text}`);
  t.equal(text.trimEnd().split("\r\n").length, 6, "the lines");
}

/** Of a long register the browser's own print has time for the first rows, and says so; its Print draws all. */
async function longPaper(t) {
  const count = 2100;
  const risk = Array.from({ length: count }, (_, n) => ({ id: id(n), title: `Risk ${n + 1} of many`, category: "site", current: rating(3, 5) }));
  await startWith(t, { risk }, "Ines Okafor");
  await t.goto("#/risks?sort=title");
  await t.until("the register", async () => (await titles(t))[0] === "Risk 1 of many");
  const words = async (name) => pages(await t.pdf(name)).join(" ").replace(/\s+/g, " ");
  const first = await words("first-rows");
  t.check(first.includes("The first 2,000 of 2,100 rows are here."), `what is missing is said: ${first.slice(0, 400)}`);
  t.check(first.includes("Risk 2000 of many") && !first.includes("Risk 2001 of many"), "the first rows");
  await t.page.evaluate(() => {
    dispatchEvent(new Event("afterprint"));
    globalThis.print = () => (globalThis.asked = true);
  });
  await menu(t, "Export", "Print");
  await t.until("the print dialog", () => t.page.evaluate(() => globalThis.asked === true));
  const all = await words("all-rows");
  t.check(!all.includes("of 2,100 rows"), "nothing is missing");
  for (const n of [1, 2000, 2001, count]) t.equal(all.split(`Risk ${n} of many`).length, 2, `risk ${n} once`);
  // What was drawn for paper goes with it.
  await t.page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await t.until("the rows of the screen alone", async () => (await t.page.$$("main tbody")).length === 1);
}

/** A new record begins with its title. */
async function making(t) {
  await startEmpty(t);
  await t.goto("#/people?kind=role");
  await t.see("No roles yet");
  await t.axe();
  await t.click("button", "New role");
  const dialog = await t.role("dialog", "New role");
  await t.click("button", "New role", { within: dialog });
  await t.see("Write a few words to know it by.");
  await t.fill("Name", "Scribe", { within: dialog });
  await t.press("Enter");
  await isAt(t, "Scribe");
  await t.saved();
  await t.goto("#/people?kind=role");
  await lists(t, "Scribe");
}

export default [
  { name: "sort, search, filter, columns and views", run: looking },
  { name: "many rows as one command", browsers: ["chromium"], run: bulk },
  { name: "CSV for spreadsheets", run: csv },
  { name: "a long register on paper", browsers: ["chromium"], run: longPaper },
  { name: "a new record begins with its title", run: making },
];
