// Files between devices: copies that went apart, files that are wrong, files from elsewhere.
import { createHash } from "node:crypto";
import { readFile, truncate } from "node:fs/promises";
import path from "node:path";
import Ajv from "ajv/dist/2020.js";
import { apply, believable, byHand, exported, file, hearBar, id, importFiles, isAt, keysOf, menu, recordsOf, review, startEmpty, startWith } from "../lib/work.mjs";

const records = { risk: [{ id: id(1), title: "Flood", cause: "Rain" }, { id: id(2), title: "Fire" }] };
const more = [{ id: id(3), title: "Wind" }, { id: id(4), title: "Hail" }, { id: id(5), title: "Frost" }];

async function edits(t, user, n, label, text) {
  await t.goto("#/settings");
  await t.fill("Your name", user);
  await t.press("Tab");
  await t.goto(`#/risks/${id(n)}`);
  await t.fill(label, text);
  await t.press("Tab");
  await t.saved();
}

async function deletes(t, n) {
  await t.goto(`#/risks/${id(n)}`);
  await t.page.$eval(".head .actions > details:last-child > summary", (summary) => summary.click());
  await t.click("button", "Delete");
  await t.see("was deleted");
}

/** Two people wrote the same field: both values stay until one decides. */
async function diverged(t) {
  await startWith(t, { risk: [...records.risk, ...more] });
  const base = await exported(t);
  const other = await t.anotherDevice();
  await startEmpty(other);
  await importFiles(other, base.path);

  await edits(t, "Ines Okafor", 1, "Cause", "Heavy rain in the fells");
  await edits(t, "Ines Okafor", 1, "Event", "The wall gives way");
  await edits(other, "Tom Reid", 1, "Cause", "A burst water main");
  await edits(other, "Tom Reid", 1, "Consequence", "The switch room stands in water");
  await edits(other, "Tom Reid", 2, "Cause", "A frayed cable");

  // The same value on both sides, deleted by both, deleted by one and edited by the other.
  await edits(t, "Ines Okafor", 3, "Cause", "A gale");
  await edits(other, "Tom Reid", 3, "Cause", "A gale");
  for (const each of [t, other]) await deletes(each, 4);
  await edits(t, "Ines Okafor", 5, "Cause", "A cold night");
  await deletes(other, 5);

  const dialog = await review(t, (await exported(other)).path);
  await dialog.$$eval("details", (all) => all.forEach((details) => (details.open = true)));
  const plan = (await t.text(dialog)).replace(/\s+/g, " ");
  for (const words of ["Cause: the same value, written by Tom Reid", "It is deleted here and in the file.", "Edited here: Cause: A cold night Ines Okafor", "Deleted in the file Tom Reid"]) t.check(plan.includes(words), `"${words}" in the plan: ${plan}`);
  for (const width of [390, 1600]) await t.screenshot("review", { width, full: false });
  for (const words of ["2 changed", "2 conflicting", "1 deleted", "0 new"]) t.check(plan.includes(words), `"${words}" in the plan: ${plan}`);
  // The conflict is open: both values with who wrote them, and what merges beside it.
  for (const words of ["Heavy rain in the fells Here: Ines Okafor", "A burst water main In the file: Tom Reid", "What merges without a question: Consequence"]) t.check(plan.includes(words), `"${words}" in the plan: ${plan}`);
  await t.axe();
  await apply(t);
  await t.until("the restore point of this import", async () => (await t.text()).includes("Before importing"));

  // A file without stamps decides nothing that people disagree about, unless somebody says so (M10.1).
  const third = await review(t, await byHand(t, "third.json", { risk: [{ id: id(1), title: "Flood of the cellar", cause: "Snow" }] }));
  t.equal((await t.roles("checkbox", /^Title: /, { within: third, checked: true })).length, 1, "an ordinary proposal is ticked");
  t.equal((await t.roles("checkbox", /^Cause: .*people disagree about this here.*Taking this decides it/, { within: third, checked: false })).length, 1, "one that would decide is not");
  for (const width of [390, 1600]) await t.screenshot("disputed", { width, full: false });
  await t.press("Escape");

  await t.goto(`#/risks/${id(2)}`);
  await isAt(t, "Fire");
  await t.until("the changed cause", async () => (await (await t.label("Cause")).evaluate((area) => area.value)) === "A frayed cable");
  await t.goto(`#/risks/${id(1)}`);
  await isAt(t, "Flood");
  for (const text of ["Heavy rain in the fells", "A burst water main", "Tom Reid", "Two people wrote this"]) await t.see(text);
  const value = async (label) => (await t.label(label)).evaluate((area) => area.value);
  t.equal(await value(/^Event/), "The wall gives way", "what only this device wrote");
  t.equal(await value(/^Consequence/), "The switch room stands in water", "what only the other device wrote");
  await t.axe();

  await t.click("button", "Keep this: A burst water main");
  await t.until("the decision", async () => (await t.roles("button", /^Keep this: /)).length === 0);
  t.equal(await value(/^Cause/), "A burst water main", "the cause after the decision");
  // Undo walks back over the decision and then over the import.
  const cause = (text) => t.until(`the cause ${text}`, async () => (await value(/^Cause/)) === text);
  await t.click("button", /^Undo: /);
  await t.until("the import next", async () => (await t.roles("button", /^Undo: Import/)).length > 0);
  await t.click("button", /^Undo: Import/);
  await cause("Heavy rain in the fells");
  await t.click("button", /^Redo/);
  await t.until("the import done again", async () => (await t.roles("button", /^Undo: Import/)).length > 0);
  await t.click("button", /^Redo/);
  await cause("A burst water main");
  await t.saved();

  // The one who disagreed learns of it and has nothing to decide any more.
  await importFiles(other, (await exported(t)).path);
  await other.goto(`#/risks/${id(1)}`);
  await isAt(other, "Flood");
  t.equal((await other.roles("button", /^Keep this: /)).length, 0, "choices on the other device");
  const [mine, theirs] = [await exported(t), await exported(other)];
  t.check(mine.bytes.equals(theirs.bytes), "both devices export the same bytes");
  // What the import wrote beside the records' own segments comes home, and nothing is lost by it.
  await t.until("no patches left", async () => (await keysOf(t, "segments")).every((key) => !key.startsWith("p")));
  await t.reload();
  t.check((await exported(t)).bytes.equals(mine.bytes), "the same bytes after folding and a reload");
}

