// One night from the first word to the last page: a runbook is written by keyboard only, approved,
// run with a failure, a hand-over and a browser that is killed in the middle, and printed.
import { execFileSync } from "node:child_process";
import { exported, isAt, recordsOf, startEmpty } from "../lib/work.mjs";

/** Presses a button, a tab or a choice as the keyboard does: the focus there, then a key. */
async function key(t, role, name, within, by = "Enter") {
  await t.until(`the ${role} ${name} by keyboard`, async () => {
    const [element] = await t.roles(role, name, { within });
    if (!element) return false;
    await element.focus();
    const focused = await element.evaluate((each) => document.activeElement === each && !each.disabled);
    if (focused) await t.press(by);
    return focused;
  });
}

const row = (t) => t.page.evaluate(() => document.activeElement?.getAttribute("aria-label")?.replace(/^Step /, ""));
const inRow = (t, number) => t.until(`the focus in row ${number}`, async () => (await row(t)) === number);

/** The states of the steps, by title. */
const states = (t) =>
  t.page.$$eval(".run-table tbody tr", (all) =>
    Object.fromEntries(all.map((row) => [row.querySelector(".title :is(button, b)").innerText, row.querySelector(".state").innerText.trim()])),
  );
const stands = (t, title, state) => t.until(`${title} to be ${state}`, async () => (await states(t))[title] === state);

/** Answers the dialog that is open, by keyboard. */
async function answer(t, name, button, label, text) {
  const open = await t.role("dialog", name);
  if (label) {
    await (await t.label(label, { within: open })).focus();
    await t.page.keyboard.type(text);
  }
  await key(t, "button", button, open);
  await t.gone("dialog", name);
}

async function write(t) {
  await t.goto("#/runbooks");
  await key(t, "button", "New runbook");
  const made = await t.role("dialog", "New runbook");
  await (await t.label("Title", { within: made })).focus();
  await t.page.keyboard.type("Fail the ledger over");
  await t.press("Enter");
  await isAt(t, "Fail the ledger over");
  await key(t, "tab", "Steps");
  await key(t, "button", "Add the first step");
  const lines = [
    ["Stop the writers ~5 @Operator", "1"],
    ["Promote the standby ~10 @DBA !", "2"],
    ["Tell the branches ~5 @Desk ||", "3"],
    ["Payments are back /milestone", "4"],
    ["Go home ~30", "5"],
  ];
  for (const [n, [line, number]] of lines.entries()) {
    if (n > 0) await t.press("Enter");
    await inRow(t, number);
    await t.page.keyboard.type(line);
  }
  await t.press("ArrowUp");
  await inRow(t, "4");
  await t.until("side by side", () => t.page.$$eval(".outline .row .marks", (all) => all.some((marks) => marks.textContent.includes("∥"))));
  await key(t, "button", "Submit for review");
  await key(t, "button", "Approve");
  await answer(t, "Approve", "Approve", /^What is new/, "The first one");
  // Where Approve was stands something else now: Enter must do nothing.
  await t.until("the focus on the heading", () => t.page.evaluate(() => document.activeElement.tagName === "H1"));
  await t.press("Enter");
  await t.until("the state Approved", () => t.page.$eval(".head .sub", (states) => states.innerText.includes("Approved")));
  await t.axe();
}

async function run(t) {
  await key(t, "button", "Start run");
  const dialog = await t.role("dialog", "Start run");
  await key(t, "radio", "In earnest", dialog, " ");
  await key(t, "button", "Start run", dialog);
  await t.role("timer");
  await key(t, "button", /^Start step: Stop/);
  await key(t, "button", /^Done: Stop/);
  await key(t, "button", /^Start step: Promote/);
  await key(t, "button", /^Fail: Promote/);
  await answer(t, /^Fail/, "Fail", "What went wrong?", "The standby lags behind");
  await stands(t, "Promote the standby", "Failed");
  await t.saved();

  // The machine goes down in the middle.
  const address = new URL(t.page.url()).hash;
  await t.crashAndReopen();
  await t.goto(address);
  await stands(t, "Promote the standby", "Failed");
  await stands(t, "Stop the writers", "Done");

  // Mended by hand, taken up again, handed over.
  await key(t, "button", "Promote the standby");
  await key(t, "button", /^Start step again: Promote/);
  await stands(t, "Promote the standby", "Running");
  await t.until("the menu of the run", () =>
    t.page.evaluate(() => {
      const menu = [...document.querySelectorAll(".head details.drop")].find((each) => each.querySelector("summary").innerText.trim().startsWith("More"));
      menu?.querySelector("summary").focus();
      return Boolean(menu);
    }),
  );
  await t.press("Enter");
  await key(t, "button", "Hand over lead…");
  await answer(t, /^Hand over lead/, "Hand over lead", /^Who takes it over/, "Bo Lind");
  await key(t, "button", /^Done: Promote/);
  await key(t, "button", "Tell the branches");
  await key(t, "button", /^Done: Tell/);
  await key(t, "button", "Payments are back");
  await key(t, "button", /^Done: Payments/);
  await stands(t, "Payments are back", "Done");
  await key(t, "button", "Go home");
  await key(t, "button", /^Skip: Go home/);
  await answer(t, /^Skip/, "Skip", /^Why is this step skipped/, "They stay");
  await stands(t, "Go home", "Skipped");
  await key(t, "button", /^Finish run/);
  await answer(t, /^Finish run/, "Finish run");
  await t.see("Finished at");
}

async function night(t) {
  await startEmpty(t, "Ines Okafor");
  await write(t);
  await run(t);
  const pdf = await t.pdf("record");
  const paper = execFileSync("pdftotext", ["-layout", pdf, "-"], { encoding: "utf8" });
  for (const words of ["Fail the ledger over", "The standby lags behind", "Bo Lind", "They stay", "Ines Okafor", "Skipped"])
    t.check(paper.includes(words), `"${words}" on the printed record: ${paper}`);
  await t.saved();
  const file = await exported(t);
  const [runbook, made] = [recordsOf(file, "runbook")[0], recordsOf(file, "run")[0]];
  t.equal(made.runbook_version, runbook.approval.content, "the version that was run");
  t.equal(recordsOf(file, "role").map((role) => role.title).sort(), ["DBA", "Desk", "Operator"], "the roles that were named");
  for (const word of ["started", "failed", "handed_over", "done", "skipped", "finished"])
    t.check(made.events.some(({ what }) => what === word), `${word} in the record`);
}

export default [{ name: "a night from the first word to the printed record, by keyboard", browsers: ["chromium", "firefox"], run: night }];
