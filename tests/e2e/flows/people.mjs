// People: hours and zone set by hand, who is at work, what is missing, and the call tree on paper.
import { day, exported, id, isAt, pages, recordsOf, startWith } from "../lib/work.mjs";

const person = (n, title, more = {}) => ({ id: id(n), title, phone: `+44 1632 9601${String(n).padStart(2, "0")}`, contact_checked: day(-10), ...more });

const UTC = { working_hours: "Daily 00:00–24:00", time_zone: "UTC" };

/** Twelve people of whom one begins; one's contact is old, one role has nobody. */
const world = () => ({
  person: [
    person(1, "Alison Keld", { position: "Clinical site manager", ...UTC }),
    person(2, "Anwar Siddiq", { called_by: id(1), call_order: 2, ...UTC }),
    person(3, "Grace Nyathi", { called_by: id(1), call_order: 1, contact_checked: day(-400) }),
    ...Array.from({ length: 9 }, (_, n) => person(4 + n, `Engineer ${n + 1}`, { called_by: id(2), call_order: n + 1 })),
  ],
  role: [
    { id: id(50), title: "Incident commander", primary: id(2), deputies: [{ id: id(60), place: { key: "k" }, person: id(3) }] },
    { id: id(51), title: "Scribe" },
  ],
});

const names = (t) => t.page.$$eval(".calls .call a > b", (all) => all.filter((one) => one.checkVisibility()).map((one) => one.innerText));

async function called(t) {
  await startWith(t, world(), "Ines Okafor");

  // Hours and zone without knowing how they are written.
  await t.goto(`#/people/${id(3)}`);
  await isAt(t, "Grace Nyathi");
  await t.see("unknown: no working hours are written down");
  await t.click("button", "Mon–Fri 09:00–17:00");
  await t.see("unknown: no time zone is written down");
  await t.choose("Time zone from the list", "Europe/Berlin");
  await t.until("local time", async () => /at work|works now/.test(await t.text(await t.role("region", "Working week"))));
  const days = await t.role("group", "Days of times 1");
  // By keyboard alone: the focus stays on the day that was toggled.
  const friday = await t.role("checkbox", "Fri", { within: days });
  await friday.focus();
  await t.press(t.browserName === "firefox" ? " " : "Space");
  await t.until("Friday off, and the focus still there", () => t.page.evaluate(() => document.activeElement?.type === "checkbox" && !document.activeElement.checked));
  await t.click("button", "Add times");
  await t.role("group", "Days of times 2");
  await t.axe();
  await t.saved();
  const file = await exported(t);
  const grace = recordsOf(file, "person").find((one) => one.title === "Grace Nyathi");
  t.equal([grace.working_hours, grace.time_zone], ["Mon–Thu 09:00–17:00; Fri–Sun 08:00–12:00", "Europe/Berlin"], "what the file says");

  await t.goto("#/people?view=calls");
  await t.see("12 people; 1 begins.");
  t.equal((await names(t)).slice(0, 4), ["Alison Keld", "Grace Nyathi", "Anwar Siddiq", "Engineer 1"], "callers before those whom they call, in their order");
  await t.see("works now, round the clock");
  await t.see("checked 400 days ago");
  await t.see("Nobody holds this role. Name a primary.");
  await t.axe();
  await t.click("button", "9 people whom Anwar Siddiq calls");
  t.equal(await names(t), ["Alison Keld", "Grace Nyathi", "Anwar Siddiq"], "folded");

  // All on one page, with room for a pen.
  const printed = pages(await t.pdf("calls"));
  t.equal(printed.length, 1, "pages of the call tree");
  for (const words of ["Engineer 9", "+44 1632 960112", "Time", "Answer", "called by", "Begun by"]) {
    t.check(printed[0].includes(words), `“${words}” on paper: ${printed[0]}`);
  }
}

export default [{ name: "a call tree for tonight", browsers: ["chromium"], run: called }];
