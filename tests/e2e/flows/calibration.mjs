// Calibration: estimates beside what happened; a suggestion is looked at, applied, undone; how good forecasts were.
import { isAt, openSample, pages, region } from "../lib/work.mjs";

const NAME = /^Apply RISK-10 /;

/** The cells of the row that begins with a name, in the part of the page. */
const row = (t, part, name) =>
  t.page.$$eval(`section[aria-label="${part}"] tbody tr`, (rows, name) => [...(rows.find((row) => row.cells[0].innerText.includes(name))?.cells ?? [])].map((cell) => cell.innerText.trim()), name);

async function calibrated(t) {
  await openSample(t);
  await t.goto("#/calibration");
  await isAt(t, "Calibration");
  await region(t, "How often");
  const first = await row(t, "How often", "RISK-10");
  t.check(first[1] === "0.5 a year" && first[2].startsWith("1 event in"), `an estimate beside one event: ${first}`);
  t.check(/^0\.\d+ \(90 %: 0\.\d+ to \d/.test(first[3]), `what is known now, with its interval: ${first}`);
  await t.axe();

  // It opens to formula and inputs.
  const known = await t.page.$$eval('section[aria-label="How often"] tbody tr', (rows) => {
    const row = rows.find((row) => row.innerText.includes("RISK-10"));
    const summary = row.cells[3].querySelector("summary");
    summary.click();
    const text = row.cells[3].textContent;
    summary.click();
    return text;
  });
  t.check(/shape \+ events/.test(known) && /weighs as one event/.test(known), `formula and inputs: ${known}`);

  // Looked at, given up, looked at, applied: one step, and what was counted is in the estimate.
  await t.click("button", NAME);
  let dialog = await t.role("dialog", "Apply what was counted");
  t.check((await t.text(dialog)).includes("0.5 a year"), "what stands there now");
  await t.click("button", /^Cancel/, { within: dialog });
  await t.gone("dialog", "Apply what was counted");
  t.equal(await row(t, "How often", "RISK-10"), first, "nothing was written");
  await t.click("button", NAME);
  dialog = await t.role("dialog", "Apply what was counted");
  await t.axe();
  await t.click("button", "Apply", { within: dialog });
  await t.gone("dialog", "Apply what was counted");
  const rest = () => row(t, "How often", "RISK-10");
  await t.until("the row without a suggestion", async () => /^nothing new/.test((await rest())[4] ?? ""));
  const after = await rest();
  t.check(after[1] !== first[1] && /^0 to 3\.\d+, most likely 0\.\d+ a year/.test(after[1]), `three numbers, which keep the weight of what was counted: ${after}`);
  t.check(after[2].startsWith("0 events in 0 days"), `nothing is counted twice: ${after}`);
  await t.saved();
  await t.click("button", /^Undo/);
  await t.until("the row as it was", async () => JSON.stringify(await rest()) === JSON.stringify(first));

  // Many at once: selected, looked at, given up.
  await t.click("button", /^Select all \d+ suggestions/, { within: await region(t, "How long") });
  await t.click("button", "Apply selected…");
  dialog = await t.role("dialog", /^Apply \d+ suggestions/);
  const listed = await t.page.$$eval("dialog[open] tbody tr", (rows) => rows.length);
  t.check(listed > 1, `all that would be written: ${listed}`);
  await t.click("button", /^Cancel/, { within: dialog });
  await t.click("button", "Clear selection");

  // Forecasts: a score beside the base rate, or why nobody can say.
  await t.see("too few to judge");
  for (const name of ["Events of risks", "Changes that fail", "Back within the RTO", "Lengths of runs"]) await region(t, name);
  for (const [width, theme] of [[390, "light"], [390, "dark"], [1024, "light"], [1024, "dark"], [1600, "light"], [1600, "dark"]]) await t.screenshot("calibration", { width, theme });
  await t.page.setViewport({ width: 1280, height: 900 });
  for (const format of ["A4", "Letter"]) {
    const paper = pages(await t.pdf(`calibration-${format}`, format)).join(" ");
    t.check(/How often/.test(paper) && /How long/.test(paper) && /Changes that fail/.test(paper), `on ${format}`);
  }

  // The way from a risk: its row alone.
  await t.goto("#/risks");
  await t.click("link", /The carrier’s trunk fails/);
  await isAt(t, "The carrier’s trunk fails for all three sites");
  await t.click("link", "Held against what happened");
  await isAt(t, "Calibration");
  await t.until("one row", async () => (await t.page.$$('section[aria-label="How often"] tbody tr')).length === 1);
  await t.choose("Count", "all that is recorded, to look at only");
  await t.until("the address", () => t.page.evaluate(() => /count=all.*of=/.test(location.hash)));
  await t.see("nothing of it can be applied");
  t.equal(await t.roles("button", NAME), [], "ways to apply what may be in the estimate");
}

/** Rows are selected, not what was suggested when they were: what is applied is what the table shows by then. */
async function shownNow(t) {
  await openSample(t);
  await t.goto("#/calibration");
  await region(t, "How often");
  const event = await t.page.$$eval('section[aria-label="How often"] tbody tr', (rows) => rows.find((row) => row.innerText.includes("RISK-10")).cells[2].querySelector("li a").hash);
  await t.goto(event);
  await t.until("the incident", () => t.page.$(".head .actions > details:last-child > summary"));
  await t.page.$eval(".head .actions > details:last-child > summary", (summary) => summary.click());
  await t.click("button", "Archive");
  await t.until("the mark of the archive", async () => (await t.page.$eval(".head .sub", (sub) => sub.innerText)).includes("Archived"));
  await t.goto("#/calibration");
  const shown = () => row(t, "How often", "RISK-10");
  await t.until("no event", async () => (await shown())?.[2].startsWith("0 events"));
  const without = (await shown())[4];
  await t.click("checkbox", /^Select RISK-10 /);
  await t.click("button", /^Undo/);
  await t.until("the event again", async () => (await shown())[2].startsWith("1 event "));
  await t.click("button", "Apply selected…");
  const dialog = await t.role("dialog", "Apply what was counted");
  const then = await t.page.$eval('dialog[open] tbody td[data-l="Then"]', (cell) => cell.innerText.trim());
  const now = (await shown())[4];
  t.check(now !== without && now.startsWith(then), `what is shown now: ${then} of ${now}, before ${without}`);
  await t.click("button", /^Cancel/, { within: dialog });
}

export default [
  { name: "calibration: a suggestion looked at, applied, undone", run: calibrated },
  { name: "calibration: what is selected is applied as it is shown", run: shownNow },
];