/** Files that are none of ours are refused in words, and change nothing. */
async function wrong(t) {
  await startWith(t, records);
  const before = await exported(t);
  const big = await file(t, "big.json", "{");
  await truncate(big, 600 * 1024 * 1024);
  const files = [
    [await file(t, "empty.md", ""), "The file is empty"],
    [await file(t, "photo.jpg", Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 0xfe, 0xff])), "photo.jpg: "],
    [await file(t, "half.json", before.bytes.subarray(0, before.bytes.length / 2)), "half.json: "],
    [await file(t, "page.html", "<!doctype html><html><script>globalThis.ran = true</script><p>Hello</p></html>"), "page.html: "],
    [await file(t, "utf16.md", Buffer.from("\ufeff# Plan", "utf16le")), "This text is UTF-16"],
    [await file(t, "risks.csv", "title,owner\n\"Flood,Ada\n"), "risks.csv: Line 2: "],
    [await file(t, "bare.md", "# Nothing\n"), "No step and no text"],
    [big, "600 MB"],
  ];
  await t.goto("#/data");
  for (const [at, words] of files) {
    await t.upload("Files to import", at);
    await t.until(`an error with "${words}"`, async () => {
      const alerts = await t.page.$$eval("main [role=alert]", (alerts) => alerts.map((alert) => alert.innerText));
      return alerts.some((text) => text.includes(words) && text.includes("Nothing was changed"));
    });
  }
  t.check(!(await t.page.evaluate(() => globalThis.ran)), "a script of an imported page ran");
  t.check((await exported(t)).bytes.equals(before.bytes), "the workspace is as it was");
}

