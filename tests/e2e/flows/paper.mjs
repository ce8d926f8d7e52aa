// Runbooks on paper: what every page says, the code that leads back, and a paper run entered afterwards.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import { day, id, isAt, openMenu, pages, startWith } from "../lib/work.mjs";

const require = createRequire(import.meta.url);

/** What the QR code on the first page says. */
async function decoded(pdf) {
  const wasmBinary = readFileSync(require.resolve("zxing-wasm/reader/zxing_reader.wasm"));
  prepareZXingModule({ overrides: { wasmBinary } });
  const picture = execFileSync("pdftoppm", ["-r", "150", "-f", "1", "-l", "1", "-png", pdf], { maxBuffer: 64 << 20 });
  const found = await readBarcodes(new Uint8Array(picture), { formats: ["QRCode"] });
  return found.map((code) => code.text);
}

const STEPS = [
  ["Confirm the outage", { kind: "validation", instructions: "Call the provider on +44 1632 960 101 or +44 1632 960 102." }],
  ["Which site?", { kind: "decision", answers: ["north", "south"] }],
  ["Approve the failover", { kind: "approval" }],
  ["Tell the wards", { kind: "communication", audience: "All wards", channel: "Phone", message: "The record is down." }],
  ["Open the vault", { irreversible: true, evidence_required: true, captures: "vault" }],
  ["Record is back", { kind: "milestone", recovery: "full" }],
  ...Array.from({ length: 34 }, (_, n) => [`Restore part ${n + 1}`, { kind: "command", command: `restore --part ${n + 1}` }]),
];

const TITLE = "Fail over the patient index";

/** A runbook of forty steps. */
const runbook = () => ({
  runbook: [
    {
      id: id(1),
      code: "RB-12",
      title: TITLE,
      purpose: "The index answers again.",
      trigger: " ",
      steps: STEPS.map(([title, fields], n) => ({
        id: id(100 + n),
        place: { key: `k${String(n).padStart(3, "0")}` },
        title,
        duration: { low: 2, likely: 3, high: 4 },
        ...fields,
      })),
    },
  ],
});

const address = `#/runbooks/${id(1)}`;

/** Every page says what it is of; rows, numbers and telephone numbers stay whole; the code is read. */
async function printed(t) {
  await startWith(t, runbook(), "Ines Okafor");
  await t.goto(address);
  await isAt(t, TITLE);
  for (const format of ["A4", "Letter"]) {
    const pdf = await t.pdf(`runbook-${format}`, format);
    const all = pages(pdf);
    t.check(all.length > 2, `${format}: ${all.length} pages`);
    const [tag] = all[0].match(/HOLDFAST:RB-12:[0-9A-F]{7}:[0-9A-F]{12}/) ?? [];
    t.check(tag, `the words of the code on the first page: ${all[0]}`);
    t.equal(await decoded(pdf), [tag], `${format}: what the QR code says`);
    for (const [n, page] of all.entries()) {
      // Firefox prints no margins: there the head of the table says it.
      if (t.browserName !== "chromium" && n > 0 && !/Restore part/.test(page)) continue;
      t.check(page.includes(TITLE), `${format}: the title on page ${n + 1}: ${page}`);
      t.check(page.includes(tag), `${format}: the words of the code on page ${n + 1}: ${page}`);
      if (t.browserName === "chromium") {
        t.check(page.includes(`Page ${n + 1} of ${all.length}`), `${format}: the number of page ${n + 1}: ${page}`);
        t.check(/Draft [0-9A-F]{12} · Not approved/.test(page), `${format}: the version on page ${n + 1}: ${page}`);
      }
      if (n > 0 && /Restore part/.test(page)) t.check(/Planned\s+Start\s+End\s+Initials/.test(page), `${format}: the table's head on page ${n + 1}: ${page}`);
    }
    const text = all.join("\n");
    for (const words of ["north → go on", "refused", "not tested", "The record is down.", "Point of no return", "Value of vault", "Steps that nobody planned", "+44 1632 960 101", "+44 1632 960 102"]) {
      t.check(text.includes(words), `${format}: "${words}" on paper: ${text}`);
    }
    t.check(!/^\s*Trigger\s*$/m.test(text), `${format}: a heading with nothing below it`);
    for (let n = 1; n <= 34; n += 1) {
      const page = all.find((page) => page.includes(`Restore part ${n}\n`) || new RegExp(`Restore part ${n}\\s`).test(page));
      t.check(page && new RegExp(`restore --part ${n}\\s`).test(page), `${format}: step ${n} on one page`);
    }
  }
}

