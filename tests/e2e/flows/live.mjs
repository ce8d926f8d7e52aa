// What people do in a live run: answers, values, files, hand-overs, steps added, times put right.
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { randomBytes } from "node:crypto";
import { crc32, deflateSync } from "node:zlib";
import { id, startWith, valueOf } from "../lib/work.mjs";

const [INES, BO, DBA, RUNBOOK] = [1, 2, 3, 10].map(id);
const place = (n, under) => ({ key: `k${n}`, ...(under && { under }) });

const records = {
  person: [
    { id: INES, title: "Ines Okafor" },
    { id: BO, title: "Bo Lind" },
  ],
  role: [{ id: DBA, title: "Database lead", primary: BO }],
  runbook: [
    {
      id: RUNBOOK,
      title: "Fail over the ward lists",
      variables: [
        { id: id(40), name: "node", pattern: "db[0-9]+", description: "The node that takes over." },
        { id: id(41), name: "fence_token", secret: true },
      ],
      steps: [
        { id: id(20), place: place(1), title: "Is the site lost?", kind: "decision", answers: ["yes", "no"] },
        { id: id(21), place: place(1, id(20)), title: "Move to the other site", when: "yes" },
        { id: id(22), place: place(2, id(20)), title: "Mend the node", when: "no", role: DBA },
        { id: id(23), place: place(2), title: "Find the node", captures: "node", role: DBA },
        { id: id(24), place: place(3), title: "Promote", kind: "command", command: "promote {{node}} --token {{fence_token}}", language: "sh" },
        { id: id(25), place: place(4), title: "Compare the sums", kind: "validation", evidence_required: true },
        {
          id: id(26),
          place: place(5),
          title: "Tell the wards",
          kind: "communication",
          audience: "wards@example.org",
          channel: "e-mail",
          message: "The lists are back on {{node}}.",
          evidence_required: true,
        },
        { id: id(27), place: place(6), title: "Let the queue drain", kind: "wait", duration: { low: 20, likely: 20, high: 20 } },
        { id: id(28), place: place(7), title: "Go back to normal work", kind: "approval" },
      ],
    },
  ],
};

