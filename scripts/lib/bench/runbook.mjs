// A runbook of 2,000 steps and a run of it with 20,000 events: opening, adding a step, scrolling
// the Gantt chart, and loading the run anew.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { go, importFile, longest, onSite, round, undone } from "../measure.mjs";

const STEPS = 2000;
const EVENTS = 20_000;
const ADDED = 12;
const ROUNDS = 5;
const FRAMES = 120;

const id = (group, n) => `019aab2e-1c0${group}-7000-8000-${String(n).padStart(12, "0")}`;
const RUNBOOK = id(0, 1);
const RUN = id(0, 2);

/** 40 sections of 49 steps, every fifth side by side with the one before. */
function steps(group) {
  const all = [];
  for (let n = 0; n < STEPS; n += 1) {
    const section = n - (n % 50);
    const place = { key: String(n).padStart(6, "0"), ...(n === section ? {} : { under: id(group, section) }) };
    const step = { id: id(group, n), place, title: `Step ${n} of the recovery` };
    if (n === section) step.kind = "section";
    else step.duration = { low: 1 + (n % 3), likely: 3 + (n % 5), high: 9 + (n % 11) };
    if (n !== section && n % 5 === 0) step.predecessors = [];
    all.push(step);
  }
  return all;
}

/** Each step is started and done; the rest are notes. */
function events() {
  const at = (n) => new Date(Date.UTC(2026, 10, 20, 8) + n * 1000).toISOString();
  const all = [{ id: id(3, 0), what: "started", at: at(0), by: "Ines Okafor" }];
  const worked = steps(2).filter((step) => step.kind !== "section").slice(0, 1500);
  for (const step of worked) {
    const n = all.length;
    all.push({ id: id(3, n), step: step.id, what: "started", at: at(n), by: "Ines Okafor" });
    all.push({ id: id(3, n + 1), step: step.id, what: "done", at: at(n + 1), by: "Bo Lind", after: [id(3, n)] });
  }
  for (let n = all.length; n < EVENTS; n += 1) {
    all.push({ id: id(3, n), step: worked[n % worked.length].id, what: "note", at: at(n), by: "Bo Lind", text: `Note ${n}` });
  }
  return all;
}

function workspace(folder) {
  const runbook = { id: RUNBOOK, code: "RB-1", title: "Recover everything", steps: steps(1) };
  const run = { id: RUN, code: "RUN-1", title: "Recover everything", runbook: RUNBOOK, mode: "exercise", steps: steps(2), events: events() };
  const file = path.join(folder, "large.holdfast.json");
  writeFileSync(file, JSON.stringify({ format: "holdfast", version: "1.0", records: { runbook: [runbook], run: [run] } }));
  return file;
}

async function openRunbook(page, url, median) {
  const took = [];
  let longestTask = 0;
  for (let n = 0; n < ROUNDS; n += 1) {
    await go(page, `${url}#/runbooks`);
    await page.evaluate(() => void (bench.pressed = bench.next("click")));
    await (await page.waitForSelector("main table tbody a[href^='#/runbooks/']")).click();
    const { pressed, shown } = await page.evaluate(async () => {
      const pressed = await bench.pressed;
      return { pressed, shown: await bench.until(() => document.querySelectorAll(".outline .row").length > 8, 20_000) };
    });
    took.push(shown - pressed);
    longestTask = Math.max(longestTask, await longest(page, pressed, shown));
  }
  return { median_ms: round(median(took)), longest_task_ms: longestTask, budget_ms: 200 };
}

/** Enter in the first row until the new row stands there; the plan is made anew with it. */
async function addSteps(page, quantile) {
  const took = [];
  const from = await page.evaluate(() => performance.now());
  await (await page.waitForSelector(".outline .row input")).focus();
  for (let n = 0; n < ADDED; n += 1) {
    await page.evaluate(() => {
      bench.before = document.activeElement;
      bench.pressed = bench.next("keydown");
    });
    await page.keyboard.press("Enter");
    took.push(
      await page.evaluate(async () => {
        const pressed = await bench.pressed;
        const moved = () => document.activeElement !== bench.before && document.activeElement?.closest(".outline .row");
        return (await bench.until(moved, 20_000)) - pressed;
      }),
    );
  }
  const until = await page.evaluate(() => performance.now());
  return { p50_ms: round(quantile(took, 0.5)), p95_ms: round(quantile(took, 0.95)), longest_task_ms: await longest(page, from, until) };
}

async function openPlan(page) {
  const tab = await page.evaluateHandle(() => [...document.querySelectorAll("[role=tab]")].find((each) => each.textContent.trim() === "Plan"));
  await page.evaluate(() => void (bench.pressed = bench.next("click")));
  await tab.asElement().click();
}

