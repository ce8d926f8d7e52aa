// How long a runbook takes: bars, graph and table of its plan, and of a run that goes on.
const focused = (t) => t.page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? "");
const focusOn = (t, pattern) => t.until(`the focus on ${pattern}`, async () => pattern.test(await focused(t)));

/** A runbook of the sample workspace. */
async function sample(t, title) {
  await t.goto();
  await t.fill("Who is using this device?", "Ines Okafor");
  await t.click("button", "Open sample workspace");
  await t.role("heading", "Today");
  await t.saved();
  await t.goto("#/runbooks");
  await t.click("link", title);
  await t.role("heading", title);
}

/** Bars by keyboard, the table with the floats behind them, the graph along its edges. */
async function plan(t) {
  await sample(t, "Loss of telephony");
  await t.click("tab", "Plan");
  await t.see("expected length");
  await t.see("Critical path:");
  const chart = await t.role("region", "Steps by time");
  await chart.focus();
  await t.press("ArrowDown");
  await focusOn(t, /^1 Call 2222 from two sites, 0:00 to 0:02, critical$/);
  await t.press("ArrowDown");
  await focusOn(t, /^2 Runners and radios, 0:02 to 0:08, float \d+ min$/);
  t.check(await t.page.$$eval(".g-bars .g-link", (lines) => lines.length > 0), "lines of the chosen step");
  await t.press("End");
  await focusOn(t, /Telephones back, milestone at/);
  await t.axe();
  await t.fill("Done within", "1d");
  await t.see("over 99 %");
  await t.click("radio", "Table");
  const floats = await t.until("the floats", () =>
    t.page.$$eval(".plan-table tbody tr", (rows) => rows.length > 10 && rows.map((row) => row.children[9].innerText)),
  );
  t.check(floats.some((float) => float === "0 min") && floats.some((float) => float !== "0 min" && float !== ""), "floats in the table");
  await t.see("Waits for");
  await t.axe();
  await t.click("radio", "People");
  await t.see("Most at once");
  await t.axe();
  await t.click("radio", "Graph");
  const graph = await t.role("region", "Graph of the steps");
  await graph.focus();
  await t.press("Home");
  await focusOn(t, /^1 Call 2222 from two sites/);
  await t.press("ArrowDown");
  await focusOn(t, /after 1 Call 2222 from two sites/);
  await t.press("ArrowUp");
  await focusOn(t, /^1 Call 2222 from two sites/);
  await t.axe();
  await t.press("Enter");
  await t.until("the step in the outline", () => t.page.evaluate(() => document.activeElement?.getAttribute("aria-label") === "Step 1"));
}

/** Steps that wait for each other are named, and shown where they are. */
async function circle(t) {
  await t.goto();
  await t.fill("Who is using this device?", "Ines Okafor");
  await t.click("button", "Start empty");
  await t.role("heading", "Today");
  await t.goto("#/runbooks");
  await t.click("button", "New runbook");
  await t.fill("Title", "Restore", { within: await t.role("dialog", "New runbook") });
  await t.press("Enter");
  await t.role("heading", "Restore");
  await t.click("tab", "About");
  await t.fill("Purpose", "Cut the network\nMount the copy\nOpen it again");
  await t.press("Control", "a");
  await t.press("Control", "c");
  await t.click("tab", "Steps");
  await t.click("button", "Add the first step");
  await (await t.label("Step 1")).focus();
  await t.press("Control", "v");
  await t.label("Step 3");
  await t.click("tab", "Plan");
  await t.see("No step has a duration yet");
  await t.click("tab", "Steps");
  await t.click("button", "Details of step 1");
  await t.click("radio", "Certain steps");
  await t.choose("Add a step that comes first", "3 Open it again");
  await t.click("tab", "Plan");
  await t.see("2 Mount the copy waits for 1 Cut the network; 3 Open it again waits for 2 Mount the copy; 1 Cut the network waits for 3 Open it again.");
  await t.click("radio", "Graph");
  await t.until("the marked circle", () => t.page.$$eval(".edge.circle:not(.head)", (edges) => edges.length === 3));
  await t.role("button", /^1 Cut the network, part of a circle/);
  await t.axe();
}

/** A run shows its plan, what was done and what is left on one axis, with a line of now that moves. */
async function run(t) {
  await sample(t, "Loss of telephony");
  await t.click("button", "Start run");
  const dialog = await t.role("dialog", "Start run");
  await t.click("radio", "Exercise", { within: dialog });
  await t.click("button", "Start run", { within: dialog });
  await t.role("timer");
  await t.click("button", /^Start step: Call 2222/);
  await t.click("tab", "Gantt");
  await t.see("Planned end");
  const row = await t.role("button", /^1 Call 2222 from two sites, running, planned .* since .* forecast/);
  const now = () => t.page.$eval(".g-now", (line) => Number(line.getAttribute("x1")));
  const kept = await row.evaluate((button) => (button.dataset.kept = "yes"));
  const before = await now();
  await t.until("the line of now to move", async () => (await now()) > before);
  t.equal(await row.evaluate((button) => button.dataset.kept), kept, "rows that stay while time goes by");
  await t.axe();
}

export default [
  { name: "a plan is read by keyboard, as bars, graph and table", browsers: ["chromium", "firefox"], run: plan },
  { name: "a circle of steps is named and shown", browsers: ["chromium"], run: circle },
  { name: "a run is shown beside its plan", browsers: ["chromium"], run },
];
