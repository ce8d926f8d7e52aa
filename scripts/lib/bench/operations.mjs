// What runs every day, at scale: a calendar with 10,000 changes and what stands against one of them;
// a year's figures of 500 services over 50,000 incidents with 200,000 outages; 100,000 backup jobs of 200 data sets.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { go, importFile, longest, mixed, onSite, round, undone } from "../measure.mjs";

const SERVICES = 500;
const CHANGES = 10_000;
const INCIDENTS = 50_000;
const OUTAGES = 4;
const POLICIES = 200;
const JOBS = 100_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const TIMES = 12;

const id = (group, n) => `019aab2e-1c2${group}-7000-8000-${String(n).padStart(12, "0")}`;
const [SERVICE, CHANGE, INCIDENT, OUTAGE, LEVEL, TERM, CALENDAR, POLICY, JOB] = "012345678".split("");
const at = (ms) => new Date(ms).toISOString();
const services = () => Array.from({ length: SERVICES }, (_, n) => ({ id: id(SERVICE, n), code: `SVC-${n + 1}`, title: `Service ${n}` }));

function write(folder, name, records) {
  const file = path.join(folder, `${name}.holdfast.json`);
  writeFileSync(file, JSON.stringify({ format: "holdfast", version: "1.0", records }));
  return file;
}

/** Over two years around now, each of two services; the first is tomorrow. */
function changes(now) {
  return Array.from({ length: CHANGES }, (_, n) => {
    const start = n ? now + (mixed(n) % (2 * 365 * 24)) * HOUR - 146 * DAY : now + DAY;
    return {
      id: id(CHANGE, n),
      code: `CHG-${n + 1}`,
      title: `Change ${n}`,
      type: "normal",
      state: start + 4 * HOUR < now ? "closed" : "scheduled",
      services: [id(SERVICE, mixed(n + 1) % SERVICES), id(SERVICE, mixed(n + 2) % SERVICES)],
      window: { start: at(start), end: at(start + 4 * HOUR) },
    };
  });
}

/** Over the year that has passed; the first was yesterday at noon, which is agreed time at any hour of measuring. */
function incident(now, n) {
  const noon = now - (now % DAY) - DAY / 2;
  const began = n ? now - DAY - (mixed(n) % (365 * 1440)) * 60_000 : noon;
  // The first hits what is told of first.
  const service = (k) => id(SERVICE, n ? mixed(n * 8 + k) % SERVICES : 0);
  const outage = (k) => {
    const from = began + (mixed(n + k * 77) % 60) * 60_000;
    return {
      id: id(OUTAGE, n * 8 + k),
      place: { key: `i${k}` },
      service: service(k),
      kind: k % 3 === 2 ? "degraded" : "outage",
      from: at(from),
      to: at(from + (10 + (mixed(n * 3 + k) % 90)) * 60_000),
    };
  };
  return {
    id: id(INCIDENT, n),
    code: `INC-${n + 1}`,
    title: `Incident ${n}`,
    state: "closed",
    services: [service(0)],
    detected: at(began + 120_000),
    acknowledged: at(began + 540_000),
    resolved: at(began + 3 * HOUR),
    outages: Array.from({ length: OUTAGES }, (_, k) => outage(k)),
  };
}

const level = (n) => ({
  id: id(LEVEL, n),
  code: `SLA-${n + 1}`,
  title: `Agreement ${n}`,
  sort: "sla",
  services: [id(SERVICE, n)],
  terms: [{ id: id(TERM, n), place: { key: "i0" }, from: "2020-01-01", calendar: id(CALENDAR, 0), availability: 99.5 }],
});

/** Goes to an address within the app; the time until the condition stands on the screen. */
async function opened(page, hash, holds, limit = 60_000) {
  const { from, shown } = await page.evaluate(
    async (hash, holds, limit) => {
      const from = performance.now();
      location.hash = hash;
      return { from, shown: await bench.until(new Function(`return ${holds}`), limit) };
    },
    hash,
    holds,
    limit,
  );
  return { ms: Math.round(shown - from), longest_task_ms: await longest(page, from, shown) };
}

const MONTH = 'document.querySelector("main table.cal td a.cal-day") && document.querySelector("main table.cal").dataset.bench !== "old"';
const mark = (page) => page.evaluate(() => void (document.querySelector("main table.cal").dataset.bench = "old"));

// A page on which nothing stands: taking another away is not what is measured.
const AWAY = "#/improvements";
const left = (page) => opened(page, AWAY, 'document.querySelector("main h1")?.textContent === "Improvements"');

/** The app is started anew on an empty page; what it reads ahead it has read when the person has looked at that. */
async function started(page, url) {
  await page.goto("about:blank");
  await go(page, url + AWAY);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
}

/** The month opens, is turned by key, and a change is moved by an hour and back beside what stands against it. */
async function calendar(page, url, quantile) {
  await started(page, url);
  const first = await opened(page, "#/changes?view=calendar", MONTH);
  await left(page);
  const again = await opened(page, "#/changes?view=calendar", MONTH);
  const turned = [];
  let longest_task_ms = 0;
  for (let n = 0; n < TIMES; n += 1) {
    const { from, shown } = await page.evaluate(async () => {
      const name = () => document.querySelector("main .cal caption")?.textContent;
      const before = name();
      const from = performance.now();
      document.querySelector('main .cal-tools a[aria-label="After"]').click();
      return { from, shown: await bench.until(() => name() !== before, 60_000) };
    });
    turned.push(shown - from);
    longest_task_ms = Math.max(longest_task_ms, await longest(page, from, shown));
  }
  return { first, again, next_month: { p50_ms: round(quantile(turned, 0.5)), p95_ms: round(quantile(turned, 0.95)), longest_task_ms }, budget_ms: 100 };
}

