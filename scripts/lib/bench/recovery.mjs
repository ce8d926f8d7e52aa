// The recovery simulation: 100 services with 5 steps each, 40 people in 10 roles, all lost with one site.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { go, importFile, longest, onSite } from "../measure.mjs";

const SERVICES = 100;
const STEPS = 5;
const ROLES = 10;
const PEOPLE = 40;
const ROUNDS = 3;

const id = (n) => `019aab2e-1c30-7000-8000-${String(n).padStart(12, "0")}`;
const [person, role, service, runbook, plan, site] = [0, 100, 200, 400, 900, 901].map((first) => (n = 0) => id(first + n));

/** As the native timing has it (crates/domain/examples/recovery_timing.rs): each waits for two before it, but for the first ten. */
function lost(folder) {
  const each = (count, make) => Array.from({ length: count }, (_, n) => make(n));
  const needs = (n) => (n < 10 ? [site()] : [service(Math.floor(n / 2)), service(n - 7)]);
  const step = (n, at) => {
    const low = 5 + ((n * 7 + at * 3) % 20);
    return { title: `Step ${at}`, role: role((n + at) % ROLES), duration: { low, likely: low * 1.5, high: low * 4 } };
  };
  const records = {
    person: each(PEOPLE, (n) => ({ id: person(n), title: `Person ${n}` })),
    role: each(ROLES, (n) => ({ id: role(n), title: `Role ${n}`, primary: person(n), deputies: [1, 2, 3].map((more) => ({ person: person(n + more * ROLES) })) })),
    service: [
      { id: site(), title: "The site", node: "site", recovery: 1 },
      ...each(SERVICES, (n) => ({ id: service(n), title: `Service ${n}`, rto: 120 + n * 10, dependencies: needs(n).map((on) => ({ on, kind: "hard" })) })),
    ],
    runbook: each(SERVICES, (n) => ({ id: runbook(n), title: `Restore ${n}`, services: [service(n)], steps: each(STEPS, (at) => step(n, at)) })),
    plan: [{ id: plan(), title: "The site is lost", services: each(SERVICES, service), lost: [site()], runbooks: each(SERVICES, (n) => ({ phase: "recover", runbook: runbook(n), after: [] })) }],
  };
  const file = path.join(folder, "recovery.holdfast.json");
  writeFileSync(file, JSON.stringify({ format: "holdfast", version: "1.0", records }));
  return file;
}

async function run(page) {
  await page.waitForSelector("#recovery-run");
  await page.evaluate(() => void (bench.pressed = bench.next("click")));
  await page.click("#recovery-run");
  const { pressed, shown } = await page.evaluate(async () => {
    const pressed = await bench.pressed;
    // What the last press left there is gone in the next frame.
    await bench.painted();
    return { pressed, shown: await bench.until(() => document.querySelector(".loss-progress").innerText.includes("Done."), 100_000) };
  });
  return { ms: Math.round(shown - pressed), longest_task_ms: await longest(page, pressed, shown) };
}

export function measure({ say, ...options }) {
  return onSite(options, async (page, url, folder) => {
    await importFile(page, url, lost(folder));
    say("  recovery");
    await go(page, `${url}#/simulation?plan=${plan()}&trials=10000&seed=1`);
    const took = [];
    for (let n = 0; n < ROUNDS; n += 1) took.push(await run(page));
    const ms = took.map((each) => each.ms);
    return {
      services: SERVICES,
      steps: SERVICES * STEPS,
      people: PEOPLE,
      trials_10000: { least_ms: Math.min(...ms), most_ms: Math.max(...ms), longest_task_ms: Math.max(...took.map((each) => each.longest_task_ms)), budget_ms: 3000 },
      task_budget_ms: 100,
    };
  });
}
