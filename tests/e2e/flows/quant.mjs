// Risks in money: an analyst simulates a year, gives up once, and gets the same numbers with the same seed.
import { readFileSync } from "node:fs";
import { id, isAt, pages, startWith } from "../lib/work.mjs";

// What the same simulation says natively (a test of the domain) and in WebAssembly (tests/web).
const PINNED = JSON.parse(readFileSync(new URL("../../../crates/domain/src/rooms/risks/tests/pinned.json", import.meta.url), "utf8"));

const WORKSPACE = { id: id(90), title: "Ours", currency: PINNED.currency, tolerance: PINNED.tolerance };
const BARE = { id: id(3), title: "Nobody knows what it costs" };

const status = (t, words) => t.until(`the status “${words}”`, async () => (await t.text()).includes(words));

/** The amounts of a column of the figures, in the order of the rows. */
const column = (t, n) => t.page.$$eval(".loss-figures tbody tr", (rows, n) => rows.map((row) => row.cells[n]?.innerText.trim()), n);

/** As the pinned file has them: the mean, the worst years, the percentiles. */
const asPinned = (rows) => [rows[0], rows[6], ...rows.slice(1, 6)];

async function run(t) {
  await t.click("button", "Run simulation");
  await status(t, "Done.");
}

/** Types one part of what is decided together. */
async function part(t, group, label, value) {
  const within = await t.role("group", group);
  await t.fill(`${group}: ${label}`, value, { within });
}

/** Two risks and what treats one, as an analyst writes them down. */
async function quantified(t) {
  const [one, other] = PINNED.risks;
  await startWith(t, { workspace: [WORKSPACE], risk: [{ id: one.id, title: one.title }, other, BARE] }, "Ines Okafor");
  await t.goto(`#/risks/${one.id}`);
  await isAt(t, one.title);
  await t.see("It cannot be simulated: no frequency.");
  await t.choose("Events a year: Given as", "Least, most likely, most");
  await part(t, "Events a year", "At least", "0.05");
  await part(t, "Events a year", "Most likely", "0.15");
  await part(t, "Events a year", "At most", "0.4");
  await t.press("Enter");
  await t.choose("Loss of one event: Given as", "90 % interval");
  await part(t, "Loss of one event", "5 % are below", "400000");
  await part(t, "Loss of one event", "5 % are above", "9000000");
  await t.press("Enter");
  await t.choose("Events a year, treated: Given as", "One rate");
  await part(t, "Events a year, treated", "Rate", "0.05");
  await t.press("Enter");
  await t.fill("Cost of the treatment", "140000");
  await t.press("Tab");
  await t.role("button", "Run simulation");
  await t.saved();

  // Alone, on its own page.
  await run(t);
  await t.see("Return on control");
  const alone = await column(t, 1);
  await t.axe();

  await t.goto("#/risks?view=loss");
  await t.see("All 2 risks in money");
  await t.see("1 risk is left out");
  await t.axe();

  // Ten million years are given up; what runs next is not touched by it.
  await t.fill("Years to simulate", "10,000,000");
  await t.click("button", "Run simulation");
  await t.role("progressbar", "Simulation");
  await t.until("some progress", async () => t.page.$eval(".loss-progress progress", (bar) => bar.value > 0));
  await t.click("button", "Cancel simulation");
  await status(t, "Cancelled. Nothing came of it.");
  await t.fill("Years to simulate", "12");
  await t.click("button", "Run simulation");
  await t.see("Simulate 1,000 to 10,000,000 years.");

  await t.fill("Years to simulate", String(PINNED.trials));
  await t.fill("Seed", PINNED.seed);
  await run(t);
  const { says, says_after: saysAfter } = PINNED.told;
  t.equal(asPinned(await column(t, 1)), says, "what the native simulation says");
  t.equal(asPinned(await column(t, 2)), saysAfter, "what it says after the treatment");
  await t.see("Above what is borne at 2 of 3 points.");
  await t.see(PINNED.risks[0].title);
  await t.axe();

  // Another seed is another sample, and the first one comes again.
  await t.fill("Seed", "1");
  await status(t, "The risks, years or seed changed since.");
  await run(t);
  t.check((await column(t, 1))[0] !== says[0], "another seed gives other numbers");
  await t.fill("Seed", PINNED.seed);
  await run(t);
  t.equal(asPinned(await column(t, 1)), says, "the same seed again");

  // One risk alone says the same here as on its own page.
  await t.page.$eval(".loss-ask details.screen-only", (details) => (details.open = true));
  await t.click("checkbox", new RegExp(PINNED.risks[1].title));
  await t.see("1 of 2 risks in money");
  await t.fill("Years to simulate", "100000");
  await t.fill("Seed", "1");
  await run(t);
  t.equal((await column(t, 1)).slice(0, 7), alone.slice(0, 7), "a risk alone in the register and on its page");
  await t.click("checkbox", new RegExp(PINNED.risks[1].title));
  await run(t);

  const printed = pages(await t.pdf("loss"));
  for (const words of ["Figures of a year", "Return on control", "Loss exceedance", "seed 1", "Nobody knows what it costs"]) {
    t.check(printed.join("\n").includes(words), `“${words}” on paper: ${printed.join("\n").slice(0, 1500)}`);
  }
  // Firefox prints no margins, and shows no page as on paper.
  if (t.browserName !== "chromium") return;
  t.check(printed.every((page) => page.includes(`of ${printed.length}`)), "each page has its number");
  await t.page.emulateMediaType("print");
  const shown = await t.page.$$eval("svg.exceed .g-line", (lines) => lines.map((line) => getComputedStyle(line).display));
  t.equal(shown, ["inline", "inline", "inline"], "what is borne, treated, as things are");
}

/** Two of three that are selected in the register are what is simulated; the address says so. */
async function selected(t) {
  const [one, other] = PINNED.risks;
  await startWith(t, { workspace: [WORKSPACE], risk: [one, other, { ...other, id: id(4), title: "A third" }] }, "Ines Okafor");
  await t.goto("#/risks");
  await isAt(t, "Risks");
  for (const risk of [one, other]) await t.click("checkbox", new RegExp(`Select .*${risk.title}`));
  await t.click("button", "Simulate loss");
  await t.see("2 of 3 risks in money");
  t.check((await t.page.evaluate(() => location.hash)).includes("only="), "the address keeps the selection");
  await t.page.reload();
  await t.see("2 of 3 risks in money");
}

export default [
  { name: "two risks and a control in money", run: quantified },
  { name: "the loss of what is selected", browsers: ["chromium"], run: selected },
];
