// One flow in one browser: its own server and origin, and what a flow may do with them.
//
// A flow fails on what it asserts, on any console error, uncaught error or policy violation, and
// on any request that leaves the site's origin. Waiting is always for a condition, never for time.
import { mkdtempSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { freshServer, giveBack, takeDevice } from "./devices.mjs";
import { allByLabel, allByRole } from "./roles.mjs";

const require = createRequire(import.meta.url);
const POLL_MS = 30;
const WAIT_MS = 20_000;
const LOCAL = /^(blob:|data:|about:|file:)/;

export class Flow {
  constructor(browserName, title, options) {
    Object.assign(this, { browserName, title, options, problems: [], allowed: [], devices: [] });
    this.folder = mkdtempSync(path.join(tmpdir(), "holdfast-e2e-"));
    this.slug = title.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  }

  // --- Life of the browser and the site -----------------------------------------------------

  async start(server) {
    this.server = server ?? (await freshServer(this.options.dist));
    this.device = await takeDevice(this.browserName);
    this.page = await this.newTab();
  }

  get browser() {
    return this.device.browser;
  }

  get downloads() {
    return this.device.downloads;
  }

  async watch(page) {
    page.on("console", (message) => {
      if (message.type() === "error") this.problems.push(`console: ${message.text()} (${message.location().url ?? "no address"})`);
    });
    page.on("pageerror", (error) => this.problems.push(`uncaught: ${error.stack ?? error}`));
    page.on("request", (request) => {
      const url = request.url();
      if (!LOCAL.test(url) && !url.startsWith(`${this.server.origin}/`)) this.problems.push(`request to ${url}`);
    });
    await page.evaluateOnNewDocument(() => {
      addEventListener("securitypolicyviolation", (event) =>
        console.error(`policy violation: ${event.effectiveDirective} ${event.blockedURI}`),
      );
    });
    return page;
  }

  /** Ends every process of the browser at once and starts it again on the same profile. */
  async crashAndReopen() {
    await this.device.crash();
    await this.device.start();
    this.page = await this.newTab();
  }

  /** Another page in the same browser; `t.at(page)` is the flow seen from there. */
  async newTab() {
    return this.watch(await this.device.page());
  }

  at(page) {
    return Object.create(this, { page: { value: page, writable: true } });
  }

  /** A browser with a fresh profile on the same site: another person's device. */
  async anotherDevice() {
    const other = new Flow(this.browserName, this.title, this.options);
    other.problems = this.problems;
    other.allowed = this.allowed;
    this.devices.push(other);
    await other.start(this.server);
    return other;
  }

  /** Serves `directory` below `base` from now on, on a new port: a new origin. */
  async serve(directory, base = "/") {
    await this.server.stop();
    this.server = await freshServer(directory, { base });
  }

  /** Puts everything away; `good` is false after a failure. */
  async end(good) {
    for (const device of this.devices) await device.leave(good);
    await this.leave(good);
    if (this.server?.http?.listening) await this.server.stop();
  }

  async leave(good) {
    if (this.device) await giveBack(this.device, good);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Problems that match are expected from here on, for instance a failed fetch with no server. */
  allow(pattern) {
    this.allowed.push(pattern);
  }

  assertQuiet() {
    const loud = this.problems.filter((problem) => !this.allowed.some((pattern) => pattern.test(problem)));
    this.check(loud.length === 0, `the browser reported:\n${loud.join("\n")}`);
  }

  async describeFailure(error) {
    const notes = this.problems.length ? `\nthe browser reported:\n${this.problems.join("\n")}` : "";
    try {
      const file = path.join(this.options.out, `${this.slug}-failed.png`);
      await this.page.screenshot({ path: file });
      error.stack += `${notes}\nat ${this.page.url()}, picture: ${file}`;
    } catch {
      error.stack += `${notes}\n(no picture: the page does not answer)`;
    }
  }

  // --- Going places and waiting ---------------------------------------------------------------

  check(condition, message) {
    if (!condition) throw new Error(message);
  }

  equal(actual, expected, what) {
    const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
    this.check(a === b, `${what}: ${a} instead of ${b}`);
  }

  /** Asks `probe` until its answer is truthy, and returns that answer. */
  async until(what, probe, limit = WAIT_MS) {
    const end = performance.now() + limit;
    let last;
    for (;;) {
      try {
        const answer = await probe();
        if (answer) return answer;
        last = undefined;
      } catch (error) {
        last = error; // A page in the middle of a change: ask again.
      }
      if (performance.now() > end) throw new Error(`waited in vain for ${what}${last ? ` (${last.message})` : ""}`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  /** Opens the site at a hash route and waits until the app has drawn itself. */
  async goto(hash = "#/") {
    await this.page.goto(this.server.url + hash, { waitUntil: "domcontentloaded" });
    await this.ready();
  }

  async openFile(file) {
    this.device.spent = true;
    await this.page.goto(pathToFileURL(file).href, { waitUntil: "domcontentloaded" });
    await this.ready();
  }

  async reload() {
    await this.page.reload({ waitUntil: "domcontentloaded" });
    await this.ready();
  }

  /** Until a page with its heading is there instead of the starting notice. */
  async ready() {
    await this.until("the app to start (main with an h1)", () =>
      this.page.evaluate(() => !document.getElementById("starting") && Boolean(document.querySelector("main h1"))),
    );
  }

  // --- Seeing and doing as a person does --------------------------------------------------------

  /** The first element of this role and accessible name (text or regular expression), once it is there. */
  async role(role, name, options = {}) {
    const found = await this.until(
      `${role} ${name ?? ""}`,
      async () => (await this.roles(role, name, options))[0],
      options.timeout,
    );
    return found;
  }

  /** All that are there now. Options: within, level, checked, selected, expanded, pressed. */
  async roles(role, name, { timeout: _, ...options } = {}) {
    return allByRole(this.page, role, name, options);
  }

  async label(label, options = {}) {
    return this.until(`a control labelled ${label}`, async () => (await allByLabel(this.page, label, options))[0]);
  }

  async gone(role, name, options = {}) {
    await this.until(`no ${role} ${name ?? ""}`, async () => (await this.roles(role, name, options)).length === 0);
  }

  async click(role, name, options = {}) {
    await this.until(`a click on ${role} ${name ?? ""}`, async () => {
      const [element] = await this.roles(role, name, options);
      // What has just come to stand there takes no press yet.
      if (!element || (await element.evaluate((each) => each.getAttribute("aria-busy") === "true"))) return false;
      await element.click();
      return true;
    });
  }

  /** Replaces the text of the control with this label. */
  async fill(label, text, options = {}) {
    const control = await this.label(label, options);
    // A page that was just opened still moves the focus; nobody types faster than it settles.
    const stays = async (element) => {
      element.focus();
      for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
      return document.activeElement === element;
    };
    await this.until(`the focus to stay in ${label}`, () => control.evaluate(stays));
    await control.evaluate((element) => element.select?.());
    if (text === "") await this.page.keyboard.press("Backspace");
    else if (text.length <= 60 && !text.includes("\n")) await this.page.keyboard.type(text);
    // Long text comes at once, as from a paste.
    else await this.page.evaluate((text) => document.execCommand("insertText", false, text), text);
  }

  /** Chooses an option of a select by its text. */
  async choose(label, option, options = {}) {
    const control = await this.label(label, options);
    const value = await control.evaluate(
      (element, option) => [...element.options].find((each) => each.label.trim() === option)?.value,
      option,
    );
    this.check(value !== undefined, `"${label}" offers no "${option}"`);
    await control.select(value);
  }

  async press(...keys) {
    for (const key of keys.slice(0, -1)) await this.page.keyboard.down(key);
    await this.page.keyboard.press(keys.at(-1));
    for (const key of keys.slice(0, -1).reverse()) await this.page.keyboard.up(key);
  }

  async upload(label, ...files) {
    const control = await this.label(label);
    await control.uploadFile(...files);
  }

  /** The visible text of an element, or of the page's main part. */
  async text(element) {
    return element ? element.evaluate((node) => node.innerText) : this.page.$eval("main", (node) => node.innerText);
  }

  async see(text) {
    await this.until(`the text "${text}"`, async () => (await this.page.$eval("body", (b) => b.innerText)).includes(text));
  }

  /** Until the save state says so ("Saved" unless told otherwise). */
  async saved(state = "Saved") {
    await this.until(`save state "${state}"`, async () => {
      const [element] = await this.roles("status", "Save state");
      return (await this.text(element)).trim().startsWith(state);
    });
  }

  /** Runs `action` and returns the file that it downloads: name, path and bytes. */
  async download(action) {
    const list = () => readdirSync(this.downloads);
    const before = new Set(list());
    await action();
    const name = await this.until("a download", () => {
      const fresh = list().filter((each) => !before.has(each));
      if (fresh.some((each) => /\.(part|crdownload|tmp)$/.test(each))) return undefined;
      return fresh.find((each) => statSync(path.join(this.downloads, each)).size > 0);
    });
    // Out of the way, because Chromium writes the next file of this name over it.
    const kept = path.join(mkdtempSync(path.join(this.folder, "taken-")), name);
    renameSync(path.join(this.downloads, name), kept);
    return { name, path: kept, bytes: await readFile(kept) };
  }

  // --- Pictures, paper, accessibility -----------------------------------------------------------

  async screenshot(name, { width = 1024, theme, full = true } = {}) {
    await this.page.setViewport({ width, height: width < 600 ? 844 : 900 });
    if (theme) await this.page.evaluate((theme) => document.documentElement.setAttribute("data-theme", theme), theme);
    const file = path.join(this.options.out, `${this.slug}-${name}-${width}${theme ? `-${theme}` : ""}.png`);
    await this.page.screenshot({ path: file, fullPage: full });
    return file;
  }

  async pdf(name, format = "A4") {
    const file = path.join(this.options.out, `${this.slug}-${name}.pdf`);
    // As the page's own Print: Firefox leaves no time to draw after its event.
    await this.page.evaluate(async () => {
      dispatchEvent(new Event("beforeprint"));
      await new Promise((resolve) => setTimeout(resolve));
    });
    await this.page.pdf({ path: file, format, printBackground: true });
    return file;
  }

  /** Fails with every violation that axe-core finds on the page as it is. */
  async axe() {
    const source = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");
    await this.page.evaluate(`if (!globalThis.axe) { ${source} }; undefined`);
    const violations = await this.page.evaluate(async () => {
      const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"] });
      return violations.map(({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map((node) => node.html).join("\n  ")}`);
    });
    this.check(violations.length === 0, `axe-core at ${this.page.url()}:\n${violations.join("\n")}`);
  }
}
