// Recovery after a loss: chosen, simulated, compared with a change, given up.
import { id, isAt, openSample, pages, pick, startWith } from "../lib/work.mjs";

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
  t.check(/\d.* % \(\d+\.\d–\d+\.\d %\)/.test(before[5]), `a probability with its interval: ${before}`);
  await t.see("Most valuable minutes");
  await t.see("Works less well:");
  const opened = await t.page.$$eval(".sim-services tbody tr", (rows) => {
    const row = rows.find((row) => row.cells[0].innerText.includes("Electronic patient record"));
    row.cells[5].querySelector("summary").click();
    return row.cells[5].textContent;
  });
  t.check(/Wilson 1927/.test(opened) && /of 10000 recoveries/.test(opened), `formula and inputs: ${opened}`);
  await t.page.$eval(".sim-services details[open] summary", (summary) => summary.click());
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
  t.equal(after.slice(0, 6), before, "as things are");
  const changed = await t.page.$$eval(".sim-services tbody tr", (rows) => rows.some((row) => row.cells.length > 8 && row.cells[4].innerText !== row.cells[7].innerText));
  t.check(changed, "some service is back sooner");
  const curves = await t.page.$$eval(".loss-chart .g-line", (lines) => lines.map((line) => getComputedStyle(line).strokeDasharray));
  t.check(curves.length === 2 && curves[0] !== curves[1], `two curves, told apart without colour: ${curves}`);
  await t.axe();
  for (const [width, theme] of [[390, "light"], [390, "dark"], [1024, "light"], [1024, "dark"], [1600, "light"], [1600, "dark"]]) await t.screenshot("recovery", { width, theme });
  await t.page.setViewport({ width: 1024, height: 900 });
  const cut = await t.page.$eval(".sim-services", (table) => table.parentElement.scrollWidth - table.parentElement.clientWidth);
  t.check(cut <= 1, `both sides fit a window of 1024: ${cut} more`);
  for (const format of ["A4", "Letter"]) {
    const paper = pages(await t.pdf(`recovery-${format}`, format)).join(" ");
    t.check(/What comes back/.test(paper) && /Most valuable minutes/.test(paper) && /With the change: /.test(paper), `on ${format}`);
  }
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
  t.equal((await row(t, "Data hall Fellgate"))[3], "4 h", "back by itself");
  await t.fill("Recoveries", "5");
  await t.click("button", "Run simulation");
  await t.see("Simulate 100 to 100,000 recoveries.");
  await t.goto(`#/simulation?lost=${hall}:60&trials=100`);
  await t.until("the other address", () => t.page.$eval("#sim-trials", (input) => input.value === "100"));
  await run(t);
  t.equal((await row(t, "Data hall Fellgate"))[3], "1 h", "what the other address says");
}

// Two steps side by side for a role that one person has, within 45 minutes.
const gap = () => ({
  person: [1, 2].map((n) => ({ id: id(n), title: ["Ada Berg", "Bo Lind"][n - 1], phone: "1" })),
  role: [{ id: id(3), title: "Storage", primary: id(1) }],
  service: [{ id: id(5), title: "Record", node: "application", rto: 45 }],
  runbook: [{
    id: id(6), title: "Restore the record", services: [id(5)],
    steps: [7, 8].map((n) => ({ id: id(n), place: { key: `k${n}` }, title: n === 7 ? "Disks" : "Copies", role: id(3), predecessors: [], duration: { low: 10, likely: 20, high: 40 } })),
  }],
  plan: [{ id: id(9), title: "Loss of the record", services: [id(5)], lost: [id(5)], activation_time: 10, runbooks: [{ id: id(10), place: { key: "k" }, phase: "recover", runbook: id(6) }] }],
});

const share = (cell) => Number(/([\d.]+) %/.exec(cell)[1]);

/** A gap that readiness finds makes it late; mended by its link, the probability is another one. */
async function mended(t) {
  await startWith(t, gap(), "Ada Berg");
  await t.goto(`#/simulation?plan=${id(9)}`);
  await run(t);
  const before = share((await row(t, "Record"))[5]);
  t.check(before < 50, `one person for two steps is too late as a rule: ${before} %`);
  await t.goto("#/readiness");
  const link = /^Mend .*Storage: Each role has a deputy/;
  const score = async () => t.text(await t.role("region", "Score"));
  await t.role("link", link);
  const first = await score();
  await t.click("link", link);
  await isAt(t, "Storage");
  await pick(t, "Add deputy", "Bo", /Bo Lind/);
  await t.saved();
  await t.goto("#/readiness");
  await t.role("region", "Score");
  await t.gone("link", link);
  const counts = (text) => text.match(/\d+ (critical|high|medium|low)/g);
  t.check(`${counts(await score())}` !== `${counts(first)}`, `the score says so: ${first}`);
  await t.goto(`#/simulation?plan=${id(9)}`);
  await run(t);
  const after = share((await row(t, "Record"))[5]);
  t.check(after > before + 20, `the probability of its RTO: ${before} %, then ${after} %`);
}

export default [
  { name: "recovery: a gap mended, another probability", run: mended },
  { name: "recovery of a hall by its plan", run: hall },
  { name: "recovery of what is back by itself", browsers: ["chromium"], run: site },
];
