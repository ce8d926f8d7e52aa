// Recovery after a loss: chosen, simulated, compared with a change, given up.
import { isAt, openSample, pages } from "../lib/work.mjs";

const status = (t, words) => t.until(`the status “${words}”`, async () => (await t.text()).includes(words));

/** What the table says of a service: its cells. */
const row = (t, name) =>
  t.page.$$eval(".sim-services tbody tr", (rows, name) => [...(rows.find((row) => row.cells[0].innerText.includes(name))?.cells ?? [])].map((cell) => cell.innerText.trim()), name);

async function run(t) {
  await t.click("button", "Run simulation");
  await status(t, "Done.");
}

/** The hall that the plan is for: down, waves, chances; with half the time of a task they are others. */
async function hall(t) {
  await openSample(t);
  await t.goto("#/plans");
  await t.click("link", /Loss of the data hall at Fellgate/);
  await isAt(t, "Loss of the data hall at Fellgate");
  const address = await t.page.evaluate(() => location.hash.split("/").pop().split("?")[0]);
  await t.goto(`#/simulation?plan=${address}`);
  await isAt(t, "Recovery simulation");
  await run(t);
  const before = await row(t, "Electronic patient record");
  t.check(/\d.* % \(\d+\.\d–\d+\.\d %\)/.test(before[6]), `a probability with its interval: ${before}`);
  await t.see("Most valuable minutes");
  await t.see("Works less well:");
  const hash = await t.page.evaluate(() => location.hash);
  t.check(/lost=.*trials=10000.*seed=1/.test(hash), `the address says all: ${hash}`);
  await t.axe();

  // The same address gives the same numbers.
  await t.page.reload();
  await isAt(t, "Recovery simulation");
  await run(t);
  t.equal(await row(t, "Electronic patient record"), before, "the same seed and records");

  // The task that most is waited for takes no time: another probability beside the one as things are.
  await t.page.$eval(".sim details summary", (summary) => summary.click());
  const task = await t.page.$$eval("#sim-faster option", (options) => options.find((option) => option.innerText.includes("Recovery of"))?.label);
  t.check(task, "a task to make faster");
  await t.choose("Make faster", task.trim());
  await t.choose("to", "no time");
  await status(t, "changed since");
  await run(t);
  await t.see("With the change");
  const after = await row(t, "Electronic patient record");
  t.equal(after.slice(0, 7), before, "as things are");
  const changed = await t.page.$$eval(".sim-services tbody tr", (rows) => rows.some((row) => row.cells.length > 9 && row.cells[5].innerText !== row.cells[8].innerText));
  t.check(changed, "some service is back sooner");
  await t.axe();
  const paper = pages(await t.pdf("recovery")).join(" ");
  t.check(/What comes back/.test(paper) && /Most valuable minutes/.test(paper), "on paper");
}

/** A site that is lost for 4 hours; long work is given up; another address is another loss. */
async function site(t) {
  await openSample(t);
  await t.goto("#/simulation");
  await t.click("button", "Run simulation");
  await t.see("Choose what is lost, or a plan that says so.");
  await t.goto("#/services");
  await t.click("link", /Data hall Fellgate/);
  await isAt(t, "Data hall Fellgate");
  const hall = await t.page.evaluate(() => location.hash.split("/").pop().split("?")[0]);
  await t.goto(`#/simulation?lost=${hall}`);
  await t.fill("Recoveries", "100,000");
  await t.click("button", "Run simulation");
  await t.role("progressbar", "Simulation");
  await t.click("button", "Cancel simulation");
  await status(t, "Cancelled. Nothing came of it.");
  await t.fill("Recoveries", "500");
  await t.fill(/Data hall Fellgate: back by itself after/, "4 h");
  await run(t);
  t.equal((await row(t, "Data hall Fellgate"))[4], "4 h", "back by itself");
  await t.fill("Recoveries", "5");
  await t.click("button", "Run simulation");
  await t.see("Simulate 100 to 100,000 recoveries.");
  await t.goto(`#/simulation?lost=${hall}:60&trials=100`);
  await t.until("the other address", () => t.page.$eval("#sim-trials", (input) => input.value === "100"));
  await run(t);
  t.equal((await row(t, "Data hall Fellgate"))[4], "1 h", "what the other address says");
}

export default [
  { name: "recovery of a hall by its plan", run: hall },
  { name: "recovery of what is back by itself", browsers: ["chromium"], run: site },
];
