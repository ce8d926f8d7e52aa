// Tables: another tool's CSV mapped by hand, the register as a workbook out and in again.
import { gzipSync } from "node:zlib";
import { apply, file, heading, id, isAt, menu, startEmpty, startWith } from "../lib/work.mjs";

const RISKS = [
  "\ufeffRef;What may happen;Our category;Next review;Colour;Remark",
  'R-1;"Flood of the Aske\nat the lower yard";Site and utilities;03/04/2027;blue;"=1+1; not a formula"',
  "R-2;Fire in the switch room;Site and utilities;05/06/2027;;",
  "R-3;Supplier of diesel fails;Supplier;--;;third",
  "",
].join("\r\n");

const column = (t, name) => t.label(`${name} becomes`);
const chosen = async (t, name) => (await column(t, name)).evaluate((select) => select.selectedOptions[0].label);

/** Gives a table to the page Data; returns the dialog that asks about its columns. */
async function give(t, at) {
  await t.goto("#/data");
  await t.upload("Files to import", at);
  return t.role("dialog", "Import table");
}

async function mapped(t) {
  await startEmpty(t, "Ines Okafor");
  const dialog = await give(t, await file(t, "risks of 2026.csv", RISKS));
  const says = (words) => t.until(`"${words}"`, async () => (await t.text(dialog)).includes(words));

  // Nothing tells what the rows are: a person does, and the headings do the rest.
  await t.choose("The 3 rows are", "Risks");
  t.equal(await chosen(t, "Next review"), "Next review", "a heading that is a field");
  t.equal(await chosen(t, "Colour"), "Keep in the notes", "a heading that is none");
  await t.choose("Ref becomes", "Code");
  await t.choose("What may happen becomes", "Title");
  await t.choose("Our category becomes", "Category");
  await t.choose("Colour becomes", "Leave out");
  await t.choose("Dates of Next review", "3/4/2026 is 4 March (month first)");
  await says("3 records.");
  await says("1 says that nothing is known");
  await t.axe();
  await t.page.setViewport({ width: 390, height: 844 });
  t.check(await dialog.evaluate((dialog) => [...dialog.querySelectorAll(".dialog-body")].every((body) => body.scrollWidth <= body.clientWidth)), "no sideways scroll on a phone");
  for (const [width, theme] of [[390, "light"], [1024, "dark"], [1600, "light"]]) await t.screenshot("mapping", { width, theme, full: false });
  await t.page.setViewport({ width: 1280, height: 900 });

  await t.click("button", "Review", { within: dialog });
  const review = await t.role("dialog", "Review import");
  t.check((await t.text(review)).includes("filled cells"), "where the cells went stands in the review");
  t.check(/\b3\s+new\b/.test(await t.text(review)), "three new records");
  await apply(t);
  await t.goto("#/risks");
  await isAt(t, "Risks");
  await t.click("link", /Flood of the Aske/);
  await t.until("the risk", async () => (await heading(t)).includes("Flood of the Aske"));
  t.check((await t.text()).includes("R-1"), "the code of the table");
  const next = await t.label("Next review");
  t.equal(await next.evaluate((input) => input.value), "2027-03-04", "the month came first");
  const notes = await t.label("Notes");
  t.equal(
    await notes.evaluate((area) => area.value),
    "## From risks of 2026.csv\n\n- What may happen: Flood of the Aske\n  at the lower yard\n- Remark: =1+1; not a formula",
    "what no field takes, word for word",
  );
}

/** A register goes out as a workbook and as CSV; taken in again, nothing has changed. */
async function round(t) {
  await startEmpty(t);
  await give(t, await file(t, "risks.csv", RISKS));
  await t.choose("The 3 rows are", "Risks");
  await t.choose("What may happen becomes", "Title");
  await t.click("button", "Review");
  await t.role("dialog", "Review import");
  await apply(t);
  for (const as of ["Workbook of all fields (XLSX)", "CSV of all fields"]) {
    await t.goto("#/risks");
    await isAt(t, "Risks");
    const out = await t.download(() => menu(t, "Export", as));
    await give(t, out.path);
    t.equal(await t.page.$eval("dialog[open] select", (select) => select.selectedOptions[0].label), "Risks", "our own table is known");
    await t.click("button", "Review");
    const review = await t.role("dialog", "Review import");
    await t.until("nothing new", async () => (await t.text(review)).includes("Everything in this file is here already."));
    await t.click("button", "Cancel", { within: review });
    await t.gone("dialog", "Review import");
  }
  // Everything as one workbook.
  await t.goto("#/data");
  await t.choose("One room", "All rooms");
  await t.choose("As", "Workbook (XLSX)");
  const all = await t.download(() => t.click("button", "Export room"));
  t.check(all.name.endsWith(".xlsx") && all.bytes.subarray(0, 2).toString() === "PK", `a workbook: ${all.name}`);
  // A file that nobody says anything about takes nothing in.
  const dialog = await give(t, all.path);
  await t.click("button", "Cancel", { within: dialog });
  await t.see("Nothing was imported.");
}

