// The main job: a runbook from a file is corrected, run through a reload and without the server, and passed on.
import path from "node:path";
import { apply, exported, file, importFiles, recordsOf, review, startEmpty, titles } from "../lib/work.mjs";

/** Used where there are no corpora. */
const OWN = `# Restore the patient index

Who: the database administrator on call.

1. Stop the interface engine
   \`\`\`sh
   systemctl stop interfaces
   \`\`\`
2. Restore last night's backup
3. Check that the newest patient is there
4. Start the interface engine
`;

/** A runbook as somebody else wrote it. */
async function foreignFile(t) {
  const corpora = process.env.HOLDFAST_CORPORA;
  if (!corpora) return file(t, "restore.md", OWN);
  return path.join(corpora, "md-counteractive-irp/files/playbooks/playbook-supply-chain.md");
}

/** Until this page is kept for use without a network. */
const keptOffline = (t) =>
  t.until("the page kept offline", () =>
    t.page.evaluate(async () => {
      const worker = (await navigator.serviceWorker.getRegistration())?.active;
      return Boolean(worker) && (await caches.keys()).length > 0;
    }),
  );

const atHand = (t) => t.page.$eval("#step-at-hand", (title) => title.innerText);
const tally = (t) =>
  t.page.$$eval(".run-table tbody tr", (rows) =>
    rows.map((row) => [...row.cells].slice(0, 3).map((cell) => cell.innerText.trim())),
  );

/** Says how the step at hand went, and waits for the next one. */
async function step(t, word, reason) {
  // Two steps may have one title, so the table tells whether something moved.
  const before = JSON.stringify(await tally(t));
  const button = new RegExp(`^${word}: `);
  await t.click("button", button);
  if (reason) {
    const dialog = await t.role("dialog", button);
    await t.fill(/\?$/, reason, { within: dialog });
    await t.click("button", word, { within: dialog });
    await t.gone("dialog", button);
  }
  const moved = { Done: "the next step", Skip: "the next step" }[word];
  if (moved) await t.until(moved, async () => JSON.stringify(await tally(t)) !== before);
}

async function mainJob(t) {
  await startEmpty(t, "Ines Okafor");
  await keptOffline(t);
  const source = await foreignFile(t);
  const dialog = await review(t, source);
  await dialog.$eval("details", (details) => (details.open = true));
  const plan = () => dialog.$$eval(".plan > li", (rows) => rows.map((row) => row.innerText));
  const before = await plan();
  // The last step; the first may be the section that holds all others.
  await (await t.roles("button", /^Make a note: /, { within: dialog })).at(-1).click();
  await t.until("the correction", async () => JSON.stringify(await plan()) !== JSON.stringify(before));
  await apply(t);

  await t.goto("#/runbooks");
  await t.until("the runbook in its register", async () => (await titles(t)).length === 1);
  await t.page.$eval("main tbody th.title a", (link) => link.click());
  await t.click("button", "Start run");
  const start = await t.role("dialog", "Start run");
  await t.click("radio", "Exercise", { within: start });
  await t.click("button", "Start run", { within: start });
  await t.until("the run", async () => /#\/runs\/[0-9a-f-]{36}$/.test(t.page.url()));
  await t.until("the first step", () => atHand(t));

  await step(t, "Start step");
  await t.role("button", /^Done: /);
  await t.fill("Note on this step", "Took the old list.");
  await step(t, "Done");
  await step(t, "Fail", "The link was down.");
  await t.until("the failure", async () => (await tally(t)).some(([, state]) => state === "Failed"));
  await step(t, "Done");
  await step(t, "Skip", "Not needed here.");
  await t.saved();
  const [table, at] = [await tally(t), await atHand(t)];
  await t.reload();
  await t.until("the run after the reload", () => atHand(t));
  t.equal(await tally(t), table, "the steps after a reload");
  t.equal(await atHand(t), at, "the step at hand after a reload");

  // From here on there is no server.
  await t.server.stop();
  await t.reload();
  await t.until("the run without the server", () => atHand(t));
  t.equal(await tally(t), table, "the steps without the server");
  while ((await t.roles("button", "Finish run")).length === 0) await step(t, "Skip", "Seen in the exercise before.");
  await t.click("button", "Finish run");
  const end = await t.role("dialog", "Finish run");
  await t.fill(/How did it end/, "It works again.", { within: end });
  await t.click("button", "Finish run", { within: end });
  await t.gone("dialog", "Finish run");
  await t.role("button", "Resume");
  await t.saved();

  const first = await exported(t);
  const [run] = recordsOf(first, "run");
  const words = run.events.map(({ what }) => what);
  for (const word of ["started", "done", "failed", "skipped", "finished"]) t.check(words.includes(word), `${word} in the record: ${words}`);

  await t.server.start();
  const other = await t.anotherDevice();
  await startEmpty(other);
  await importFiles(other, first.path);
  const second = await exported(other);
  t.check(first.bytes.equals(second.bytes), "the second export has the same bytes as the first");
}

export default [
  { name: "from a file to a finished run without the server, and on to another device", run: mainJob },
];
