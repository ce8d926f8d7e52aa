// A plan from draft to in force, then carried out with no network: a run in which a step fails and is taken
// up again, the next stage, the end; and on paper.
import { act, exported, id, isAt, openMenu, pages, recordsOf, startWith } from "../lib/work.mjs";

const back = (n, title, service, minutes) => ({
  id: id(n),
  code: `RB-${n}`,
  title,
  services: [id(service)],
  steps: [
    { id: id(100 + n), place: { key: "k" }, title: `${title}: by hand`, kind: "task", duration: { low: minutes, likely: minutes, high: minutes } },
    { id: id(200 + n), place: { key: "m" }, title: `${title}: done`, kind: "milestone", service: id(service) },
  ],
});

const world = () => ({
  person: [{ id: id(1), title: "Ada Brook", phone: "+44 1632 960100" }],
  service: [
    { id: id(10), title: "Patient record", rto: 240, dependencies: [{ id: id(18), place: { key: "k" }, on: id(11) }] },
    { id: id(11), title: "Database", dependencies: [{ id: id(19), place: { key: "k" }, on: id(12) }] },
    { id: id(12), title: "Fellgate hall", node: "site" },
  ],
  runbook: [back(30, "Restore the database", 11, 60), back(31, "Start the record", 10, 30)],
  plan: [
    {
      id: id(40),
      code: "DRP-1",
      title: "Loss of the hall",
      scenario: "site",
      services: [id(10), id(11)],
      lost: [id(12)],
      activators: [id(1)],
      activation_time: 30,
      criteria: "The hall is evacuated.",
      strategies: [{ id: id(41), place: { key: "k" }, service: id(11), how: "warm_standby", implement: 45 }],
      runbooks: [
        { id: id(42), place: { key: "k" }, phase: "recover", runbook: id(30) },
        { id: id(43), place: { key: "m" }, phase: "recover", runbook: id(31) },
      ],
      messages: [{ id: id(44), place: { key: "k" }, title: "To the wards", audience: "All wards", channel: "Bleep", who: id(1), every: 30 }],
      resources: [{ id: id(45), place: { key: "k" }, what: "Grab bag", where: "Shelf 2" }],
    },
  ],
});

/** Presses a button by keyboard: one that has just come to stand there takes no mouse for a moment. */
async function key(t, name, within) {
  await t.until(`the button ${name} by keyboard`, async () => {
    const [button] = await t.roles("button", name, { within });
    if (!button) return false;
    await button.focus();
    const focused = await button.evaluate((each) => document.activeElement === each && !each.disabled);
    if (focused) await t.press("Enter");
    return focused;
  });
}

const stage = (t, title, state) =>
  t.until(`${title}: ${state}`, () =>
    t.page.$$eval(
      "#stages li",
      (all, title, state) => all.some((one) => one.innerText.includes(title) && one.querySelector(".status").innerText.trim() === state),
      title,
      state,
    ),
  );

async function done(t, title) {
  await key(t, new RegExp(`^Done: ${title}: by hand`));
  await key(t, new RegExp(`^Done: ${title}: done`));
  await key(t, /^Finish run/);
  const finish = await t.role("dialog", /^Finish run/);
  await key(t, /^Finish run/, finish);
  await t.see("Finished at");
}

async function printed(t, entry) {
  await openMenu(t, "More actions");
  await t.click("button", entry);
  return pages(await t.pdf(entry.replace(/ /g, "-")));
}

async function plan(t) {
  await startWith(t, world(), "Ada Brook");
  await t.goto("#/plans");
  await t.click("button", "New DR plan");
  await t.fill("Title", "No logon", { within: await t.role("dialog", "New DR plan") });
  await t.press("Enter");
  await isAt(t, "No logon");
  await t.see("It names no service that it brings back.");
  await t.see("Nobody may activate it. Say who decides at night.");
  await t.goto(`#/plans/${id(40)}`);
  await isAt(t, "Loss of the hall");
  await t.click("tab", "Recovery");
  // What is lost with the hall comes back in waves, but what stands by elsewhere waits for nothing.
  const waves = await t.role("region", "Waves");
  await t.until("both waves", async () => /Wave 1[\s\S]*Database[\s\S]*Wave 2[\s\S]*Patient record/.test(await t.text(waves)));
  t.check(/2 h\s+4 h\s+yes/.test((await t.text(waves)).replace(/\n/g, " ")), `in time: ${await t.text(waves)}`);
  await t.axe();
  await act(t, "Submit for review");
  await act(t, "Approve", (dialog) => t.fill(/^What is new/, "The first one", { within: dialog }));
  await act(t, "Put in force");
  await t.until("it is in force", () => t.page.$eval(".head", (head) => head.innerText.includes("In force")));
  await t.saved();
  await t.page.evaluate(() => (window.print = () => {}));
  const document = await printed(t, "Print with the steps of the runbooks");
  const text = document.join("\n").replace(/\s+/g, " ");
  for (const words of ["Contents", "Recovery order", "The hall is evacuated.", "Ada Brook", "Grab bag", "Version 1", "Restore the database: by hand"]) {
    t.check(text.includes(words), `"${words}" on paper: ${text}`);
  }
  t.check(document.every((page) => page.includes("Version") || page.includes("HOLDFAST")), "what it is of on each page");
  const card = await printed(t, "Print the card");
  t.equal(card.length, 1, "pages of the card");
  t.check(/Who may activate[\s\S]*960100/.test(card[0]), `who is called: ${card[0]}`);
}