/** Back from the review to the columns, as they were said; what no step of the matrix is says which there are. */
async function backToColumns(t) {
  await startEmpty(t);
  const rows = ["What may happen,How often,How bad,Colour", "Flood,6,Major,blue", "Fire,2,4,red", ...Array.from({ length: 30 }, (_, n) => `Risk ${n},1,1,green`), ""];
  let dialog = await give(t, await file(t, "steps.csv", rows.join("\r\n")));
  await t.choose("The 32 rows are", "Risks");
  await t.choose("What may happen becomes", "Title");
  await t.choose("How often becomes", "Current: Likelihood");
  await t.choose("How bad becomes", "Current: Impact");
  await t.click("button", "Review", { within: dialog });
  let review = await t.role("dialog", "Review import");
  const says = await t.text(review);
  t.check(/How often\s*: .*1 to 5\..*“6” is kept in the notes\./.test(says), `a matrix of five steps: ${says.slice(0, 900)}`);
  t.check(says.includes("“Major” is taken for 4."), "its own names are known");

  // Apply is reached before a long list, and stays in sight below it.
  const reached = await t.page.evaluate(() => {
    const all = [...document.querySelectorAll("dialog[open] :is(button, summary, input)")].map((element) => element.innerText);
    const apply = document.querySelector("dialog[open] .btn.primary").getBoundingClientRect();
    return { at: all.indexOf("Apply"), seen: apply.bottom <= innerHeight && apply.top > document.querySelector("dialog[open] .dialog-body").getBoundingClientRect().top };
  });
  t.check(reached.at >= 0 && reached.at < 4 && reached.seen, `Apply is the stop ${reached.at}, ${reached.seen}`);

  await t.click("button", "Back to the columns", { within: review });
  dialog = await t.role("dialog", "Import table");
  await t.gone("dialog", "Review import");
  t.equal(await chosen(t, "How often"), "Current: Likelihood", "as it was said");
  t.equal(await chosen(t, "Colour"), "Keep in the notes", "as it was said");
  await t.choose("Colour becomes", "Leave out");
  await t.click("button", "Review", { within: dialog });
  review = await t.role("dialog", "Review import");
  t.check(/32\s+new/.test(await t.text(review)), "all are there once");
  await apply(t);
  await t.see("32 records imported.");
}

/** What came from a table has no code until somebody wants it to: one, the chosen, or all at once. */
async function codes(t) {
  await startWith(t, { risk: [{ id: id(1), title: "Own", code: "RISK-4" }, ...["Flood", "Fire", "Theft", "Frost"].map((title, n) => ({ id: id(n + 2), title }))] });
  const shown = () => t.page.$$eval("tbody > tr:not(.gap)", (rows) => Object.fromEntries(rows.map((row) => [row.querySelector("th.title > a").textContent, row.querySelector("td .code").textContent])));
  const are = (name, expected) => t.until(name, async () => JSON.stringify(Object.entries(await shown()).sort()) === JSON.stringify(Object.entries(expected).sort()));
  await t.goto("#/risks");
  await isAt(t, "Risks");
  await are("none but one has a code", { Own: "RISK-4", Flood: "", Fire: "", Theft: "", Frost: "" });
  for (const name of ["Fire", "Own"]) await t.click("checkbox", `Select ${name === "Own" ? "RISK-4 Own" : name}`);
  await t.click("button", "Give codes", { within: await t.role("group", "Selected") });
  await are("the chosen one", { Own: "RISK-4", Flood: "", Fire: "RISK-5", Theft: "", Frost: "" });
  t.check(!(await t.text(await t.role("group", "Selected"))).includes("Give codes"), "nothing is offered that does nothing");
  await t.click("button", "Clear selection");
  await t.click("link", "Frost");
  await t.click("button", "Give a code");
  await t.until("its code", async () => (await t.text(await t.page.$(".crumb"))).includes("RISK-6"));
  await t.page.goBack();
  await isAt(t, "Risks");
  await t.until("the focus in the row it came from", () => t.page.evaluate(() => document.activeElement?.matches("tbody a") && document.activeElement.textContent === "Frost"));
  await t.click("button", "Give codes");
  await t.see("2 risks given codes");
  const all = await shown();
  t.equal([all.Flood, all.Theft].sort().join(), "RISK-7,RISK-8", "the others, in one go");
  await t.until("nothing is offered any more", async () => !(await t.text(await t.page.$("main .head"))).includes("Give codes"));
  await t.axe();
  await t.click("button", "Undo");
  await are("and back in one", { Own: "RISK-4", Flood: "", Fire: "RISK-5", Theft: "", Frost: "RISK-6" });
}

