// Whoever works by keyboard alone: the focus goes on beside what went, what was written is not lost,
// and what was made goes when it is taken back.
import { id, isAt, newRisk, startWith, titles } from "../lib/work.mjs";

const both = ["chromium", "firefox"];
const RISK = id(4);
const RUNBOOK = id(5);

const records = {
  person: [{ id: id(1), title: "Ines Okafor" }],
  risk: [
    { id: RISK, title: "The river floods the switch room", owner: id(1), tags: ["water"] },
    { id: id(6), title: "The generator does not start" },
  ],
  runbook: [
    {
      id: RUNBOOK,
      title: "Pump the room dry",
      steps: ["Open the door", "Start the pump"].map((title, n) => ({ id: id(20 + n), place: { key: `i${n}` }, title })),
    },
  ],
};

/** What has the focus: its name, or what it is. */
const focused = (t) =>
  t.page.evaluate(() => {
    const element = document.activeElement;
    return element.getAttribute("aria-label") ?? element.labels?.[0]?.innerText ?? element.tagName;
  });
const hasFocus = (t, name) => {
  let now;
  const there = async () => ((now = await focused(t)), name.test(now));
  return t.until(`the focus on ${name}`, there).catch((error) => {
    throw new Error(`${error.message}, but on ${now}`);
  });
};
const press = async (t, role, name) => {
  await (await t.role(role, name)).focus();
  await t.press("Enter");
};

/** What takes itself away leaves the focus beside it. */
async function beside(t) {
  await startWith(t, records, "Ines Okafor");
  await t.goto(`#/risks/${RISK}`);
  await isAt(t, "The river floods the switch room");
  await press(t, "button", "Clear Owner");
  await hasFocus(t, /^Owner/);
  await press(t, "button", "Remove water");
  await t.until("the focus in the field of tags", () =>
    t.page.evaluate(() => document.activeElement.closest(".field")?.innerText.includes("Tags") ?? false),
  );
  await t.fill("New comment", "Seen in 2015");
  await press(t, "button", "Add comment");
  await t.until("the comment to be added", async () => (await (await t.label("New comment")).evaluate((area) => area.value)) === "");
  await hasFocus(t, /^New comment/);
  await t.goto("#/risks");
  await t.until("both risks", async () => (await titles(t)).length === 2);
  await (await t.role("checkbox", /^Select .*generator/)).focus();
  await t.press(" ");
  await press(t, "button", "Clear selection");
  await t.until("the focus somewhere in the page", async () => (await focused(t)) !== "BODY");
}

/** What is being written waits for who looks elsewhere. */
async function kept(t) {
  await startWith(t, records, "Ines Okafor");
  await t.goto(`#/risks/${RISK}`);
  await isAt(t, "The river floods the switch room");
  await t.fill("New comment", "Half a thought");
  await t.goto("#/settings");
  await t.fill("Likelihood 2", "Now and then");
  await t.see("Changed, and not saved yet.");
  await t.goto(`#/risks/${RISK}`);
  await t.until("the comment that was begun", async () => (await (await t.label("New comment")).evaluate((area) => area.value)) === "Half a thought");
  await t.goto("#/settings");
  await t.see("Changed, and not saved yet.");
  t.equal(await (await t.label("Likelihood 2")).evaluate((input) => input.value), "Now and then", "the level that was begun");
  await t.click("button", "Save matrix");
  await t.until("nothing to save", async () => !(await t.text()).includes("not saved yet"));
}

/** What was made and changed is gone when both are taken back. */
async function made(t) {
  await startWith(t, records, "Ines Okafor");
  await t.goto("#/risks");
  await newRisk(t, "A ghost");
  await t.choose("Category", "Cyber security");
  await t.saved();
  for (const words of [/Undone: .*Category/, /Undone: Risk added/]) {
    await t.page.evaluate(() => document.activeElement.blur());
    await t.press("Control", "z");
    await t.until(`${words}`, async () => words.test(await t.page.$eval("body", (body) => body.innerText)));
  }
  await t.goto("#/risks");
  await t.until("the two risks of before", async () => (await titles(t)).length === 2);
}

/** Space selects a step, and does not write over it. */
async function selecting(t) {
  await startWith(t, records, "Ines Okafor");
  await t.goto(`#/runbooks/${RUNBOOK}`);
  await isAt(t, "Pump the room dry");
  await press(t, "button", "Select");
  await (await t.label("Step 1")).focus();
  await t.press(" ");
  await t.see("1 selected");
  await t.press("ArrowDown");
  await t.press(" ");
  await t.see("2 selected");
  const written = () => t.page.$$eval(".outline .row input[type=text]", (inputs) => inputs.map((input) => input.value));
  t.equal(await written(), ["Open the door", "Start the pump"], "the titles");
  await t.press("Escape");
  await t.until("titles that can be written", () => t.page.$eval(".outline .row input[type=text]", (input) => !input.readOnly));
  await press(t, "button", "Find");
  await hasFocus(t, /^Find/);
}

export default [
  { name: "the focus goes on beside what went", browsers: both, run: beside },
  { name: "what is being written waits", browsers: ["chromium"], run: kept },
  { name: "what was made and changed is gone when both are taken back", browsers: both, run: made },
  { name: "Space selects steps and writes nothing", browsers: ["chromium"], run: selecting },
];
