// A change from draft to closed, with two people's approvals.
import { act, apply, becomes, cardSays, exported, file, id, importFiles, isAt, openMenu, pages, recordsOf, review, startEmpty, startWith } from "../lib/work.mjs";

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

const PATIENTS = id(20);
const minutes = (n) => ({ low: n, likely: n, high: n });
const whole = {
  ...records,
  service: [{ id: PATIENTS, title: "Patient record" }],
  runbook: [
    {
      id: id(30),
      title: "Swap the switch",
      steps: [
        { id: id(31), place: { key: "a" }, title: "Move the cables", duration: minutes(20), rollback: "Move them back." },
        { id: id(32), place: { key: "b" }, title: "Watch", duration: minutes(30) },
      ],
    },
  ],
  change: [
    {
      ...records.change[0],
      reason: "Its fans fail.",
      risk_level: "medium",
      requester: INES,
      services: [PATIENTS],
      implementation_runbook: id(30),
      test_plan: "Ping.",
      validation: 15,
      approvals: [{ id: id(11), asked: TOM }],
    },
    {
      id: id(40),
      title: "New backups",
      type: "normal",
      state: "scheduled",
      services: [PATIENTS],
      window: { start: hours(1), end: hours(2) },
      log: [{ id: id(41), to: "scheduled" }],
    },
  ],
};

/** A conflict is found, the other change moves to a free time, and this one is backed out in its run. */
async function backedOut(t) {
  await startWith(t, whole);
  await takes(t, "Ines Okafor");
  const card = () => t.role("region", "Conflicts");
  const says = (words) => t.until(words, async () => (await t.text(await card())).includes(words));
  await says("New backups takes place at the same time and shares: Patient record.");
  // A draft stands in nobody's way.
  await act(t, "Submit");
  await t.goto(`#/changes/${id(40)}`);
  await isAt(t, "New backups");
  await says("Replace the core switch takes place at the same time");
  await (await t.page.waitForSelector(".slots summary")).click();
  await t.click("button", /^Take /);
  await says("Nothing stands against its window.");
  await t.goto(`#/changes/${id(10)}`);
  await isAt(t, "Replace the core switch");
  await says("Nothing stands against its window.");
  await act(t, "Mark assessed");
  await state(t, "Assessed");
  await takes(t, "Tom Reid");
  await act(t, "Approve", () => {});
  await takes(t, "Ines Okafor");
  for (const [action, then] of [["Authorise", "Authorised"], ["Schedule", "Scheduled"], ["Start implementation", "Implementing"]]) {
    await act(t, action);
    await state(t, then);
  }
  await t.see("is not run for this change, so nobody knows which steps are done");
  await t.click("button", "Start the run");
  await t.role("timer");
  await t.click("button", /^Start step/);
  await t.goto(`#/changes/${id(10)}`);
  await isAt(t, "Replace the core switch");
  // The cables may still be moved back: 20 minutes, and 15 to see that all is as before.
  await t.see("way back: 20 min");
  await t.axe();
  await act(t, "Implementation finished");
  await act(t, "Close change", async (dialog) => {
    await t.choose("Outcome", "Backed out", { within: dialog });
    await t.fill("Notes", "The uplink did not come up.", { within: dialog });
  });
  await state(t, "Closed");
  await t.goto(`#/runbooks/${id(30)}`);
  await (await t.page.waitForSelector("main details > summary ::-p-text(to look at)")).click();
  await t.see("Review due after");
  await t.goto("#/changes?view=metrics");
  const figure = await t.page.waitForSelector('.change-figures tbody tr:first-child td[data-l="Failed"] a');
  t.equal(await t.text(figure), "1", "one failed");
  await figure.click();
  const behind = await t.role("region", "The changes behind the figure");
  t.check((await t.text(behind)).includes("Replace the core switch"), "it leads to its change");
}

const CALENDAR = `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1@carrier\r\nDTSTAMP:20261101T000000Z\r
DTSTART:20261207T200000Z\r\nDTEND:20261207T220000Z\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\nSUMMARY:Works on ring 2\r\nCONTACT:Desk\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`;

