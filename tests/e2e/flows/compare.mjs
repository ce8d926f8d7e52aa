// Two states side by side and single records brought back (R12), and files without contacts (F3).
import { byHand, exported, file, id, importFiles, isAt, recordsOf, startWith } from "../lib/work.mjs";

const records = {
  person: [{ id: id(1), title: "Ines Okafor", phone: "+49 000 1111", position: "Duty manager" }],
  risk: [
    { id: id(2), title: "Flood of the Aske", cause: "Rain" },
    { id: id(3), title: "Fire in the switch room", cause: "A cable" },
  ],
};

async function change(t, address, label, value) {
  await t.goto(address);
  await t.fill(label, value);
  await t.press("Tab");
  await t.saved();
}

/** Chooses two states and waits for what differs. */
async function compare(t, first, second, choose = () => {}) {
  await t.goto("#/data");
  await t.choose("First", first);
  await t.choose("Second", second);
  await choose();
  await t.click("button", "Compare");
  return t.role("dialog", "What differs");
}

const words = async (t, dialog) => (await t.text(dialog)).replace(/\s+/g, " ");

/** A file from before against now: what differs is told, and one record of two is brought back. */
async function fromFile(t) {
  await startWith(t, records);
  const before = await exported(t);
  await change(t, `#/risks/${id(2)}`, "Cause", "Snow");
  await change(t, `#/risks/${id(3)}`, "Cause", "A kettle");
  await importFiles(t, await byHand(t, "new.json", { risk: [{ id: id(4), title: "Wind" }] }));
  const dialog = await compare(t, "A file…", "The workspace now", () => t.upload("First: file", before.path));
  const told = await words(t, dialog);
  for (const part of ["2 different", "0 only in the first", "1 only in the second"]) t.check(told.includes(part), `"${part}" in ${told}`);
  await t.axe();
  for (const width of [390, 1024]) await t.screenshot("compared", { width, full: false });
  await dialog.$$eval("details", (all) => all.forEach((details) => (details.open = true)));
  await t.until("the old and the new cause", async () => (await words(t, dialog)).includes("Cause: Rain Snow"));
  const row = await dialog.evaluateHandle((dialog) => [...dialog.querySelectorAll("li")].find((row) => row.innerText.includes("Flood")));
  await t.click("button", /^Bring back as in /, { within: row.asElement() });
  await t.see("Record brought back");
  await t.press("Escape");
  await t.until("the focus back on what opened it", () => t.page.evaluate(() => document.activeElement?.innerText.trim() === "Compare"));
  await t.gone("dialog", "What differs");
  await t.saved();
  const causes = async () => recordsOf(await exported(t), "risk").map((risk) => risk.cause ?? "").sort();
  t.equal(await causes(), ["", "A kettle", "Rain"], "the causes after one record came back");
}

/** A restore point against a restore point, and a record that was deleted since. */
async function fromPoint(t) {
  await startWith(t, records);
  await importFiles(t, await byHand(t, "new.json", { risk: [{ id: id(4), title: "Wind" }] }));
  await t.goto(`#/risks/${id(2)}`);
  await t.page.$eval(".head .actions > details:last-child > summary", (summary) => summary.click());
  await t.click("button", "Delete");
  await t.see("was deleted");
  await t.goto("#/data");
  // The newest restore point stands there first: made before the last import.
  const first = await t.label("First");
  await t.until("a restore point to be offered", () => first.evaluate((select) => select.selectedOptions[0].text.startsWith("Restore point: ")));
  await t.click("button", "Compare");
  const dialog = await t.role("dialog", "What differs");
  const told = await words(t, dialog);
  for (const part of ["0 different", "1 only in the first", "1 only in the second", "2 the same"]) t.check(told.includes(part), `"${part}" in ${told}`);
  const row = await dialog.evaluateHandle((dialog) => [...dialog.querySelectorAll("li")].find((row) => row.innerText.includes("Flood")));
  await row.asElement().$eval("details", (details) => (details.open = true));
  await t.click("button", /^Bring back as in /, { within: row.asElement() });
  await t.see("Record brought back");
  await t.press("Escape");
  await t.goto(`#/risks/${id(2)}`);
  await isAt(t, "Flood of the Aske");
}

/** What cannot be compared is refused in words. */
async function refused(t) {
  await startWith(t, records);
  await t.goto("#/data");
  await t.choose("First", "A file…");
  await t.click("button", "Compare");
  await t.see("Choose a file first.");
  await t.upload("First: file", await file(t, "note.md", "# A note"));
  await t.see("note.md is not a workspace file.");
  await t.upload("First: file", await file(t, "cut.json", '{"format": "holdfast", "records": {'));
  await t.click("button", "Compare");
  await t.see("Nothing was compared: ");
}

/** A file without contacts says them nowhere; merged back it takes none away. */
async function withoutContacts(t) {
  await startWith(t, records);
  await change(t, `#/people/${id(1)}`, "Phone", "+49 000 2222");
  await t.goto("#/data");
  await t.click("checkbox", /^With contacts/);
  const shared = await t.download(() => t.click("button", "Export workspace"));
  t.check(!shared.bytes.includes("+49 000"), "no number in the file");
  t.check(shared.bytes.includes("Duty manager") && shared.bytes.includes('"history"'), "the rest is in the file");

  const other = await t.anotherDevice();
  await other.goto();
  await other.click("button", "Start empty");
  await importFiles(other, shared.path);
  await change(other, `#/people/${id(1)}`, "Position", "Head of operations");
  const back = await exported(other);
  await t.goto("#/"); // What was ticked on the page is as it is at first.
  await importFiles(t, back.path);
  const [person] = recordsOf(await exported(t), "person");
  t.equal([person.position, person.phone], ["Head of operations", "+49 000 2222"], "the person after the file came back");
}

export default [
  { name: "a file and now", run: fromFile },
  { name: "a restore point and now", run: fromPoint },
  { name: "refused in words", run: refused },
  { name: "files without contacts", run: withoutContacts },
];