/** A large table is read beside the page, can be given up, and the review tells what was not read. */
async function large(t) {
  await startEmpty(t);
  const rows = Array.from({ length: 600 }, (_, n) => `Risk ${n},${n === 7 ? "some day" : "2027-03-04"},${n % 5}`);
  const dialog = await give(t, await file(t, "many.csv", ["What may happen,Next review,Crates", ...rows, ""].join("\r\n")));
  await t.choose("The 600 rows are", "Risks");
  await t.choose("What may happen becomes", "Title");
  // A worker that hears nothing works for ever; whoever waits for it can stop it.
  await t.page.evaluate(() => {
    const real = globalThis.holdfastWorker;
    const deaf = async () => Object.assign(await real(), { postMessage() {} });
    globalThis.holdfastWorker = Object.assign(deaf, { real });
  });
  await t.click("button", "Review", { within: dialog });
  await t.click("button", "Cancel reading", { within: dialog });
  await t.until("it stopped", async () => !(await t.text(dialog)).includes("Reading the table"));
  await t.page.evaluate(() => void (globalThis.holdfastWorker = globalThis.holdfastWorker.real));
  t.check(!(await t.text()).includes("Review import"), "nothing is reviewed that was given up");
  await t.click("button", "Review", { within: dialog });
  const review = await t.role("dialog", "Review import");
  const says = await t.text(review);
  t.check(/600\s+new/.test(says), `all are new: ${says.slice(0, 300)}`);
  t.check(says.includes("1 cell was not read as it stands."), "a cell that does not fit is counted");
  t.check(/Next review\s*: .*“some day” is kept in the notes\./.test(says), "and told with its record");
  await t.axe();
  await t.screenshot("refused", { width: 390, theme: "light", full: false });
  await t.page.setViewport({ width: 1280, height: 900 });
  await apply(t);
  await t.goto("#/risks");
  await isAt(t, "Risks");
  const out = await t.download(() => menu(t, "Export", "Workbook of all fields (XLSX)"));
  // Where a page has no worker it does the same itself.
  await t.page.evaluate(() => void (globalThis.holdfastWorker = undefined));
  await give(t, out.path);
  await t.click("button", "Review");
  const again = await t.role("dialog", "Review import");
  await t.until("nothing new", async () => (await t.text(again)).includes("Everything in this file is here already."));
}

/** EPSS as it is published, compressed: only what is here takes anything from it. */
async function scores(t) {
  await startWith(t, { vulnerability: [{ id: id(1), title: "Back door in xz", cve: "CVE-2024-3094" }] });
  const rows = ["#model_version:v2025.03.14,score_date:2026-11-25T00:00:00+0000", "cve,epss,percentile", "CVE-1999-0001,0.01,0.5", "CVE-2024-3094,0.85,0.99", ""];
  const dialog = await give(t, await file(t, "epss_scores-current.csv.gz", gzipSync(rows.join("\n"))));
  t.check((await t.text(dialog)).includes("epss_scores-current.csv is a table"), "it is unpacked");
  await t.click("button", "Review", { within: dialog });
  const review = await t.role("dialog", "Review import");
  t.check((await t.text(review)).includes("1 row is about what is not in this workspace."), "the others are left out");
  await apply(t);
  await t.goto(`#/vulnerabilities/${id(1)}`);
  await t.until("the score", async () => /EPSS[^]*0\.85/.test(await t.page.$eval("main", (main) => main.innerText + [...main.querySelectorAll("input")].map((input) => input.value).join(" "))));
  t.check((await t.text()).includes("CVE-2024-3094"), "without a code it shows its CVE");
}

