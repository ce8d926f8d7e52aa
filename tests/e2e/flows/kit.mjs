// The kit: one file from a stick, with no server and no network; the published one and those that
// the app makes, with records in them.
import { copyFile, readFile } from "node:fs/promises";
import path from "node:path";
import { apply, believable, byHand, exported, hearBar, id, importFiles, isAt, keptOffline, lists, newRisk, pages, recordsOf, review } from "../lib/work.mjs";

const go = (t, hash) => t.page.evaluate((hash) => void (location.hash = hash), hash);

async function fromFile(t) {
  const kit = path.join(t.folder, "holdfast.html");
  await copyFile(path.join(t.options.dist, "holdfast.html"), kit);
  await t.server.stop();
  await t.openFile(kit);
  await t.axe();
  await t.fill("Who is using this device?", "Ines Okafor");
  await t.click("button", "Start empty");
  await isAt(t, "Today");

  await go(t, "#/risks");
  await t.click("button", "New risk");
  const risk = await t.role("dialog", "New risk");
  await t.fill("Title", "The river floods the switch room", { within: risk });
  await t.press("Enter");
  await isAt(t, "The river floods the switch room");
  await t.saved();
  await t.reload();
  await isAt(t, "The river floods the switch room");

  await go(t, "#/runbooks");
  await t.click("button", "New runbook");
  const runbook = await t.role("dialog", "New runbook");
  await t.fill("Title", "Switch to paper", { within: runbook });
  await t.press("Enter");
  await isAt(t, "Switch to paper");
  await t.click("button", "Add the first step");
  await t.until("the focus on the step", () => t.page.evaluate(() => document.activeElement.id.startsWith("step-")));
  await t.page.keyboard.type("Fetch the downtime box");
  await t.press("Tab");
  await t.saved();
  await t.click("button", "Start run");
  const start = await t.role("dialog", "Start run");
  await t.click("radio", "Exercise", { within: start });
  await t.click("button", "Start run", { within: start });
  await t.click("button", "Done: Fetch the downtime box");
  await t.click("button", "Finish run");
  const end = await t.role("dialog", "Finish run");
  await t.click("button", "Finish run", { within: end });
  await t.role("button", "Resume");
  await t.saved();

  await go(t, "#/data");
  const { bytes } = await t.download(() => t.click("button", "Export workspace"));
  const { records } = JSON.parse(bytes);
  t.equal([records.risk.length, records.runbook.length, records.run.length], [1, 1, 1], "the records in the export");
}

/** Text that would end a data block, or begin something in the page, if it stood there as it is. */
const SHARP = "</script><script>globalThis.ran = 1</script><!-- <title> \\u003c";

const records = {
  person: [{ id: id(4), title: "Ada Byron" }, { id: id(7), title: "Bo Lind", phone: "+44 1539 55" }],
  role: [{ id: id(6), title: "Duty manager", primary: id(7) }],
  change: [{ id: id(5), title: "New index", owner: id(6), requester: id(4), runbooks: [id(3)] }],
  risk: [
    { id: id(1), title: `Flood ${SHARP}`, cause: "Rain" },
    { id: id(2), title: "Fire", cause: "A cable" },
  ],
  runbook: [
    {
      id: id(3),
      title: "Switch to paper",
      steps: ["Fetch the downtime box", "Tell the wards"].map((title, n) => ({ id: id(10 + n), place: { key: `k${n}` }, title })),
    },
  ],
};

/** A named workspace with these records. */
async function begin(t) {
  await t.goto();
  await t.fill("Name of the workspace", "North Fells");
  await t.fill("Who is using this device?", "Ines Okafor");
  await t.click("button", "Start empty");
  await isAt(t, "Today");
  await importFiles(t, await byHand(t, "start.json", records));
}

/** Makes a kit with what the dialog on Data offers first. */
async function makeKit(t) {
  await t.click("button", "Make an offline kit");
  const dialog = await t.role("dialog", "Make an offline kit");
  const kit = await t.download(() => t.click("button", "Make kit", { within: dialog }));
  await t.gone("dialog", "Make an offline kit");
  return kit;
}