/** What stands against a change among 10,000, from opening it. */
async function conflicts(page, url) {
  await started(page, url);
  const page_ms = await opened(page, `#/changes/${id(CHANGE, 0)}`, 'document.querySelector("main h1")?.textContent.includes("Change 0")');
  await left(page);
  const again = await opened(page, `#/changes/${id(CHANGE, 1)}`, 'document.querySelector("main h1")?.textContent.includes("Change 1")');
  return { first: page_ms, again, note: "the whole page of a change, with its conflicts; the check has 50 ms of it" };
}

const REPORT = 'document.querySelectorAll("main .level-table tbody td.num").length > 50';

/** A year of all agreements; then an outage's end is undone and made again beside them. */
async function year(page, url, quantile) {
  await started(page, url);
  const first = await opened(page, "#/service-levels?view=report", REPORT);
  const whole = await page.evaluate(async () => {
    const from = performance.now();
    const name = () => document.querySelector("main .level-name")?.textContent;
    const before = name();
    [...document.querySelectorAll('main input[name="level-length"]')].at(-1).click();
    const shown = await bench.until(() => name() !== before && document.querySelectorAll("main .level-table tbody td.num").length > 50, 60_000);
    return { from, shown };
  });
  const of_a_year = { ms: Math.round(whole.shown - whole.from), longest_task_ms: await longest(page, whole.from, whole.shown) };
  return { first, of_a_year, budget_ms: 1000, after_edit: await edited(page, url, quantile) };
}

async function edited(page, url, quantile) {
  await go(page, `${url}#/incidents/${id(INCIDENT, 0)}`);
  await page.waitForFunction(() => document.querySelector("main h1")?.textContent.includes("Incident 0"));
  const field = await page.waitForFunction(() => [...document.querySelectorAll("main label")].find((label) => label.textContent.trim() === "How")?.control);
  await field.asElement().focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Tab");
  await page.evaluate(() => void (location.hash = "#/service-levels?view=report"));
  await page.waitForFunction(new Function(`return ${REPORT}`));
  const { took, longest_task_ms } = await undone(page, "main .levels", TIMES);
  return { p50_ms: round(quantile(took, 0.5)), p95_ms: round(quantile(took, 0.95)), longest_task_ms, budget_ms: 50 };
}

/** A policy every hour for each of some data sets, and their jobs up to now. */
function backups(now) {
  const policy = (n) => id(POLICY, n);
  return {
    service: Array.from({ length: POLICIES }, (_, n) => ({ id: id(SERVICE, n), code: `SVC-${n + 1}`, title: `Data ${n}`, node: "data", rto: 240, rpo: 240 })),
    backup_policy: Array.from({ length: POLICIES }, (_, n) => ({ id: policy(n), code: `BKP-${n + 1}`, title: `Policy ${n}`, service: id(SERVICE, n), interval: 60, anchor: at(now - 60 * DAY) })),
    backup_job: Array.from({ length: JOBS }, (_, n) => {
      const began = now - Math.floor(n / POLICIES) * HOUR - HOUR / 2;
      return { id: id(JOB, n), code: `JOB-${n + 1}`, title: `Job ${n}`, policy: policy(n % POLICIES), started: at(began), ended: at(began + (5 + (n % 20)) * 60_000), result: n % 97 ? "success" : "failed", errors: 0 };
    }),
  };
}

/** How all data sets are covered and which jobs gave no result, from a start; the same once more. */
async function jobs(page, url) {
  const views = { coverage: 'document.querySelectorAll("main tbody tr").length > 50', due: 'document.querySelector("main svg.g-days")' };
  const told = {};
  for (const [view, holds] of Object.entries(views)) {
    await started(page, url);
    const first = await opened(page, `#/backups?view=${view}`, holds);
    await left(page);
    told[view] = { first, again: await opened(page, `#/backups?view=${view}`, holds) };
  }
  return { ...told, budget_ms: 500 };
}

export async function measure({ quantile, say, ...site }) {
  const now = Date.now();
  const calendars = await onSite(site, async (page, url, folder) => {
    say("  changes");
    await importFile(page, url, write(folder, "changes", { service: services(), change: changes(now) }));
    return { changes: CHANGES, calendar: await calendar(page, url, quantile), conflicts: await conflicts(page, url) };
  });
  const levels = await onSite(site, async (page, url, folder) => {
    say("  service levels");
    const records = {
      service: services(),
      incident: Array.from({ length: INCIDENTS }, (_, n) => incident(now, n)),
      service_level: Array.from({ length: SERVICES }, (_, n) => level(n)),
      service_calendar: [{ id: id(CALENDAR, 0), code: "CAL-1", title: "Round the clock", time_zone: "Europe/Berlin", hours: "Mon–Sun 06:00–22:00" }],
    };
    await importFile(page, url, write(folder, "levels", records));
    return { services: SERVICES, incidents: INCIDENTS, outages: INCIDENTS * OUTAGES, ...(await year(page, url, quantile)) };
  });
  const backed = await onSite(site, async (page, url, folder) => {
    say("  backups");
    await importFile(page, url, write(folder, "backups", backups(now)));
    return { policies: POLICIES, jobs: JOBS, ...(await jobs(page, url)) };
  });
  return { ...calendars, service_levels: levels, backups: backed };
}
