// The three faces of a run: table for the lead, one step on a phone, the wall.
import { id, startWith } from "../lib/work.mjs";

const RUN = id(1);
const DAYS = id(2);
const AHEAD = id(3);
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
  tell("blocked", -22, firewall, "The supplier has not sent the new rule set, and who may sign for it is on a train", "Tomasz Nowak");
  tell("note", -5, restore, "83 % copied, 40 MB a second");
  return {
    person: [person(11, "Ines Okafor"), person(12, "Tomasz Nowak"), person(13, "Ruth Adeyemi")],
    role: [role(21, "Database recovery", id(11)), role(22, "Network recovery", id(12)), role(23, "Communications", id(13))],
    service: [{ id: id(31), code: "SVC-1", title: "Electronic patient record", rto: 240, rpo: 60 }],
    run: [{ id: RUN, code: "RUN-1", title: "Patient record encrypted", mode: "actual", occurred: at(-130), rto: 240, rpo: 60, services: [id(31)], steps, events }],
  };
}

/** The same night, and beside it one that goes on since three days, whose clocks count days, and one
    whose end is two days ahead, and whose milestones each need two lines of the wall. */
function nights() {
  const records = night();
  const [run] = records.run;
  records.run.push({ ...run, id: DAYS, code: "RUN-2", occurred: at(-4700) });
  const longer = { "Restore the patient database from the vault copy": { duration: { low: 2000, likely: 2900, high: 3000 } }, "Remote sites connected": { title: "Remote sites and the standby site connected" } };
  const steps = run.steps.map((step) => ({ ...step, ...longer[step.title] }));
  records.run.push({ ...run, id: AHEAD, code: "RUN-3", steps });
  return records;
}

/** The same night with many more steps. */
function longNight() {
  const records = night();
  const more = (n) => ({ id: id(5000 + n), place: { key: `b${String(n).padStart(6, "0")}` }, title: `Check the ward terminals of building ${n} after the switch`, kind: "task", role: id(21) });
  records.run[0].steps.push(...Array.from({ length: 24 }, (_, n) => more(n)));
  return records;
}

