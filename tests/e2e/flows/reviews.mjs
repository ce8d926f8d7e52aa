// Reviews over all rooms: what is late, what an incident asks for, whose it is; two are reviewed one after the other.
import { id, isAt, startWith } from "../lib/work.mjs";

const DAY = 86_400_000;
const day = (days) => new Date(Date.now() + days * DAY).toISOString().slice(0, 10);

const start = () => ({
  person: [{ id: id(1), title: "Ines Okafor", phone: "1", next_review: day(400) }],
  risk: [
    { id: id(2), code: "RISK-2", title: "River rises", owner: id(1), next_review: day(-5) },
    { id: id(3), code: "RISK-3", title: "Fire", next_review: day(90) },
  ],
  control: [{ id: id(4), code: "CTL-4", title: "Sprinklers", next_review: day(9) }],
  service: [{ id: id(5), code: "SVC-5", title: "Charts", next_review: day(300) }],
  runbook: [{ id: id(6), code: "RB-6", title: "Restore charts", services: [id(5)], next_review: day(200) }],
  plan: [{ id: id(7), code: "DRP-7", title: "Hall is lost", services: [id(5)], next_review: day(200) }],
  incident: [
    {
      id: id(8), code: "INC-8", title: "Charts were gone", services: [id(5)], major: true, state: "closed",
      detected: new Date(Date.now() - 3 * DAY).toISOString(), resolved: new Date(Date.now() - 2 * DAY).toISOString(), closed: new Date(Date.now() - DAY).toISOString(),
    },
    {
      id: id(9), code: "INC-9", title: "A drill", services: [id(5)], major: true, excluded: true, state: "closed",
      detected: new Date(Date.now() - DAY).toISOString(), resolved: new Date(Date.now() - DAY / 2).toISOString(),
    },
  ],
  team: [{ id: id(10), title: "On call" }],
});

const NOTHING_CHANGED = "Reviewed, nothing changed: ";
const button = (name) => new RegExp(`^${NOTHING_CHANGED}${name}`);

/** The queue of all rooms and of one; after an incident; by owner; one after the other by keys. */
async function reviewed(t) {
  await startWith(t, start(), "Ines Okafor");
  await t.goto(`#/runbooks/${id(6)}`);
  await isAt(t, "Restore charts");
  await (await t.page.waitForSelector("main details > summary ::-p-text(to look at)")).click();
  await t.see("Review due after INC-8 Charts were gone");
  await t.goto("#/improvements?view=reviews");
  for (const name of ["RISK-2", "CTL-4", "RB-6", "DRP-7", "On call"]) await t.role("button", button(name));
  await t.see("5 days late");
  t.equal((await t.roles("button", button("RISK-3"))).length, 0, "reviews that are not due yet");
  t.equal((await t.roles("link", /^INC-8/)).length, 2, "reviews after the incident");
  t.equal((await t.roles("link", /^INC-9/)).length, 0, "reviews after a drill");
  await t.axe();

  // By room and by owner; both stand in the address.
  await (await t.label("Room")).select("risks");
  await t.gone("button", button("RB-6"));
  await t.role("button", button("RISK-2"));
  await (await t.label("Room")).select("");
  await t.role("button", button("RB-6"));
  await (await t.label("Owner")).select("mine");
  await t.gone("button", button("RB-6"));
  await t.role("button", button("RISK-2"));
  await t.until("the address", () => t.page.evaluate(() => location.hash.includes("owner=mine")));
  await (await t.label("Owner")).select("");

  // One after the other: the focus goes to the next.
  await t.click("button", button("RISK-2"));
  await t.gone("button", button("RISK-2"));
  const focused = () => t.page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? "");
  await t.until("the next one", async () => (await focused()).startsWith(NOTHING_CHANGED));
  const next = (await focused()).slice(NOTHING_CHANGED.length).split(" ")[0];
  await t.page.keyboard.press("Enter");
  await t.gone("button", button(next));
  await t.until("one link to the incident", async () => (await t.roles("link", /^INC-8/)).length === 1);

  // What was reviewed says so, and is no longer due after the incident.
  const record = next === "RB-6" ? `#/runbooks/${id(6)}` : `#/plans/${id(7)}`;
  await t.goto(record);
  await isAt(t, next === "RB-6" ? "Restore charts" : "Hall is lost");
  await t.see("Nothing changed.");
  t.equal((await t.text()).includes("Review due after"), false, "due after the incident");
  await t.saved();
}

/** Improvements and reviews over the year; what is counted leads to its records. */
async function trends(t) {
  const improvement = (n, state, more) => ({ id: id(n), code: `IMP-${n}`, title: `Better ${n}`, state, ...more });
  const improvements = [
    improvement(20, "verified", { ended: new Date().toISOString() }),
    improvement(21, "verified", {}),
    improvement(22, "open", { priority: "high", due: day(-3) }),
    improvement(23, "in_progress", { priority: "high", due: day(30) }),
  ];
  await startWith(t, { ...start(), improvement: improvements }, "Ines Okafor");
  await t.goto("#/improvements?view=trends");
  await t.see("Open: 2. Overdue: 1.");
  await t.see("Verified or dropped on a day that nobody noted: 1.");
  await t.axe();
  for (const [width, theme] of [[390, "dark"], [1024, "light"]]) await t.screenshot("trends", { width, theme });
  await t.page.setViewport({ width: 1280, height: 900 });
  await (await t.page.waitForSelector('main [aria-label="Open and closed"] td a')).click();
  await t.role("link", /Better 20/);
  t.equal((await t.roles("link", /Better/)).length, 1, "what was closed this month");
  await t.goto("#/improvements?view=trends");
  await (await t.page.waitForSelector('main [aria-label="Reviews"] td a')).click();
  await t.role("button", button("RISK-2"));
}

export default [
  { name: "all rooms, after an incident, mine, one after the other", run: reviewed },
  { name: "trends lead to their records", run: trends },
];
