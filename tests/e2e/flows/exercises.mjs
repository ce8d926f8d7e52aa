// A tabletop from a drafted drill to the improvement that only a passing retest closes, with no network; and the table of
// injects by keys alone, out and in as CSV.
import { act, cardSays, exported, file, id, isAt, openMenu, pages, pick, recordsOf, startWith } from "../lib/work.mjs";

const world = () => ({
  person: [{ id: id(1), title: "Ada Brook" }],
  service: [
    { id: id(10), title: "Core switch", node: "infrastructure" },
    { id: id(11), title: "Patient record", node: "business_service", rto: 120, dependencies: [{ id: id(12), place: { key: "k" }, on: id(10) }] },
  ],
});

const ratings = "P: performed without challenges|S: performed with some challenges|M: performed with major challenges|U: unable to be performed".split("|");
const rate = (t, letter, of) => t.click("button", `${ratings.find((label) => label.startsWith(letter))}: ${of}`);

/** Drafts a drill of the loss of the switch and goes to it. */
async function drafted(t) {
  await t.goto("#/exercises?view=drill");
  await pick(t, "What is lost", "Core", /Core switch/);
  await t.see("Wave 1: Patient record");
  await t.click("button", "Make an exercise of it");
  await isAt(t, "Loss of Core switch");
}

/** Rates all three objectives with one letter, but the last with another. */
async function rateAll(t, last) {
  await t.click("tab", "Evaluate");
  await rate(t, "P", "Whether to activate is decided early enough for an RTO of 2 h, by who may");
  await rate(t, "S", "All who must know are told what is so, and when they hear again");
  await rate(t, last, "Patient record is back within 2 h");
}

async function tabletop(t) {
  await startWith(t, world(), "Ada Brook");
  await t.saved();
  await t.server.stop();
  await drafted(t);
  const first = t.page.url();
  await act(t, "Start the exercise");
  await t.click("tab", "Facilitate");
  await t.see("of the scenario, 1 times as fast");

  // One key for each step: the first inject to its end, the second skipped with a reason.
  await t.page.$eval("main h1", (h1) => h1.focus());
  for (const [key, word] of [["r", "Released"], ["d", "Delivered"], ["k", "Acknowledged"], ["a", "Acted on"]]) {
    await t.press(key);
    await cardSays(t, "Log", word);
  }
  await t.click("button", /^Skip: Wave 1/);
  const skip = await t.role("dialog", "Skip the inject");
  await t.fill("Why?", "No time left.", { within: skip });
  await t.click("button", "Skip the inject", { within: skip });
  await cardSays(t, "Log", "No time left.");
  await t.click("button", "Pause");
  await t.see("of the scenario, paused");
  await t.click("button", "Resume");
  await t.click("button", "Note on this: First signal");
  await t.see("On “First signal”.");
  await t.choose("It is", "Strength");
  await t.fill("What you see", "Called within a minute");
  await t.press("Enter");
  await cardSays(t, "Observations", "Called within a minute");
  await t.fill("What they say", "The list of numbers was old");
  await t.press("Enter");
  await cardSays(t, "Hot wash", "The list of numbers was old");
  await t.axe();

  // Participants see what went out, and nothing that is expected or still to come.
  await t.click("link", "Participants’ view");
  await t.see("Exercise: this is not real");
  const seen = await t.text(await t.role("main"));
  t.check(seen.includes("First signal"), `what went out: ${seen}`);
  for (const hidden of ["Expected", "Opens an incident", "Wave 1", "Decision"]) t.check(!seen.includes(hidden), `${hidden} is not for participants`);
  await t.axe();
  await t.click("link", "Exit");

  await act(t, "End the exercise", async (dialog) => {
    t.check(/were never released; they count as skipped/.test(await t.text(dialog)), "what is left is said first");
  });
  await rateAll(t, "U");
  await t.fill("Summary", "The record did not come back.");
  await t.press("Tab");
  await cardSays(t, "Distribution", "U");
  await t.axe();
  await t.click("button", "Open improvements for M and U");
  await isAt(t, "Better: Patient record is back within 2 h");
  const improvement = t.page.url();
  await t.click("button", "Done");
  await t.see("only a later exercise that rates it P or S shows that it works");

  await t.page.goto(first);
  await isAt(t, "Loss of Core switch");
  await t.click("button", "Close exercise");
  await t.until("closed", async () => /Closed/.test(await t.text(await t.role("main"))));
  await t.click("tab", "Report");
  await t.see("Called within a minute");
  await t.see("Skipped: No time left.");
  await t.page.evaluate(() => (window.print = () => {}));
  await openMenu(t, "More actions");
  await t.click("button", "Print the report");
  const paper = pages(await t.pdf("after-action")).join("\n").replace(/\s+/g, " ");
  for (const words of ["After-action report", "The record did not come back.", "No time left.", "The list of numbers was old", "Better: Patient record", "Facilitator: name and signature"]) {
    t.check(paper.includes(words), `"${words}" on paper: ${paper}`);
  }

  // The retest.
  await drafted(t);
  await act(t, "Start the exercise");
  await act(t, "End the exercise", () => {});
  await rateAll(t, "S");
  await t.see("Rated");
  await t.page.goto(improvement);
  await isAt(t, "Better: Patient record is back within 2 h");
  await act(t, "Verified", (dialog) => t.fill("What was seen", "Back after 90 minutes.", { within: dialog }));
  await t.saved();
  const file = await exported(t);
  const [shown] = recordsOf(file, "improvement");
  const exercises = recordsOf(file, "exercise");
  t.equal([shown.state, shown.retest], ["verified", exercises[1].id], "verified by the retest");
  const states = exercises[0].injects.map((inject) => inject.state ?? "planned");
  t.equal([states.includes("acted"), states.includes("skipped")], [true, true], "released and skipped injects");
}