/** What other tools write of services, their impact, risks and vulnerabilities: known by its headings, and what then stands on the record's page. */
const DIALECTS = [
  ["assets.csv", "ref_id,name,description,domain,type,parent_assets,security_objectives,disaster_recovery_objectives,filtering_labels\nA1,Patient record,Stores,IT,PR,,confidentiality: 3,\"rto: 4h,rpo: 2h01m,mtd: 8h\",ward\n",
    "#/services", "Patient record", ["4 h", "2 h 1 min", "mtd: 8h"]],
  ["bia - thresholds.csv", "asset,point_in_time,quali_impact,quanti_impact,quanti_impact_unit,qualifications,justification\nPatient record,4h,3,-1,EUR,Operations,Wards stop\n",
    "#/services", "Patient record", ["MTPD 4 h"]],
  ["risks.csv", "ref_id;name;description;inherent_impact;inherent_proba;existing_controls;current_impact;current_proba;current_risk;additional_controls;residual_impact;residual_proba;treatment;assets;justification\r\nR.1;Flood;River rises;--;--;Pump;High;Unlikely;Medium;Second pump;2;1;mitigate;Patient record;Seen in 2021\r\n",
    "#/risks", "Flood", ["8 Medium", "Second pump", "Patient record", "existing_controls: Pump"]],
  ["register.csv", "ID,Priority,Risk Description,Risk Category,Current Assessment - Likelihood,Current Assessment - Impact,Current Assessment - Exposure Rating,Risk Response Type,Risk Response Cost,Risk Response Description,Risk Owner,Status\n7,High,The cellar is flooded,Technology failure,Likely,3,High,Mitigate,5000,Second pump,,Open\n",
    "#/risks", "The cellar is flooded", ["12 High", "Risk Response Description: Second pump"]],
  ["vulnerabilities.csv", "ref_id,name,description,status,severity,assets,applied_controls,security_exceptions,filtering_labels,detected_at,due_date\nV1,Old TLS,,exploitable,high,Patient record,,,,2026-01-02,2026-02-03\n",
    "#/vulnerabilities", "Old TLS", ["Exploitable", "Patient record", "severity: high"]],
];

async function dialects(t) {
  await startEmpty(t, "Ines Okafor");
  for (const [name, text, room, title, stands] of DIALECTS) {
    const dialog = await give(t, await file(t, name, text));
    await t.screenshot(`dialect-${name.replace(/\W+/g, "-")}`, { width: 1280, full: false });
    await t.click("button", "Review", { within: dialog });
    await t.role("dialog", "Review import");
    await apply(t);
    await t.goto(room);
    await t.click("link", title);
    await t.until(`${title} of ${name}`, async () => (await heading(t)).includes(title));
    // Fields hold what they say in their values.
    const said = () => t.page.$eval("main", (main) => [main.innerText, ...[...main.querySelectorAll("input:not([type=radio]), textarea, input:checked + span")].map((field) => field.value ?? field.innerText)].join(" ").replace(/\s+/g, " "));
    for (const words of stands) await t.until(`"${words}" of ${name}`, async () => (await said()).includes(words));
    await t.screenshot(`record-${name.replace(/\W+/g, "-")}`, { width: 1280 });
    // The same again adds nothing.
    const again = await give(t, await file(t, name, text));
    await t.click("button", "Review", { within: again });
    const plan = await t.role("dialog", "Review import");
    t.check((await t.text(plan)).includes("Everything in this file is here already."), `${name} again: ${(await t.text(plan)).slice(0, 300)}`);
    await t.click("button", "Cancel", { within: plan });
  }
}

export default [
  { name: "a file of each dialect of other tools", browsers: ["chromium"], run: dialects },
  { name: "another tool's columns are mapped", browsers: ["chromium", "firefox"], run: mapped },
  { name: "EPSS scores as they are published", browsers: ["chromium"], run: scores },
  { name: "back from the review to the columns", browsers: ["chromium"], run: backToColumns },
  { name: "codes for what came without", browsers: ["chromium"], run: codes },
  { name: "a large table is read beside the page", browsers: ["chromium"], run: large },
  { name: "a register goes out and comes back the same", browsers: ["chromium"], run: round },
];
