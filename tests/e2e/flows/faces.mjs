// The three faces of a run: table for the lead, one step on a phone, the wall.
import { id, startWith } from "../lib/work.mjs";

const RUN = id(1);
const DAYS = id(2);
const at = (minutes) => new Date(Date.now() + minutes * 60_000).toISOString();

/** A run under way for 100 minutes of what occurred 130 minutes ago: several streams, one stuck. */
export function night() {
  const steps = [];
  const events = [];
  const last = {};
  const person = (n, title) => ({ id: id(n), code: `PER-${n}`, title });
  const role = (n, title, primary) => ({ id: id(n), code: `ROLE-${n}`, title, primary });
  let count = 100;
  const step = (title, kind, fields = {}) => {
    const own = id((count += 1));
    const { under, duration, ...rest } = fields;
    const spread = duration && { low: duration * 0.7, likely: duration, high: duration * 1.9 };
    const place = { key: `a${String(count).padStart(6, "0")}`, ...(under && { under }) };
    steps.push({ id: own, place, title, kind, ...(spread && { duration: spread }), ...rest });
    return own;
  };
  const tell = (what, minutes, step, text, by = "Ines Okafor") => {
    const own = id((count += 1));
    const after = last[step ?? ""] ? [last[step ?? ""]] : [];
    if (!["note", "captured"].includes(what)) last[step ?? ""] = own;
    events.push({ id: own, what, at: at(minutes), by, after, ...(step && { step }), ...(text && { text }) });
  };
  const [dba, net, com] = [id(21), id(22), id(23)];
  const databases = step("Databases", "section", { role: dba });
  const freeze = step("Freeze the damaged volumes", "task", { under: databases, duration: 10 });
  const restore = step("Restore the patient database from the vault copy", "command", { under: databases, duration: 70, command: "vaultctl restore --copy 2026-11-21T02:00 --to /srv/pg --verify --threads 8", irreversible: true });
  step("Replay the journal to the clean moment", "task", { under: databases, duration: 25, evidence_required: true });
  step("Patient record readable", "milestone", { under: databases, service: id(31), recovery: "partial" });
  const network = step("Network", "section", { role: net, predecessors: [] });
  const isolate = step("Isolate the infected segment", "task", { under: network, duration: 15 });
  const firewall = step("Open the firewall towards the standby site", "task", { under: network, duration: 10 });
  step("Move the load balancer to the standby site", "task", { under: network, duration: 15 });
  step("Remote sites connected", "milestone", { under: network });
  const talk = step("People", "section", { role: com, predecessors: [] });
  const first = step("Tell the wards to work on paper", "communication", { under: talk, duration: 10, message: "The patient record is down. Work on paper until told otherwise." });
  const update = step("Update every 30 minutes", "communication", { under: talk, duration: 20 });
  const back = step("Return to service", "section", { role: dba, predecessors: [databases, network, talk] });
  step("Smoke test by the applications team", "validation", { under: back, duration: 20 });
  step("Approve the return to service", "approval", { under: back, duration: 10 });
  step("Patient record fully back", "milestone", { under: back, service: id(31), recovery: "full" });
  tell("started", -100);
  tell("started", -98, isolate, "", "Tomasz Nowak");
  tell("done", -80, isolate, "", "Tomasz Nowak");
  tell("started", -98, freeze);
  tell("done", -85, freeze);
  tell("started", -84, restore);
  tell("started", -95, first, "", "Ruth Adeyemi");
  tell("done", -90, first, "", "Ruth Adeyemi");
  tell("started", -12, update, "", "Ruth Adeyemi");
  tell("started", -70, firewall, "", "Tomasz Nowak");
  tell("blocked", -22, firewall, "The supplier has not sent the new rule set", "Tomasz Nowak");
  tell("note", -5, restore, "83 % copied, 40 MB a second");
  return {
    person: [person(11, "Ines Okafor"), person(12, "Tomasz Nowak"), person(13, "Ruth Adeyemi")],
    role: [role(21, "Database recovery", id(11)), role(22, "Network recovery", id(12)), role(23, "Communications", id(13))],
    service: [{ id: id(31), code: "SVC-1", title: "Electronic patient record", rto: 240, rpo: 60 }],
    run: [{ id: RUN, code: "RUN-1", title: "Patient record encrypted", mode: "actual", occurred: at(-130), rto: 240, rpo: 60, services: [id(31)], steps, events }],
  };
}

/** The same night, and beside it one that goes on since three days: its clocks count days. */
function nights() {
  const records = night();
  records.run.push({ ...records.run[0], id: DAYS, code: "RUN-2", occurred: at(-4700) });
  return records;
}

