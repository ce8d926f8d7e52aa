// Two states side by side and single records brought back (R12), and files without contacts (F3).
import { apply, byHand, exported, file, id, importFiles, isAt, recordsOf, review, startWith } from "../lib/work.mjs";

const records = {
  person: [{ id: id(1), title: "Ines Okafor", phone: "+49 000 1111", position: "Duty manager" }],
  risk: [
    { id: id(2), title: "Flood of the Aske", cause: "Rain", owner: id(1) },
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
  // What changes nothing needs no way back; nor does what came where nothing was.
  await importFiles(t, before.path);
  await t.see("None yet. One is made before an import changes");
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
  const says = (part) => t.until(`"${part}" in the dialog`, async () => (await words(t, dialog)).includes(part));
  const inRow = { within: row.asElement() };
  const name = `Bring back as in ${before.path.split("/").at(-1)}: Flood of the Aske`;
  // The dialog follows what is done in it, and the message over it can be pressed.
  await t.click("button", name, inRow);
  await says("1 different");
  await says("2 the same");
  t.equal(await row.asElement().$eval("summary", (summary) => [document.activeElement === summary, summary.innerText.includes("The same")]), [true, true], "the focus on a row that says it is the same");
  t.equal((await t.roles("button", /^Bring back/, inRow)).length, 0, "buttons for what is done");
  await t.see("Flood of the Aske brought back");
  await t.click("button", "Undo", { within: dialog });
  await says("2 different");
  await t.click("button", name, inRow);
  await says("1 different");
  await t.press("Escape");
  await t.until("the focus back on what opened it", () => t.page.evaluate(() => document.activeElement?.innerText.trim() === "Compare"));
  await t.gone("dialog", "What differs");
  await t.until("the focus to be where it was", () => t.page.evaluate(() => document.activeElement.innerText === "Compare"));
  await t.role("button", /^Undo: Flood of the Aske brought back/);
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
  await t.until("the look into it", async () => (await words(t, row.asElement())).includes("Cause Rain Owner Ines Okafor"));
  await t.click("button", /^Bring back as in /, { within: row.asElement() });
  await t.see("Flood of the Aske brought back");
  await t.press("Escape");
  await t.goto(`#/risks/${id(2)}`);
  await isAt(t, "Flood of the Aske");
}

/** A run comes back as it was, but nothing that was reported since goes from its log (R12). */
async function aRun(t) {
  const at = "2026-11-26T08:00:00.000Z";
  const step = { id: id(11), title: "Close the valves" };
  const started = { id: id(21), what: "started", at, by: "Ines Okafor" };
  await startWith(t, { run: [{ id: id(10), title: "Fail over", mode: "exercise", steps: [step], events: [started] }] });
  const before = await exported(t);
  const done = { id: id(22), what: "done", step: id(11), at, by: "Tom Reid", after: [id(21)] };
  const plan = await review(t, await byHand(t, "later.json", { run: [{ id: id(10), title: "Fail over again", mode: "nonsense", events: [started, done] }] }));
  const proposed = await words(t, plan);
  for (const part of ["Event “Done” of Step “Close the valves”: By: Tom Reid", "not a choice that this version knows"]) t.check(proposed.includes(part), `"${part}" in ${proposed}`);
  t.check(!proposed.includes(id(21)), `an id in ${proposed}`);
  await t.screenshot("proposed", { width: 1024, full: false });
  await apply(t);
  const dialog = await compare(t, "A file…", "The workspace now", () => t.upload("First: file", before.path));
  await dialog.$$eval("details", (all) => all.forEach((details) => (details.open = true)));
  const told = await words(t, dialog);
  for (const part of ["Event “Done” of Step “Close the valves”: added", "takes nothing out of its log", "By Tom Reid"]) t.check(told.includes(part), `"${part}" in ${told}`);
  t.check(!told.includes(id(11)), `an id in ${told}`);
  await t.axe();
  for (const width of [390, 1024, 1600]) await t.screenshot("run", { width, full: false });
  await t.click("button", /^Bring back as in /);
  await t.until("nothing left to bring back", async () => (await t.roles("button", /^Bring back as in /)).length === 0);
  await t.press("Escape");
  await t.saved();
  const [run] = recordsOf(await exported(t), "run");
  t.equal([run.title, run.mode, run.events.map((event) => event.what)], ["Fail over", "exercise", ["started", "done"]], "the run after it came back");

  // Nor when everything goes back to a restore point.
  await importFiles(t, await byHand(t, "again.json", { run: [{ id: id(10), title: "Fail over once more" }] }));
  await t.goto("#/data");
  await t.click("button", /^Restore .*later\.json/);
  await t.see("1 newer entry of a log kept");
  await t.saved();
  const [rolled] = recordsOf(await exported(t), "run");
  t.equal([rolled.title, rolled.events.map((event) => event.what)], ["Fail over", ["started", "done"]], "the run after all went back");
}

/** Presses Tab until what `find` gives has the focus, which shows. */
async function reach(t, what, find) {
  for (let n = 0; n < 150; n += 1) {
    const element = await find();
    if (element && (await element.evaluate((each) => each === document.activeElement))) {
      t.check(await element.evaluate((each) => each.matches(":focus-visible")), `the focus shows at ${what}`);
      return element;
    }
    await t.press("Tab");
  }
  throw new Error(`Tab does not lead to ${what}`);
}

/** Comparing, automatic export and purge by keyboard alone. */
async function byKeys(t) {
  const named = (role, name) => async () => (await t.roles(role, name))[0];
  await startWith(t, records);
  await importFiles(t, await byHand(t, "new.json", { risk: [{ id: id(4), title: "Wind" }] }));
  await t.goto("#/data");
  const first = await reach(t, "First", () => t.label("First"));
  await t.press("R");
  t.check((await first.evaluate((select) => select.selectedOptions[0].text)).startsWith("Restore point"), "a restore point is chosen");
  await reach(t, "Compare", named("button", "Compare"));
  await t.press("Enter");
  const dialog = await t.role("dialog", "What differs");
  await reach(t, "Wind", async () => (await dialog.$$("summary"))[0]);
  await t.press("Enter");
  await t.press("Escape");
  await t.gone("dialog", "What differs");
  t.equal(await t.page.evaluate(() => document.activeElement.textContent), "Compare", "what has the focus after the dialog");

  await t.goto("#/");
  await t.goto("#/data");
  await reach(t, "How often", () => t.label("How often"));
  await t.download(() => t.press("E"));
  await t.see("Exported by itself as ");

  await t.goto(`#/risks/${id(2)}`);
  await isAt(t, "Flood of the Aske");
  await reach(t, "Cause", () => t.label("Cause"));
  await t.press("Control", "a");
  await t.page.keyboard.type("Snow");
  await t.press("Tab");
  await t.saved();
  const history = 'section[aria-label="History"]';
  await reach(t, "History", () => t.page.$(`${history} summary`));
  await t.press("Enter");
  const purge = async () => {
    for (const button of await t.page.$$(`${history} dd button`)) {
      if ((await button.evaluate((each) => each.innerText)).startsWith("Purge “Rain")) return button;
    }
  };
  await t.until("the button that purges", purge);
  await reach(t, "the button that purges", purge);
  await t.press("Enter");
  await t.role("dialog", /^Purge /);
  await reach(t, "Purge for good", named("button", "Purge for good"));
  await t.press("Enter");
  await t.see("Purged. It does not come back.");
  t.check(!(await exported(t)).bytes.includes('"Rain"'), "the value in an export");
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
  await t.see("with history, without contacts. It is not counted as a whole export");
  await t.see("was never exported from this device");
  t.check(!shared.bytes.includes("+49 000"), "no number in the file");
  t.check(shared.bytes.includes("Duty manager") && shared.bytes.includes('"history"'), "the rest is in the file");

  const other = await t.anotherDevice();
  await other.goto();
  await other.click("button", "Start empty");
  await importFiles(other, shared.path);
  await change(other, `#/people/${id(1)}`, "Position", "Head of operations");
  await other.see("Left out of the file that this copy was made from: Phone");
  t.check(!(await other.text()).includes("no way to reach"), "what was left out is no fault");
  await other.screenshot("left-out", { width: 390, full: false });
  await other.page.setViewport({ width: 1024, height: 900 });
  const back = await exported(other);
  await t.goto("#/"); // What was ticked on the page is as it is at first.
  await importFiles(t, back.path);
  const [person] = recordsOf(await exported(t), "person");
  t.equal([person.position, person.phone], ["Head of operations", "+49 000 2222"], "the person after the file came back");

  // A selection takes what it links to along, and says so before.
  await t.goto("#/risks");
  await t.click("checkbox", /^Select .*Flood of the Aske/);
  await t.click("button", "Export…");
  const dialog = await t.role("dialog", "Export");
  await t.see("1 record and 1 more that is linked");
  await t.axe();
  await t.screenshot("selection", { width: 390, full: false });
  await t.page.setViewport({ width: 1024, height: 900 });
  await t.click("checkbox", /^With contacts/, { within: dialog });
  await t.click("checkbox", /^With history/, { within: dialog });
  const { bytes } = await t.download(() => t.click("button", "Export", { within: dialog }));
  t.check(!bytes.includes("+49 000") && !bytes.includes('"history"'), "neither contacts nor history in the file");
  await t.see("1 record and 1 more that is linked, without history, without contacts.");
}

export default [
  { name: "a file and now", browsers: ["chromium"], run: fromFile },
  { name: "a restore point and now", run: fromPoint },
  { name: "a run keeps its log", run: aRun },
  { name: "compared, exported by itself and purged by keyboard", browsers: ["chromium"], run: byKeys },
  { name: "refused in words", browsers: ["chromium"], run: refused },
  { name: "files without contacts", browsers: ["chromium"], run: withoutContacts },
];
