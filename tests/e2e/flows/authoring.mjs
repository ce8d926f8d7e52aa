// Writing runbooks: by keyboard only, many steps at once, long ones, with pictures.
import { apply, exported, file, id, recordsOf, review, startEmpty, startWith } from "../lib/work.mjs";

const RUNBOOK = id(1);
const ROLE = id(2);
/** A grey square of 8 by 8. */
const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAAAAADhZOFXAAAADklEQVR42mNQgAIGyhgAIFcIAR24/IgAAAAASUVORK5CYII=";
/** The number of the row that has the focus. */
const row = (t) => t.page.evaluate(() => document.activeElement?.getAttribute("aria-label")?.replace(/^Step /, ""));
const inRow = (t, number) => t.until(`the focus in row ${number}`, async () => (await row(t)) === number);
const say = (t) => t.page.$$eval(".outline .row", (rows) => rows.map((row) => `${row.querySelector(".no").innerText} ${row.querySelector("input[type=text]").value}`));
const outlineIs = async (t, expected) => {
  let now;
  const same = async () => JSON.stringify((now = await say(t))) === JSON.stringify(expected);
  await t.until(`the outline ${expected.join(", ")}`, same).catch((error) => {
    throw new Error(`${error.message}, but ${now?.join(", ")}`);
  });
};
/** What a row says beside its title. */
const beside = (t, number) =>
  t.page.$$eval(
    ".outline .row",
    (rows, number) => {
      const row = rows.find((row) => row.querySelector(".no").innerText === number);
      return ["marks", "role", "dur"].map((part) => row?.querySelector(`.${part}`)?.textContent ?? "").join(" | ");
    },
    number,
  );
const says = (t, number, words) => t.until(`"${words}" in row ${number}`, async () => (await beside(t, number)).includes(words));
const type = async (t, text) => t.page.keyboard.type(text);

const step = (n, more = {}) => ({ id: id(100 + n), place: { key: `i${String(n).padStart(5, "0")}` }, title: `Step number ${n}`, ...more });
const runbook = (steps, more = {}) => ({
  runbook: [{ id: RUNBOOK, code: "RB-1", title: "Restore the ledger", steps, ...more }],
});

/** Opens the runbook of the file and waits for its rows. */
async function open(t, records) {
  await startWith(t, records, "Ines Okafor");
  await t.goto(`#/runbooks/${RUNBOOK}`);
  await t.label("Step 1");
}

/** Forty steps with roles, durations, decisions and marks, and the mouse is never touched. */
async function keyboard(t) {
  await startWith(t, { role: [{ id: ROLE, code: "ROLE-1", title: "Database administrator" }] }, "Ines Okafor");
  await t.goto("#/runbooks");
  await t.click("button", "New runbook");
  await t.role("dialog", "New runbook");
  await t.fill("Title", "Restore the ledger");
  await t.press("Enter");
  await t.role("heading", "Restore the ledger");
  await t.until("the tab Steps", async () => (await t.roles("tab", "Steps", { selected: true })).length > 0 || t.click("tab", "Steps").then(() => false));
  const first = await t.role("button", "Add the first step");
  await first.focus();
  await t.press("Enter");
  await inRow(t, "1");
  await type(t, "Restore the database ~20/30/60 @data !");
  await t.see("Becomes: 20 min – 30 min – 1 h, Database administrator, point of no return");
  await t.press("Enter");
  await inRow(t, "2");
  await says(t, "1", "Database administrator | 33 min");
  await says(t, "1", "Point of no return");
  await type(t, "Is the mirror healthy? no/yes");
  await t.press("Enter");
  await inRow(t, "3");
  await type(t, "if no: Rebuild it ~1h");
  await t.press("Tab");
  await inRow(t, "2.1");
  await t.press("Enter");
  await inRow(t, "2.2");
  await says(t, "2.1", "if no");
  await type(t, "if yes: Attach it");
  await t.press("Enter");
  await inRow(t, "2.3");
  await t.press("Shift", "Tab");
  await inRow(t, "3");
  await type(t, "Tell the wards || /communication");
  await t.press("Enter");
  await inRow(t, "4");
  await says(t, "3", "∥");
  for (let n = 4; n <= 38; n += 1) {
    await type(t, `Check ${n} ~${n}`);
    await t.press("Enter");
    await inRow(t, `${n + 1}`);
  }
  await type(t, "Ledger is back /milestone");
  // The menu of letters does the same for a row.
  await t.press("Control", ".");
  await t.role("dialog", /^Change step 39/);
  await t.axe();
  await t.press("e");
  await t.gone("dialog", /^Change step/);
  await inRow(t, "39");
  await says(t, "39", "Evidence required");
  await t.press("Control", "Home");
  await inRow(t, "1");
  await t.press("PageDown");
  await t.until("a row further down", async () => Number(await row(t)) > 4);
  await t.press("Control", "End");
  await inRow(t, "39");
  await t.press("Control", "Enter");
  await t.until("the focus on the kind", () => t.page.evaluate(() => document.activeElement?.id.endsWith("-kind")));
  await t.label("Service");
  t.equal((await t.roles("textbox", "Command")).length, 0, "a command of a milestone");
  await t.axe();
  await t.press("Escape");
  await inRow(t, "39");
  await t.saved();
  const steps = recordsOf(await exported(t), "runbook")[0].steps;
  t.equal(steps.length, 41, "steps in the file");
  const of = (title) => steps.find((step) => step.title === title);
  t.equal(of("Restore the database").duration, { high: 60, likely: 30, low: 20 }, "the duration");
  t.equal(of("Restore the database").role, ROLE, "the role");
  t.equal(of("Is the mirror healthy?").kind, "decision", "the kind of a question");
  t.equal(of("Rebuild it").when, "no", "the answer that leads to it");
  t.equal(of("Tell the wards").kind, "communication", "the kind that was written");
  t.equal(of("Tell the wards").predecessors, ["beside"], "what it comes after");
  t.equal(of("Check 4").predecessors, undefined, "what follows both");
  t.equal(of("Ledger is back").evidence_required, true, "the mark");
}

