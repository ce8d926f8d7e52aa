// Risks: the loss of a year in money, a table of 20,000 risks in and out, their register, and CISA's catalogue.
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { go, importFile, longest, onSite, round } from "../measure.mjs";

const ROWS = 20_000;
const IN_MONEY = 200;
const ROUNDS = 3;
const KEV = path.join(process.env.HOLDFAST_CORPORA ?? "../shared/corpora", "vuln-kev/files/known_exploited_vulnerabilities.json");

const id = (n) => `019aab2e-1c20-7000-8000-${String(n).padStart(12, "0")}`;

/** 200 risks in money, half of them with a PERT loss, half with an interval. */
function inMoney(folder) {
  const risk = Array.from({ length: IN_MONEY }, (_, n) => {
    const rare = (n % 20) / 10;
    const frequency = { how: "pert", min: rare / 4, most_likely: rare, max: rare * 2 + 0.1 };
    const loss = n % 2 ? { how: "interval", low: 1e4, high: 1e6 } : { how: "pert", min: 5e3, most_likely: 2e4, max: 9e4 };
    return { id: id(n), code: `RISK-${n + 1}`, title: `Risk in money ${n}`, frequency, loss };
  });
  // The one that is simulated alone: what docs/PERFORMANCE.md compares with other tools.
  Object.assign(risk[0], { frequency: { how: "pert", min: 0.5, most_likely: 2, max: 6 }, loss: { how: "pert", min: 5e3, most_likely: 2e4, max: 9e4 } });
  const file = path.join(folder, "money.holdfast.json");
  writeFileSync(file, JSON.stringify({ format: "holdfast", version: "1.0", records: { risk } }));
  return file;
}

function table(folder) {
  const rows = ["Title,Category,Likelihood,Impact,Owner,Next review,Remark"];
  for (let n = 0; n < ROWS; n += 1) rows.push(`Risk number ${n},Cyber,${1 + (n % 5)},${1 + (n % 4)},,2027-0${1 + (n % 9)}-11,remark ${n}`);
  const file = path.join(folder, "risks.csv");
  writeFileSync(file, rows.join("\n"));
  return file;
}

/** From the press of a button, found by its words, to the frame in which a text stands in the page. */
async function press(page, words, until) {
  const button = await page.waitForFunction(
    (words) => [...document.querySelectorAll("dialog[open] button, main button")].find((each) => each.textContent.trim() === words && !each.disabled),
    {},
    words,
  );
  await page.evaluate(() => void (bench.pressed = bench.next("click")));
  await button.asElement().click();
  const { pressed, shown } = await page.evaluate(
    async (until) => {
      const pressed = await bench.pressed;
      // What the last press left there is gone in the next frame.
      await bench.painted();
      return { pressed, shown: await bench.until(() => document.body.innerText.includes(until), 100_000) };
    },
    until,
  );
  return { ms: Math.round(shown - pressed), longest_task_ms: await longest(page, pressed, shown) };
}

async function simulate(page, address, years, budget_ms) {
  await go(page, address);
  const field = await page.waitForFunction(
    () => [...document.querySelectorAll("main label")].find((label) => label.textContent.trim().startsWith("Years to simulate"))?.control,
  );
  await field.asElement().evaluate((input) => input.select());
  await field.asElement().type(String(years));
  const took = [];
  for (let n = 0; n < ROUNDS; n += 1) {
    took.push(await press(page, "Run simulation", "Done."));
  }
  const ms = took.map((each) => each.ms);
  return { least_ms: Math.min(...ms), most_ms: Math.max(...ms), longest_task_ms: Math.max(...took.map((each) => each.longest_task_ms)), budget_ms };
}

/** The file chosen, the mapping shown; reviewed; applied. */
async function takeTable(page, url, file) {
  await go(page, `${url}#/data`);
  const input = await page.waitForSelector('input[type="file"]');
  await page.evaluate(() => void (bench.pressed = bench.next("change", (event) => event.target.type === "file")));
  await input.uploadFile(file);
  const { pressed, shown } = await page.evaluate(async () => {
    const pressed = await bench.pressed;
    return { pressed, shown: await bench.until(() => document.querySelectorAll("dialog[open] table tbody tr").length > 5, 100_000) };
  });
  const mapping = { ms: Math.round(shown - pressed), longest_task_ms: await longest(page, pressed, shown) };
  const review = await press(page, "Review", "Review import");
  const applied = await press(page, "Apply", "records imported");
  return { mapping, review, applied };
}

async function workbook(page, url) {
  await go(page, `${url}#/risks`);
  const menu = await page.waitForFunction(() => [...document.querySelectorAll("main summary")].find((each) => each.textContent.trim() === "Export"));
  await menu.asElement().click();
  return press(page, "Workbook of all fields (XLSX)", ".xlsx");
}

export function measure({ say, ...site }) {
  return onSite(site, async (page, url, folder) => {
    await importFile(page, url, inMoney(folder));
    say("  loss");
    const one = await simulate(page, `${url}#/risks/${id(0)}`, 1_000_000, 300);
    const all = await simulate(page, `${url}#/risks?view=loss`, 100_000, 3000);
    say("  table");
    const taken = await takeTable(page, url, table(folder));
    const written = await workbook(page, url);
    const catalogue = existsSync(KEV) ? { first: await importFile(page, url, KEV), budget_ms: 1000 } : { not_measured: `there is no ${KEV}` };
    return { risks_in_money: IN_MONEY, a_million_years_of_one: one, years_100000_of_all: all, rows: ROWS, table: taken, workbook: written, kev: catalogue, task_budget_ms: 100 };
  });
}
