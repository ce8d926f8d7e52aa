// A room's list: what it shows, many rows at once, views, files out, the heat map.
import { writeFile } from "node:fs/promises";
import path from "node:path";

const ids = ["0192f0a0-0000-7000-8000-000000000001", "0192f0a0-0000-7000-8000-000000000002"];
const people = ["Ana Petrović", "Björn Lund"].map((title, n) => ({ id: ids[n], title }));
const rated = (likelihood, impact) => ({ likelihood, impact });
const risks = [
  { title: "Carrier line fails", category: "technology", owner: ids[0], current: rated(2, 3) },
  { title: "Vault opens with production keys", category: "cyber", owner: ids[1], current: rated(4, 5) },
  { title: "Vendor goes out of business", category: "supplier", owner: ids[0], current: rated(3, 4) },
  { title: "=HYPERLINK(1)", category: "other" },
].map((risk, n) => ({ code: `RISK-${n + 1}`, ...risk }));

const titles = (t) => t.page.$$eval(".table tbody .title a", (links) => links.map((link) => link.innerText));
const shows = (t, expected) =>
  t.until(`the rows ${expected}`, async () => JSON.stringify(await titles(t)) === JSON.stringify(expected));
const [carrier, vault, vendor, formula] = risks.map(({ title }) => title);

/** A workspace with people and risks, at the list of risks. */
async function atRisks(t) {
  const file = path.join(t.folder, "risks.holdfast.json");
  await writeFile(file, JSON.stringify({ format: "holdfast", version: "1.0", records: { person: people, risk: risks } }));
  await t.goto();
  await t.click("button", "Start empty");
  await t.goto("#/data");
  await t.upload("Files to import", file);
  const review = await t.role("dialog", "Review import");
  await t.click("button", "Apply", { within: review });
  await t.gone("dialog", "Review import");
  await t.saved();
  await t.goto("#/risks");
  await shows(t, [vault, vendor, carrier, formula]);
}

/** Search, filters, order: the address says them, and going there shows them again. */
async function narrows(t) {
  await atRisks(t);
  await t.axe();
  await t.fill("Search", "ana carrier");
  await shows(t, [carrier]);
  await t.until("the address to follow", () => t.page.url().endsWith("#/risks?q=ana%20carrier"));
  await t.fill("Search", "nowhere");
  await t.see("No risks match");
  await t.axe();
  await t.click("button", "Clear search and filters");
  await t.click("button", "Title");
  await shows(t, [formula, carrier, vault, vendor]);
  await t.click("button", "Title");
  await shows(t, [vendor, vault, carrier, formula]);
  await t.click("button", "Filter");
  const dialog = await t.role("dialog", "Filter");
  await t.choose("Column", "Category", { within: dialog });
  await t.click("checkbox", /^Cyber security/, { within: dialog });
  await t.click("checkbox", /^Supplier/, { within: dialog });
  await t.axe();
  await t.click("button", "Done", { within: dialog });
  await shows(t, [vendor, vault]);
  await t.until("the address to follow", () => t.page.url().includes("f.category=supplier"));
  await t.reload();
  await shows(t, [vendor, vault]);
  await t.click("button", "Remove filter Category");
  await shows(t, [vendor, vault, carrier, formula]);
}

/** Rows by keyboard; many rows changed as one command, and taken back as one. */
async function many(t) {
  await atRisks(t);
  const table = await t.role("region", "Risks");
  await table.focus();
  await t.press("ArrowDown");
  await t.press("End");
  const focused = (title) => t.until(`the focus on ${title}`, () => t.page.evaluate((title) => document.activeElement.innerText === title, title));
  await focused(formula);
  await t.press("Home");
  await focused(vault);
  await t.press("Space");
  await t.press("ArrowDown");
  await focused(vendor);
  await t.press("Space");
  await t.see("2 selected");
  await t.axe();
  await t.click("button", "Set a field…");
  const dialog = await t.role("dialog", "Set a field");
  await t.choose("Field", "Treatment", { within: dialog });
  await t.click("radio", "Transfer", { within: dialog });
  await t.axe();
  await t.click("button", "Set in 2 risks", { within: dialog });
  await t.see("2 risks changed: treatment");
  await t.click("button", "Archive");
  await shows(t, [carrier, formula]);
  await t.press("Control", "z");
  await shows(t, [vault, vendor, carrier, formula]);
  await t.click("checkbox", "Select all shown");
  await t.see("4 selected");
  await t.click("button", "Delete");
  await t.see("No risks yet");
  await t.goto("#/risks?show=trash");
  await t.click("button", "Restore");
  await shows(t, [vendor, carrier, formula]);
  await t.axe();
}

/** A view under a name; the rows as CSV; the room as JSON. */
async function kept(t) {
  await atRisks(t);
  await t.fill("Search", "vault");
  await shows(t, [vault]);
  await t.page.click("summary ::-p-text(Views)");
  await t.click("button", "Save this view…");
  const dialog = await t.role("dialog", "Save this view");
  await t.fill("Name of the view", "The vault", { within: dialog });
  await t.press("Enter");
  await t.gone("dialog", "Save this view");
  await t.goto("#/risks");
  await shows(t, [vault, vendor, carrier, formula]);
  await t.page.click("summary ::-p-text(Take out)");
  const csv = await t.download(() => t.click("button", "CSV of what is shown"));
  const lines = csv.bytes.toString("utf8").split("\r\n");
  t.check(lines[0].startsWith("\ufeffTitle,Code,"), `the first line is ${lines[0]}`);
  t.check(lines.includes("'=HYPERLINK(1),RISK-4,Identified,unknown: not assessed,Other,,"), csv.bytes.toString("utf8"));
  await t.page.click("summary ::-p-text(Take out)");
  const json = await t.download(() => t.click("button", "Export all of Risks (JSON)"));
  t.equal(JSON.parse(json.bytes).records.risk.length, 4, "risks in the file");
  await t.page.click("summary ::-p-text(Views)");
  await t.click("button", "The vault");
  await shows(t, [vault]);
}

/** Each count of the heat map leads to its risks. */
async function heat(t) {
  await atRisks(t);
  await t.click("link", "Heat map");
  await t.role("table", /^Number of risks by current/);
  await t.axe();
  await t.click("link", /likelihood 4, impact 5/);
  await shows(t, [vault]);
  await t.click("link", "Heat map");
  await t.click("link", "1 risk");
  await shows(t, [formula]);
  await t.page.setViewport({ width: 390, height: 844 });
  await t.click("link", "Heat map");
  await t.click("radio", "Target");
  await t.see("4 risks");
  await t.axe();
}

export default [
  { name: "search, filters and order of a list are in its address", run: narrows },
  { name: "many rows of a list change as one", run: many },
  { name: "views are kept, rows leave as CSV and JSON", run: kept },
  { name: "the heat map leads to its risks", run: heat },
];
