// Every screen on the sample workspace: for assistive technology, on a phone, on paper, with hostile texts.
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { byHand, heading, importFiles, isAt, startEmpty, titles } from "../lib/work.mjs";

const REGISTERS = [
  ...["#/risks", "#/changes", "#/runbooks", "#/runs", "#/people", "#/people?kind=role", "#/people?kind=team"],
  ...["#/services", "#/controls", "#/vulnerabilities", "#/backups"],
];
const VIEWS = [
  ...["graph", "order", "impact"].map((view) => `#/services?view=${view}`),
  ...["heatmap", "reviews", "loss"].map((view) => `#/risks?view=${view}`),
  "#/people?view=calls",
];

async function openSample(t, user = "Ines Okafor") {
  await t.goto();
  await t.fill("Who is using this device?", user);
  await t.click("button", "Open sample workspace");
  await isAt(t, "Today");
  await t.saved();
}

/** The address of the first record of each register. */
async function firstRecords(t) {
  const found = [];
  for (const register of REGISTERS) {
    await t.goto(register);
    await t.until("a row", async () => (await titles(t)).length > 0);
    found.push(await t.page.$eval("main tbody th.title a", (link) => link.getAttribute("href")));
  }
  return found;
}

/** Goes to an address and waits until what is there has drawn itself. */
async function visit(t, address) {
  await t.goto(address);
  const register = REGISTERS.includes(address);
  await t.until(`the page ${address}`, async () => {
    const rows = !register || (await titles(t)).length > 0;
    return rows && t.page.evaluate((address) => location.hash.startsWith(address) && !document.querySelector("[aria-busy=true]"), address);
  });
}

/** axe-core on each screen, in light and dark. */
function accessible(theme) {
  return async (t) => {
    await t.goto();
    const dress = () => t.page.evaluate((theme) => document.documentElement.setAttribute("data-theme", theme), theme);
    await dress();
    await t.axe();
    await openSample(t);
    await dress();
    const records = await firstRecords(t);
    for (const address of ["#/", ...REGISTERS, ...VIEWS, ...records, "#/data", "#/settings"]) {
      await visit(t, address);
      await t.axe();
    }
    await t.goto(records[2]);
    for (const tab of ["About", "Preview"]) {
      await t.click("tab", tab);
      await t.axe();
    }
    await t.click("button", "Start run");
    await t.role("dialog", "Start run");
    await t.axe();
    await t.press("Escape");
    await t.press("Control", "k");
    await t.role("dialog", "Search and commands");
    await t.page.keyboard.type("switch");
    await t.role("option", /switch/i);
    await t.axe();
  };
}

function unreadable() {
  const tables = [...document.querySelectorAll("main .table-wrap:not(.graph), main .heat-wrap")].filter((wrap) => wrap.scrollWidth > wrap.clientWidth + 1);
  const sizeOf = (text) => Number.parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a;
  const small = [...document.querySelectorAll("main svg.g-curve text")].filter((text) => sizeOf(text) < 10.5);
  return [...tables.map((wrap) => `${wrap.getAttribute("aria-label")} scrolls sideways`), ...small.map((text) => `"${text.textContent}" is small`)];
}

