// Two people work apart on everything that can be worked on; one page lists what is to be decided.
import { apply, exported, id, importFiles, isAt, newRisk, recordsOf, review, startEmpty, startWith, valueOf } from "../lib/work.mjs";

const LONG = "The river rises within six hours after heavy rain and floods the cellar of the main building.";

const records = {
  risk: [
    { id: id(1), code: "RISK-1", title: "Flood", cause: LONG, tags: ["river"], actions: [
      { id: id(11), place: { key: "a" }, title: "Raise the wall" },
      { id: id(12), place: { key: "b" }, title: "Buy pumps" },
      { id: id(13), place: { key: "c" }, title: "Train the porters" },
    ] },
    { id: id(2), code: "RISK-2", title: "Fire" },
  ],
  role: [{ id: id(4), title: "Duty manager", primary: id(5) }],
  person: [{ id: id(5), title: "Ada Moss" }],
  runbook: [{ id: id(3), code: "RB-1", title: "Fail over", steps: [
    { id: id(31), place: { key: "a" }, title: "Promote the replica" },
    { id: id(32), place: { key: "b" }, title: "Tell the wards" },
  ] }],
};

async function write(t, hash, label, text) {
  await t.goto(hash);
  await t.fill(label, text);
  await t.press("Tab");
  await t.saved();
}

async function remove(t, hash) {
  await t.goto(hash);
  await t.page.$eval("main .head details.drop summary", (summary) => summary.click());
  await t.click("button", /^Delete/);
  await t.saved();
}

const groups = (t) => t.page.$$eval(".decision", (all) => all.map((one) => one.getAttribute("aria-label")));

async function listed(t, ...expected) {
  let now;
  await t.until(`the conflicts ${expected.join("; ")}`, async () => JSON.stringify((now = await groups(t)).sort()) === JSON.stringify([...expected].sort())).catch((error) => {
    throw new Error(`${error.message}, but ${JSON.stringify(now)}`);
  });
}

/** Who decides by keyboard goes on with the next. */
const onNext = (t) => t.until("the focus on the next conflict", () => t.page.evaluate(() => document.activeElement?.matches(".decision")));

const mark = (t) => t.page.$$eval("header .to-decide", (all) => all.map((one) => one.textContent.replace(/\s+/g, " ").trim())[0] ?? "");
const marked = (t, text) => t.until(`the mark "${text}"`, async () => (await mark(t)) === text);

/** Makes two copies that disagree about everything; returns the other device and the run. */
async function apart(t) {
  await startWith(t, records, "Ines Okafor");
  await t.goto(`#/runbooks/${id(3)}`);
  await t.click("button", "Start run");
  const dialog = await t.role("dialog", "Start run");
  await t.click("radio", "In earnest", { within: dialog });
  await t.click("button", "Start run", { within: dialog });
  await t.role("timer");
  const run = new URL(t.page.url()).hash;
  await t.saved();
  const other = await t.anotherDevice();
  await startEmpty(other, "Tom Reid");
  await importFiles(other, (await exported(t)).path);

  await write(t, `#/risks/${id(1)}`, "Cause", LONG.replace("six", "two"));
  await write(other, `#/risks/${id(1)}`, "Cause", LONG.replace("main building", "laboratory"));
  await t.goto(`#/risks/${id(1)}`);
  await t.click("button", "Move Action 1 down");
  await t.until("the labels of what was moved", async () => (await valueOf(t, /^Action 2: Action$/)) === "Raise the wall");
  await t.saved();
  await other.goto(`#/risks/${id(1)}`);
  await other.click("button", "Move Action 1 down");
  await other.click("button", "Move Action 2 down");
  await other.saved();
  await remove(t, `#/risks/${id(2)}`);
  await write(other, `#/risks/${id(2)}`, "Cause", "A frayed cable");
  for (const [device, title] of [[t, "Frost"], [other, "Storm"]]) {
    await device.goto("#/risks");
    await newRisk(device, title);
  }
  await remove(other, `#/people/${id(5)}`);
  await write(t, `#/people/${id(4)}`, "Notes", "By day");
  for (const [device, word] of [[t, "Done"], [other, "Fail"]]) {
    await device.goto(run);
    await device.click("button", "Tell the wards");
    await device.click("button", new RegExp(`^${word}: Tell the wards`));
  }
  const why = await other.role("dialog", /^Fail/);
  await other.fill(/\?$/, "Nobody answers.", { within: why });
  await other.click("button", "Fail", { within: why });
  await other.gone("dialog", /^Fail/);
  await t.saved();
  await other.saved();
  return { other, run };
}