/** Shift selects, and what is done is done to all of them, as one command. */
async function bulk(t) {
  await open(t, runbook([1, 2, 3, 4].map((n) => step(n))));
  await (await t.label("Step 2")).focus();
  await t.press("Shift", "ArrowDown");
  await inRow(t, "3");
  await t.see("2 selected");
  await t.press("Control", ".");
  await t.role("dialog", "Change 2 steps");
  await t.press("v");
  await t.gone("dialog", /^Change/);
  await t.press("Control", ".");
  await t.role("dialog", "Change 2 steps");
  await t.press("u");
  const dialog = await t.role("dialog", "Set duration");
  await t.fill("Duration: likely", "15", { within: dialog });
  await t.click("button", "Set duration", { within: dialog });
  await t.gone("dialog", "Set duration");
  await says(t, "2", "15 min");
  await says(t, "3", "15 min");
  await t.axe();
  await t.click("button", "Indent step");
  await outlineIs(t, ["1 Step number 1", "1.1 Step number 2", "1.2 Step number 3", "2 Step number 4"]);
  await t.click("button", "Side by side");
  await says(t, "1.2", "∥");
  await t.click("button", /^Undo/);
  await t.click("button", /^Undo/);
  await outlineIs(t, ["1 Step number 1", "2 Step number 2", "3 Step number 3", "4 Step number 4"]);
  await t.click("button", /^Undo/);
  await t.until("no duration", async () => !(await beside(t, "2")).includes("15"));
  await (await t.label("Step 2")).focus();
  await t.press("Delete");
  await outlineIs(t, ["1 Step number 1", "2 Step number 4"]);
  await t.click("button", /^Undo/);
  await outlineIs(t, ["1 Step number 1", "2 Step number 2", "3 Step number 3", "4 Step number 4"]);
}

/** In a row where nothing is being typed, undo is of the outline, and one stays in it. */
async function takenBack(t) {
  await open(t, runbook([1, 2, 3].map((n) => step(n))));
  const before = ["1 Step number 1", "2 Step number 2", "3 Step number 3"];
  await (await t.label("Step 3")).focus();
  await t.press("Alt", "ArrowUp");
  await outlineIs(t, ["1 Step number 1", "2 Step number 3", "3 Step number 2"]);
  await t.press("Control", "z");
  await outlineIs(t, before);
  await inRow(t, "3");
  await t.press("Control", "y");
  await outlineIs(t, ["1 Step number 1", "2 Step number 3", "3 Step number 2"]);
  await t.press("Control", "z");
  await t.press("Enter");
  await inRow(t, "4");
  await t.press("Control", "z");
  await outlineIs(t, before);
  await inRow(t, "3");
  // Sections side by side, typed one after the other; what follows waits for both.
  await t.press("Enter");
  await inRow(t, "4");
  for (const [line, next] of [["Network /section", "5"], ["Switch over ~10 @Network_team", "6"]]) {
    await type(t, line);
    await t.press("Enter");
    await inRow(t, next);
  }
  await type(t, "Storage || /section");
  await t.press("Enter");
  await (await t.label("Step 5")).focus();
  await t.press("End");
  await type(t, " ");
  await t.press("Tab");
  await says(t, "4.1", "Network team");
  await says(t, "5", "∥");
  await t.saved();
  const file = await exported(t);
  t.equal(recordsOf(file, "role").map((role) => role.title), ["Network team"], "the role that was named");
  // All gone: the way to the first step has the focus.
  await t.goto(`#/runbooks/${RUNBOOK}`);
  await (await t.label("Step 1")).focus();
  await t.press("Shift", "End");
  await t.press("Shift", "Control", "End");
  await t.press("Delete");
  await t.until("the focus on the way to a first step", () => t.page.evaluate(() => document.activeElement?.id === "first-step"));
}