/** Attachments that are not what their name says, or larger than one may be, are refused with all of their file. */
async function attachments(t) {
  await startWith(t, records);
  const before = await exported(t);
  const sum = (bytes) => createHash("sha256").update(bytes).digest("hex");
  const large = Buffer.alloc((5 << 20) + 1);
  for (const [name, bytes, words] of [
    [sum("what was there"), Buffer.from("something else"), "an attachment in the file is damaged"],
    [sum(large), large, "larger than 5 MB"],
  ]) {
    const text = { format: "holdfast", version: "1.0", records: { risk: [{ id: id(9), title: "Theft" }] }, attachments: { [name]: bytes.toString("base64") } };
    await review(t, await file(t, "attached.json", JSON.stringify(text)));
    await t.click("button", "Apply");
    await t.until(`an error with "${words}"`, async () => {
      const alerts = await t.page.$$eval("main [role=alert]", (alerts) => alerts.map((alert) => alert.innerText));
      return alerts.some((alert) => alert.includes(words));
    });
  }
  t.check((await exported(t)).bytes.equals(before.bytes), "the workspace is as it was");
  t.equal(await keysOf(t, "blobs"), [], "files that are kept");
}

/** A hand-edited export: what it would take away is asked, and decided at once. */
async function handEdited(t) {
  await startWith(t, records);
  await t.goto("#/data");
  await t.see("was never exported from this device");
  const { bytes } = await exported(t);
  await t.see("Last whole export from this device");
  const text = bytes.toString().replace('"Fire"', '"Blaze", "treatment": "shrugged"').replace('"Rain"', "null");
  const dialog = await review(t, await file(t, "edited.holdfast.json", text));
  const boxes = async (checked) => (await t.roles("checkbox", /: /, { within: dialog, checked })).length;
  t.equal([await boxes(true), await boxes(false)], [1, 2], "ticked and other proposals, all open to the eye");
  await t.see("1 of 3 proposals are taken.");
  await t.click("checkbox", /^Cause: Rain/);
  await t.see("2 of 3 proposals are taken.");
  await t.press("Escape");
  await t.see("Your corrections are kept until");
  await t.click("button", "Go on reviewing");
  await t.see("2 of 3 proposals are taken.");
  await apply(t);
  await t.goto(`#/risks/${id(1)}`);
  await isAt(t, "Flood");
  t.equal(await (await t.label("Cause")).evaluate((area) => area.value), "", "the cause");
}

/** What a Markdown file becomes can be corrected, on a phone too. */
async function corrected(t) {
  await startEmpty(t);
  const at = await file(t, "fail-over--to-the-second-site-of-the-north-fells-hospitals.md", "{{AUTHOR}}\n\n1. Stop **the** engine\n2. Start `the_second_engine_of_the_north_fells_hospitals_group_with_a_very_long_name`\n\n```sh\nsystemctl start engine\n```\n");
  await t.page.setViewport({ width: 390, height: 800 });
  const dialog = await review(t, at);
  await t.see("Runbook, 2 steps, 1 part as notes");
  await dialog.$eval("summary", (summary) => summary.click());
  await t.click("button", "Make a note: Stop the engine");
  await t.see("Runbook, 1 step, 2 parts as notes");
  const wide = await dialog.$eval(".dialog-body", (body) => body.scrollWidth - body.clientWidth);
  t.equal(wide, 0, "pixels that the review is too wide");
  await t.axe();
  await t.fill("Title", "Fail over");
  await t.press("Tab");
  await apply(t);
  await t.see("1 record imported.");
}

/** The same file again is known, and adds nothing unless one wants it. */
async function again(t) {
  await startEmpty(t);
  const at = await file(t, "restore.md", "# Restore\n\n1. Stop the engine\n2. Start it again\n");
  await importFiles(t, at);
  const before = await exported(t);
  await review(t, at);
  await t.see("This very file was imported before");
  t.equal((await t.roles("checkbox", "Import restore.md", { checked: true })).length, 0, "files that are ticked");
  await t.click("button", "Apply");
  await t.gone("dialog", "Review import");
  await t.until("nothing imported", async () => (await t.text()).includes("0 records imported."));
  t.check((await exported(t)).bytes.equals(before.bytes), "the workspace is as it was");
}