/** A picture that no codec makes small: noise, as PNG. */
function noise(width, height) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    size.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([size, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  head.set([8, 2], 8);
  const rows = Array.from({ length: height }, () => Buffer.concat([Buffer.from([0]), randomBytes(width * 3)]));
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([signature, chunk("IHDR", head), chunk("IDAT", deflateSync(Buffer.concat(rows), { level: 1 })), chunk("IEND", Buffer.alloc(0))]);
}

// A red pixel.
const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

const rows = (t) =>
  t.page.$$eval(".run-table tbody tr", (all) =>
    Object.fromEntries(all.map((row) => [row.querySelector(".title :is(button, b)").innerText, row.querySelector(".state").innerText.trim()])),
  );
const stands = (t, title, state) => t.until(`${title} to be ${state}`, async () => (await rows(t))[title] === state);

/** Opens the menu More of the step at hand and presses an entry. */
async function more(t, entry) {
  await t.until(`the menu of the step, and in it ${entry}`, () =>
    t.page.evaluate((entry) => {
      const menu = document.querySelector(".step details.drop, .run-foot details.drop");
      if (menu && !menu.open) menu.querySelector("summary").click();
      const found = [...(menu?.querySelectorAll("button") ?? [])].find((each) => each.innerText.trim() === entry);
      found?.focus();
      found?.click();
      return Boolean(found);
    }, entry),
  );
}

/** Presses an entry of the run's own menu More. */
async function ofRun(t, entry) {
  await t.until(`the menu of the run, and in it ${entry}`, () =>
    t.page.evaluate((entry) => {
      const menu = [...document.querySelectorAll(".head details.drop")].find((each) => each.querySelector("summary").innerText.trim().startsWith("More"));
      if (menu && !menu.open) menu.querySelector("summary").click();
      const found = [...(menu?.querySelectorAll("button") ?? [])].find((each) => each.innerText.trim() === entry);
      found?.click();
      return Boolean(found);
    }, entry),
  );
}

/** Answers the dialog that is open and presses its button. */
async function dialog(t, name, button, fill = async () => {}) {
  const open = await t.role("dialog", name);
  await fill(open);
  await t.axe();
  await t.click("button", button, { within: open });
  await t.gone("dialog", name);
}

const time = (input, ms) =>
  input.evaluate((input, ms) => {
    const then = new Date(ms);
    input.value = new Date(then - then.getTimezoneOffset() * 60e3).toISOString().slice(0, 19);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }, ms);

const logSays = (t, words) => t.until(`"${words}" in the log`, () => t.page.$eval(".timeline", (log, words) => log.innerText.includes(words), words));

async function start(t) {
  await startWith(t, records, "Ines Okafor");
  await t.goto(`#/runbooks/${RUNBOOK}`);
  await t.click("button", "Start run");
  const open = await t.role("dialog", "Start run");
  await t.click("radio", "Exercise", { within: open });
  const scenario = await t.label("Scenario starts", { within: open });
  t.check(await scenario.evaluate((input) => input.value === ""), "the scenario starts with the run unless somebody says otherwise");
  await open.$eval("details.folded", (details) => (details.open = true));
  t.equal(await (await t.label("Database lead", { within: open })).evaluate((input) => input.value), "Bo Lind", "who has the role");
  await t.axe();
  await t.click("button", "Start run", { within: open });
  await t.role("timer");
}

/** Answers, values, trouble, files, hand-overs and added steps stand in the run after a reload. */
async function live(t) {
  await start(t);
  // A decision has a button for each answer; the other way is left out. Somebody else presses it
  // while a note is written here: the step stays, and says so.
  await t.fill("Note on this step", "The guard says");
  const beside = t.at(await t.newTab());
  await beside.goto(new URL(t.page.url()).hash);
  await beside.click("button", /^Done: no: Is the site lost/);
  await beside.saved();
  await t.page.bringToFront();
  await t.see("This step changed while you were writing: it is now “Done”.");
  t.equal(await valueOf(t, "Note on this step"), "The guard says", "the note that is being written");
  await t.click("button", /^Add note/);
  await t.click("button", "Go to the step at hand");
  await t.until("the step at hand", async () => (await t.page.$eval(".step h2", (title) => title.innerText)) === "Mend the node");
  await beside.page.close();
  await stands(t, "Move to the other site", "Not applicable");
  await stands(t, "Mend the node", "Ready");
  await t.see("With Bo Lind");
  await more(t, "Started earlier…");
  await dialog(t, /^Start step/, "Cancel", async (open) => t.check(await open.$eval("input[type=datetime-local]", (input) => input.offsetParent !== null), "the time is asked for at once"));

  // Blocked with a reason, failed, and taken up again.
  await t.click("button", /^Start step: Mend/);
  await more(t, "Block…");
  await dialog(t, /^Block/, "Block", (open) => t.fill("What does this step wait for?", "The key is with the guard", { within: open }));
  await stands(t, "Mend the node", "Blocked");
  await t.see("The key is with the guard");
  await t.click("button", /^Start step again: Mend/);
  await t.click("button", /^Fail: Mend/);
  await dialog(t, /^Fail/, "Fail", (open) => t.fill("What went wrong?", "The disk is dead", { within: open }));
  await stands(t, "Mend the node", "Failed");
  await t.click("button", /^Start step again: Mend/);
  await stands(t, "Mend the node", "Running");

  // A step that nobody planned stands behind it.
  await more(t, "Add a step after this…");
  await dialog(t, /^Add a step/, "Add step", async (open) => {
    await t.fill(/^What is to be done/, "Fetch a spare disk ~10 @Data", { within: open });
    await t.see("Understood: 10 min, Database lead");
  });
  await stands(t, "Fetch a spare disk", "Pending");
  t.equal(await t.page.$eval(".step h2", (title) => title.innerText), "Mend the node", "the step at hand stays");
  await t.click("link", "Show it");
  await t.click("button", /^Done: Fetch/);
  // It was done before what comes first, and the message says so.
  await t.see("before 1.2 was done");
  await t.click("button", "Mend the node");
  await t.click("button", /^Done: Mend/);

  // Its value is asked for; one that fits no pattern is said and taken.
  await t.click("button", "Find the node");
  await t.click("button", /^Start step: Find/);
  await stands(t, "Find the node", "Running");
  await more(t, "Hand over…");
  await dialog(t, /^Hand over/, "Hand over", (open) => t.fill(/^Who takes it over/, "Cy Ito", { within: open }));
  await t.see("With Cy Ito");
  const who = () => t.page.$$eval(".run-table tbody tr", (all) => all.find((row) => row.innerText.includes("Find the node")).querySelector(".c-who").innerText);
  await t.until("the table to say whom it went to", async () => (await who()).includes("Cy Ito"));
  await t.until("the focus at the step", () => t.page.evaluate(() => Boolean(document.activeElement.closest(".step"))));
  await t.click("button", /^Done: Find/);
  await dialog(t, /^Done/, "Done", async (open) => {
    await t.click("button", "Done", { within: open });
    await t.see("Give the value of node; later steps use it.");
    await t.fill(/^Value of node/, "x7", { within: open });
    await t.see("It does not fit db[0-9]+");
    await t.fill(/^Value of node/, "db7", { within: open });
  });
  await t.see("promote db7");
  await ofRun(t, "Values…");
  await dialog(t, "Values", "Note values", (open) => t.fill("node", "db8", { within: open }));
  await t.see("promote db8");

  // Keys: start, copy the command, done.
  await t.page.evaluate(() => document.activeElement?.blur());
  await t.press("s");
  await stands(t, "Promote", "Running");
  await t.press("c");
  await t.see("Command copied; {{fence_token}} is still to be filled in");
  // A key does nothing to a step that is not on screen.
  await t.click("tab", "Log");
  await t.press("d");
  await t.click("tab", "Steps");
  await stands(t, "Promote", "Running");
  await t.press("d");
  await stands(t, "Promote", "Done");

  // Evidence: a picture is enough, and stays with the step.
  await t.click("button", /^Done: passed: Compare/);
  const picture = path.join(t.folder, "sums.png");
  await writeFile(picture, Buffer.from(PIXEL, "base64"));
  await dialog(t, /^Done/, "Done", async (open) => {
    await t.upload("Files as evidence", picture);
    await t.until("the picture in the dialog", () => open.$eval(".thumb", (img) => img.naturalWidth === 1));
    // What is too large says so beside its own field; a photo is made smaller instead.
    const [log, photo] = ["night.log", "rack.png"].map((name) => path.join(t.folder, name));
    await writeFile(log, Buffer.alloc(6 << 20, 65));
    await t.upload("Files as evidence", log);
    await t.see("“night.log” has 6 MB; a file may have 5 MB at most.");
    const invalid = await open.$$eval("[aria-invalid]", (all) => all.map((each) => each.type));
    t.equal(invalid, ["file"], "the field that is wrong");
    await writeFile(photo, noise(2800, 800));
    await t.upload("Files as evidence", photo);
    await t.until("the photo, made smaller", async () => /rack\.jpg made smaller: 6\.\d MB → [1-4](\.\d)? MB/.test(await t.text(open)));
  });
  await stands(t, "Compare the sums", "Done");
  await t.click("button", "Compare the sums");
  await t.until("the picture under the step", () => t.page.$eval(".step .preview", (img) => img.naturalWidth === 1));

  // What was really said stands in the log.
  await t.click("button", "Tell the wards");
  await t.role("button", "Copy Message");
  t.check(
    (await (await t.role("link", "Write it as an e-mail")).evaluate((link) => link.href)) ===
      "mailto:wards@example.org?body=The%20lists%20are%20back%20on%20db8.",
    "the message as an e-mail",
  );
  await t.click("button", /^Done: Tell/);
  await dialog(t, /^Done/, "Done", async (open) => {
    const sent = await t.label("What was sent, to whom, and what shows it", { within: open });
    t.check((await sent.evaluate((text) => text.value)).includes("The lists are back on db8."), "the message is filled in");
    await t.click("button", "Done", { within: open });
    await t.see("The message alone does not.");
    // What is typed goes on below it.
    await sent.type("Call 4400.");
  });

  // A wait says until when; an approval asks whose it is.
  await t.click("button", /^Start step: Let the queue drain/);
  await t.until("the end of the wait", async () => /Until .*\d\d:\d\d.*, (19|20) min to go/.test(await t.page.$eval(".step", (step) => step.innerText)));
  await t.click("button", /^Done: Let the queue drain/);
  await t.click("button", /^Done: approved: Go back/);
  await dialog(t, /^Done/, "Done", async (open) => {
    const who = await t.label(/^Who approves/, { within: open });
    t.equal(await who.evaluate((input) => input.value), "Ines Okafor", "who is at the device");
    await t.fill(/^Who approves/, "Cy Ito", { within: open });
  });
  await ofRun(t, "Hand over lead…");
  await dialog(t, /^Hand over lead/, "Hand over lead", (open) => t.fill(/^Who takes it over/, "Bo Lind", { within: open }));

  await t.saved();
  await t.reload();
  await t.click("tab", "Log");
  for (const words of [
    "Answer: no",
    "The guard says",
    "The key is with the guard",
    "The disk is dead",
    "Fetch a spare disk",
    "node = db7",
    "node = db8",
    "To Cy Ito",
    "Lead: Bo Lind",
    "Bo Lind has the role Database lead",
    "Evidence: sums.png",
    "The lists are back on db8.",
    "\nCall 4400.",
    "Approved by Cy Ito.",
  ])
    await logSays(t, words);
  await t.axe();

  // By kind and by step; an entry leads to its step.
  await t.choose("Entries", "Values");
  await t.until("two entries", async () => (await t.page.$$(".timeline > li")).length === 2);
  await t.choose("Entries", "What went wrong");
  await t.until("blocked and failed only", async () => (await t.page.$$(".timeline > li")).length === 2);

  // A time is put right, and the log says so; one that is still to come is refused.
  await t.click("button", /^Correct time: Failed/);
  await dialog(t, "Correct time", "Correct time", async (open) => {
    const input = await t.label("When it happened", { within: open });
    await time(input, Date.now() + 3_600_000);
    await t.click("button", "Correct time", { within: open });
    await t.see("This time is still to come.");
    await time(input, Date.now() - 3_600_000);
  });
  await logSays(t, "Time before the start of the run; put right by Ines Okafor");
  await t.until("the focus on the entry, wherever it stands now", () => t.page.evaluate(() => document.activeElement.getAttribute("aria-label")?.startsWith("Correct time: Failed")));
  await t.click("button", /^Correct time: Failed/);
  await t.see("What stood here");
  await t.press("Escape");
  await t.gone("dialog", "Correct time");
  await t.click("button", "1.2 Mend the node");
  await t.until("the step", () => t.page.$eval(".step h2", (title) => title.innerText === "Mend the node"));

  // Done is begun again, with a reason, and had been so half an hour ago.
  await t.click("button", /^Do again: Mend/);
  await dialog(t, /^Do again/, "Do again", async (open) => {
    await t.fill("Why is this step done again?", "It stopped again", { within: open });
    await open.$eval("details.folded", (details) => (details.open = true));
    await time(await t.label("When", { within: open }), Date.now() - 1_800_000);
  });
  await stands(t, "Mend the node", "Running");
  await t.click("tab", "Log");
  await logSays(t, "Entered ");
}

/** On a phone all of it is in reach of a thumb, and nothing leaves the screen. */
async function thumb(t) {
  await t.page.setViewport({ width: 390, height: 844 });
  await start(t);
  await t.click("button", /^Done: no: Is the site lost/);
  await t.role("heading", "Mend the node", { level: 1 });
  await more(t, "Block…");
  await dialog(t, /^Block/, "Block", (open) => t.fill("What does this step wait for?", "The key", { within: open }));
  await t.see("Blocked. The key");
  t.check(await t.page.evaluate(() => document.documentElement.scrollWidth <= 390), "no sideways scroll");
  await t.axe();
  // The menu leaves its button free: a second tap closes it.
  const summary = await t.page.$(".run-foot details.drop > summary");
  await summary.click();
  await t.until("the menu above its button", () =>
    summary.evaluate((summary) => {
      const box = summary.getBoundingClientRect();
      return summary.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
    }),
  );
  const small = await t.page.$$eval(".run-foot :is(button, summary)", (all) => all.filter((each) => each.getBoundingClientRect().height < 44).length);
  t.equal(small, 0, "buttons too low for a thumb");
  await summary.click();
  await t.until("the menu closed by its button", () => summary.evaluate((summary) => !summary.parentElement.open));
}

export default [
  { name: "a run is lived through", browsers: ["chromium", "firefox"], run: live },
  { name: "a run on a phone", browsers: ["chromium"], run: thumb },
];