const partOf = (page, id) => new RegExp(`<script [^>]*id="${id}">([^<]*)</script>`).exec(page)?.[1];

/** The kit's page with the content of these blocks left out, and whose it is. */
const without = (page, ...ids) =>
  ids.reduce((page, id) => page.replace(`>${partOf(page, id)}</script>`, "></script>"), page.replace(/data-kit="[^"]*"/, ""));

/** Opens a kit and reads what it says of itself. */
async function openKit(t, kit, words) {
  await t.openFile(kit.path);
  await isAt(t, "Today");
  await t.see(`Offline kit of North Fells, made on `);
  await t.see(`by Ines Okafor, ${words}.`);
  await t.saved();
  t.check(!(await t.page.evaluate(() => globalThis.ran)), "text of a record ran as a script");
}

/** Exports what changed in a kit: the file, and how many records of each kind are in it. */
async function changes(t) {
  await go(t, "#/data");
  const file = await t.download(() => t.click("button", "Export what changed"));
  const { records } = JSON.parse(file.bytes);
  return { ...file, count: Object.fromEntries(Object.entries(records).map(([kind, all]) => [kind, all.length])) };
}

/** Reads, searches, changes a risk, prints and runs a step, as one does with a kit at night. */
async function workInKit(t) {
  await go(t, "#/risks");
  await isAt(t, "Risks");
  await t.fill("Search", "rain");
  await lists(t, `Flood ${SHARP}`);
  await go(t, `#/risks/${id(2)}`);
  await isAt(t, "Fire");
  await t.fill("Cause", "A frayed cable </script>");
  await t.press("Tab");
  await go(t, `#/runbooks/${id(3)}`);
  await isAt(t, "Switch to paper");
  const paper = pages(await t.pdf("kit"));
  t.check(paper[0].includes("Fetch the downtime box"), `the steps on paper: ${paper[0]}`);
  await t.click("button", "Start run");
  const start = await t.role("dialog", "Start run");
  await t.click("radio", "Exercise", { within: start });
  await t.fill(/^Your name/, "Tom Reid", { within: start });
  await t.click("button", "Start run", { within: start });
  await t.click("button", "Done: Fetch the downtime box");
  await t.role("button", "Done: Tell the wards");
  await t.saved();
}

async function thereAndBack(t) {
  await begin(t);
  const other = await t.anotherDevice();
  await t.goto("#/data");
  await t.click("button", "Make an offline kit");
  await t.role("dialog", "Make an offline kit");
  await t.axe();
  for (const width of [390, 1024]) await t.screenshot("dialog", { width, full: false });
  await t.press("Escape");
  await t.gone("dialog", "Make an offline kit");
  const kit = await makeKit(t);
  t.equal(kit.name, "north-fells-kit.html", "the name of the kit");

  // One page with the published kit, and one policy; only the packing is the browser's.
  const [page, published] = [kit.bytes.toString(), await readFile(path.join(t.options.dist, "holdfast.html"), "utf8")];
  const own = ["kit-about", "kit-data"];
  t.check(without(page, ...own, "kit-app", "kit-rest") === without(published, ...own, "kit-app", "kit-rest"), "the kit is the published page");
  t.check(!partOf(page, "kit-data").includes("<") && partOf(page, "kit-data").length > 100, "the block of the records is whole");

  await t.server.stop();
  await openKit(other, kit, "7 records");
  await other.axe();
  for (const width of [390, 1024]) await other.screenshot("kit", { width, full: false });
  await workInKit(other);
  await other.reload();
  await other.role("button", "Done: Tell the wards");
  const { path: changed, count } = await changes(other);
  t.equal(count, { risk: 1, run: 1 }, "the records in the export of what changed");
  await go(other, "#/");
  await go(other, "#/data");
  const whole = await other.download(() => other.click("button", "Export workspace"));

  // A kit made from the kit is the same page with other records, and keeps to itself.
  const second = await makeKit(other);
  t.check(without(second.bytes.toString(), ...own) === without(page, ...own), "the kit's kit is the same page");
  await other.openFile(second.path);
  await other.see("Offline kit of North Fells, made on");
  await other.see("8 records.");
  await go(other, `#/risks/${id(2)}`);
  await isAt(other, "Fire");
  await go(other, "#/data");
  await other.click("button", "Export what changed");
  await other.see("Nothing changed since this kit was made.");
  await other.openFile(kit.path);
  await other.see("7 records.");

  await t.server.start();
  const dialog = await review(t, changed);
  const plan = (await t.text(dialog)).replace(/\s+/g, " ");
  for (const words of ["1 new", "1 changed", "0 conflicting", "0 proposed"]) t.check(plan.includes(words), `"${words}" in the plan: ${plan}`);
  await apply(t);
  t.check((await exported(t)).bytes.equals(whole.bytes), "the workspace is what the kit's is");
}

/** Of some records, with what they link to; the workspace's name comes along. */
async function selection(t) {
  await begin(t);
  await t.goto("#/changes");
  await lists(t, "New index");
  await t.click("checkbox", /New index/);
  const kit = await makeKit(t);
  await t.server.stop();
  // Who holds the role that answers for it comes along: somebody has to be called.
  await openKit(t, kit, "5 records");
  await go(t, "#/data");
  const { bytes } = await t.download(() => t.click("button", "Export workspace"));
  const kinds = ["change", "person", "risk", "runbook"].map((kind) => recordsOf({ bytes }, kind).length);
  t.equal(kinds, [1, 2, 0, 1], "changes, people, risks and runbooks in the kit");
}

/** One visit, then no server: the parts come from what the service worker keeps. */
async function withoutServer(t) {
  await begin(t);
  await keptOffline(t);
  await t.server.stop();
  await t.crashAndReopen();
  await t.goto("#/data");
  await t.click("button", "Make an offline kit");
  const dialog = await t.role("dialog", "Make an offline kit");
  await t.click("radio", "One room", { within: dialog });
  await t.click("button", "Make kit", { within: dialog });
  await t.see("Choose a room first.");
  await t.choose("Room", "Risks", { within: dialog });
  await t.click("checkbox", "With history (who changed what, and when)", { within: dialog });
  const kit = await t.download(() => t.click("button", "Make kit", { within: dialog }));
  await openKit(t, kit, "2 records");
  await go(t, `#/risks/${id(2)}`);
  await isAt(t, "Fire");
}

const PASSPHRASE = "four wet cellars in Kendal";

/** A sealed kit asks for its passphrase, once to open it and once to tell what changed. */
async function sealed(t) {
  await begin(t);
  const other = await t.anotherDevice();
  await t.goto("#/data");
  await t.click("button", "Make an offline kit");
  const dialog = await t.role("dialog", "Make an offline kit");
  await t.click("checkbox", /^Sealed/, { within: dialog });
  await t.click("button", "Make kit", { within: dialog });
  await t.see("at least 12 characters");
  await t.fill("Passphrase, at least 12 characters", PASSPHRASE);
  await t.fill("The same passphrase again", PASSPHRASE);
  await t.axe();
  for (const width of [390, 1024]) await t.screenshot("dialog", { width, full: false });
  const kit = await t.download(() => t.click("button", "Make kit", { within: dialog }));
  await t.gone("dialog", "Make an offline kit");
  t.check(!kit.bytes.includes("frayed") && !kit.bytes.includes("downtime box"), "nothing of the records can be read");

  await t.server.stop();
  await other.openFile(kit.path);
  await isAt(other, "This kit is sealed");
  await other.see("Sealed offline kit of North Fells, made on");
  await other.axe();
  for (const width of [390, 1024]) await other.screenshot("asks", { width, full: false });
  await other.fill("Passphrase", "four dry cellars in Kendal");
  await other.press("Enter");
  await other.see("The passphrase is wrong");
  await other.fill("Passphrase", PASSPHRASE);
  await other.press("Enter");
  await isAt(other, "Today");
  await other.see("by Ines Okafor, 7 records.");
  await other.saved();
  await workInKit(other);
  await other.reload();
  await other.role("button", "Done: Tell the wards");

  await go(other, "#/data");
  await other.click("button", "Export what changed");
  const asks = await other.role("dialog", "Export what changed");
  await other.fill("Passphrase of this kit", "four dry cellars in Kendal");
  await other.press("Enter");
  await other.see("The passphrase is wrong");
  await other.fill("Passphrase of this kit", PASSPHRASE);
  const changed = await other.download(() => other.click("button", "Export what changed", { within: asks }));
  const count = Object.entries(JSON.parse(changed.bytes).records).map(([kind, all]) => [kind, all.length]);
  t.equal(Object.fromEntries(count), { risk: 1, run: 1 }, "the records in the export of what changed");

  // Without the passphrase the app opens, and takes nothing in.
  const third = await t.anotherDevice();
  await third.openFile(kit.path);
  await third.click("button", "Go on without its records");
  await isAt(third, "Today");
  await third.see("The records of this kit are sealed.");
  t.check(!(await third.text()).includes("Flood"), "no record without the passphrase");
  // What is written meanwhile is of the same workspace, and goes back without the passphrase.
  await go(third, "#/risks");
  await newRisk(third, "Frost");
  await go(third, "#/data");
  const own = await third.download(() => third.click("button", "Export what changed"));
  t.check(own.name.startsWith("north-fells"), `the workspace's name in the file's: ${own.name}`);
  t.equal(JSON.parse(own.bytes).workspace.id, JSON.parse(changed.bytes).workspace.id, "the workspace that it is of");
  // Who has it later opens them then, though there are other records by now.
  await third.click("button", "Open its sealed records");
  await third.role("dialog", "Open sealed file");
  await third.fill("Passphrase", PASSPHRASE);
  await third.press("Enter");
  const taken = await third.text(await third.role("dialog", "Review import"));
  t.check(!taken.includes("another workspace"), `its own records are of this workspace: ${taken}`);
  await apply(third);
  await third.gone("status", /sealed/);
  await go(third, "#/risks");
  await lists(third, `Flood ${SHARP}`, "Fire", "Frost");
  await t.server.start();
}

/** How far a long kit is shows while it is made; given up by its button or by closing, nothing comes of it. */
async function givenUp(t) {
  await begin(t);
  const many = Array.from({ length: 4_000 }, (_, n) => ({ id: id(100 + n), title: `Risk ${n}`, cause: "Rain and wind. ".repeat(20) }));
  await importFiles(t, await byHand(t, "many.json", { risk: many }));
  await t.goto("#/data");
  const open = async () => {
    await t.click("button", "Make an offline kit");
    return t.role("dialog", "Make an offline kit");
  };
  const dialog = await open();
  await hearBar(t, "Making the kit");
  await t.page.evaluate(() => void (globalThis.cancelFrom = 15));
  await t.click("button", "Make kit", { within: dialog });
  await t.see("Cancelled. No kit was made.");
  await t.gone("progressbar");

  await hearBar(t, "Making the kit");
  await t.click("button", "Make kit", { within: dialog });
  await t.until("the bar", () => t.page.evaluate(() => globalThis.heard.some((each) => each > 5)));
  await t.press("Escape");
  await t.gone("dialog", "Make an offline kit");
  await t.gone("progressbar");
  t.equal(await t.page.evaluate(() => [...document.querySelectorAll(".toast")].filter((each) => each.textContent.includes("Saved as")).length), 0, "kits that were handed out");

  await open();
  await hearBar(t, "Making the kit");
  const kit = await t.download(() => t.click("button", "Make kit"));
  await believable(t, "making the kit", 85);
  await t.openFile(kit.path);
  await isAt(t, "Today");
  await t.see("4007 records.");
}

export default [
  { name: "a risk and a run from a file", run: fromFile },
  { name: "with records, there and back", run: thereAndBack },
  { name: "of a selection", run: selection },
  { name: "made with the server stopped", run: withoutServer },
  { name: "sealed", run: sealed },
  { name: "given up while it is made", browsers: ["chromium"], run: givenUp },
];
