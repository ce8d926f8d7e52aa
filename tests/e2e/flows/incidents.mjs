// A major incident from one line to its review, with no network; and two devices that log one incident apart.
import { day, exported, id, importFiles, isAt, openMenu, pages, pick, recordsOf, startEmpty, startWith } from "../lib/work.mjs";

const world = () => ({
  person: [
    { id: id(1), title: "Ada Brook" },
    { id: id(2), title: "Bo Lind" },
  ],
  service: [{ id: id(10), title: "Patient record" }],
  problem: [{ id: id(20), code: "PRB-1", title: "Queue stands still", services: [id(10)], state: "known_error", workaround: "Start the queue again." }],
  runbook: [
    {
      id: id(30),
      code: "RB-1",
      title: "Bring the record back",
      services: [id(10)],
      steps: [{ id: id(31), place: { key: "k" }, title: "Restart it", kind: "task" }],
    },
  ],
});

async function log(t, title) {
  await t.goto("#/incidents");
  await t.click("button", "New incident");
  const dialog = await t.role("dialog", "New incident");
  await t.fill("What happens", title, { within: dialog });
  return dialog;
}

/** Quick log, war room, run, messages, hand-over, resolved, closed, reviewed: nothing of it needs the server. */
async function major(t) {
  await startWith(t, world(), "Ada Brook");
  await t.saved();
  await t.server.stop();

  await log(t, "Nobody can open the patient record");
  await t.press("Escape");
  await t.click("button", "New incident");
  const dialog = await t.role("dialog", "New incident");
  const kept = async () => (await t.role("textbox", "What happens", { within: dialog })).evaluate((field) => field.value);
  await t.until("what was typed is still there", async () => (await kept()) === "Nobody can open the patient record");
  await pick(t, "Service", "Patient", /Patient record/);
  await t.click("radio", "Down", { within: dialog });
  await t.click("radio", "High", { within: dialog });
  await t.click("button", "New incident", { within: dialog });
  await isAt(t, "Nobody can open the patient record");
  await t.see("since it was detected");
  await t.see("down so far");
  await t.see("Start the queue again.");
  await t.axe();

  await t.click("button", "Acknowledge and assign");
  await t.click("button", "Acknowledge and assign", { within: await t.role("dialog", "Acknowledge and assign") });
  await t.click("button", "Start work");
  await t.click("button", "Declare major incident");
  const declare = await t.role("dialog", "Declare major incident");
  await t.fill("Why?", "All wards.", { within: declare });
  await t.click("button", "Declare major incident", { within: declare });
  await t.until("a commander", async () => /Incident commander\s+(PER-\d+ )?Ada Brook/.test(await t.text(await t.role("region", "Roles"))));

  // What happens is written down where it happens; what was wrong is put right, and both stay.
  await t.fill("What happens", "Thirty beds without a record");
  await t.press("Control", "Enter");
  await t.see("Thirty beds without a record");
  // An entry that is being written does not become the correction of another.
  await t.fill("What happens", "Ward 9 rings");
  await t.click("button", /^Put right: Note/);
  await t.see("Add or discard what you are writing first.");
  t.equal(await t.page.$eval("#say", (box) => box.value), "Ward 9 rings", "what was being written");
  await t.click("button", "Discard");
  await t.click("button", /^Put right: Note/);
  await t.until("the words to put right", () => t.page.$eval("#say", (box) => box.value === "Thirty beds without a record"));
  await t.fill("Put the entry right", "Forty beds without a record");
  await t.click("button", "Put right");
  await t.see("Put right by a later entry.");
  await t.fill("New task", "Runner to the wards");
  await t.press("Enter");
  await (await t.role("checkbox", "Runner to the wards")).click();
  await t.see("Task done");

  await t.click("button", "Write a message");
  const message = await t.role("dialog", "Write a message");
  await t.until("the template filled in", () => t.page.$eval("dialog[open] textarea", (text) => text.value.includes("Hit: Patient record.")));
  await t.click("button", "Sent: write it down", { within: message });
  await t.see("to the next message, internal");

  // How its service stands is said where one sees it.
  await t.click("button", /Patient record: Degraded/);
  await t.see("degraded since");
  await t.click("button", /Patient record: Down/);
  await t.see("down since");

  // Its runbook, for it; what the timeline says of the outage has moved what stands below by then.
  await t.saved();
  await t.click("link", "Start RB-1 Bring the record back");
  const start = await t.role("dialog", "Start run");
  await t.click("button", "Start run", { within: start });
  await isAt(t, "Bring the record back");
  await t.page.goBack();
  await t.page.goBack();
  await isAt(t, "Nobody can open the patient record");
  await t.see("Run started");
  await t.click("button", "Resolve");
  const resolve = await t.role("dialog", "Resolve");
  await t.fill("What was done?", "Queue started again.", { within: resolve });
  await t.click("button", "Resolve", { within: resolve });
  await t.see("down in all");
  await t.click("button", "Close incident");
  await t.until("closed", async () => /Closed/.test(await t.text(await t.role("main"))));

  await t.click("tab", "Review");
  await t.fill("Summary", "The queue stood still after a restart.");
  await t.fill("Where we were lucky", "It was a quiet day.");
  await t.fill("What is to become better", "Check the queue after each restart");
  await t.press("Enter");
  await t.role("link", /Check the queue after each restart/);
  await t.axe();
  await t.saved();
  await t.page.evaluate(() => (window.print = () => {}));
  await openMenu(t, "More actions");
  await t.click("button", "Print the review");
  const paper = pages(await t.pdf("review")).join("\n").replace(/\s+/g, " ");
  for (const words of ["Post-incident review", "The queue stood still after a restart.", "Forty beds without a record", "Where we were lucky", "Incident commander: name and signature"]) {
    t.check(paper.includes(words), `"${words}" on paper: ${paper}`);
  }
  t.check(!paper.includes("Thirty beds"), "what was put right is not on paper");
  t.check(!/##|\| ---/.test(paper), `Markdown is laid out, not printed: ${paper}`);
  const file = await exported(t);
  const [incident] = recordsOf(file, "incident");
  t.equal([incident.state, incident.major, incident.rating], ["closed", true, { impact: "high", urgency: "high" }], "how it stands");
  t.equal(incident.outages.map((outage) => outage.kind), ["outage", "degraded", "outage"], "outages");
  t.check(incident.outages[2].to === incident.resolved, `the outage ends with the incident: ${JSON.stringify(incident.outages)}`);
  t.equal(incident.timeline.filter((entry) => entry.first_at), [], "times that nobody changed");
  t.equal(recordsOf(file, "run").map((run) => run.subject), [incident.id], "what the run is for");
  t.equal(recordsOf(file, "improvement").map((one) => one.links[0].to), [incident.id], "what it was made from");
}

/** What incidents add up to opens to the incidents; the wall shows what is open. */
async function figures(t) {
  const at = (n, hour) => `${day(-n)}T${String(hour).padStart(2, "0")}:00:00.000Z`;
  const incident = (n, more) => ({
    id: id(40 + n),
    code: `INC-${n}`,
    title: `Incident ${n}`,
    state: "closed",
    services: [id(10)],
    occurred: at(n, 8),
    detected: at(n, 9),
    resolved: at(n, 9 + n),
    outages: [{ id: id(60 + n), place: { key: "k" }, service: id(10), from: at(n, 8), to: at(n, 10) }],
    ...more,
  });
  const records = { ...world(), incident: [incident(2), incident(4), incident(6, { excluded: true })] };
  await startWith(t, records, "Ada Brook");
  await t.goto("#/incidents?view=metrics&span=30");
  const table = await t.role("region", "Incident metrics");
  await t.until("two incidents of the service", async () => /Patient record\s+2\s+1 h/.test(await t.text(table)));
  await t.axe();
  const cells = await t.page.$$("main tbody tr:nth-child(2) button.figure");
  await cells.at(-1).click();
  const outages = await t.role("dialog", "Outages: Patient record");
  t.check(/MTBF[\s\S]*Incident 4[\s\S]*Incident 2/.test(await t.text(outages)), "the outages behind the time between failures");
  await t.axe();
  await t.press("Escape");
  await cells.at(-4).click();
  const behind = await t.role("dialog", "Time to resolve: Patient record");
  t.check(/Mean 3 h, median 3 h[\s\S]*Incident 2[\s\S]*Incident 4/.test(await t.text(behind)), "the incidents behind the figure");
  await t.press("Escape");
  await t.click("link", "Category");
  await t.until("by category", async () => /\(none\)/.test(await t.text(await t.role("region", "Incident metrics"))));

  await t.goto(`#/incidents/${id(42)}?view=wall`);
  await t.until("the wall", () => t.page.evaluate(() => document.querySelector(".war-wall h1")?.innerText.includes("Incident 2")));
  await t.axe();
  await t.press("Escape");
  await t.role("tab", "War room");
}

/** One disruption logged on two devices: what both wrote is there, what they decided differently is asked. */
async function apart(t) {
  await startWith(t, world(), "Ada Brook");
  const logged = await log(t, "Record is away");
  await pick(t, "Service", "Patient", /Patient record/);
  await t.click("radio", "Down", { within: logged });
  await t.click("button", "New incident", { within: logged });
  await isAt(t, "Record is away");
  await t.saved();
  const here = await t.page.evaluate(() => location.hash);
  const base = await exported(t);
  const other = await t.anotherDevice();
  await startEmpty(other, "Bo Lind");
  await importFiles(other, base.path);
  for (const [device, words, who] of [[t, "Seen from the wards", "Ada Brook"], [other, "Seen from the data hall", "Bo Lind"]]) {
    await device.goto(here);
    await isAt(device, "Record is away");
    await device.fill("What happens", words);
    await device.press("Control", "Enter");
    await device.see(words);
    await device.click("button", /Patient record: Degraded/);
    await device.see("degraded since");
    await device.click("button", "Hand over a role");
    const dialog = await device.role("dialog", "Hand over a role");
    await device.choose("Role", "Incident commander", { within: dialog });
    await pick(device, "To", who, new RegExp(who));
    await device.click("button", "Hand over a role", { within: dialog });
    await device.see(`Incident commander: ${who}`);
    await device.saved();
  }
  // Bo had logged it, too, before the file came.
  await log(other, "Nobody opens the record");
  await other.press("Enter");
  await isAt(other, "Nobody opens the record");
  await other.saved();
  await importFiles(t, (await exported(other)).path);
  await t.goto(here);
  for (const words of ["Seen from the wards", "Seen from the data hall"]) await t.see(words);
  const roles = await t.role("region", "Roles");
  await t.until("both commanders", async () => /2 values/.test(await t.text(roles)));
  await t.axe();
  // Both wrote down that it was degraded from then on; once it is back, it is back.
  await t.click("button", /Patient record: Back/);
  await t.see("not hit now");
  await t.goto("#/incidents");
  await t.click("link", "Nobody opens the record");
  await isAt(t, "Nobody opens the record");
  await openMenu(t, "More actions");
  await t.click("button", "Mark as duplicate");
  const dialog = await t.role("dialog", "Mark as duplicate");
  await pick(t, "Duplicate of", "Record is", /Record is away/);
  await t.click("button", "Mark as duplicate", { within: dialog });
  await t.saved();
  const merged = await exported(t);
  const [first, second] = recordsOf(merged, "incident");
  t.equal(first.outages.map((outage) => [outage.kind, Boolean(outage.to)]), [["outage", true], ["degraded", true], ["degraded", true]], "outages, all over");
  t.equal([second.state, second.duplicate_of], ["duplicate", first.id], "the second is a duplicate of the first");
  await importFiles(other, merged.path);
  t.check((await exported(other)).bytes.equals(merged.bytes), "both devices hold the same bytes");
}

/** A message that was not sent: what the template said is made anew, words of one's own stay, and their moment is the clock's. */
async function message(t) {
  const detected = new Date(Date.now() - 600_000).toISOString();
  const incident = { id: id(40), code: "INC-1", title: "Record is away", state: "in_progress", services: [id(10)], detected };
  await startWith(t, { ...world(), incident: [incident] }, "Ada Brook");
  await t.goto(`#/incidents/${id(40)}`);
  const words = () => t.page.$eval("dialog[open] textarea", (text) => text.value);
  const open = async () => {
    await t.click("tab", "War room");
    await t.click("button", "Write a message");
    return t.role("dialog", "Write a message");
  };
  await t.click("button", "Cancel", { within: await open() });
  await t.click("tab", "Record");
  await t.fill("Title", "Record and pictures are away");
  await t.press("Tab");
  await t.click("button", "Cancel", { within: await open() });
  const dialog = await open();
  t.check((await words()).includes("Record and pictures are away"), `the title of now: ${await words()}`);
  await (await t.label("Message", { within: dialog })).focus();
  await t.press("Control", "End");
  await t.page.keyboard.type(" Runners are on their way.");
  await t.click("button", "Cancel", { within: dialog });
  const again = await open();
  t.check((await words()).endsWith("Runners are on their way."), `words of one's own: ${await words()}`);
  await t.choose("Next message promised in", "4 h", { within: again });
  t.check((await words()).endsWith("Runners are on their way."), `with another promise: ${await words()}`);
  const said = /Next message: (\d{4}-\d\d-\d\d) (\d\d:\d\d)/.exec(await words());
  await t.click("button", "Sent: write it down", { within: again });
  await t.saved();
  const [sent] = recordsOf(await exported(t), "incident")[0].messages;
  const due = new Date(sent.next_update);
  // The moment in the words is of the device's clock.
  const local = new Date(due.getTime() - due.getTimezoneOffset() * 60_000).toISOString();
  t.equal(`${said[1]}T${said[2]}:00.000Z`, local, "the moment that is promised is the one that the clock counts to");
}

export default [
  { name: "a message that was not sent", browsers: ["chromium"], run: message },
  { name: "one disruption logged on two devices", browsers: ["chromium", "firefox"], run: apart },
  { name: "a major incident, offline, to its review", browsers: ["chromium", "firefox"], run: major },
  { name: "what incidents add up to, and the wall", browsers: ["chromium"], run: figures },
];
