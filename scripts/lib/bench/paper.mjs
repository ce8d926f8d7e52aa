// A plan of some 300 printed pages, with the steps of its runbooks: from pressing the entry that prints it to the call
// of window.print, which is the app's own work, and from there to the PDF's data, which is the browser's.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { go, importFile, longest, onSite } from "../measure.mjs";

const RUNBOOKS = 25;
const STEPS = 120;
const SERVICES = 60;
const LIMIT = 120_000;

const id = (group, n) => `019aab2e-1c2${group}-7000-8000-${String(n).padStart(12, "0")}`;
const at = (n) => ({ key: `k${String(n).padStart(5, "0")}` });
const WORDS = "Call the shift lead first. Check the lamps on both racks, note what they say, and go on only when the second person has confirmed it.";

function step(runbook, n) {
  const kind = ["task", "command", "validation", "task", "communication", "task"][n % 6];
  return {
    id: id(1, runbook * STEPS + n),
    place: at(n),
    title: `Step ${n + 1} of part ${runbook + 1}`,
    kind: n === STEPS - 1 ? "milestone" : kind,
    instructions: WORDS,
    duration: { low: 2, likely: 4, high: 9 },
    ...(kind === "command" && { command: `restore --part ${runbook}-${n} --verify` }),
    ...(kind === "communication" && { audience: "All wards", channel: "Phone", message: "The record is down; downtime forms are in use." }),
  };
}

function workspace(folder) {
  const service = Array.from({ length: SERVICES }, (_, n) => ({
    id: id(2, n),
    code: `SVC-${n + 1}`,
    title: `Service ${n + 1}`,
    rto: 240,
    recovery: 10 + (n % 30),
    dependencies: n > 3 ? [{ id: id(3, n), place: at(0), on: id(2, n - 4), kind: "hard" }] : [],
  }));
  const runbook = Array.from({ length: RUNBOOKS }, (_, n) => ({
    id: id(0, n),
    code: `RB-${n + 1}`,
    title: `Bring back part ${n + 1}`,
    services: [id(2, n)],
    steps: Array.from({ length: STEPS }, (_, k) => step(n, k)),
  }));
  const plan = {
    id: id(4, 1),
    code: "DRP-1",
    title: "Loss of everything",
    scenario: "site",
    services: service.map((one) => one.id),
    criteria: WORDS,
    runbooks: runbook.map((one, n) => ({ id: id(5, n), place: at(n), phase: "recover", runbook: one.id })),
    resources: Array.from({ length: 200 }, (_, n) => ({ id: id(6, n), place: at(n), what: `Part ${n + 1}`, where: `Shelf ${n + 1}` })),
  };
  const file = path.join(folder, "paper.holdfast.json");
  writeFileSync(file, JSON.stringify({ format: "holdfast", version: "1.0", records: { service, runbook, plan: [plan] } }));
  return file;
}

/** Presses the entry of the plan's menu that prints all of it; the page's own call of the printer is put down. */
async function pressed(page) {
  return page.evaluate(async (limit) => {
    const named = (tag, words) => [...document.querySelectorAll(tag)].find((one) => one.textContent.trim() === words);
    const summary = await new Promise((found) => {
      const look = () => {
        const one = [...document.querySelectorAll("main summary")].find((one) => /More actions/.test(one.textContent + (one.getAttribute("aria-label") ?? "")));
        if (one) found(one);
        else requestAnimationFrame(look);
      };
      look();
    });
    summary.click();
    let entry;
    await bench.until(() => (entry = named("main button", "Print with the steps of the runbooks")), limit);
    const printed = new Promise((done) => (window.print = () => done(performance.now())));
    const from = performance.now();
    entry.click();
    return { from, to: await printed };
  }, LIMIT);
}

export function measure({ say, ...site }) {
  return onSite(site, async (page, url, folder) => {
    say("  import");
    await importFile(page, url, workspace(folder));
    await go(page, `${url}#/plans/${id(4, 1)}`);
    say("  print");
    const { from, to } = await pressed(page);
    const before = Date.now();
    const pdf = path.join(folder, "plan.pdf");
    writeFileSync(pdf, await page.pdf({ format: "A4", printBackground: true, timeout: LIMIT }));
    const browser_ms = Date.now() - before;
    const pages = Number(/^Pages:\s+(\d+)/m.exec(execFileSync("pdfinfo", [pdf], { encoding: "utf8" }))[1]);
    const own_ms = Math.round(to - from);
    return { pages, own_ms, longest_task_ms: await longest(page, from, to), browser_ms, total_ms: own_ms + browser_ms, budget_ms: 5000 };
  });
}
