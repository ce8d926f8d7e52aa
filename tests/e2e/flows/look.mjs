// Every screen on the sample workspace: for assistive technology, on a phone, on paper.
import { execFileSync } from "node:child_process";
import { screens } from "../../../scripts/lib/screens.mjs";
import { heading, isAt, titles } from "../lib/work.mjs";

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
  const addresses = ["#/", ...registers, ...views, ...records.values(), "#/data", "#/settings"];
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
    const { registers, addresses } = await allScreens(t);
    for (const address of addresses) {
      await visit(t, address, registers.includes(address));
      await measure(address);
    }
    t.check(wide.length === 0, `wider than ${width}px: ${wide.join(", ")}`);
  };
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

export default [
  { name: "accessible in light", run: accessible("light") },
  { name: "accessible in dark", browsers: ["chromium"], run: accessible("dark") },
  { name: "fits a phone", run: fits(390) },
  { name: "fits a tablet", browsers: ["chromium"], run: fits(1024) },
  { name: "fits a laptop", browsers: ["chromium"], run: fits(1280) },
  { name: "on paper", run: paper },
];