/** A step's duration changes (undone and done again) beside the plan: until the plan's figures say what follows. */
async function editUnderPlan(page, url, quantile) {
  await go(page, `${url}#/runbooks/${RUNBOOK}`);
  await page.evaluate(() => bench.until(() => document.querySelectorAll(".outline .row").length > 8, 20_000));
  await page.evaluate(() => [...document.querySelectorAll(".outline .row input")].find((input) => input.value.startsWith("Step 1 ")).focus());
  await page.keyboard.press("End");
  await page.keyboard.type(" ~50h");
  await page.keyboard.press("ArrowDown");
  await openPlan(page);
  await page.waitForSelector("main .sums");
  const { took, longest_task_ms } = await undone(page, "main .sums", ADDED);
  return { p50_ms: round(quantile(took, 0.5)), p95_ms: round(quantile(took, 0.95)), longest_task_ms, budget_ms: 50 };
}

async function scrollGantt(page, url) {
  await go(page, `${url}#/runbooks/${RUNBOOK}`);
  await openPlan(page);
  return page.evaluate(async (frames) => {
    const pressed = await bench.pressed;
    const chart = () => document.querySelector("main .gantt svg");
    const shown = await bench.until(chart, 20_000);
    let scroller = chart();
    while (scroller && !(scroller.scrollHeight > scroller.clientHeight + 200 && /auto|scroll/.test(getComputedStyle(scroller).overflowY))) scroller = scroller.parentElement;
    scroller ??= document.scrollingElement;
    const gaps = [];
    let last = await new Promise(requestAnimationFrame);
    for (let n = 0; n < frames; n += 1) {
      scroller.scrollTop += 60;
      const now = await new Promise(requestAnimationFrame);
      gaps.push(now - last);
      last = now;
    }
    return {
      open_ms: Math.round(shown - pressed),
      frames,
      scrolled_px: Math.round(scroller.scrollTop),
      // A frame that comes more than half a frame late was dropped.
      dropped_frames: gaps.filter((gap) => gap > 25).length,
      slowest_frame_ms: Math.round(Math.max(...gaps)),
      budget_dropped_frames: 0,
    };
  }, FRAMES);
}

const runShown = () => bench.until(() => document.querySelectorAll(".run-table tbody tr").length > 8, 30_000);
const pageShown = () => bench.until(() => !document.getElementById("starting") && document.querySelector("main h1"), 30_000);

/** A page of the app in a tab that was elsewhere, and loaded again (F5), when the browser still has its code. */
async function load(page, address, shown, median) {
  const figures = {};
  for (const [way, go] of [
    ["anew", async () => (await page.goto("about:blank"), page.goto(address, { waitUntil: "domcontentloaded" }))],
    ["again", () => page.reload({ waitUntil: "domcontentloaded" })],
  ]) {
    const took = [];
    const tasks = [];
    for (let n = 0; n < ROUNDS; n += 1) {
      await go();
      const at = await page.evaluate(shown);
      took.push(at);
      tasks.push(await longest(page, 0, at));
    }
    figures[way] = { median_ms: round(median(took)), longest_task_ms: round(median(tasks)) };
  }
  return figures;
}

/** The run opened from the register, in a page that runs already. */
async function openRun(page, url, median) {
  const took = [];
  for (let n = 0; n < ROUNDS; n += 1) {
    await go(page, `${url}#/runs`);
    await page.evaluate(() => void (bench.pressed = bench.next("click")));
    await (await page.waitForSelector("main table tbody a[href^='#/runs/']")).click();
    const pressed = await page.evaluate(() => bench.pressed);
    took.push((await page.evaluate(runShown)) - pressed);
  }
  return { median_ms: round(median(took)), budget_ms: 300 };
}

export function measure({ quantile, median, say, ...site }) {
  return onSite(site, async (page, url, folder) => {
    say("  import");
    await importFile(page, url, workspace(folder));
    const opened = await openRunbook(page, url, median);
    const added = await addSteps(page, quantile);
    const edited = await editUnderPlan(page, url, quantile);
    say("  Gantt");
    const gantt = await scrollGantt(page, url);
    say("  run");
    const limit = await load(page, `${url}#/settings`, pageShown, median);
    const run = await load(page, `${url}#/runs/${RUN}`, runShown, median);
    const openedRun = await openRun(page, url, median);
    return { steps: STEPS, events: EVENTS, open_runbook: opened, add_step: added, critical_path_after_edit: edited, gantt, open_run: openedRun, load_run: { ...run, budget_ms: 300 }, limit_load_settings: limit };
  });
}