/** What has the focus stands in the card of stages: nobody is sent to the top of the page. */
const atStages = (t, what) =>
  t.until(`the focus at the stages after ${what}`, () =>
    t.page.evaluate(() => document.activeElement.closest("#stages") !== null && document.activeElement.matches("a, button")),
  );

async function carriedOut(t) {
  await t.server.stop();
  await act(t, "Activate the plan", async (dialog) => {
    await t.click("radio", "In earnest", { within: dialog });
    await t.fill(/^Why/, "Water in the hall.", { within: dialog });
  });
  await t.see("since it occurred");
  await stage(t, "Restore the database", "Running");
  await stage(t, "Start the record", "Waiting");
  await t.see("To the wards");
  await t.axe();
  await t.click("button", "Sent: write it down: To the wards");
  await t.see("Message written down");

  // A step fails, and is taken up again.
  await t.click("link", "Restore the database");
  await t.role("timer");
  await key(t, /^Start step: Restore/);
  await key(t, /^Fail: Restore/);
  const fail = await t.role("dialog", /^Fail/);
  await t.fill("What went wrong?", "No space left", { within: fail });
  await t.click("button", "Fail", { within: fail });
  await t.gone("dialog", /^Fail/);
  await t.page.goBack();
  await stage(t, "Restore the database", "In trouble");
  await t.see("No space left");
  await t.click("link", "Restore the database");
  await key(t, /^Start step again: Restore/);
  await done(t, "Restore the database");
  await t.page.goBack();
  await stage(t, "Restore the database", "Finished");
  await stage(t, "Start the record", "Ready");
  await t.click("button", "Skip: Start the record");
  const skip = await t.role("dialog", "Skip Start the record");
  await t.fill("Why?", "It may be up.", { within: skip });
  await t.click("button", "Skip Start the record", { within: skip });
  await stage(t, "Start the record", "Skipped");
  await atStages(t, "skipping");
  await t.see("Start the record: It may be up.");
  await t.see("the stage that brings it back was skipped");
  await t.click("button", /^It is back: .*Patient record/);
  const services = await t.role("region", "Services");
  for (const [width, theme] of [[390, "dark"], [1024, "light"]]) await t.screenshot("carried-out", { width, theme });
  await t.until("what somebody wrote down", async () => /Patient record[\s\S]*back since/.test(await t.text(services)));
  await t.click("button", /^Not back after all: .*Patient record/);
  await t.see("the stage that brings it back was skipped");
  await key(t, "Take in again: Start the record");
  await stage(t, "Start the record", "Ready");
  await atStages(t, "taking it in again");
  await key(t, "Start Start the record");
  await stage(t, "Start the record", "Running");
  await atStages(t, "starting");
  await t.see("version 1 (approved");
  await t.fill("What happens", "The wards are on paper");
  await t.press("Control", "Enter");
  await t.see("The wards are on paper");
  await act(t, "Stand down", (dialog) => t.fill("Why is it over?", "The record was never down.", { within: dialog }));
  await t.until("it is over", () => t.page.$eval(".head", (head) => head.innerText.includes("Stood down")));
  await t.saved();
}

async function whole(t) {
  await plan(t);
  await carriedOut(t);
  const file = await exported(t);
  const [activation, incident] = [recordsOf(file, "activation")[0], recordsOf(file, "incident")[0]];
  const runs = recordsOf(file, "run");
  t.equal([activation.state, activation.plan, activation.incident], ["stood_down", id(40), incident.id], "how it stands");
  t.equal([incident.major, incident.services], [true, [id(10), id(11)]], "the incident");
  t.equal(runs.map((run) => run.subject), [incident.id, incident.id], "what the runs are for");
  t.equal(activation.stages.map((stage) => stage.run).sort(), runs.map((run) => run.id).sort(), "the runs of its stages");
  t.equal(activation.log.map((entry) => entry.what), ["declared", "run_started", "note", "skipped", "back", "down", "decision", "run_started", "note", "stood_down"], "its log");
  t.equal(recordsOf(file, "plan")[0].versions.length, 1, "the version that was approved");
}

async function compared(t) {
  await startWith(t, world(), "Ada Brook");
  await t.goto(`#/plans/${id(40)}`);
  await isAt(t, "Loss of the hall");
  await act(t, "Submit for review");
  await act(t, "Approve", (dialog) => t.fill(/^What is new/, "The first one", { within: dialog }));
  await t.fill("Way back", "At a weekend, the record last.");
  await t.press("Tab");
  await t.click("button", "Changed since approval: compare");
  await t.until("the focus at the comparison", () => t.page.evaluate(() => document.activeElement.id === "comparison"));
  await t.see("1 field changed");
  await t.see("At a weekend, the record last.");
  await t.axe();
  await t.click("button", /^Bring this version back/);
  await t.see("Nothing differs.");
  await t.saved();
  const [shown] = recordsOf(await exported(t), "plan");
  t.equal([shown.return ?? null, shown.status, shown.resources.length], [null, "draft", 1], "as it was approved");
}

const both = ["chromium", "firefox"];

export default [
  { name: "what changed in a plan since its approval is compared and taken back", browsers: both, run: compared },
  { name: "a plan is approved, carried out with a failed step, and printed", browsers: both, run: whole },
];