/** What a newer version or another tool wrote is kept and passed on. */
async function unknown(t) {
  await startEmpty(t);
  const strange = {
    risk: [{ id: id(1), title: "Flood", mood: { grim: [1, 2.50] }, witnesses: [{ id: id(2), name: "Tom" }] }],
    asteroid: [{ id: id(3), title: "Apophis", albedo: 0.23 }],
  };
  await importFiles(t, await byHand(t, "strange.json", strange));
  await t.goto(`#/risks/${id(1)}`);
  await isAt(t, "Flood");
  await t.fill("Title", "Flood of the Aske");
  await t.press("Tab");
  await t.saved();
  const first = await exported(t);
  const [risk] = recordsOf(first, "risk");
  t.equal([risk.title, risk.mood, risk.witnesses[0].name], ["Flood of the Aske", { grim: [1, 2.5] }, "Tom"], "the risk");
  const [asteroid] = recordsOf(first, "asteroid");
  t.equal([asteroid.title, asteroid.albedo], ["Apophis", 0.23], "the record of an unknown kind");
  const other = await t.anotherDevice();
  await startEmpty(other);
  await importFiles(other, first.path);
  t.check((await exported(other)).bytes.equals(first.bytes), "the second export has the same bytes as the first");
}

/** Exported files are what the published schema says; so is what people write by hand. */
async function schema(t) {
  const published = JSON.parse(await readFile(path.join(import.meta.dirname, "../../../docs/holdfast.schema.json"), "utf8"));
  const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(published);
  const fits = (file, name) => {
    const valid = validate(JSON.parse(file));
    const errors = (validate.errors ?? []).slice(0, 5).map((error) => `${error.instancePath}: ${error.message}`);
    t.check(valid, `${name} does not fit the schema: ${errors.join("; ")}`);
  };
  await t.goto();
  await t.click("button", "Open sample workspace");
  await isAt(t, "Today");
  await t.saved();
  fits((await exported(t)).bytes, "the sample workspace");
  await t.choose("One room", "Risks");
  fits((await t.download(() => t.click("button", "Export room"))).bytes, "a room");
  fits(JSON.stringify({ format: "holdfast", version: "1.0", records }), "a file made by hand");
  t.check(!validate({ format: "holdfast", version: "1.0", records: { risk: [{ title: 7 }] } }), "a number passes for a title");
  const { bytes } = await t.download(() => t.click("button", "Download the JSON Schema of the format"));
  t.equal(JSON.parse(bytes), published, "the schema of this version");
}

/** A file that is written for somebody is written on wherever they go, shows how far it is there, and can be given up there. */
async function written(t) {
  const many = Array.from({ length: 6_000 }, (_, n) => ({ id: id(100 + n), title: `Risk ${n}`, cause: "Rain and wind. ".repeat(20) }));
  await startWith(t, { risk: many });
  await t.goto("#/risks");
  const begun = async () => {
    await menu(t, "Export", "Export all of Risks (JSON)…");
    const dialog = await t.role("dialog", "Export");
    await hearBar(t, "Export");
    await t.click("button", "Export", { within: dialog });
    await t.gone("dialog", "Export");
  };
  await begun();
  await t.page.evaluate(() => {
    location.hash = "#/people";
    globalThis.cancelFrom = 50;
  });
  await isAt(t, "People");
  await t.see("Cancelled. Nothing was exported.");
  await t.gone("progressbar");
  await t.goto("#/risks");
  const file = await t.download(begun);
  await believable(t, "writing", 85);
  t.equal(recordsOf(file, "risk").length, 6_000, "risks in the file");
}

export default [
  { name: "copies that went apart", run: diverged },
  { name: "wrong files", browsers: ["chromium"], run: wrong },
  { name: "attachments of a file", browsers: ["chromium"], run: attachments },
  { name: "a hand-edited export", browsers: ["chromium"], run: handEdited },
  { name: "corrections of a Markdown file", browsers: ["chromium"], run: corrected },
  { name: "the same file again", browsers: ["chromium"], run: again },
  { name: "a file that is written on another page", browsers: ["chromium"], run: written },
  { name: "the published schema", browsers: ["chromium"], run: schema },
  { name: "what this version does not know", browsers: ["chromium"], run: unknown },
];
