// Writing a runbook by keyboard, running it, and what is left of the run afterwards.
import { readFile } from "node:fs/promises";
import { menu } from "../lib/work.mjs";

const titles = (t) => t.page.$$eval(".outline .row", (rows) => rows.map((row) => `${row.querySelector(".no").innerText} ${row.querySelector("input").value}`));
const outlineIs = (t, expected) =>
  t.until(`the outline ${expected.join(", ")}`, async () => JSON.stringify(await titles(t)) === JSON.stringify(expected));
const states = (t) => t.page.$$eval(".run-table tbody tr", (rows) => rows.map((row) => row.querySelector(".state").innerText.trim()));
const statesAre = (t, expected) =>
  t.until(`the states ${expected.join(", ")}`, async () => JSON.stringify(await states(t)) === JSON.stringify(expected));
/** Until the focus is in the row with this number. */
const inRow = (t, number) =>
  t.until(`the focus in row ${number}`, () => t.page.evaluate((name) => document.activeElement?.getAttribute("aria-label") === name, `Step ${number}`));

async function newRunbook(t, title, copied) {
  await t.goto();
  await t.fill("Who is using this device?", "Ines Okafor");
  await t.click("button", "Start empty");
  await t.role("heading", "Today");
  await t.goto("#/runbooks");
  await t.click("button", "New runbook");
  const dialog = await t.role("dialog", "New runbook");
  await t.fill("Title", title, { within: dialog });
  await t.press("Enter");
  await t.role("heading", title);
  await t.click("tab", "About");
  await t.fill("Purpose", copied);
  await t.press("Control", "a");
  await t.press("Control", "c");
  await t.click("tab", "Steps");
  await t.click("button", "Add the first step");
  await inRow(t, "1");
}

const noteOf = (t) => t.page.$eval("textarea[id^=note-]", (note) => note.value);
const timer = (t) => t.page.$eval("[role=timer]", (clock) => clock.innerText);

/** The clipboard that `newRunbook` filled, into the row that has the focus. */
const paste = (t) => t.press("Control", "v");

/** Enter, Tab, Alt and the arrows, Backspace and pasted Markdown make the outline; undo takes it back. */
async function outline(t) {
  await newRunbook(t, "Fail over the patient index", "- Promote the replica\n\n  ```sh\n  pg_ctl promote\n  ```\n- Check the log-in\n");
  await t.page.keyboard.type("Declare");
  await t.press("Enter");
  await inRow(t, "2");
  await t.page.keyboard.type("Name the lead");
  await t.press("Tab");
  await inRow(t, "1.1");
  await t.press("Enter");
  await inRow(t, "1.2");
  await t.page.keyboard.type("Tell the wards");
  await t.press("Alt", "ArrowUp");
  await outlineIs(t, ["1 Declare", "1.1 Tell the wards", "1.2 Name the lead"]);
  await inRow(t, "1.1");
  await t.press("ArrowDown");
  await inRow(t, "1.2");
  // In a row that is only looked at, Tab moves on; in one that is written, it indents.
  await t.press("Shift", "Tab");
  await t.until("the focus in no row", () => t.page.evaluate(() => document.activeElement?.tagName === "BUTTON"));
  await t.press("Tab");
  await inRow(t, "1.2");
  await outlineIs(t, ["1 Declare", "1.1 Tell the wards", "1.2 Name the lead"]);
  await t.press("End");
  await t.page.keyboard.type("!");
  await t.press("Backspace");
  await t.press("Shift", "Tab");
  await outlineIs(t, ["1 Declare", "1.1 Tell the wards", "2 Name the lead"]);
  await inRow(t, "2");
  await t.click("button", /^Undo/);
  await outlineIs(t, ["1 Declare", "1.1 Tell the wards", "1.2 Name the lead"]);
  await t.click("button", /^Redo/);
  await outlineIs(t, ["1 Declare", "1.1 Tell the wards", "2 Name the lead"]);
  await (await t.label("Step 2")).focus();
  await t.press("Enter");
  await inRow(t, "3");
  await paste(t);
  await outlineIs(t, ["1 Declare", "1.1 Tell the wards", "2 Name the lead", "3 Promote the replica", "4 Check the log-in"]);
  await inRow(t, "4");
  await t.press("Enter");
  await inRow(t, "5");
  await t.press("Backspace");
  await inRow(t, "4");
  await t.press("Control", "Enter");
  await t.until("the focus on the kind", () => t.page.evaluate(() => document.activeElement?.id.endsWith("-kind")));
  await t.choose("Kind", "Validation");
  await t.fill("Instructions", "Log in as **probe**.");
  await t.axe();
  await t.press("Control", "Enter");
  await t.press("Escape");
  await inRow(t, "4");
  await t.saved();
  await t.reload();
  await outlineIs(t, ["1 Declare", "1.1 Tell the wards", "2 Name the lead", "3 Promote the replica", "4 Check the log-in"]);
  await t.click("tab", "Preview");
  await t.see("pg_ctl promote");
  await t.see("Validation");
  await t.axe();
}