const CAUSE = "Cause";
const STEP = "Step “Tell the wards”";

/** Everything is listed in one place, and each way to decide decides, in one undo. */
async function everything(t) {
  const { other, run } = await apart(t);
  const theirs = await exported(other);
  const dialog = await review(t, theirs.path);
  const plan = (await t.text(dialog)).replace(/\s+/g, " ");
  t.check(/3 conflicting/.test(plan), `three records in conflict: ${plan}`);
  t.check(/It adds 5 conflicts for you to decide/.test(plan), `the conflicts that it leaves: ${plan}`);
  t.check(/It breaks 1 rule,/.test(plan), `the rules that it breaks: ${plan}`);
  t.check(plan.includes("RISK-3 is claimed by “Frost” here, too"), `whichever of the two gives way: ${plan}`);
  t.check(plan.includes("Nobody answers."), `the disputed step in the look: ${plan}`);
  await t.axe();
  await t.screenshot("review", { width: 1024, full: false });
  await apply(t);
  await t.see("5 conflicts to decide. 1 rule is broken since.");
  await marked(t, "5 conflicts");
  await t.click("link", "See the conflicts");
  await isAt(t, "Conflicts");
  await listed(t, CAUSE, "Place of Action “Raise the wall”", "Risk", "Code", STEP);
  await t.see("Wrong since importing");
  await t.axe();
  await t.screenshot("list", { width: 1024 });
  await t.page.setViewport({ width: 1024, height: 900 });
  t.equal(await t.page.$$eval(".decision mark", (marks) => marks.map((each) => each.innerText).length >= 3), true, "the words that differ are marked");

  // A conflict that nobody decided survives export and import, and a reload.
  const third = await t.anotherDevice();
  await startEmpty(third);
  const whole = (await third.text(await review(third, (await exported(t)).path))).replace(/\s+/g, " ");
  t.check(/It adds 5 conflicts for you to decide/.test(whole), `the conflicts of records that come new count: ${whole}`);
  await apply(third);
  await third.goto("#/data/conflicts");
  await listed(third, CAUSE, "Place of Action “Raise the wall”", "Risk", "Code", STEP);
  await t.goto("#/data/conflicts");

  // The register says so, and shows only those if asked.
  await t.goto("#/risks?f.conflicts=In%20conflict");
  await t.until("three rows in conflict", async () => (await t.page.$$eval("main tbody tr", (rows) => rows.filter((row) => row.querySelector(".conflict")).length)) === 3);
  await t.goto(`#/risks/${id(1)}`);
  await t.click("link", "2 conflicts");
  await isAt(t, "Conflicts");
  await listed(t, CAUSE, "Place of Action “Raise the wall”");

  // Both texts, and back: one undo brings the question back as it was.
  await t.click("button", "Keep both: Cause");
  await listed(t, "Place of Action “Raise the wall”");
  await t.click("button", /^Undo: Cause decided/);
  await listed(t, CAUSE, "Place of Action “Raise the wall”");
  // What came back is still whose it was.
  const signed = () => t.page.$$eval('.decision[aria-label="Cause"] li', (all) => all.map((one) => one.querySelector(".muted").textContent));
  await t.until("who wrote the causes first", async () => {
    const now = await signed();
    return ["Ines Okafor", "Tom Reid"].every((name) => now.some((each) => each.startsWith(`${name}, `) && each.includes("(brought back by Ines Okafor, ")));
  });
  await t.click("button", "Edit: Cause");
  const asks = await t.role("dialog", "Decide: Cause");
  await t.fill("Cause", "Rain and a high river.", { within: asks });
  await t.click("button", "Decide: Cause", { within: asks });
  await listed(t, "Place of Action “Raise the wall”");
  await onNext(t);
  await t.click("button", /^Take this: after Action “Train the porters”/);
  await t.see("No conflict is like this.");
  await t.click("button", "Show all records");
  await listed(t, "Risk", "Code", STEP);

  // The record that one deleted and the other edited.
  await t.click("button", /^Delete it/);
  await listed(t, "Code", STEP);
  await onNext(t);
  await t.click("button", /^Undo: Risk decided/);
  await listed(t, "Risk", "Code", STEP);
  await t.click("button", /^Keep it/);
  await t.click("button", /^Give it this code/);
  await listed(t, STEP);
  await marked(t, "1 conflict");
  await t.click("button", /^This is so: Failed/);
  await t.see("Nothing to decide");
  await marked(t, "");
  await t.axe();
  await t.goto(run);
  await t.until("the step that failed", async () => (await t.text()).includes("Failed"));
  await t.saved();

  // Who disagreed hears of it; in the end all copies are one.
  for (const device of [other, third]) {
    await importFiles(device, (await exported(t)).path);
    await marked(device, "");
    await device.goto("#/data/conflicts");
    await device.see("Nothing to decide");
  }
  const copies = [await exported(t), await exported(other), await exported(third)];
  t.check(copies.every(({ bytes }) => bytes.equals(copies[0].bytes)), "all copies hold the same bytes");
  const codes = recordsOf(copies[0], "risk").map((risk) => risk.code);
  t.equal(new Set(codes).size, codes.length, "each risk has a code of its own");
}

