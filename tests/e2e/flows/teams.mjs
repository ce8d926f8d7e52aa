// Two devices work on one run without seeing each other, and come back together.
import { apply, exported, importFiles, recordsOf, review, startEmpty, startRun, startWith, id } from "../lib/work.mjs";

const RUNBOOK = {
  id: id(1),
  code: "RB-1",
  title: "Fail over the patient index",
  steps: [
    { id: id(11), place: { key: "a" }, title: "Promote the replica" },
    { id: id(12), place: { key: "b" }, title: "Move the address", predecessors: [] },
    { id: id(13), place: { key: "c" }, title: "Tell the wards", predecessors: [] },
  ],
};

const statesOf = (t) =>
  t.page.$$eval(".run-table tbody tr", (rows) =>
    rows.filter((row) => row.querySelector(".state")).map((row) => row.querySelector(".state").innerText.trim()),
  );
const statesAre = (t, ...expected) =>
  t.until(`the states ${expected.join(", ")}`, async () => JSON.stringify(await statesOf(t)) === JSON.stringify(expected));

/** Opens the step and says how it went. */
async function say(t, step, word, reason) {
  await t.click("button", step);
  await t.click("button", new RegExp(`^${word}: ${step}`));
  if (!reason) return;
  const dialog = await t.role("dialog", new RegExp(`^${word}`));
  await t.fill(/\?$/, reason, { within: dialog });
  await t.click("button", word, { within: dialog });
  await t.gone("dialog", new RegExp(`^${word}`));
}

/** What the other device did comes in by file. */
async function takeIn(t, from) {
  await review(t, (await exported(from)).path);
  await apply(t);
}

async function together(t) {
  await startWith(t, { runbook: [RUNBOOK] }, "Ines Okafor");
  await t.goto(`#/runbooks/${id(1)}`);
  await startRun(t);
  const run = new URL(t.page.url()).hash;
  await t.saved();

  const other = await t.anotherDevice();
  await startEmpty(other, "Bo Lind");
  await importFiles(other, (await exported(t)).path);
  await t.goto(run);
  await other.goto(run);

  // Apart: each does a step of their own, and they disagree about the third.
  await say(t, "Promote the replica", "Done");
  await say(t, "Tell the wards", "Done");
  await say(other, "Move the address", "Done");
  await say(other, "Tell the wards", "Fail", "Nobody answers.");
  await t.saved();
  await other.saved();

  await takeIn(other, t);
  await takeIn(t, other);
  for (const device of [t, other]) {
    await device.goto(run);
    await statesAre(device, "Done", "Done", "Disputed");
    await device.click("button", "Tell the wards");
    await device.see("People said different things");
    await device.see("Nobody answers.");
  }
  // Somebody finds out what is so; the other hears of it.
  await say(t, "Tell the wards", "Done");
  await statesAre(t, "Done", "Done", "Done");
  await t.saved();
  await takeIn(other, t);
  await other.goto(run);
  await statesAre(other, "Done", "Done", "Done");
  const [mine, theirs] = [await exported(t), await exported(other)];
  t.check(mine.bytes.equals(theirs.bytes), "both devices hold the same bytes");
  const [record] = recordsOf(mine, "run");
  const told = record.events.filter((event) => event.step).map((event) => event.what);
  t.equal(told.sort(), ["done", "done", "done", "done", "failed"], "nothing that was said is lost");
}

export default [
  { name: "two devices run one runbook apart and merge", browsers: ["chromium", "firefox"], run: together },
];
