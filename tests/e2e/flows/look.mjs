// Every screen on the sample workspace: for assistive technology, on a phone, on paper, with hostile texts.
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { screens } from "../../../scripts/lib/screens.mjs";
import { byHand, heading, id, importFiles, isAt, startEmpty, startWith, titles } from "../lib/work.mjs";

async function openSample(t, user = "Ines Okafor") {
  await t.goto();
  await t.fill("Who is using this device?", user);
  await t.click("button", "Open sample workspace");
  await isAt(t, "Today");
  await t.saved();
}

async function openRegister(t, address) {
  await t.goto(address);
  await t.until("a row", async () => (await titles(t)).length > 0);
}

/** The addresses of registers and views, and of the first record of each register by its register. */
async function allScreens(t) {
  const { registers, views } = await screens(t.page, (address) => openRegister(t, address));
  const records = new Map();
  for (const register of registers) {
    await openRegister(t, register);
    records.set(register, await t.page.$eval("main tbody th.title a", (link) => link.getAttribute("href")));
  }
  const addresses = ["#/", ...registers, ...views, ...records.values(), "#/readiness", "#/reports", "#/simulation", "#/calibration", "#/data", "#/settings"];
  return { registers, records, addresses };
}

/** Goes to an address and waits until what is there has drawn itself. */
async function visit(t, address, isRegister = false) {
  await t.goto(address);
  await t.until(`the page ${address}`, async () => {
    const rows = !isRegister || (await titles(t)).length > 0;
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
    const { registers, records, addresses } = await allScreens(t);
    for (const address of addresses) {
      await visit(t, address, registers.includes(address));
      await t.axe();
    }
    await t.goto(records.get("#/runbooks"));
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

/** Days as files have them: what people read is in their language. What is timed in UTC says so, as steps do. */
const bareDays = (t) => t.page.$eval("main", (main) => main.innerText.match(/.{0,30}\b\d{4}-\d\d-\d\d\b(?! \d\d:\d\d \(UTC)/g) ?? []);

/** How far the page, or its main part, scrolls sideways. */
const beyond = () => Math.max(...[document.documentElement, document.querySelector(".main")].map((all) => (all ? all.scrollWidth - all.clientWidth : 0)));

/** Names of two hundred letters, and words that never end, stay within the page. */
async function long(t) {
  const words = "The electronic patient record of the northern hospitals and all that is attached to it by interfaces nobody has written down, ".repeat(2).slice(0, 200);
  const word = "Krankenhausinformationssystemschnittstellenverwaltungsdatenbank".repeat(3);
  const tags = ["x".repeat(80)];
  await startWith(t, {
    person: [{ id: id(1), title: words, position: words, phone: "+44 1632 960101" }, { id: id(2), title: word, called_by: id(1) }],
    role: [{ id: id(3), title: words, primary: id(1) }],
    service: [
      { id: id(4), title: words, owner: id(1), tags, node: "process", rto: 60, dependencies: Array.from({ length: 40 }, (_, n) => ({ id: id(400 + n), place: { key: `a${n + 10}` }, on: id(40 + n) })) },
      ...Array.from({ length: 40 }, (_, n) => ({ id: id(40 + n), title: n % 2 ? words : `${word}${n}`, node: "application", rto: 120 })),
    ],
    risk: [{ id: id(5), title: word, owner: id(1), tags, cause: words, next_review: "2026-02-01" }, { id: id(6), title: words }],
    runbook: [{ id: id(7), title: words, steps: [{ id: id(71), place: { key: "a" }, title: words, role: id(3), command: "x".repeat(300) }, { id: id(72), place: { key: "b" }, title: word }] }],
  });
  const wide = [];
  for (const width of [390, 1024]) {
    await t.page.setViewport({ width, height: 800 });
    for (const address of ["#/", "#/services", "#/services?view=order", "#/services?view=impact", "#/risks", "#/risks?view=reviews", "#/people?view=calls", ...["people", "people", "services", "risks", "risks", "runbooks"].map((room, n) => `#/${room}/${id([1, 3, 4, 5, 6, 7][n])}`)]) {
      await visit(t, address);
      const over = await t.page.evaluate(beyond);
      if (over > 0) wide.push(`${address} at ${width} by ${over}px`);
    }
  }
  t.check(wide.length === 0, `wider than the window: ${wide.join(", ")}`);
}

/** Nothing is wider than the window, and the page itself never scrolls sideways. */
function fits(width) {
  return async (t) => {
    await t.page.setViewport({ width, height: 844 });
    const wide = [];
    const measure = async (address) => {
      const over = await t.page.evaluate(beyond);
      if (over > 0) wide.push(`${address} by ${over}px`);
      t.equal(await bareDays(t), [], `days that are not in the person's language at ${address}`);
      // On a phone no table of these rooms is read sideways, and no chart has words that nobody can read.
      if (width < 600 && /^#\/(risks|services)(\?view|\/)/.test(address)) wide.push(...(await t.page.evaluate(unreadable)).map((what) => `${address}: ${what}`));
    };
    await t.goto();
    await measure("first start");
    await openSample(t);
    const { registers, addresses } = await allScreens(t);
    for (const address of addresses) {
      await visit(t, address, registers.includes(address));
      await measure(address);
    }
    t.check(wide.length === 0, `wider than ${width}px: ${wide.join(", ")}`);
  };
}

/** The same with letters of twice the size, on a phone, as who sees little has them. */
async function largeLetters(t) {
  await t.page.setViewport({ width: 390, height: 844 });
  await openSample(t);
  const { registers, addresses } = await allScreens(t);
  const wide = [];
  for (const address of addresses) {
    await visit(t, address, registers.includes(address));
    await t.page.evaluate(() => void (document.documentElement.style.fontSize = "200%"));
    const over = await t.page.evaluate(beyond);
    if (over > 0) wide.push(`${address} by ${over}px`);
  }
  t.check(wide.length === 0, `wider than 390px: ${wide.join(", ")}`);
}

const textOf = (pdf) => execFileSync("pdftotext", [pdf, "-"], { encoding: "utf8" }).normalize("NFKC").replace(/\s+/g, " ");

/** A register, a runbook, a run and a risk have their words on paper. */
async function paper(t) {
  await openSample(t);
  const { records } = await allScreens(t);
  const [risk, runbook, run] = ["#/risks", "#/runbooks", "#/runs"].map((register) => records.get(register));
  await visit(t, "#/risks", true);
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
  const { registers, records, addresses } = await allScreens(t);
  const harmless = async (where) => t.equal(await t.page.evaluate(dangers), [], `what is dangerous on ${where}`);
  for (const address of [...addresses, "#/data/conflicts"]) {
    await visit(t, address, registers.includes(address));
    await harmless(address);
  }
  t.check((await t.text()).length > 0, "the last page says something");
  for (const address of [records.get("#/runbooks"), records.get("#/runs")]) {
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
  { name: "long names stay within the page", browsers: ["chromium"], run: long },
  { name: "fits a phone", run: fits(390) },
  { name: "fits a phone with large letters", browsers: ["chromium"], run: largeLetters },
  { name: "fits a tablet", browsers: ["chromium"], run: fits(1024) },
  { name: "fits a laptop", browsers: ["chromium"], run: fits(1280) },
  { name: "on paper", run: paper },
  { name: "hostile texts are only text", run: hostile },
];