/** The words from a paper find the runbook, and tell whether it still says the same. */
async function found(t) {
  await startWith(t, runbook(), "Ines Okafor");
  await t.goto(address);
  await isAt(t, TITLE);
  const [tag] = pages(await t.pdf("code"))[0].match(/HOLDFAST:[0-9A-Z:-]+/);
  const ask = async (words) => {
    await t.press("Control", "k");
    await t.role("dialog", "Search and commands");
    await t.page.keyboard.type(tag);
    await t.role("option", words);
  };
  await ask(/says what the runbook says now/);
  await t.press("Escape");
  await t.gone("dialog", "Search and commands");
  await t.click("tab", "About");
  await t.fill("Purpose", "Another purpose.");
  await t.press("Tab");
  await t.saved();
  await ask(/The runbook says something else now/);
}

/** A paper run is entered by keyboard alone; its states and durations follow from the times. */
async function entered(t) {
  await startWith(t, runbook(), "Ines Okafor");
  await t.goto(address);
  await openMenu(t, "Paper");
  await t.click("link", "Enter a paper run…");
  await isAt(t, "Enter a paper run");
  await t.axe();
  await t.click("radio", "Exercise");
  // Two days ago: the night after it is over at any hour.
  await t.fill("Started", `${day(-2)} 23:50`);
  await t.fill("Lead (required)", "Ada Byron");
  const type = (text) => t.page.keyboard.type(text);
  const cell = (label) => t.until(`the focus in ${label}`, () => t.page.evaluate((label) => document.activeElement?.getAttribute("aria-label") === label, label));
  // The first row: Space, then along it with Tab.
  await (await t.label("Done: 1 Confirm the outage")).focus();
  await t.press(" ");
  for (const text of ["", "", "+3"]) {
    await t.press("Tab");
    if (text) await type(text);
  }
  await cell("End: 1 Confirm the outage");
  // Down the column: an end says that the step is done, but a decision wants its answer.
  await t.press("Enter");
  await cell("End: 2 Which site?");
  await type("2355");
  await t.press("ArrowDown");
  await cell("End: 3 Approve the failover");
  await t.see("Say what came of it.");
  await type("0010");
  await t.press("Enter");
  await cell("End: 4 Tell the wards");
  await type("0005");
  await t.press("Shift", "Tab");
  await cell("Start: 4 Tell the wards");
  await type("0010");
  await t.press("Tab");
  await t.see("It ends before it starts.");
  await t.click("button", "Save run");
  await t.see("2 steps have to be put right first.");
  await t.choose("Decided: 2 Which site?", "south");
  // What was typed is there after a reload.
  await t.reload();
  await isAt(t, "Enter a paper run");
  t.equal(await t.page.$eval("[aria-label^='End: 4 ']", (input) => input.value), "0005", "what was typed before the reload");
  await t.fill("End: 4 Tell the wards", "0020");
  for (let n = 5; n <= STEPS.length; n += 1) {
    if (n === 5) await (await t.label("End: 5 Open the vault")).focus();
    await type("+2");
    await t.press("Enter");
  }
  await t.choose("Otherwise: 7 Restore part 1", "Failed");
  await t.fill("Note: 7 Restore part 1", "The tape was torn");
  await t.see("40 of 40 steps entered");
  await t.axe();
  await t.click("button", "Save run");
  await t.role("timer");
  await t.see("Finished at");
  const rows = await t.page.$$eval(".run-table tbody tr", (rows) =>
    rows.map((row) => [".title", ".state", ".c-who", ".c-took"].map((cell) => row.querySelector(cell).innerText.replace(/\s+/g, " ").trim())),
  );
  t.equal(rows[0], ["1 Confirm the outage", "Done", "Ada Byron", "3 min"], "the first step");
  t.equal(rows[2].slice(1), ["Done", "Ada Byron", "15 min"], "the step past midnight");
  t.equal(rows[6].slice(1, 2), ["Failed"], "the step that failed");
  t.equal(rows.filter((row) => row[1] === "Done").length, 39, "steps that are done");
  await t.saved();
  const record = pages(await t.pdf("record")).join("\n");
  for (const words of ["Ada Byron", "Decided: south", "The tape was torn", "From paper", "15 min"]) t.check(record.includes(words), `"${words}" on the printed record: ${record}`);
  await t.goto(`${address}?enter=paper`);
  await isAt(t, "Enter a paper run");
  t.equal(await t.page.$eval("[aria-label^='End: 4 ']", (input) => input.value), "", "the form after the run was saved");
}

const NETWORK = "Bring the network back";

