// Versions of a runbook: approved, compared, brought back; templates and snippets.
import { readFile } from "node:fs/promises";
import { cardSays, heading, id, isAt, region, startWith } from "../lib/work.mjs";

const BOOK = id(1);
const LONG = "Stop the writers on both nodes and wait until the queue has drained completely.";
const place = (n) => ({ key: `k${n}` });
const records = {
  runbook: [
    {
      id: BOOK,
      code: "RB-1",
      title: "Restore the ledger",
      purpose: "The ledger is back.",
      steps: [
        { id: id(11), place: place(1), title: "Stop the writers", instructions: LONG },
        { id: id(12), place: place(2), title: "Restore the backup" },
        { id: id(13), place: place(3), title: "Start the writers" },
      ],
    },
    {
      id: id(2),
      code: "RB-2",
      title: "Any database",
      use: "template",
      purpose: "It is back.",
      steps: [{ id: id(21), place: place(1), title: "Restore it" }],
    },
    {
      id: id(3),
      code: "RB-3",
      title: "Tell the wards",
      use: "snippet",
      steps: [
        { id: id(31), place: place(1), title: "Phone them" },
        { id: id(32), place: place(2), title: "Write it down", predecessors: [id(31)] },
      ],
      variables: [{ id: id(33), place: place(1), name: "unused" }],
    },
  ],
};

const titles = (t) => t.page.$$eval(".outline .row input[type=text]", (inputs) => inputs.map((input) => input.value));
const outlineIs = (t, expected) =>
  t.until(`the steps ${expected.join(", ")}`, async () => JSON.stringify(await titles(t)) === JSON.stringify(expected));

/** Submits if needed, and approves with a word on what is new. */
async function approve(t, button, news) {
  await t.click("button", button);
  const dialog = await t.role("dialog", button);
  if (news) await t.fill("What is new", news, { within: dialog });
  await t.axe();
  await t.click("button", button, { within: dialog });
  await t.gone("dialog", button);
}

/** Approved twice; what differs shows; the first one is brought back, and taken back again. */
async function versions(t) {
  await startWith(t, records, "Ines Okafor");
  await t.goto(`#/runbooks/${BOOK}`);
  await isAt(t, "Restore the ledger");
  await t.click("button", "Submit for review");
  await t.click("tab", "Versions");
  await cardSays(t, "Approval", "Submitted by Ines Okafor");
  await approve(t, "Approve", "The first one");
  await t.click("tab", "Versions");
  await cardSays(t, "Versions", "Version 1");
  await cardSays(t, "Versions", "The first one");
  await cardSays(t, "Versions", "As it is now");
  await cardSays(t, "Comparison", "Nothing differs.");
  await cardSays(t, "Review", "never");
  await t.axe();

  // A run of the first version, and a change after it.
  await t.click("button", "Start run");
  const start = await t.role("dialog", "Start run");
  await t.click("radio", "Exercise", { within: start });
  await t.click("button", "Start run", { within: start });
  await t.role("timer");
  await t.see("Version 1");
  const run = new URL(t.page.url()).hash;
  await t.goto(`#/runbooks/${BOOK}`);
  await t.click("tab", "About");
  await t.fill("Purpose", "The ledger is back, and its sums agree with the bank.");
  await t.click("tab", "Steps");
  await (await t.label("Step 2")).focus();
  await t.click("button", "Remove step");
  await outlineIs(t, ["Stop the writers", "Start the writers"]);
  await (await t.label("Step 2")).focus();
  await t.click("button", "Move step up");
  await outlineIs(t, ["Start the writers", "Stop the writers"]);
  await (await t.label("Step 2")).focus();
  await t.press("Enter");
  await t.until("a third row", async () => (await titles(t)).length === 3);
  await t.page.keyboard.type("Check the sums");
  await t.press("Tab");
  await outlineIs(t, ["Start the writers", "Stop the writers", "Check the sums"]);
  await approve(t, "Approve the changes", "");
  await t.click("tab", "Versions");
  await cardSays(t, "Versions", "Version 2");
  await cardSays(t, "Versions", "Superseded");
  await cardSays(t, "Versions", "1 run");
  await t.click("button", /^Compare with now.*version 1/);
  await cardSays(t, "Comparison", "1 step added, 1 removed, 1 moved; 1 field changed");
  const card = await region(t, "Comparison");
  for (const words of ["+ Added", "− Removed", "Moved from", "Check the sums", "1 step unchanged"]) await cardSays(t, "Comparison", words);
  t.check((await card.$$eval("ins", (all) => all.map((one) => one.innerText))).some((text) => text.includes("its sums")), "the new words are marked");
  await t.axe();
  const paper = await readFile(await t.pdf("comparison"));
  t.check(paper.length > 5000, "the comparison on paper");
  // The run leads to the comparison with what it worked with.
  await t.goto(run);
  await t.click("link", "Compare with the runbook now");
  await isAt(t, "Restore the ledger");
  await cardSays(t, "Comparison", "1 step added, 1 removed, 1 moved; 1 field changed");

  await t.click("button", /^Bring this version back.*version 1/);
  await cardSays(t, "Comparison", "Nothing differs.");
  await cardSays(t, "Approval", "Draft");
  await t.click("tab", "Steps");
  await outlineIs(t, ["Stop the writers", "Restore the backup", "Start the writers"]);
  await t.click("button", /^Undo/);
  await outlineIs(t, ["Start the writers", "Stop the writers", "Check the sums"]);
  await t.saved();
  await t.reload();
  await t.click("tab", "Versions");
  await cardSays(t, "Versions", "Version 2");
}