async function table(t) {
  const exercise = { id: id(40), code: "EX-1", title: "Fire drill", objectives: [{ id: id(41), place: { key: "k" }, title: "Out in time" }] };
  await startWith(t, { ...world(), exercise: [exercise] }, "Ada Brook");
  await t.goto(`#/exercises/${id(40)}`);
  await t.click("tab", "Injects");
  await t.click("button", "Add inject");
  await t.until("the focus in the first cell", () => t.page.evaluate(() => document.activeElement.getAttribute("aria-label") === "Inject 1: After"));
  await t.page.keyboard.type("+1 h 30");
  await t.press("ArrowRight");
  await t.page.keyboard.type("Alarm");
  await t.press("Enter");
  await t.until("the focus in the next row", () => t.page.evaluate(() => document.activeElement.getAttribute("aria-label") === "Inject 2: After"));
  await t.page.keyboard.type("soon");
  await t.press("ArrowUp");
  await t.see("Write a time, as +1 h 30.");
  await t.page.keyboard.type("9");
  await t.press("Escape");
  t.equal(await t.page.evaluate(() => document.activeElement.value), "+1 h 30 min", "the cell above");
  await t.axe();
  await t.upload("Import CSV", await file(t, "injects.csv", "Inject;After;Objective\nSmoke;0:45;Out in time\n"));
  await t.see("Injects added from the file");
  await t.see("1 inject stands behind one that comes later.");
  await t.click("button", "Sort by time");
  await t.until("by time", async () => /^\+45 min/.test(await t.page.$eval(".msel tbody input", (first) => first.value)));
  await t.click("button", /^Undo/);
  await t.see("before one above");
  await t.click("button", "Sort by time");
  await t.saved();
  const { bytes } = await t.download(() => t.click("button", "Export CSV"));
  const text = bytes.toString();
  t.check(/1 h 30 min,Alarm/.test(text) && /45 min,Smoke,,,,,,Out in time/.test(text), text);
}

/** An exercise of one scenario hour a minute: what is due is asked for, what comes up goes out by itself. */
async function paced(t) {
  const inject = (n, offset, title) => ({ id: id(n), place: { key: `k${n}` }, offset, title });
  const injects = [inject(42, 0, "Alarm"), inject(43, 12, "Smoke"), inject(44, 6000, "Roof")];
  const exercise = { id: id(40), code: "EX-1", title: "Fire drill", pace: 60, objectives: [{ id: id(41), place: { key: "k" }, title: "Out in time" }], injects };
  await startWith(t, { ...world(), exercise: [exercise] }, "Ada Brook");
  await t.goto(`#/exercises/${id(40)}`);
  await act(t, "Start the exercise");
  await t.click("tab", "Facilitate");
  await t.click("radio", "By the clock");
  await t.see("1 is due");
  await t.click("button", "Release all");
  await cardSays(t, "Log", "Alarm");
  await t.until("it goes out by itself", async () => /Released[\s\S]*Smoke/.test(await t.text(await t.role("list", "Log, newest first"))));
  await t.axe();
  await t.click("button", "Pause");
  await t.until("the focus stays at the desk", () => t.page.evaluate(() => document.activeElement.textContent === "Resume"));
  await t.saved();
  await t.page.reload();
  await t.click("tab", "Facilitate");
  await t.until("this tab still leads", async () => (await t.label("By the clock")).evaluate((radio) => radio.checked));
  t.equal(await t.page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.includes("pacing"))), [], "a duplicate of this tab would not lead");
  const [shown] = recordsOf(await exported(t), "exercise");
  t.equal(shown.injects.map((inject) => inject.state ?? "planned"), ["released", "released", "planned"], "what went out");
}

export default [
  { name: "injects go out by the clock of the tab that leads", browsers: ["chromium", "firefox"], run: paced },
  { name: "a drafted tabletop, offline, to the retest that closes its finding", browsers: ["chromium", "firefox"], run: tabletop },
  { name: "the table of injects by keys, and as CSV", browsers: ["chromium", "firefox"], run: table },
];
