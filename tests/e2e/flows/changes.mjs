// A change from draft to closed, with two people's approvals.
import { act, becomes, cardSays, exported, id, importFiles, isAt, startEmpty, startWith } from "../lib/work.mjs";

const hours = (n) => new Date(Date.now() + n * 3_600_000).toISOString();
const [INES, TOM, AMAL] = [id(1), id(2), id(3)];

const records = {
  person: [
    { id: INES, title: "Ines Okafor" },
    { id: TOM, title: "Tom Reid" },
    { id: AMAL, title: "Amal Haddad" },
  ],
  change: [
    {
      id: id(10),
      title: "Replace the core switch",
      type: "normal",
      window: { start: hours(-1), end: hours(3) },
      implementation_plan: "Pull the old one, rack the new one.",
      back_out_plan: "The old one stays in the rack until Monday.",
      approvals: [
        { id: id(11), asked: TOM },
        { id: id(12), asked: AMAL },
      ],
    },
  ],
};

const state = (t, word) =>
  t.until(`the state ${word}`, async () => (await t.page.$eval(".head .sub", (sub) => sub.innerText)).includes(word));

/** Someone else takes the device and opens the change. */
async function takes(t, name) {
  await becomes(t, name);
  await t.goto(`#/changes/${id(10)}`);
  await isAt(t, "Replace the core switch");
}

async function closed(t) {
  await startWith(t, records);
  await takes(t, "Ines Okafor");
  await t.click("button", "Submit");
  await t.see("Still missing: a reason");
  await t.fill("Reason", "Its fans fail; there are no spare parts any more.");
  await t.press("Tab");
  await act(t, "Submit");
  await state(t, "Submitted");
  await t.click("radio", "High", { within: await t.role("group", "Risk level") });
  await act(t, "Mark assessed");
  await state(t, "Assessed");

  // The one who asks for it cannot wave it through.
  await t.click("button", "Approve");
  await t.see("You requested this change; somebody else must approve it (four eyes).");
  await t.click("button", "Authorise");
  await t.see("0 of 2 approvals are there.");

  for (const [n, name] of ["Tom Reid", "Amal Haddad"].entries()) {
    await takes(t, name);
    await act(t, "Approve", (dialog) => t.fill("Comment", `Looks right to ${name}.`, { within: dialog }));
    await cardSays(t, "Approvals", `Looks right to ${name}.`);
    if (n === 0) await t.see("1 of 2 approvals are there.");
  }
  await takes(t, "Ines Okafor");
  for (const [action, then] of [
    ["Authorise", "Authorised"],
    ["Schedule", "Scheduled"],
    ["Start implementation", "Implementing"],
    ["Implementation finished", "In review"],
  ]) {
    await act(t, action);
    await state(t, then);
  }
  await act(t, "Close change", async (dialog) => {
    await t.choose("Outcome", "Successful with issues", { within: dialog });
    await t.fill("Notes", "One uplink had to be spliced again.", { within: dialog });
  });
  await state(t, "Closed");
  await cardSays(t, "Closing", "One uplink had to be spliced again.");
  await cardSays(t, "Log", "Ines Okafor");
  await t.saved();
  await t.reload();
  await state(t, "Closed");
}

/** A plan that changes after it was approved needs its approvals again. */
async function approvalsLapse(t) {
  await startWith(t, records);
  await takes(t, "Ines Okafor");
  await t.fill("Reason", "Its fans fail.");
  await t.press("Tab");
  await act(t, "Submit");
  await t.click("radio", "Low", { within: await t.role("group", "Risk level") });
  await act(t, "Mark assessed");
  await state(t, "Assessed");
  await takes(t, "Tom Reid");
  await act(t, "Approve", () => {});
  await t.see("1 of 2 approvals are there.");
  await t.fill("Implementation plan", "Pull both old ones at once.");
  await t.press("Tab");
  await t.see("0 of 2 approvals are there (1 were given before the change was edited and no longer count).");
}

/** A change that two people moved apart shows neither state as a fact, and goes nowhere until one is chosen. */
async function twoStates(t) {
  await startWith(t, records, "Ines Okafor");
  await t.goto(`#/changes/${id(10)}`);
  await t.fill("Reason", "Its fans fail.");
  await t.press("Tab");
  await act(t, "Submit");
  await t.click("radio", "Low", { within: await t.role("group", "Risk level") });
  await t.saved();
  const other = await t.anotherDevice();
  await startEmpty(other, "Tom Reid");
  await importFiles(other, (await exported(t)).path);
  await t.goto(`#/changes/${id(10)}`);
  await act(t, "Mark assessed");
  await t.saved();
  await other.goto(`#/changes/${id(10)}`);
  await other.click("button", "Cancel change");
  const asks = await other.role("dialog", "Cancel change");
  await other.click("button", "Back", { within: asks });
  await other.gone("dialog", "Cancel change");
  await act(other, "Cancel change", (dialog) => other.fill("Why?", "No money.", { within: dialog }));
  await other.saved();
  await importFiles(t, (await exported(other)).path);
  await t.goto(`#/changes/${id(10)}`);
  const mark = await t.role("link", /^State: 2 values \(/);
  const said = await t.text(mark);
  t.check(said.includes("Assessed") && said.includes("Cancelled"), `both states in ${said}`);
  const shown = await t.page.$$eval(".head .sub .badge, .head .sub .status", (all) => all.map((each) => each.innerText));
  t.check(!shown.some((each) => /^(Assessed|Cancelled)$/.test(each)), `no state as a fact: ${shown}`);
  await t.axe();
  await t.screenshot("two-states", { width: 1024 });
  await t.screenshot("two-states", { width: 390 });
  await t.page.setViewport({ width: 1024, height: 900 });
  await mark.click();
  await t.click("button", /^Take this: Assessed/);
  await t.goto(`#/changes/${id(10)}`);
  await state(t, "Assessed");
  await t.role("button", "Authorise");
}

export default [
  { name: "from draft to closed with two approvals", run: closed },
  { name: "two states of one change", run: twoStates },
  { name: "an approval counts for what was approved", browsers: ["chromium"], run: approvalsLapse },
];