/** Nothing is wider than the window, and the page itself never scrolls sideways. */
function fits(width) {
  return async (t) => {
    await t.page.setViewport({ width, height: 844 });
    const wide = [];
    const measure = async (address) => {
      const over = await t.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (over > 0) wide.push(`${address} by ${over}px`);
      // On a phone no table of these rooms is read sideways, and no chart has words that nobody can read.
      if (width < 600 && /^#\/(risks|services)(\?view|\/)/.test(address)) wide.push(...(await t.page.evaluate(unreadable)).map((what) => `${address}: ${what}`));
    };
    await t.goto();
    await measure("first start");
    await openSample(t);
    const records = await firstRecords(t);
    for (const address of ["#/", ...REGISTERS, ...VIEWS, ...records, "#/data", "#/settings"]) {
      await visit(t, address);
      await measure(address);
    }
    t.check(wide.length === 0, `wider than ${width}px: ${wide.join(", ")}`);
  };
}

const textOf = (pdf) => execFileSync("pdftotext", [pdf, "-"], { encoding: "utf8" }).normalize("NFKC").replace(/\s+/g, " ");

/** A register, a runbook, a run and a risk have their words on paper. */
async function paper(t) {
  await openSample(t);
  const [risk, , runbook, run] = await firstRecords(t);
  await visit(t, "#/risks");
  const rows = await titles(t);
  const list = textOf(await t.pdf("register"));
  for (const row of rows.slice(0, 5)) t.check(list.includes(row.slice(0, 12)), `"${row}" on the printed register: ${list.slice(0, 600)}`);
  for (const [address, name, words] of [
    [risk, "risk", []],
    [runbook, "runbook", ["Initials"]],
    [run, "run", []],
  ]) {
    await visit(t, address);
    const title = await heading(t);
    // Ctrl-P waits until the sheet is drawn.
    await t.page.evaluate(() => {
      globalThis.drawn = undefined;
      globalThis.print = () => (globalThis.drawn = document.querySelector("main").textContent);
    });
    await t.press("Control", "p");
    await t.until("the print dialog", () => t.page.evaluate(() => Boolean(globalThis.drawn)));
    if (words[0]) t.check((await t.page.evaluate(() => globalThis.drawn)).includes(words[0]), `${name} is drawn for paper before it is printed`);
    await t.page.evaluate(() => dispatchEvent(new Event("afterprint")));
    const printed = textOf(await t.pdf(name));
    t.check(printed.length > 400, `${name} has more than a heading on paper: ${printed}`);
    for (const word of [title.slice(0, 14), ...words]) t.check(printed.includes(word), `"${word}" on the printed ${name}: ${printed.slice(0, 600)}`);
  }
}

/** What would run, load or lead somewhere if a text were ever read as HTML, as script, or believed as an address. */
const HOSTILE = [
  `<img src=x onerror="globalThis.ran=1"><script>globalThis.ran=1</script><svg onload="globalThis.ran=1">`,
  "[a](javascript:globalThis.ran=1) [b](data:text/html,<script>1</script>) [c](//elsewhere.example/c) <javascript:globalThis.ran=1>",
  "![d](https://elsewhere.example/d.png) ![e](javascript:globalThis.ran=1) ![f](attachment:../../f) </textarea></style></script>",
].join(" ");

/** The sample's records; each text that people wrote in words goes on with what would run. */
async function hostileRecords() {
  const sample = JSON.parse(await readFile(path.resolve(import.meta.dirname, "../../../public/sample.holdfast.json"), "utf8"));
  const worse = (value) => {
    if (typeof value === "string") return value.includes(" ") ? `${value} ${HOSTILE}` : value;
    if (Array.isArray(value)) return value.map(worse);
    return value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, worse(inner)])) : value;
  };
  const { workspace: _, ...records } = sample.records;
  return worse(records);
}

/** What in the page runs, loads from elsewhere, or leads where no text may lead. */
function dangers() {
  const all = [...document.querySelectorAll("*")];
  const handlers = all.filter((element) => element.getAttributeNames().some((name) => name.startsWith("on") || name === "srcdoc"));
  const loads = document.querySelectorAll("body script:not([src]):not([type='application/json']), iframe, object, embed, base");
  const leads = [...document.querySelectorAll("a")].filter((link) => !/^(#|https?:|mailto:|tel:)/.test(link.getAttribute("href") ?? "#"));
  const pictures = [...document.images].filter((image) => !image.src.startsWith("blob:"));
  return [globalThis.ran && "a text ran", ...[...handlers, ...loads, ...leads, ...pictures].map((element) => element.outerHTML.slice(0, 200))].filter(Boolean);
}

/** Whatever the texts of a file say, they are shown as text: on every screen, on paper, in addresses. */
async function hostile(t) {
  await startEmpty(t, "Ines Okafor");
  await importFiles(t, await byHand(t, "hostile.json", await hostileRecords()));
  const records = await firstRecords(t);
  const harmless = async (where) => t.equal(await t.page.evaluate(dangers), [], `what is dangerous on ${where}`);
  for (const address of ["#/", ...REGISTERS, ...VIEWS, ...records, "#/data", "#/data/conflicts", "#/settings"]) {
    await visit(t, address);
    await harmless(address);
  }
  t.check((await t.text()).length > 0, "the last page says something");
  for (const address of records.slice(2, 4)) {
    await visit(t, address);
    await t.see("<img src=x");
    await t.page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await harmless(`${address} on paper`);
    await t.page.evaluate(() => dispatchEvent(new Event("afterprint")));
  }
  const coded = encodeURIComponent(HOSTILE);
  for (const address of [`#/${coded}`, `#/risks/${coded}`, `#/risks?search=${coded}&view=${coded}&kind=%ff%00`, `#/services?view=graph&of=${coded}&depth=-1&kinds=%`, `#/risks?view=loss&only=${coded}`]) {
    await t.goto(address);
    await harmless(address);
  }
}

export default [
  { name: "accessible in light", run: accessible("light") },
  { name: "accessible in dark", browsers: ["chromium"], run: accessible("dark") },
  { name: "fits a phone", run: fits(390) },
  { name: "fits a tablet", browsers: ["chromium"], run: fits(1024) },
  { name: "fits a laptop", browsers: ["chromium"], run: fits(1280) },
  { name: "on paper", run: paper },
  { name: "hostile texts are only text", run: hostile },
];