/** Texts are found in all fields and replaced, one or all; a variable gets another name. */
async function replace(t) {
  const steps = [step(1, { command: "ssh db1 {{order}}", kind: "command" }), step(2, { instructions: "Log in to DB1, then ask db1." })];
  await open(t, runbook(steps, { variables: [{ id: id(50), place: { key: "i" }, name: "order" }] }));
  await (await t.label("Step 1")).focus();
  await t.press("Control", "f");
  await t.until("the focus in the search", () => t.page.evaluate(() => document.activeElement?.id === "find-text"));
  await type(t, "db1");
  await t.see("3 places");
  await t.axe();
  await t.fill("Replace with", "db2");
  await t.click("button", /^Replace in 1 Step/);
  await t.see("2 places");
  await t.click("button", "Replace all");
  await t.see("Nothing found");
  await t.click("button", /^Undo/);
  await t.see("2 places");
  await t.click("checkbox", "A variable’s name");
  await t.fill("Find", "order");
  await t.see("1 place");
  await t.fill("Replace with", "what to do");
  await t.click("button", "Replace all");
  await t.see("Nothing was changed: A name is a letter");
  await t.fill("Replace with", "deed");
  await t.click("button", "Replace all");
  await t.see("Variable order is called deed now");
  await t.saved();
  const [after] = recordsOf(await exported(t), "runbook");
  t.equal(after.steps.map((step) => step.command ?? step.instructions), ["ssh db2 {{deed}}", "Log in to DB1, then ask db1."], "the texts");
  t.equal(after.variables[0].name, "deed", "the variable");
}

/** Of 2,000 steps only those near what is on screen are in the page; the keyboard reaches all. */
async function long(t) {
  await open(t, runbook(Array.from({ length: 2000 }, (_, n) => step(n + 1))));
  const count = () => t.page.$$eval(".outline .row", (rows) => rows.length);
  t.check((await count()) < 120, "rows in the page");
  const first = await t.label("Step 1");
  t.equal(await first.evaluate((input) => [input.closest("li").getAttribute("aria-posinset"), input.closest("li").getAttribute("aria-setsize")]), ["1", "2000"], "its place");
  await first.focus();
  await t.press("Control", "End");
  await inRow(t, "2000");
  await t.press("ArrowUp");
  await inRow(t, "1999");
  await t.press("End");
  await type(t, " and more");
  // Scrolling away takes neither the focus nor what is being typed.
  await t.page.$eval(".outline-rows", (rows) => rows.scrollTo(0, 0));
  await t.label("Step 1");
  t.equal(await row(t), "1999", "the focus after scrolling away");
  t.check((await count()) < 120, "rows in the page");
  await t.press("Enter");
  await inRow(t, "2000");
  await t.press("Control", "Home");
  await inRow(t, "1");
  await t.axe();
}