/** A template is no run by accident: runbooks are made of it. */
async function templates(t) {
  await startWith(t, records, "Ines Okafor");
  await t.goto("#/runbooks");
  await t.see("Template");
  await t.see("Snippet");
  await t.axe();
  await t.click("link", "Any database");
  await isAt(t, "Any database");
  await t.click("button", "Start run");
  const stop = await t.role("dialog", "This is a template");
  await t.axe();
  await t.click("button", "Make a runbook of it", { within: stop });
  await t.until("the new runbook", async () => !t.page.url().includes(id(2)) && (await heading(t)) === "Any database");
  await outlineIs(t, ["Restore it"]);
  await t.goto("#/runbooks");
  await t.click("button", "New runbook");
  const dialog = await t.role("dialog", "New runbook");
  await t.fill("Title", "Restore the registry", { within: dialog });
  await t.choose("From a template", "RB-2 Any database", { within: dialog });
  await t.axe();
  await t.click("button", "New runbook", { within: dialog });
  await isAt(t, "Restore the registry");
  await outlineIs(t, ["Restore it"]);
  await t.click("tab", "About");
  await t.until("the purpose of the template", () => t.page.$eval("#f-purpose", (field) => field.value === "It is back."));
  await t.click("button", "Start run");
  await t.role("dialog", "Start run");
}

/** Steps go into a runbook and come out of it as a snippet. */
async function snippets(t) {
  await startWith(t, records, "Ines Okafor");
  await t.goto(`#/runbooks/${BOOK}`);
  await isAt(t, "Restore the ledger");
  await (await t.label("Step 1")).focus();
  const open = async (entry) => {
    await t.page.$$eval(".outline-card summary", (all) => all.find((one) => one.innerText.trim() === "Snippets").click());
    await t.click("button", entry);
  };
  await open("Insert steps…");
  const dialog = await t.role("dialog", "Insert steps");
  const names = () => dialog.$$eval("li p:first-child", (all) => all.map((one) => one.innerText));
  t.equal(await names(), ["RB-3 Tell the wards", "RB-2 Any database"], "snippets first");
  await t.axe();
  await t.fill("Search snippets and runbooks", "wards", { within: dialog });
  await t.until("what has the word", async () => (await names()).length === 1);
  await t.click("button", /^Insert/, { within: dialog });
  await t.gone("dialog", "Insert steps");
  await outlineIs(t, ["Stop the writers", "Phone them", "Write it down", "Restore the backup", "Start the writers"]);
  await t.click("button", /^Undo/);
  await outlineIs(t, ["Stop the writers", "Restore the backup", "Start the writers"]);
  await (await t.label("Step 2")).focus();
  await open("Save as snippet…");
  const saving = await t.role("dialog", "Save as snippet");
  await t.axe();
  await t.fill("Title", "Restore any backup", { within: saving });
  await t.click("button", "Save snippet", { within: saving });
  await t.gone("dialog", "Save as snippet");
  await t.goto("#/runbooks");
  await t.click("link", "Restore any backup");
  await isAt(t, "Restore any backup");
  await outlineIs(t, ["Restore the backup"]);
}

export default [
  { name: "versions are kept, compared and brought back", browsers: ["chromium"], run: versions },
  { name: "runbooks are made of templates", browsers: ["chromium"], run: templates },
  { name: "steps are inserted and saved as snippets", browsers: ["chromium"], run: snippets },
];
