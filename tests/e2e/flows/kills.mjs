// The browser is killed at random moments (S1, S2): what said Saved is there, an import is whole or absent.
//
// HOLDFAST_KILLS=50 makes 50 rounds of each (5 otherwise); HOLDFAST_SEED repeats a run, whose seed is
// printed. The delays are drawn, not waited for a condition: the moment of the kill is the subject.
import { cpSync } from "node:fs";
import path from "node:path";
import { apply, byHand, exported, id, importFiles, isAt, journalOf, keysOf, manifestOf, recordsOf, review, startEmpty, startRun, startWith } from "../lib/work.mjs";

const ROUNDS = Number(process.env.HOLDFAST_KILLS ?? 5);
const SEED = Number(process.env.HOLDFAST_SEED ?? Math.floor(Math.random() * 1e9));

/** Numbers from 0 to 1 that follow from a seed (mulberry32). */
function randomFrom(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Seeded delays for one flow, the seed in its output. */
function drawn(what) {
  console.log(`       kills while ${what}: ${ROUNDS} rounds, HOLDFAST_SEED=${SEED}`);
  return randomFrom(SEED);
}

/** Between two lines of one who types, in milliseconds. */
const BEAT = 80;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Script of a page that tells what `look` sees in a frame that says Saved, whenever that changes. */
const watching = (look) => `{
  let told;
  const tell = () => {
    const state = document.querySelector('[role=status][aria-label="Save state"]');
    const shown = state?.textContent.trim() === "Saved" ? JSON.stringify((${look})()) : told;
    if (shown !== told) globalThis.isSaved((told = shown));
    requestAnimationFrame(tell);
  };
  requestAnimationFrame(tell);
}`;

/** A new page, and all that `look` sees there while it says Saved. What is on its way when the browser dies is not noted. */
async function watchedPage(t, look) {
  const noted = [];
  t.page = await t.newTab();
  await t.page.exposeFunction("isSaved", (shown) => noted.push(JSON.parse(shown)));
  await t.page.evaluateOnNewDocument(watching(look));
  return noted;
}

/** Kills the browser `delay` ms after `work` has `begun`. The work ends with it, by an error of its own. */
async function killAfter(t, delay, work, begun = () => true) {
  let failure;
  let dead = false;
  const working = work().catch((error) => {
    if (!dead) failure = error;
  });
  await t.until("the first of it", () => failure ?? begun());
  await pause(delay);
  if (failure) throw failure;
  dead = true;
  await t.device.crash();
  await working;
}

/** The page after a kill: in order, nothing in dispute, nothing left in the journal. */
async function isWell(t) {
  await t.saved();
  t.equal(await t.page.$$eval("[role=alert]", (alerts) => alerts.map((alert) => alert.innerText)), [], "alarms");
  t.equal((await t.roles("button", /^Keep this: /)).length, 0, "conflicts with oneself");
  await t.until("an empty journal", async () => (await journalOf(t)).length === 0);
}

/** Types until it is killed, round after round: `line` gives the keys of one more change. */
async function typing(t, { what, address, at, look, read, line, holds, tally }) {
  const draw = drawn(what);
  const open = async () => {
    const noted = await watchedPage(t, look);
    await t.goto(address);
    await at(t);
    return noted;
  };
  const there = () => (read ? read(t) : t.page.evaluate(`(${look})()`));
  let noted = await open();
  for (let round = 1; round <= ROUNDS; round += 1) {
    const begun = () => noted.some((shown) => JSON.stringify(shown).includes(`r${round}n`));
    const work = async () => {
      for (let n = 1; ; n += 1) await line(t, `r${round}n${n}`);
    };
    await killAfter(t, draw() * 2_000, work, begun);
    await t.device.start();
    const saved = noted;
    noted = await open();
    const now = await there();
    for (const shown of saved) t.check(holds(now, shown), `round ${round}: Saved was said of ${JSON.stringify(shown)}, but there is ${JSON.stringify(now)}`);
    await isWell(t);
    if (read) {
      await t.goto(address);
      await at(t);
    }
  }
  // All of it: a page shows a part of many rows only.
  const kept = tally(await there());
  t.check(kept >= ROUNDS, `hardly anything was typed before the kills: ${kept}`);
}

const RISK = id(1);

async function record(t) {
  await startWith(t, { risk: [{ id: RISK, title: "Flood" }] });
  await typing(t, {
    what: "a record is typed",
    address: `#/risks/${RISK}`,
    at: async (t) => {
      await isAt(t, "Flood");
      await t.label("Cause");
    },
    look: () => ({
      cause: document.querySelector("main textarea")?.value ?? "",
      tags: [...document.querySelectorAll("main button[aria-label^='Remove r']")].map((button) => button.getAttribute("aria-label")),
    }),
    line: async (t, word) => {
      await t.fill("Tags", word);
      await t.press("Enter");
      await (await t.label("Cause")).focus();
      await t.press("Control", "End");
      await t.page.keyboard.type(`${word}. `);
      await t.press("Tab");
    },
    holds: (now, shown) => now.cause.startsWith(shown.cause.trimEnd()) && shown.tags.every((tag) => now.tags.includes(tag)),
    tally: (shown) => shown.tags.length,
  });
  await steadily(t);
}

/** What typing without a rest may lose is bounded: by the 3 s after which it is written, and the time that this takes. */
async function steadily(t) {
  const BOUND = 4_000;
  await (await t.label("Consequence")).focus();
  const typed = [];
  const work = async () => {
    for (let n = 1; ; n += 1) {
      await t.page.keyboard.type(`${n} `, { delay: 60 });
      typed.push([performance.now(), n]);
    }
  };
  await killAfter(t, BOUND + 2_500, work);
  const killed = performance.now();
  await t.device.start();
  t.page = await t.newTab();
  const [{ consequence = "" }] = recordsOf(await exported(t), "risk");
  const old = typed.filter(([when]) => when < killed - BOUND).map(([, n]) => n);
  const kept = consequence.trim().split(" ").map(Number);
  t.check(old.length > 0 && kept.includes(old.at(-1)), `${old.at(-1)} was typed long before the kill, but there is ${JSON.stringify(consequence)}`);
  await isWell(t);
}

async function outline(t) {
  await startWith(t, { runbook: [{ id: RISK, title: "Fail over", steps: [{ id: id(11), place: { key: "a" }, title: "Declare" }] }] });
  await typing(t, {
    what: "an outline is typed",
    address: `#/runbooks/${RISK}`,
    at: (t) => t.label("Step 1"),
    // Rows far from what is on screen are not in the page.
    read: async (t) => recordsOf(await exported(t), "runbook")[0].steps.map((step) => step.title ?? ""),
    look: () => [...document.querySelectorAll(".outline .row input[type=text]")].map((input) => input.value).filter(Boolean),
    line: async (t, word) => {
      if (/^r\d+n1$/.test(word)) await (await t.label("Step 1")).focus();
      await t.press("Enter");
      // Nobody types into a row before it is there, or without a beat between two lines: a machine's
      // keys leave no moment in which all is saved.
      await t.until("the focus in a new row", () => t.page.evaluate(() => document.activeElement?.matches(".outline .row input[type=text]") && !document.activeElement.value));
      await pause(BEAT);
      await t.page.keyboard.type(`Step ${word}.`);
    },
    holds: (now, shown) => shown.every((title) => now.some((own) => own.startsWith(title))),
    tally: (shown) => shown.length,
  });
}

/** In the page of a run: does one step after the other, for ever. */
async function act() {
  for (;;) {
    const says = (button) => button.getAttribute("aria-label") ?? button.innerText;
    [...document.querySelectorAll("main button")].find((button) => /^(Done|Start step)/.test(says(button)))?.click();
    for (let frame = 0; frame < 6; frame += 1) await new Promise(requestAnimationFrame);
  }
}

/** The deeds of a run. */
async function run(t) {
  const draw = drawn("a run goes on");
  const steps = Array.from({ length: 24 }, (_, n) => ({ id: id(100 + n), place: { key: `k${String.fromCharCode(97 + n)}` }, title: `Part ${n + 1}` }));
  await startWith(t, { runbook: [{ id: id(1), title: "Fail over", steps }] }, "Ines Okafor");
  const look = () => ({
    run: location.hash,
    ...Object.fromEntries(
      [...document.querySelectorAll(".run-table tbody tr")].map((row) => [
        row.querySelector(".title :is(button, b)")?.innerText.trim(),
        row.querySelector(".state")?.innerText.trim(),
      ]),
    ),
  });
  let deeds = 0;
  let noted = await watchedPage(t, look);
  for (let round = 1; round <= ROUNDS; round += 1) {
    await t.goto(`#/runbooks/${id(1)}`);
    await startRun(t);
    await t.saved();
    const address = new URL(t.page.url()).hash;
    const begun = () => noted.some((shown) => shown.run === address && Object.values(shown).includes("Done"));
    await killAfter(t, draw() * 2_000, () => t.page.evaluate(act), begun);
    await t.device.start();
    const saved = noted;
    noted = await watchedPage(t, look);
    await t.goto(address);
    await t.role("timer");
    await t.until("the steps", async () => Object.keys(await t.page.evaluate(`(${look})()`)).length > steps.length);
    const now = await t.page.evaluate(`(${look})()`);
    const lost = (shown) => Object.keys(shown).filter((title) => shown[title] === "Done" && now[title] !== "Done");
    t.equal(saved.filter((shown) => shown.run === address).flatMap(lost), [], `round ${round}: steps that were Done and Saved and are not`);
    const states = Object.values(now);
    t.check(!states.includes("Disputed"), `round ${round}: a run in dispute with itself`);
    deeds += states.filter((state) => state === "Done").length;
    await isWell(t);
  }
  t.check(deeds >= ROUNDS, `hardly anything was done before the kills: ${deeds}`);
}

const MANY = 2_000;
const risks = (from, title) => Array.from({ length: MANY }, (_, n) => ({ id: id(from + n), title: `${title} ${n + 1}` }));

/** New records, and a merge with a copy that went apart in each of them. */
async function imports(t) {
  const draw = drawn("a file is imported");
  await startEmpty(t);
  await review(t, await byHand(t, "first.json", { risk: risks(10_000, "First") }));
  const began = performance.now();
  await apply(t);
  const took = performance.now() - began;
  const other = await t.anotherDevice();
  await startEmpty(other);
  await importFiles(other, (await exported(t)).path);
  await other.goto("#/risks");
  await isAt(other, "Risks");
  await other.click("checkbox", "Select all shown");
  await other.click("button", "Set a field…");
  const dialog = await other.role("dialog", "Set a field");
  await other.choose("Field", "Treatment", { within: dialog });
  await other.click("radio", "Transfer", { within: dialog });
  await other.click("button", `Set in ${MANY.toLocaleString("en")} risks`, { within: dialog });
  await other.gone("dialog", "Set a field");
  await other.saved();
  const apart = (await exported(other)).path;
  const fresh = await byHand(t, "more.json", { risk: risks(20_000, "More") });

  await t.device.crash();
  const prepared = path.join(t.folder, "prepared");
  const copy = (from, to) => cpSync(from, to, { recursive: true, filter: (file) => !path.basename(file).startsWith("Singleton") });
  copy(t.device.profile, prepared);
  let whole = 0;
  for (let round = 1; round <= ROUNDS; round += 1) {
    await t.device.crash();
    // Not the former round's: a process of the browser may live a moment longer.
    t.device.profile = path.join(t.device.folder, `round ${round}`);
    copy(prepared, t.device.profile);
    await t.device.start();
    const noted = await watchedPage(t, () => document.querySelector("main")?.innerText.includes("records imported."));
    const merge = round % 2 === 0;
    await review(t, merge ? apart : fresh);
    const press = () => [...document.querySelectorAll("dialog button")].find((button) => button.innerText.trim() === "Apply").click();
    await killAfter(t, draw() * took, () => t.page.evaluate(press));
    const said = noted.includes(true);
    await t.device.start();
    t.page = await t.newTab();
    const now = recordsOf(await exported(t), "risk");
    const taken = merge ? now.filter(({ treatment }) => treatment === "transfer").length : now.length - MANY;
    t.check(taken === MANY || (taken === 0 && !said), `round ${round}: ${taken} of ${MANY} records were imported, and the page ${said ? "said" : "did not say"} so`);
    whole += Number(taken === MANY);
    await isWell(t);
    const unnamed = async () => {
      const named = Object.keys((await manifestOf(t)).segments);
      return (await keysOf(t, "segments")).filter((key) => !named.includes(key));
    };
    await t.until("nothing left of imports that did not end", async () => (await unnamed()).length === 0);
  }
  console.log(`       of ${ROUNDS} imports ${whole} were whole when the browser died, up to ${Math.round(took)} ms after Apply`);
}

// Only for Chromium is it known what a killed browser keeps (strict durability, localStorage seconds late).
const more = { browsers: ["chromium"], limit: 120_000 + ROUNDS * 30_000 };
export default [
  { name: "while a record is typed", ...more, run: record },
  { name: "while an outline is typed", ...more, run: outline },
  { name: "while a run goes on", ...more, run },
  { name: "while a file is imported or merged", ...more, run: imports },
];