/** A calendar comes in as what the person chooses, once; days go by keyboard; it goes out as a calendar. */
async function theCalendar(t) {
  await startEmpty(t, "Ines Okafor");
  const ics = await file(t, "carrier.ics", CALENDAR);
  const dialog = await review(t, ics);
  await t.click("radio", "Freezes", { within: dialog });
  await apply(t);
  await review(t, ics);
  await t.click("radio", "Freezes", { within: await t.role("dialog", "Review import") });
  await t.see("Everything in this file is here already.");
  await t.click("button", "Cancel");
  await t.goto("#/changes?view=calendar&as=month&day=2026-12-06");
  await t.until("three freezes", async () => (await t.page.$$(".cal .cal-freeze")).length === 3);
  await t.axe();
  const here = () => t.page.evaluate(() => document.activeElement.id);
  await t.page.focus("#cal-2026-12-06");
  for (const [key, day] of [["ArrowRight", "2026-12-07"], ["ArrowDown", "2026-12-14"], ["PageDown", "2027-01-14"], ["PageUp", "2026-12-14"], ["Home", "2026-12-14"], ["End", "2026-12-20"], ["ArrowUp", "2026-12-13"], ["ArrowRight", "2026-12-14"]]) {
    await t.press(key);
    await t.until(`${key} leads to ${day}`, async () => (await here()) === `cal-${day}`);
  }
  await t.press("Enter");
  await t.until("the agenda", async () => /as=agenda&day=2026-12-14/.test(t.page.url()));
  await t.see("Works on ring 2");
  const { bytes } = await t.download(() => t.click("button", "Export calendar (.ics)"));
  const text = bytes.toString();
  t.check(text.includes("RRULE:FREQ=WEEKLY;UNTIL=20261221T235959Z"), text);
  const kept = recordsOf(await exported(t), "calendar_window");
  t.equal([kept.length, kept[0].sort, kept[0].more.includes("Desk")], [1, "freeze", true], "what was kept");
}

/** Calendar and papers of the board are whole on both papers. */
async function onPaper(t) {
  await t.goto();
  await t.click("button", "Open sample workspace");
  await isAt(t, "Today");
  await t.saved();
  for (const format of ["A4", "Letter"]) {
    await t.goto("#/changes?view=calendar&as=month&day=2026-12-15");
    await t.until("the month", async () => (await t.page.$$(".cal .cal-day")).length >= 28);
    const month = pages(await t.pdf(`calendar-month-${format}`, format));
    t.equal(month.length, 1, `the month is on one sheet of ${format}`);
    for (const words of ["Change calendar, December 2026", "Christmas", "Monthly server", "31"]) t.check(month[0].includes(words), `"${words}" on ${format}: ${month[0]}`);
    await t.goto("#/changes?view=calendar&as=agenda&day=2026-12-01");
    await t.see("Monthly server updates");
    const agenda = pages(await t.pdf(`calendar-agenda-${format}`, format)).join("\n");
    t.check(agenda.includes("Monthly server updates"), agenda);
  }
  await t.goto("#/changes?kind=cab_meeting");
  await (await t.page.waitForSelector("main tbody ::-p-text(27 November)")).click();
  await t.see("Agenda");
  for (const format of ["A4", "Letter"]) {
    await t.page.evaluate(() => {
      globalThis.drawn = false;
      globalThis.print = () => (globalThis.drawn = true);
    });
    await openMenu(t, "More actions");
    await t.click("button", "Print agenda and minutes");
    await t.until("the print dialog", () => t.page.evaluate(() => globalThis.drawn));
    const papers = pages(await t.pdf(`board-${format}`, format)).join("\n");
    for (const words of ["Change advisory board, 27 November", "Agenda", "Blast radius"]) t.check(papers.includes(words), `"${words}" on ${format}: ${papers}`);
    await t.page.evaluate(() => dispatchEvent(new Event("afterprint")));
  }
}

export default [
  { name: "calendar and papers of the board, printed", browsers: ["chromium"], run: onPaper },
  { name: "a conflict, a run and a back-out", run: backedOut },
  { name: "the calendar of changes", run: theCalendar },
  { name: "from draft to closed with two approvals", run: closed },
  { name: "two states of one change", run: twoStates },
  { name: "an approval counts for what was approved", browsers: ["chromium"], run: approvalsLapse },
];