async function open(t, size, view = "", run = RUN) {
  const [width, height] = size;
  await t.page.setViewport({ width, height });
  await t.goto(`#/runs/${run}${view}`);
  await t.role("heading", view || width >= 640 ? /Patient record encrypted/ : /./, { level: 1 });
  if (!view && width < 640) await t.until("the face for phones", () => t.page.$(".run-one"));
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
  for (const size of [[1024, 800], [1600, 900]]) {
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
  await t.see("RTO 4 h");
  await t.see("nobody said when it occurred");
  await t.click("button", "Set when it occurred…");
  await t.role("dialog", "When did it occur?");
  await t.axe();
  await t.click("button", "Set");
  await t.press("Escape");
  await open(t, [390, 844]);
  await t.see("RTO 4 h");
  await fits(t, "the step without a clock");
  await t.click("button", "Set when it occurred…");
  const dialog = await t.role("dialog", "When did it occur?");
  await dialog.$eval("input", (input) => {
    const then = new Date(Date.now() - 5 * 3600e3);
    input.value = new Date(then - then.getTimezoneOffset() * 60e3).toISOString().slice(0, 16);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await t.click("button", "Set");
  await t.gone("dialog", "When did it occur?");
  await t.until("the clock since it occurred", async () => /^5:0\d:\d\d\nsince it occurred$/.test(await since(t)));
  t.check(/over RTO 4 h/.test(await left(t)), `RTO left is ${await left(t)}`);
  await t.gone("button", "Set when it occurred…");
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
  const title = () => t.page.$eval("main h1", (h1) => h1.innerText.replace(/\s+/g, " "));
  await t.page.goBack();
  await t.until("the step, by the way back", async () => (await title()) === "Restore the patient database from the vault copy");
  await t.click("button", "All steps");
  await t.click("button", "Replay the journal to the clean moment");
  await t.until("the step that was chosen", async () => (await title()) === "Replay the journal to the clean moment");
  await t.see("Waits for");
  await t.click("button", "1.2 Restore the patient database from the vault copy");
  await t.until("the step that it waits for", async () => (await title()) === "Restore the patient database from the vault copy");
}

/** The wall shows clocks, what is stuck, what is next; nothing scrolls, and it leads back. */
async function wall(t) {
  await startWith(t, nights(), "Ines Okafor");
  await open(t, [1600, 900]);
  await t.click("link", "Wall screen");
  await t.until("an address of its own", () => t.page.url().endsWith("?view=wall"));
  await t.until("the focus on its heading", () => t.page.evaluate(() => document.activeElement.matches(".wall h1")));
  const sizes = [[1024, 768], [1280, 720], [1366, 768], [1600, 900], [1920, 1080], [2560, 1440]];
  for (const [run, size] of [[DAYS, [1600, 900]], ...sizes.map((size) => [AHEAD, size]), [RUN, [1920, 1080]], [RUN, [1600, 900]]]) {
    await open(t, size, "?view=wall", run);
    await fits(t, `the wall at ${size[0]}`);
    const wide = await t.page.$$eval(".wall, .wall > *", (all) => all.filter((each) => each.scrollWidth > each.clientWidth + 1).map((each) => each.className || each.tagName));
    t.equal(wide, [], `parts of the wall that are wider than the screen at ${size.join("×")}`);
    const cut = await t.page.$$eval(".wall section, .wall", (all) => all.filter((each) => each.scrollHeight > each.clientHeight + 2).map((each) => each.innerText.split("\n")[0]));
    t.equal(cut, [], `parts of the wall that do not fit at ${size.join("×")}`);
    const off = await t.page.$$eval(".wall-clocks :is(b, span)", (all) => all.filter((each) => each.getBoundingClientRect().right > innerWidth - 4).map((each) => each.innerText));
    t.equal(off, [], `words of the clocks beyond the right edge at ${size.join("×")}`);
    const short = await t.page.$$eval(".wall-parts section > ul span", (all) => all.filter((each) => each.scrollHeight > each.clientHeight + 2).map((each) => each.innerText));
    t.equal(short, [], `reasons that are cut at ${size.join("×")}`);
    if (run === AHEAD) t.check(/^\p{L}+,?\s\d\d:\d\d/u.test(await t.page.$eval(".wall-clocks .minor b", (b) => b.innerText)), "the forecast has its weekday and its time");
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
  await t.press("Escape");
  await t.role("link", "Wall screen");
}

/** On a laptop rows are low, their buttons are in sight, and so is the step at hand with its own. */
async function laptop(t) {
  await startWith(t, longNight(), "Ines Okafor");
  for (const [width, height, rows] of [[1024, 700, 5], [1024, 768, 5], [1280, 800, 7], [1366, 768, 7], [1600, 900, 10]]) {
    await open(t, [width, height]);
    await fits(t, `the table at ${width}`);
    await t.until(`the step at hand in view at ${width}`, () =>
      t.page.evaluate(() => {
        const box = document.querySelector(".run-main .table-wrap").getBoundingClientRect();
        const row = document.querySelector(".run-table [aria-current]").getBoundingClientRect();
        return row.top >= box.top && row.bottom <= box.bottom;
      }),
    );
    const seen = await t.page.evaluate(() => {
      const wrap = document.querySelector(".run-main .table-wrap");
      const box = wrap.getBoundingClientRect();
      const all = [...wrap.querySelectorAll("tbody tr")].map((row) => row.getBoundingClientRect());
      const foot = document.querySelector(".step-foot .btn").getBoundingClientRect();
      return {
        wide: wrap.scrollWidth > wrap.clientWidth + 1 || wrap.querySelector("th.tools").getBoundingClientRect().right > box.right + 1,
        high: Math.max(...all.map((row) => row.height)),
        rows: all.filter((row) => row.bottom <= Math.min(box.bottom, innerHeight) && row.top >= box.top).length,
        foot: foot.bottom <= innerHeight,
      };
    });
    t.check(!seen.wide, `actions out of sight at ${width}`);
    t.check(seen.high <= 40, `rows of ${seen.high} px at ${width}`);
    t.check(seen.rows >= rows, `${seen.rows} rows in sight at ${width}×${height}`);
    t.check(seen.foot, `the step's buttons are out of sight at ${width}`);
    const menu = await t.page.$(".step-foot details.drop");
    await (await menu.$("summary")).click();
    await t.until(`all of the menu More in sight at ${width}×${height}`, () =>
      menu.$$eval(".menu button", (all) =>
        all.length > 3 && all.every((each) => {
          const box = each.getBoundingClientRect();
          return each.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
        }),
      ),
    );
    await t.press("Escape");
  }
  await t.axe();

  // The table goes along with the step at hand, unless somebody has scrolled away from it.
  const top = () => t.page.$eval(".run-main .table-wrap", (wrap) => wrap.scrollTop);
  const last = await t.page.$$eval(".run-table tbody tr", (all) => all.length - 1);
  await t.page.$eval(".run-main .table-wrap", (wrap) => wrap.scrollTo(0, wrap.scrollHeight));
  const away = await top();
  await t.click("button", /^Done: Restore the patient/);
  await t.until("the next step in the card", () => t.page.$eval(".step h2", (title) => title.innerText.startsWith("Update every")));
  t.equal(await top(), away, "who looks elsewhere stays there");
  t.check(away > 0 && last > 30, "there is something to scroll");

  // Going through the rows by keyboard is no looking away.
  const inSight = () =>
    t.page.evaluate(() => {
      const box = document.querySelector(".run-main .table-wrap").getBoundingClientRect();
      const row = document.querySelector(".run-table [aria-current]").getBoundingClientRect();
      return row.top >= box.top && row.bottom <= box.bottom;
    });
  await t.page.$eval(".run-table [aria-current]", (row) => row.scrollIntoView({ block: "center" }));
  await t.until("the step at hand in sight", inSight);
  await t.page.evaluate(() => new Promise((done) => setTimeout(done, 200)));
  await t.page.$eval(".run-table tbody tr:last-child .title button", (button) => button.focus());
  await t.until("the last row in sight", async () => !(await inSight()));
  await t.click("button", /^Done: Update every/);
  const sent = await t.role("dialog", /^Done/);
  await t.click("button", "Done", { within: sent });
  await t.until("the step after it in sight", async () => (await t.page.$eval(".step h2", (title) => title.innerText)).startsWith("Replay") && (await inSight()));
}

/** What a double tap does: a button, and the moment another stands in its place, that one. */
const doubleTap = (t, first, then) =>
  t.page.evaluate(
    async (first, then) => {
      const find = (name) => [...document.querySelectorAll(":is(.run-foot, .step-foot) button")].find((each) => each.getAttribute("aria-label")?.startsWith(name));
      const tap = (button) => button.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, detail: 1 }));
      tap(find(first));
      while (find(first) || !find(then)) await new Promise(requestAnimationFrame);
      tap(find(then));
    },
    first,
    then,
  );

/** A double tap does one deed; the keyboard need not wait; no answer is likelier than another. */
async function taps(t) {
  const place = (n) => ({ key: `k${n}` });
  const steps = [
    { id: id(20), place: place(1), title: "Is the site lost?", kind: "decision", answers: ["yes, all of it", "no"] },
    { id: id(21), place: place(2), title: "Call the guard", kind: "task" },
    { id: id(22), place: place(3), title: "Open the hall", kind: "task" },
    { id: id(23), place: place(4), title: "Count the racks", kind: "task" },
  ];
  const events = [{ id: id(900), what: "started", at: at(-10), by: "Ines Okafor" }];
  await startWith(t, { run: [{ id: RUN, code: "RUN-1", title: "Patient record encrypted", mode: "actual", occurred: at(-30), steps, events }] }, "Ines Okafor");
  for (const size of [[390, 844], [1366, 768]]) {
    await open(t, size);
    const foot = size[0] < 640 ? ".run-foot" : ".step-foot";
    const said = () => t.page.$$eval(":is(.run-body, .step) > .list > li", (all) => all.length);
    const title = () => t.page.$eval("#step-at-hand", (title) => title.innerText);
    if (size[0] < 640) {
      await doubleTap(t, "Start step", "Done: yes");
      // What is said of it is one line over the clocks, with its way back in sight.
      const toast = await t.until("the message", () =>
        t.page.evaluate(() => {
          const [toast, undo] = [".toast", ".toast .btn"].map((name) => document.querySelector(name)?.getBoundingClientRect());
          const body = document.querySelector(".run-body").getBoundingClientRect();
          return undo && { right: undo.right <= innerWidth, over: toast.bottom > body.top, low: toast.height < 60 };
        }),
      );
      t.equal(toast, { right: true, over: false, low: true }, "the message on a phone");
      await t.until("the buttons to take presses", async () => (await t.page.$$(`${foot} [aria-busy]`)).length === 0);
      t.equal([await title(), await said()], ["Is the site lost?", 1], "a double tap on Start step");
      const answers = await t.page.$$eval(`${foot} .answers .btn`, (all) => all.map((each) => [each.className, each.offsetWidth, each.offsetHeight]));
      t.equal(answers[0], answers[1], "one answer and the other");
      t.check(!answers[0][0].includes("primary"), "no answer is likelier");
      const question = await t.page.$eval(`${foot} .answers > :first-child`, (p) => p.innerText);
      t.equal(question, "Is the site lost?", "the question above the answers");
      await t.axe();
      await t.click("button", /^Done: no/);
      await t.until("the step after it", async () => (await title()) === "Call the guard");
    }
    const [now, next] = size[0] < 640 ? ["Call the guard", "Open the hall"] : ["Open the hall", "Count the racks"];
    await t.until("the buttons to take presses", async () => (await t.page.$$(`${foot} [aria-busy]`)).length === 0);
    await doubleTap(t, `Done: ${now}`, `Done: ${next}`);
    await t.until("the buttons to take presses", async () => (await t.page.$$(`${foot} [aria-busy]`)).length === 0);
    t.equal([await title(), await said()], [next, 0], `a double tap on Done at ${size[0]}`);
  }
  // The keyboard at once: no place of its own changes under it.
  await t.page.evaluate(() => document.activeElement?.blur());
  await t.press("s");
  await t.press("d");
  await t.see("Every step is done or skipped.");
}

/** The bars of the Gantt chart fill it again after the window became narrower. */
async function narrower(t) {
  await startWith(t, night(), "Ines Okafor");
  await open(t, [1600, 900]);
  await t.click("tab", "Gantt");
  for (const width of [1600, 1024, 700]) {
    await t.page.setViewport({ width, height: 900 });
    await t.until(`the bars to fill the chart at ${width}`, () =>
      t.page.evaluate(() => {
        const [chart, names, bars] = [".gantt.table-wrap", ".g-corner", ".g-bars"].map((name) => document.querySelector(name));
        return Math.abs(chart.clientWidth - names.getBoundingClientRect().width - bars.getBoundingClientRect().width) < 3;
      }),
    );
  }
}

export default [
  { name: "the lead sees the clock against RTO and finds steps", browsers: ["chromium"], run: lead },
  { name: "a long run is windowed", browsers: ["chromium", "firefox"], run: long },
  { name: "a run asks when it occurred", browsers: ["chromium"], run: occurred },
  { name: "a phone works with gloves and in sunlight", browsers: ["chromium", "firefox"], run: phone },
  { name: "the wall is read at a glance", browsers: ["chromium", "firefox"], run: wall },
  { name: "a laptop shows rows with their buttons", browsers: ["chromium", "firefox"], run: laptop },
  { name: "a double tap does one deed", browsers: ["chromium", "firefox"], run: taps },
  { name: "the Gantt chart follows the window", browsers: ["chromium", "firefox"], run: narrower },
];