async function open(t, size, view = "", run = RUN) {
  const [width, height] = size;
  await t.page.setViewport({ width, height });
  await t.goto(`#/runs/${run}${view}`);
  await t.role("heading", view || width >= 640 ? /Patient record encrypted/ : /./, { level: 1 });
}

/** Nothing is wider than the screen, nor cut off at the side of it. */
async function fits(t, name) {
  const wide = await t.page.evaluate(() => {
    const main = document.querySelector("main");
    return document.documentElement.scrollWidth > innerWidth || main.scrollWidth > main.clientWidth + 1;
  });
  t.check(!wide, `${name} scrolls sideways`);
}

const since = (t) => t.page.$eval(".clock.since", (clock) => clock.innerText);
const left = (t) => t.page.$eval(".clock.left", (clock) => clock.innerText);

/** The lead's table: the clock against RTO, what holds the end, and rows by state, part and words. */
async function lead(t) {
  await startWith(t, night(), "Ines Okafor");
  for (const size of [[1600, 900], [1024, 800]]) {
    await open(t, size);
    await fits(t, `the table at ${size[0]}`);
  }
  await t.until("the clock", async () => /^2:1\d:\d\d\nsince it occurred$/.test(await since(t)));
  t.check(/^1:4\d:\d\d\nleft of RTO 4 h/.test(await left(t)), `RTO left is ${await left(t)}`);
  for (const text of ["lost before activation", "What holds the end", "forecast end"]) await t.see(text);
  await t.axe();
  await t.click("radio", /^Blocked or failed/);
  const titles = () => t.page.$$eval(".run-table tbody .title button", (all) => all.map((each) => each.innerText.trim()));
  await t.until("the blocked step", async () => JSON.stringify(await titles()) === JSON.stringify(["Network", "Open the firewall towards the standby site"]));
  await t.click("radio", /^Mine/);
  await t.until("steps of one's own role", async () => (await titles()).includes("Smoke test by the applications team") && !(await titles()).includes("Network"));
  await t.click("radio", /^All/);
  await t.choose("Part or role", "People");
  await t.until("one part", async () => (await titles()).length === 3);
  await t.choose("Part or role", "All parts and roles");
  await t.fill("Search", "journal");
  await t.until("what was looked for", async () => (await titles()).length === 2);
  await t.fill("Search", "");
  await t.until("all rows", async () => (await titles()).length === 17);
  await t.click("button", "Databases");
  await t.until("the section closed", async () => (await titles()).length === 13);
  await t.press("ArrowDown");
  await t.until("the focus on the next row", () => t.page.evaluate(() => document.activeElement.innerText === "Network"));
  await t.press("ArrowDown");
  await t.until("the focus on the step below", () => t.page.evaluate(() => document.activeElement.innerText === "Isolate the infected segment"));
  await t.press("Enter");
  await t.role("heading", "Isolate the infected segment", { level: 2 });
}

/** Of a long run only the rows near the screen are in the page, and the keyboard reaches all. */
async function long(t) {
  const steps = Array.from({ length: 400 }, (_, n) => ({ id: id(1000 + n), place: { key: `a${String(n).padStart(6, "0")}` }, title: `Do number ${n}`, kind: "task" }));
  const events = [{ id: id(900), what: "started", at: at(-10), by: "Ines Okafor" }];
  await startWith(t, { run: [{ id: RUN, code: "RUN-1", title: "A long night", mode: "actual", occurred: at(-30), rto: 240, steps, events }] }, "Ines Okafor");
  await t.page.setViewport({ width: 1600, height: 900 });
  await t.goto(`#/runs/${RUN}`);
  await t.role("heading", "A long night", { level: 1 });
  const rows = () => t.page.$$eval(".run-table tbody tr:not(.gap)", (all) => all.length);
  await t.until("the rows", async () => (await rows()) > 10);
  t.check((await rows()) < 150, `${await rows()} rows in the page`);
  await t.page.focus(".run-table .title button");
  await t.press("End");
  await t.until("the focus on the last step", () => t.page.evaluate(() => document.activeElement.innerText === "Do number 399"));
  t.check((await rows()) < 150, `${await rows()} rows in the page`);
  await t.axe();
  await t.press("ArrowUp");
  await t.until("the focus on the step before it", () => t.page.evaluate(() => document.activeElement.innerText === "Do number 398"));
  await t.press("Enter");
  await t.role("heading", "Do number 398", { level: 2 });
}