/** Ways of a decision, steps side by side, marks, a variable with a default, a runbook within. */
const branching = () => {
  const step = (n, title, fields = {}) => ({ id: id(200 + n), place: { key: `k${n}` }, title, ...fields });
  return {
    runbook: [
      {
        id: id(1),
        code: "RB-12",
        title: TITLE,
        variables: [{ id: id(50), place: { key: "a" }, name: "host", default: "db1" }],
        steps: [
          step(1, "Is the site lost?", { kind: "decision", answers: ["yes", "no"] }),
          step(2, "Go to the other site", { when: "yes", place: { key: "k2", under: id(201) } }),
          step(3, "Repair in place", { when: "no", place: { key: "k3", under: id(201) }, irreversible: true }),
          step(4, "Restore the index", { kind: "command", command: "restore --to {{host}}" }),
          step(5, "Warm the cache", { predecessors: ["beside"], only: "exercise" }),
          step(6, "Let people in", { kind: "approval", start_after: 30 }),
          step(7, "Network first", { kind: "runbook", runbook: id(2), predecessors: [] }),
        ],
      },
      { id: id(2), code: "RB-13", title: NETWORK, steps: [{ id: id(300), place: { key: "a" }, title: "Plug the switch in" }] },
    ],
  };
};

/** Chooses what is printed from the menu Paper, and prints that. */
async function chosen(t, what, name) {
  // The browser's own dialog would be over at once, and its end puts everything back.
  await t.page.evaluate(() => {
    globalThis.drawn = false;
    globalThis.print = () => (globalThis.drawn = true);
  });
  await openMenu(t, "Paper");
  await t.click("button", what);
  await t.until("the print dialog", () => t.page.evaluate(() => globalThis.drawn));
  const pdf = await t.pdf(name);
  await t.page.evaluate(() => dispatchEvent(new Event("afterprint")));
  return pages(pdf).map((page) => page.replace(/\s+/g, " "));
}

/** What hangs on what is on every sheet; commands keep the names of variables; runbooks go along. */
async function conditional(t) {
  await startWith(t, branching(), "Ines Okafor");
  await t.goto(address);
  await isAt(t, TITLE);
  const has = (text, sheet, words) => words.forEach((word) => t.check(text.includes(word), `"${word}" on ${sheet}: ${text}`));
  const whole = (await chosen(t, "Print the runbook", "whole")).join(" ");
  has(whole, "the sheet", [
    "Only if 1 was decided: yes",
    "Only if 1 was decided: no",
    "Side by side with 2",
    "After 2, 3",
    "At once: waits for no step",
    "restore --to {{host}}",
    "(on its own sheet)",
  ]);
  t.check(!whole.includes("restore --to db1"), `no default in a command: ${whole}`);
  t.check(!whole.includes("Plug the switch in"), `the other runbook is on its own sheet: ${whole}`);
  const list = (await chosen(t, "Print a checklist", "checklist")).join(" ");
  has(list, "the checklist", [
    "yes → 1.1",
    "1.1 Go to the other site [if 1: yes]",
    "▲ 1.2 Repair in place [if 1: no]",
    "▲ point of no return",
    "[exercise only · beside 2]",
    "[after 2, 3 · not before +30 min · wants approval]",
    "[at once · own sheet]",
  ]);
  const along = await chosen(t, "Print with the runbooks in it", "along");
  has(along.join(" "), "the sheets", ["(behind this sheet)"]);
  const behind = along.find((page) => page.includes("Plug the switch in")) ?? "";
  has(behind, "the sheet of the runbook within", [NETWORK, `Worked through in 5 of RB-12 ${TITLE}.`, "HOLDFAST:RB-13:"]);
  t.check(!behind.includes("Network first"), `it begins on a page of its own: ${behind}`);
}