/** A picture that is pasted stands in the text, is kept with the record and goes with a file. */
async function picture(t) {
  await open(t, runbook([step(1)]));
  await (await t.label("Step 1")).focus();
  await t.press("Control", "Enter");
  const area = await t.label("Instructions");
  const png = Buffer.from(PNG, "base64");
  if (t.browserName === "chromium") {
    await area.evaluate((area, bytes) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], "rack front.png", { type: "image/png" }));
      area.focus();
      area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }, [...png]);
  } else {
    // Firefox lets no script make a paste: there the button does it.
    await t.upload("Add a picture to Instructions", await file(t, "rack front.png", png));
  }
  await t.until("the picture in the text", () => area.evaluate((area) => /^!\[rack front\]\(attachment:[0-9a-f]{64}\)$/.test(area.value)));
  const shown = () => t.page.$$eval("main img[alt='rack front']", (all) => all.some((image) => image.complete && image.naturalWidth === 8));
  await t.click("button", "Preview Instructions");
  await t.until("the picture", shown);
  await t.click("tab", "Preview");
  await t.until("the picture to read", shown);
  await t.axe();
  await t.click("button", "Start run");
  const dialog = await t.role("dialog", "Start run");
  await t.click("radio", "Exercise", { within: dialog });
  await t.click("button", "Start run", { within: dialog });
  await t.role("timer");
  await t.until("the picture in the run", shown);
  const run = new URL(t.page.url()).hash;
  await t.saved();
  const whole = await exported(t);
  const other = await t.anotherDevice();
  await startEmpty(other, "Jo");
  await review(other, whole.path);
  await apply(other);
  await other.goto(run);
  await other.until("the picture in the other copy", () => other.page.$$eval("main img[alt='rack front']", (all) => all.some((image) => image.naturalWidth === 8)));
  // A file that names a picture without bringing it.
  const records = recordsOf(whole, "runbook");
  const third = await t.anotherDevice();
  await startWith(third, { runbook: records.map(({ attachments, ...rest }) => rest) });
  await third.goto(`#/runbooks/${RUNBOOK}`);
  await third.click("tab", "Preview");
  await third.see("rack front. It is not in this copy.");
  other.assertQuiet();
  third.assertQuiet();
}

/** Keys with more than a letter: what Chromium calls them by number, Firefox by character. */
const NAMED = { Enter: [13, "\uE006"], Tab: [9, "\uE004"], Backspace: [8, "\uE003"], ArrowUp: [38, "\uE013"], ArrowDown: [40, "\uE015"] };
const HELD = { Alt: [1, "\uE00A"], Shift: [8, "\uE008"] };

/** Sends keys ("a", "Enter", "Alt ArrowUp") without waiting for what any of them does. */
async function burst(t, keys) {
  const strokes = keys.map((key) => (key.length > 1 ? key.split(" ") : [key]));
  if (t.browserName === "firefox") {
    const actions = strokes.flatMap((stroke) => {
      const values = stroke.map((key) => (NAMED[key] ?? HELD[key])?.[1] ?? key);
      return [...values.map((value) => ({ type: "keyDown", value })), ...values.reverse().map((value) => ({ type: "keyUp", value }))];
    });
    return t.page.mainFrame().browsingContext.performActions([{ type: "key", id: "burst", actions }]);
  }
  const client = await t.page.createCDPSession();
  const sent = strokes.flatMap((stroke) => {
    const key = stroke.at(-1);
    const modifiers = stroke.length > 1 ? HELD[stroke[0]][0] : 0;
    const text = NAMED[key] ? { Enter: "\r" }[key] : key;
    const event = { key, modifiers, windowsVirtualKeyCode: NAMED[key]?.[0] ?? key.toUpperCase().charCodeAt(0) };
    return [{ type: text ? "keyDown" : "rawKeyDown", text, ...event }, { type: "keyUp", ...event }].map((event) => client.send("Input.dispatchKeyEvent", event));
  });
  await Promise.all(sent);
  await client.detach();
}

/** What is typed after Enter goes to the new row, however soon it comes and however busy the page is. */
async function fast(t) {
  await open(t, runbook([step(1)]));
  await (await t.label("Step 1")).focus();
  await t.press("End");
  const throttle = async (rate) => t.browserName === "chromium" && (await t.page.emulateCPUThrottling(rate));
  const expected = ["0 Step number 1"];
  // Forty steps: a part and three below it, moved, indented, one row too many taken back.
  const part = (n) => {
    expected.push(`0 Part ${n}`, `1 b${n}`, `1 a${n}`, `1 c${n}x`);
    return [
      ...["Enter", ...(n > 1 ? ["Shift Tab"] : []), ...`Part ${n}`],
      ...["Enter", "Tab", ..."a", `${n}`],
      ...["Enter", ..."b", `${n}`, "Alt ArrowUp"],
      ...["Enter", ..."c", `${n}`, "Alt ArrowDown", "Enter", "Backspace", "x"],
    ];
  };
  await burst(t, [1, 2, 3, 4, 5].flatMap(part));
  await throttle(6);
  await burst(t, [6, 7, 8, 9].flatMap(part));
  await throttle(1);
  await t.saved();
  const [{ steps }] = recordsOf(await exported(t), "runbook");
  const below = (under) => steps.filter((step) => step.place.under === under).sort((a, b) => (a.place.key < b.place.key ? -1 : 1));
  const lines = (under, depth) => below(under).flatMap((step) => [`${depth} ${step.title ?? ""}`, ...lines(step.id, depth + 1)]);
  t.equal(lines(undefined, 0), expected, "the outline");
}