/** Nobody said when it occurred: the page asks, and counts from the answer. */
async function occurred(t) {
  const records = night();
  delete records.run[0].occurred;
  await startWith(t, records, "Ines Okafor");
  await open(t, [1024, 800]);
  await t.until("the clock since the start", async () => /since the run was started$/.test(await since(t)));
  await t.see("nobody said when it occurred");
  await t.axe();
  await t.page.$eval("form.occurred input", (input) => {
    const then = new Date(Date.now() - 5 * 3600e3);
    input.value = new Date(then - then.getTimezoneOffset() * 60e3).toISOString().slice(0, 16);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await t.click("button", "Set");
  await t.until("the clock since it occurred", async () => /^5:0\d:\d\d\nsince it occurred$/.test(await since(t)));
  t.check(/over RTO 4 h/.test(await left(t)), `RTO left is ${await left(t)}`);
  await t.gone("button", "Set");
}

/** One step fills the phone; its buttons are for gloves, and sunlight stays until it is turned off. */
async function phone(t) {
  await startWith(t, nights(), "Ines Okafor");
  await open(t, [320, 568], "", DAYS);
  await t.until("the clock of days", async () => /^3 d/.test(await since(t)));
  await fits(t, "the step of a run of days");
  for (const size of [[390, 844], [320, 568]]) {
    await open(t, size);
    await fits(t, `the step at ${size[0]}`);
    const small = await t.page.$$eval(".run-foot .btn", (all) => all.map((each) => each.getBoundingClientRect()).filter(({ height, bottom }) => height < 56 || bottom > innerHeight + 1).length);
    t.equal(small, 0, `buttons below 56 px or out of sight at ${size.join("×")}`);
    t.check(/^1:4\d:\d\d/.test(await left(t)), `RTO left is ${await left(t)}`);
    await t.axe();
  }
  await t.see("Open the firewall towards the standby site is blocked");
  await t.click("button", "Sunlight");
  const theme = () => t.page.$eval("html", (html) => html.dataset.theme);
  await t.until("the colours for sunlight", async () => (await theme()) === "sun");
  await t.axe();
  await t.reload();
  await t.role("button", "Sunlight", { pressed: true });
  await t.until("the colours for sunlight after a reload", async () => (await theme()) === "sun");
  await t.click("button", "All steps");
  await t.until("the usual colours elsewhere", async () => (await theme()) === undefined);
  await fits(t, "all steps");
}

/** The wall shows clocks, what is stuck, what is next; nothing scrolls, and it leads back. */
async function wall(t) {
  await startWith(t, nights(), "Ines Okafor");
  await open(t, [1600, 900]);
  await t.click("link", "Wall screen");
  await t.until("an address of its own", () => t.page.url().endsWith("?view=wall"));
  for (const [run, size] of [[DAYS, [1600, 900]], [RUN, [1920, 1080]], [RUN, [1600, 900]]]) {
    await open(t, size, "?view=wall", run);
    await fits(t, `the wall at ${size[0]}`);
    const wide = await t.page.$$eval(".wall, .wall > *", (all) => all.filter((each) => each.scrollWidth > each.clientWidth + 1).map((each) => each.className || each.tagName));
    t.equal(wide, [], `parts of the wall that are wider than the screen at ${size.join("×")}`);
    const cut = await t.page.$$eval(".wall section, .wall", (all) => all.filter((each) => each.scrollHeight > each.clientHeight + 2).map((each) => each.innerText.split("\n")[0]));
    t.equal(cut, [], `parts of the wall that do not fit at ${size.join("×")}`);
  }
  t.check(/^2:1\d:\d\d/.test(await since(t)), `the clock is ${await since(t)}`);
  t.check(/^1:4\d:\d\d/.test(await left(t)), `RTO left is ${await left(t)}`);
  const parts = await t.page.$$eval(".wall section", (all) => all.map((each) => each.innerText));
  const [now, stuck, next, said] = parts;
  t.check(/Databases/.test(now) && /Restore the patient database/.test(now), `now: ${now}`);
  t.check(/Open the firewall.*\n.*supplier/.test(stuck), `stuck: ${stuck}`);
  t.check(/\d\d:\d\d.*\n?.*Patient record readable/.test(next), `next: ${next}`);
  t.check(/83 % copied/.test(said), `last entries: ${said}`);
  const time = await t.page.$eval(".wall .day b", (day) => day.innerText);
  await t.until("the time of day to go on", async () => (await t.page.$eval(".wall .day b", (day) => day.innerText)) !== time);
  await t.axe();
  await t.click("link", "Exit");
  await t.role("link", "Wall screen");
}

export default [
  { name: "the lead sees the clock against RTO and finds steps", browsers: ["chromium"], run: lead },
  { name: "a long run is windowed", browsers: ["chromium", "firefox"], run: long },
  { name: "a run asks when it occurred", browsers: ["chromium"], run: occurred },
  { name: "a phone works with gloves and in sunlight", browsers: ["chromium", "firefox"], run: phone },
  { name: "the wall is read at a glance", browsers: ["chromium", "firefox"], run: wall },
];
