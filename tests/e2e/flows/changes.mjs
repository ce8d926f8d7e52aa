// A change from draft to closed, with two people's approvals.
import { act, becomes, cardSays, id, isAt, startWith } from "../lib/work.mjs";

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

export default [
  { name: "from draft to closed with two approvals", run: closed },
  { name: "an approval counts for what was approved", run: approvalsLapse },
];