/** A run holds what was done through a crash, tells it as Markdown, and prints. */
async function run(t) {
  await newRunbook(t, "Fail over the patient index", "Declare\nPromote the replica\nCheck the log-in");
  await paste(t);
  await outlineIs(t, ["1 Declare", "2 Promote the replica", "3 Check the log-in"]);
  await t.click("button", "Start run");
  const dialog = await t.role("dialog", "Start run");
  await t.axe();
  await t.click("radio", "In earnest", { within: dialog });
  await t.click("button", "Start run", { within: dialog });
  await t.role("timer");
  t.check(/#\/runs\/[0-9a-f-]{36}$/.test(t.page.url()), "the run's address");
  await statesAre(t, ["Ready", "Pending", "Pending"]);
  await t.axe();
  await t.click("button", /^Start step: Declare/);
  await t.click("button", /^Done: Declare/);
  await t.click("button", /^Start step: Promote/);
  await t.click("button", /^Fail: Promote/);
  const reason = await t.role("dialog", /^Fail/);
  await t.axe();
  await t.click("button", "Fail", { within: reason });
  await t.see("Say what went wrong.");
  await t.fill("What went wrong?", "The replica lags");
  await t.click("button", "Fail", { within: reason });
  await t.gone("dialog", /^Fail/);
  await statesAre(t, ["Done", "Failed", "Pending"]);
  await t.click("button", "Check the log-in");
  await t.fill("Note on this step", "The wards wait");
  await t.saved();
  await t.reload();
  await t.click("button", "Check the log-in");
  await t.until("the note that was being written", async () => (await noteOf(t)) === "The wards wait");
  await t.click("button", /^Add note/);
  await t.click("button", /^Skip: Check/);
  const why = await t.role("dialog", /^Skip/);
  await t.fill("Why is this step skipped?", "Nobody can log in");
  await t.click("button", "Skip", { within: why });
  await statesAre(t, ["Done", "Failed", "Skipped"]);
  await t.saved();
  const address = new URL(t.page.url()).hash;
  await t.crashAndReopen();
  await t.goto(address);
  await statesAre(t, ["Done", "Failed", "Skipped"]);
  await t.role("button", /^Start step again: Promote/);
  await t.fill("Note on this step", "The vendor is called");
  await t.click("tab", "Log");
  for (const text of ["The replica lags", "The wards wait", "Nobody can log in", "Ines Okafor"]) await t.see(text);
  await t.axe();
  const record = await t.download(() => menu(t, "Export", "Record as Markdown"));
  t.equal(record.name, "RUN-1.md", "the name of the record");
  t.check(record.bytes.toString().includes("Failed · 2 “Promote the replica”"), "the record tells what failed");
  await t.click("button", /^Finish run/);
  await t.click("button", "Finish run", { within: await t.role("dialog", /^Finish/) });
  await t.see("Finished at");
  // What was written on a step goes into the log with the end of the run.
  await t.see("The vendor is called");
  t.equal((await t.roles("button", /^(Start step|Done|Fail|Skip)/)).length, 0, "buttons of steps once the run is over");
  const paper = await readFile(await t.pdf("record"));
  t.check(paper.length > 5000, "the record on paper");
}

/** A run of the sample asks what it is for, names values that are missing, and wants evidence. */
async function asking(t) {
  await t.goto();
  await t.fill("Who is using this device?", "Ines Okafor");
  await t.click("button", "Open sample workspace");
  await t.role("heading", "Today");
  await t.saved();
  await t.goto("#/runbooks");
  await t.click("link", "Restore the electronic patient record after ransomware");
  await t.role("heading", "Restore the electronic patient record after ransomware");
  t.equal(await t.page.$$eval(".head .primary", (buttons) => buttons.length), 1, "loud buttons");
  // Where the buttons wrap, a menu opens within the page all the same.
  await t.page.setViewport({ width: 1024, height: 700 });
  const summary = await t.page.$(".head .actions details.drop > summary");
  await summary.click();
  await t.until("the menu within the page", () =>
    summary.evaluate((summary) => {
      const menu = summary.nextElementSibling.getBoundingClientRect();
      const main = summary.closest("main").getBoundingClientRect();
      return menu.height > 60 && menu.left >= main.left && menu.right <= main.right;
    }),
  );
  await summary.click();
  await t.page.setViewport({ width: 1280, height: 800 });
  await t.click("button", "Start run");
  const dialog = await t.role("dialog", "Start run");
  await t.see("No value yet: restore_point");
  await t.click("button", "Start run", { within: dialog });
  await t.see("Say what the run is for.");
  t.check(await t.page.evaluate(() => document.activeElement.type === "radio"), "the focus where it is to be said");
  await t.click("radio", "Exercise", { within: dialog });
  await t.click("button", "Start run", { within: dialog });
  await t.role("timer");
  await t.click("button", "Restore and recover to the clean moment");
  await t.see("{{restore_point}}");
  await t.see("No value yet: restore_point");
  await t.click("button", "Smoke test by the applications team");
  await t.click("button", /^Done: passed: Smoke/);
  const evidence = await t.role("dialog", /^Done/);
  await t.click("button", "Done", { within: evidence });
  await t.see("Say what was seen, or where the evidence is kept.");
  await t.fill(/^What was seen/, "Checksums match, list in the safe", { within: evidence });
  await t.axe();
  await t.click("button", "Done", { within: evidence });
  await t.gone("dialog", /^Done/);
  await t.click("tab", "Log");
  await t.see("Checksums match, list in the safe");
}

/** On a phone one step fills the screen. */
async function phone(t) {
  await newRunbook(t, "Restore the file share", "Cut the network\nMount the copy");
  await paste(t);
  await outlineIs(t, ["1 Cut the network", "2 Mount the copy"]);
  await t.page.setViewport({ width: 390, height: 844 });
  await t.click("button", "Start run");
  const dialog = await t.role("dialog", "Start run");
  await t.click("radio", "In earnest", { within: dialog });
  // Two days ago: the clock counts from there, and has the room for it.
  await t.page.$eval("dialog input[type=datetime-local]", (input) => {
    const then = new Date(Date.now() - 50 * 3600e3);
    input.value = new Date(then - then.getTimezoneOffset() * 60e3).toISOString().slice(0, 16);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await t.click("button", "Start run", { within: dialog });
  await t.role("heading", "Cut the network", { level: 1 });
  await t.until("the clock", async () => /^2 d 0\d:\d\d:\d\d\nsince it occurred$/.test(await timer(t)));
  for (const text of ["Restore the file share", "In earnest"]) await t.see(text);
  await t.axe();
  await t.page.setViewport({ width: 844, height: 390 });
  for (const word of ["Start step", "Done", "Fail", "Skip"]) {
    const button = await t.role("button", new RegExp(`^${word}: Cut`));
    t.check(await button.evaluate((button) => button.getBoundingClientRect().bottom <= innerHeight), `${word} in a low window`);
  }
  await t.page.setViewport({ width: 390, height: 844 });
  await t.until("the narrow window", () => t.page.evaluate(() => innerWidth === 390 && innerHeight === 844));
  await t.click("button", "Next step");
  await t.role("heading", "Mount the copy", { level: 1 });
  await t.click("button", "Previous step");
  await t.click("button", /^Start step: Cut/);
  await t.click("button", /^Done: Cut/);
  await t.role("heading", "Mount the copy", { level: 1 });
  await t.until("the focus on the next step", () => t.page.evaluate(() => document.activeElement?.innerText === "Mount the copy"));
  await t.click("button", "All steps");
  await statesAre(t, ["Done", "Ready"]);
  await t.axe();
}

export default [
  { name: "a runbook is written by keyboard", browsers: ["chromium", "firefox"], run: outline },
  { name: "a run survives a crash and leaves a record", browsers: ["chromium"], run },
  { name: "a run asks for what it needs", browsers: ["chromium"], run: asking },
  { name: "on a phone one step fills the screen", browsers: ["chromium", "firefox"], run: phone },
];