/** All that one person wrote is taken at once, and taken back at once. */
async function oneSide(t) {
  const { other } = await apart(t);
  const file = await exported(other);
  await importFiles(t, file.path);
  await t.click("link", "See the conflicts");
  const all = [CAUSE, "Place of Action “Raise the wall”", "Risk", "Code", STEP];
  await listed(t, ...all);
  await t.choose("Sort of conflict", "Moves");
  await listed(t, "Place of Action “Raise the wall”");
  await t.choose("Sort of conflict", "All");
  await t.until("the import as a source", async () => (await t.page.$$eval("select option", (all) => all.map((one) => one.label))).some((one) => /\(last import\)$/.test(one)));
  await t.choose("With a side of", `${file.name} (last import)`);
  await listed(t, CAUSE, "Place of Action “Raise the wall”", "Risk", STEP);
  await t.choose("With a side of", "Tom Reid");
  await listed(t, CAUSE, "Place of Action “Raise the wall”", "Risk", STEP);
  await t.click("button", "Take all from Tom Reid (4)");
  await t.choose("With a side of", "All");
  await listed(t, "Code");
  await t.click("button", /^Undo: 4 conflicts decided for Tom Reid/);
  await listed(t, ...all);
  await t.saved();
}

/** What two people disagree about in a runbook is read before it is run, and stands in the run. */
async function disputedRunbook(t) {
  await startWith(t, records, "Ines Okafor");
  const other = await t.anotherDevice();
  await startEmpty(other, "Tom Reid");
  await importFiles(other, (await exported(t)).path);
  await write(t, `#/runbooks/${id(3)}`, "Step 2", "Phone the wards");
  await write(other, `#/runbooks/${id(3)}`, "Step 2", "Page the wards");
  await importFiles(t, (await exported(other)).path);
  await t.goto(`#/runbooks/${id(3)}`);
  await t.click("button", "Start run");
  const dialog = await t.role("dialog", "Start run");
  const said = (await t.text(dialog)).replace(/\s+/g, " ");
  t.check(said.includes("Phone the wards") && said.includes("Page the wards"), `both wordings before the start: ${said}`);
  await t.axe();
  for (const [width, theme] of [[390, "dark"], [1024, "light"]]) await t.screenshot("start", { width, theme, full: false });
  await t.click("radio", "In earnest", { within: dialog });
  await t.click("button", "Start run", { within: dialog });
  await t.see("Read what is disputed first, and say so above.");
  await t.click("checkbox", "I have read what is disputed", { within: dialog });
  await t.click("button", "Start run", { within: dialog });
  await t.role("timer");
  await t.until("the mark in the run", async () => (await t.page.$$eval("main table .badge", (all) => all.map((one) => one.textContent))).includes("Disputed"));
  for (const [width, theme] of [[1024, "light"], [390, "dark"]]) await t.screenshot("run", { width, theme, full: false });
}

export default [
  { name: "all conflicts in one place", browsers: ["chromium", "firefox"], run: everything },
  { name: "all from one person at once", browsers: ["chromium"], run: oneSide },
  { name: "a disputed runbook is not run unread", browsers: ["chromium"], run: disputedRunbook },
];