/** The printed record of a run says what its log says, to the second. */
async function recorded(t) {
  const at = (clock) => `2026-05-04T${clock}.000Z`;
  const event = (n, clock, what, fields) => ({ id: id(400 + n), what, at: at(clock), by: "Ada Byron", ...fields });
  const steps = [
    { id: id(300), place: { key: "a" }, title: "Which site?", kind: "decision", answers: ["north", "south"], duration: { low: 120, likely: 130, high: 140 } },
    { id: id(301), place: { key: "b" }, title: "Back", kind: "milestone", service: id(4), recovery: "full" },
  ];
  const run = {
    ...{ id: id(3), code: "RUN-7", title: "Index down", mode: "actual", steps, rto: 240, rpo: 15, services: [id(4)] },
    ...{ occurred: at("10:00:00"), detected: at("10:05:07"), recovered_to: at("09:52:00") },
    events: [
      event(0, "10:20:00", "started"),
      event(1, "10:20:31", "started", { step: id(300) }),
      event(2, "12:30:44", "done", { step: id(300), answer: "south", after: [id(401)] }),
      event(3, "12:31:00", "captured", { name: "node", value: "db-2" }),
      event(4, "12:32:00", "handed_over", { to: "Bo Lind" }),
      event(5, "12:33:00", "handed_over", { step: id(301), to: "Cy Roe" }),
      event(6, "12:40:00", "done", { step: id(301) }),
      event(7, "12:45:00", "finished", { after: [id(400)] }),
    ],
  };
  await startWith(t, { run: [run], service: [{ id: id(4), title: "Patient index" }] }, "Ines Okafor");
  await t.goto(`#/runs/${id(3)}`);
  await t.see("Finished at");
  const record = pages(await t.pdf("record")).join(" ").replace(/\s+/g, " ");
  for (const words of [
    "Detected: ",
    "Lost before the start: 20 min",
    "RTO: 4 h, 1 h 20 min left when all was back",
    "RPO: 15 min",
    "Achieved RPO: 8 min",
    "Patient index: Fully recovered",
    "after 2 h 40 min",
    "Answer: south",
    "node = db-2",
    "Lead: Bo Lind",
    "To Cy Roe",
    ":31",
    ":44",
  ]) {
    t.check(record.includes(words), `"${words}" on the printed record: ${record}`);
  }
  t.check(!/\(2 h 10 mi(?!n)/.test(record), `lengths stay whole: ${record}`);
}

/** On a phone fields say what they are; reasons are seen at every width; typing survives a reload. */
async function typed(t) {
  await startWith(t, branching(), "Ines Okafor");
  await t.goto(`${address}?enter=paper`);
  await isAt(t, "Enter a paper run");
  await t.fill("Started", "23:59");
  await t.press("Tab");
  const yesterday = await t.page.evaluate(() => {
    const now = new Date();
    now.setDate(now.getDate() - 1);
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  });
  t.equal(await (await t.label("Day of the run")).evaluate((input) => input.value), yesterday, "the day, where today's 23:59 is still to come");
  const end = "End: 2 Restore the index";
  await (await t.label(end)).focus();
  await t.page.keyboard.type("0009");
  // Nobody left the cell.
  await t.reload();
  await isAt(t, "Enter a paper run");
  t.equal(await (await t.label(end)).evaluate((input) => input.value), "0009", "what was being typed");
  t.equal(await (await t.label("Done: 2 Restore the index")).evaluate((input) => input.checked), true, "an end says that it is done");
  await t.fill("Start: 3 Warm the cache", "0010");
  await t.press("Tab");
  for (const width of [390, 1024, 1600]) {
    await t.page.setViewport({ width, height: 844 });
    const seen = await t.page.$$eval(".paper-table .error", (reasons) =>
      reasons.filter((reason) => reason.textContent && reason.offsetParent).map((reason) => {
        const box = reason.getBoundingClientRect();
        const frame = reason.closest(".table-wrap").getBoundingClientRect();
        return [reason.textContent, box.left >= frame.left && box.right <= Math.min(frame.right, innerWidth)];
      }),
    );
    t.equal(seen, [["Say what came of it.", true]], `the reason at ${width} px`);
    const labels = await t.page.$$eval(".paper-table tbody tr:first-child .label", (labels) =>
      labels.filter((label) => label.offsetParent).map((label) => label.textContent),
    );
    t.equal(labels, width < 640 ? ["Decided", "Start", "End", "Took", "By", "Note"] : [], `labels at ${width} px`);
    const box = await (await t.label("Done: 2 Restore the index")).evaluate((input) => input.getBoundingClientRect().width);
    t.check(box >= 24, `the box to tick at ${width} px: ${box}`);
  }
  await t.axe();
}

/** A plan on paper is no smaller than it is written, however long its titles are. */
async function planned(t) {
  const records = runbook();
  for (const step of records.runbook[0].steps) step.title += ", with whoever is on call for it in the other building tonight";
  await startWith(t, records, "Ines Okafor");
  await t.goto(address);
  await isAt(t, TITLE);
  await t.click("tab", "Plan");
  await t.see("Critical path");
  const pdf = await t.pdf("plan");
  const words = execFileSync("pdftotext", ["-bbox", pdf, "-"], { encoding: "utf8", maxBuffer: 64 << 20 });
  for (const word of ["When", "Earliest"]) {
    const [, top, bottom] = words.match(new RegExp(`yMin="([0-9.]+)" xMax="[0-9.]+" yMax="([0-9.]+)">${word}<`)) ?? [];
    t.check(bottom - top >= 8, `"${word}" is ${bottom - top} pt high`);
  }
  // The graph stands before the table, each of its steps whole on one page.
  const drawn = pages(pdf).find((page) => page.includes("Graph"));
  t.check(/\b1 · /.test(drawn ?? ""), `the first step in the graph: ${drawn}`);
}

export default [
  { name: "a runbook on paper", run: printed },
  { name: "the code on a paper", run: found },
  { name: "a paper run is entered", run: entered },
  { name: "what hangs on what, on paper", browsers: ["chromium"], run: conditional },
  { name: "the record of a run on paper", run: recorded },
  { name: "a paper run on any screen", browsers: ["chromium"], run: typed },
  { name: "a plan on paper", run: planned },
];
