// Service levels: a calendar and an SLA by hand, an outage, what follows from it, and new terms.
import { file, fillDay, id, importFiles, isAt, pages, pick, region, startWith } from "../lib/work.mjs";

/** An incident as another copy wrote it: an hour and a half down, two hours degraded. */
const OUTAGE = {
  format: "holdfast",
  version: "1.0",
  workspace: { name: "" },
  scope: "selection",
  records: {
    incident: [
      {
        id: id(99),
        acknowledged: "2026-10-05T10:06:00.000Z",
        code: "INC-1",
        detected: "2026-10-05T10:02:00.000Z",
        outages: [
          { id: "019abc8d-c900-7000-8100-000000000001", place: { key: "a0" }, from: "2026-10-05T10:00:00.000Z", kind: "outage", service: id(1), to: "2026-10-05T11:30:00.000Z" },
          { id: "019abc8d-c900-7000-8100-000000000002", place: { key: "a1" }, from: "2026-10-12T08:00:00.000Z", kind: "degraded", service: id(1), to: "2026-10-12T10:00:00.000Z" },
        ],
        rating: { impact: "high", urgency: "high" },
        resolved: "2026-10-05T11:30:00.000Z",
        services: [id(1)],
        state: "closed",
        title: "The record does not answer",
      },
    ],
  },
  sync: {
    replicas: ["000000000000004d"],
    lists: { incident: ["outages"] },
    records: { [id(99)]: { seen: [[0, 1]], marks: [[[0, 1], "2026-09-21T14:13:20.000Z", "Shona McRae"]], hash: "100bf2d3b43450ad1b81cc417b4b2db6" } },
  },
};

const says = (t, words) => t.until(`"${words}"`, async () => (await t.text()).replace(/\s+/g, " ").includes(words));

/** A new record of the register on the page. */
async function added(t, one, title) {
  await t.click("button", `New ${one}`);
  await t.fill("Title", title, { within: await t.role("dialog", `New ${one}`) });
  await t.press("Enter");
  await isAt(t, title);
}

/** The nth item of a list of the record on the page, once it is there. */
const item = (t, list, n) =>
  t.until(`item ${n} of ${list}`, async () => (await (await region(t, list)).$$("li.item"))[n - 1]);

/** Terms from a day on. */
async function terms(t, n, from, availability) {
  await t.click("button", "Add terms");
  const within = await item(t, "Terms", n);
  await fillDay(t, "From", from, { within });
  if (n === 1) await pick(t, "Service calendar", "Round", /Round the clock/);
  await t.fill("Availability", availability, { within });
  await t.press("Tab");
}

/** Steps back until this month is told. */
async function tells(t, month) {
  await t.until(month, async () => {
    if ((await t.page.$eval(".level-name", (name) => name.innerText)) === month) return true;
    await t.click("button", "Earlier");
    return false;
  });
}

/** From nothing to a report: what was promised, what happened, and what is promised from now on. */
async function promised(t) {
  await startWith(t, { service: [{ id: id(1), title: "Patient record" }] }, "Anwar Siddiq");
  await t.goto("#/service-levels");
  await t.click("link", "Service calendars");
  await added(t, "service calendar", "Round the clock");
  await t.see("Nothing can be measured on it: no time zone is written down.");
  await t.choose("Time zone from the list", "Europe/Berlin");
  await t.until("no finding", async () => !(await t.text()).includes("Nothing can be measured"));

  await t.goto("#/service-levels");
  await added(t, "service level agreement", "Record for wards");
  const address = await t.page.evaluate(() => location.hash);
  await t.see("It names no service");
  await t.click("radio", "SLA");
  await pick(t, "Services", "Patient", /Patient record/);
  await t.see("It has no terms");
  await terms(t, 1, "2026-08-01", "99.9");
  await says(t, "Availability 100 %");
  await t.axe();
  await t.saved();

  // An outage is logged: figure, bar, budget and breach follow.
  await importFiles(t, await file(t, "outage.holdfast.json", JSON.stringify(OUTAGE)));
  await t.goto(address);
  await isAt(t, "Record for wards");
  await says(t, "Breaches 1");
  await t.click("tab", "Report");
  await tells(t, "October 2026");
  // 745 hours: clocks were set back.
  await says(t, "99.798 % available, October 2026 99.9 % target");
  await says(t, "−45 min error budget left of 45 min");
  await says(t, "By INC-1 The record does not answer");
  const high = (kind) => t.page.$$eval(`.g-days > .${kind}`, (all) => all.map((bar) => bar.querySelector("title").textContent));
  t.equal(await high("day-down"), ["Oct 5, 2026: 1 h 30 min down"], "bars of days with downtime");
  t.equal(await high("day-reduced"), ["Oct 12, 2026: 2 h degraded"], "bars of days with less");
  t.equal((await high("day-up")).length, 29, "bars of days without");
  await t.axe();

  // From the middle of the month degraded counts as down, and less is promised: what was before stays.
  await t.click("tab", "About");
  await terms(t, 2, "2026-10-11", "99.5");
  await t.choose("Degraded service", "Counts as down", { within: await item(t, "Terms", 2) });
  await t.click("tab", "Report");
  await tells(t, "October 2026");
  const rows = () => t.page.$$eval(".level-of .level-table tbody tr", (all) => all.map((row) => row.innerText.replace(/\s+/g, " ").trim()));
  await t.until("two periods", async () => (await rows()).length === 2);
  const [before, after] = await rows();
  t.check(/^October 2026 to Oct 10, 2026 Missed 99\.375 % 99\.9 % 1 h 30 min/.test(before), before);
  t.check(/^October 2026 from Oct 11, 2026 Met 99\.603 % 99\.5 % 2 h/.test(after), after);
  const whole = pages(await t.pdf("agreement")).join("\n");
  for (const words of ["October 2026", "Missed", "INC-1", "99.375 %"]) t.check(whole.includes(words), `"${words}" on paper: ${whole}`);

  // All agreements side by side; the address says of which time.
  await t.goto("#/service-levels?view=report&period=2026-10");
  await says(t, "Record for wards SLA · Patient record Met 99.53 % 99.5 % 3 h 30 min");
  await t.axe();
  await t.click("radio", "Quarter");
  await t.until("the address", () => t.page.evaluate(() => location.hash.endsWith("period=2026-Q4")));
  await t.see("Q4 2026");
  await t.goto("#/service-levels?view=report&period=2026-07");
  await says(t, "unknown: nothing was promised then");
  for (const format of ["A4", "Letter"]) {
    await t.goto("#/service-levels?view=report&period=2026-10");
    await says(t, "99.53 %");
    const [paper] = pages(await t.pdf(`report-${format}`, format));
    for (const words of ["October 2026", "Record for", "99.53 %"]) t.check(paper.includes(words), `"${words}" on ${format}: ${paper}`);
  }
  await t.saved();
}

export default [{ name: "what was promised and what was kept", run: promised }];