/** Two keys lead from the heading to the first step, and a finding about approval to where that is done. */
async function reached(t) {
  await open(t, runbook([step(1), step(2)]));
  await t.until("the focus on the heading", () => t.page.evaluate(() => document.activeElement?.tagName === "H1"));
  await t.press("Tab");
  await t.press("Enter");
  await inRow(t, "1");
  const summary = await t.page.waitForSelector("details.folded > summary");
  await summary.focus();
  await t.press("Enter");
  await t.click("button", "Go to Status");
  await t.role("tab", "Versions", { selected: true });
  await t.until("the focus on the approval", () => t.page.evaluate(() => document.activeElement?.getAttribute("aria-label") === "Approval"));
  await t.see("Never approved.");
}

const both = ["chromium", "firefox"];
/** Who writes line by line: answers go below their decision, a new role has two words, and what was not read says why. */
async function answers(t) {
  await open(t, runbook([step(1, { title: "" })]));
  await (await t.label("Step 1")).focus();
  await type(t, "Is it up? yes/no ~5");
  await t.press("Enter");
  await inRow(t, "2");
  await type(t, "if yes: Go on ~10 @Application support");
  await t.see("Becomes: if yes, 10 min, new role Application support, below the decision");
  await t.press("Enter");
  await inRow(t, "1.2");
  await type(t, "if no: Restart ~10 @nobody else");
  await t.see("“@nobody” names no role");
  await t.press("Enter");
  await inRow(t, "1.3");
  await outlineIs(t, ["1 Is it up?", "1.1 Go on", "1.2 Restart @nobody else", "1.3 "]);
  await says(t, "1.1", "if yes");
  await says(t, "1.1", "Application support | 10 min");
  await says(t, "1.2", "10 min");
  await t.press("Escape");
  await t.saved();
  await t.axe();
  const exportedSteps = recordsOf(await exported(t), "runbook")[0].steps;
  t.equal(exportedSteps[0].answers, ["yes", "no"], "the answers in the order in which they were typed");
}

/** Esc is the way out of a row for who works by keyboard: what was typed there stays. */
async function stopped(t) {
  await open(t, runbook([step(1, { title: "Declare" })]));
  await (await t.label("Step 1")).focus();
  await t.press("Enter");
  await inRow(t, "2");
  await type(t, "Write the log ~10");
  await t.press("Escape");
  await outlineIs(t, ["1 Declare", "2 Write the log"]);
  await says(t, "2", "10 min");
  // A row in which nothing was written leaves no step behind.
  await t.press("Enter");
  await inRow(t, "3");
  await t.press("Escape");
  await outlineIs(t, ["1 Declare", "2 Write the log"]);
}

/** There and back, a step is side by side with whom it was before. */
async function thereAndBack(t) {
  await open(t, runbook([step(1), step(2), step(3, { predecessors: ["beside"] }), step(4)]));
  await (await t.label("Step 3")).focus();
  await t.press("Alt", "ArrowDown");
  await inRow(t, "4");
  t.check(!(await beside(t, "4")).includes("Side by side"), "it comes after the step that it passed");
  await t.press("Alt", "ArrowUp");
  await inRow(t, "3");
  await says(t, "3", "Side by side");
  t.check(!(await beside(t, "4")).includes("Side by side"), "and no other step is");
}

export default [
  { name: "forty steps are written by keyboard only", browsers: both, run: keyboard },
  { name: "keys in a burst reach the row that they are meant for", browsers: both, run: fast },
  { name: "the first step is two keys away, approval where a finding leads", browsers: both, run: reached },
  { name: "selected steps are changed as one command", browsers: both, run: bulk },
  { name: "answers are written line by line", browsers: both, run: answers },
  { name: "Esc stops writing and keeps what was typed", browsers: both, run: stopped },
  { name: "a step moves there and back", browsers: both, run: thereAndBack },
  { name: "undo takes the outline back from a row", browsers: both, run: takenBack },
  { name: "texts are found and replaced", browsers: ["chromium"], run: replace },
  { name: "a runbook of two thousand steps is drawn as far as it is seen", browsers: both, run: long },
  { name: "pictures are pasted into instructions", browsers: both, run: picture },
];
