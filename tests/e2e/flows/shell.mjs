// What surrounds every page: first start, navigation, palette, keys, messages, settings, rescue.

const heading = (t) => t.page.$eval("main h1", (h1) => h1.innerText.trim());
const isAt = (t, name) => t.until(`the page ${name}`, async () => (await heading(t)) === name);
const focused = (t) => t.page.evaluate(() => document.activeElement?.innerText ?? "");

async function startEmpty(t) {
  await t.goto();
  await t.click("button", "Start empty");
  await isAt(t, "Today");
}

/** Every page of the shell without a violation, in each theme. */
async function pages(t) {
  await t.goto();
  await t.axe();
  for (const name of ["Start empty", "Open sample workspace", "Import a file"]) await t.role("button", name);
  await t.fill("Who is using this device?", "Ines Okafor");
  await t.fill("Name of the workspace", "North Fells");
  await t.click("button", "Start empty");
  await isAt(t, "Today");
  await t.role("link", "North Fells");
  await t.saved();
  for (const route of ["#/", "#/settings", "#/nowhere"]) {
    await t.goto(route);
    await t.axe();
  }
  await t.goto("#/settings");
  for (const theme of ["Dark", "High contrast", "Light"]) {
    await t.click("radio", theme);
    await t.axe();
  }
  await t.reload();
  t.equal(await t.page.evaluate(() => document.documentElement.dataset.theme), "light", "the theme after a reload");
  t.equal(await t.page.title(), "Settings – North Fells – Holdfast", "the title");
  await t.role("link", "Ines Okafor");
}

/** A new record begins with its title: the dialog asks for it, the focus is there. */
async function nameIt(t, title) {
  await t.role("dialog", /^New /);
  await t.until("the focus in the field", () => t.page.evaluate(() => document.activeElement?.matches("dialog input")));
  await t.page.keyboard.type(title);
  await t.press("Enter");
}

/** Navigation moves the focus to the heading, and keys lead where the map says. */
async function keyboard(t) {
  await startEmpty(t);
  await t.click("link", "Settings");
  await isAt(t, "Settings");
  await t.until("the focus on the heading", async () => (await focused(t)) === "Settings");
  await t.press("g");
  await t.press("r");
  await isAt(t, "Risks");
  await t.press("?");
  const map = await t.role("dialog", "Keys");
  t.check((await t.text(map)).includes("Search everything"), "the map says what the keys do");
  await t.axe();
  await t.press("Escape");
  await t.gone("dialog", "Keys");
  await t.press("n");
  await nameIt(t, "Generator fuel runs out");
  await t.until("a new risk", async () => /#\/risks\/[0-9a-f-]{36}$/.test(t.page.url()));
  await t.saved();
  await t.press("Control", "z");
  await t.see("Undone: Risk added");
  await t.press("Control", "Shift", "z");
  await t.see("Redone: Risk added");
}

/** The palette finds commands at once and records by what stands in them. */
/** At once after another dialog, or itself, was closed too. */
async function openPalette(t) {
  await t.press("Control", "k");
  await t.role("dialog", "Search and commands");
}

async function palette(t) {
  await startEmpty(t);
  await openPalette(t);
  await t.page.keyboard.type("new ris");
  await t.role("option", "New risk");
  await t.axe();
  await t.press("Enter");
  await nameIt(t, "Generator fuel runs out");
  await t.until("a new risk", async () => /#\/risks\/[0-9a-f-]{36}$/.test(t.page.url()));
  await t.see("Generator fuel runs out");
  await t.saved();
  for (const typed of ["risk-1", "fuel gen"]) {
    await openPalette(t);
    await t.page.keyboard.type(typed);
    await t.role("option", /^Generator fuel runs out/);
    await t.press("Escape");
    await t.gone("dialog", "Search and commands");
  }
}

/** A stored workspace that cannot be read: nothing is lost, everything is offered. */
async function rescue(t) {
  await startEmpty(t);
  await openPalette(t);
  await t.page.keyboard.type("new risk");
  await t.role("option", "New risk");
  await t.press("Enter");
  await nameIt(t, "Generator fuel runs out");
  await t.until("a new risk", async () => /#\/risks\/[0-9a-f-]{36}$/.test(t.page.url()));
  await t.saved();
  await t.page.evaluate(async () => {
    const names = (await indexedDB.databases()).map(({ name }) => name);
    const opening = indexedDB.open(names.find((name) => !name.endsWith(":restore")));
    const db = await new Promise((resolve) => (opening.onsuccess = () => resolve(opening.result)));
    const tx = db.transaction("log", "readwrite", { durability: "strict" });
    tx.objectStore("log").put("this is no change");
    await new Promise((resolve) => (tx.oncomplete = resolve));
    db.close();
  });
  await t.reload();
  await isAt(t, "The stored workspace cannot be opened");
  await t.axe();
  const { bytes } = await t.download(() => t.click("button", "Download what can be read"));
  const rescued = JSON.parse(bytes);
  const texts = rescued.rows.map(({ text }) => text ?? "");
  t.check(texts.some((text) => text.includes("RISK-1")), "the risk is among the rows that were read");
  t.check(texts.includes("this is no change"), "what is damaged is there as it is");
  await t.click("button", "Start fresh beside it");
  await t.role("button", "New risk");
  await t.goto("#/settings");
  await t.click("button", "Try to open the other one");
  await isAt(t, "The stored workspace cannot be opened");
}

/** On a phone the rooms are in a drawer that takes the focus and gives it back. */
async function phone(t) {
  await t.page.setViewport({ width: 390, height: 844 });
  await startEmpty(t);
  await t.axe();
  await t.click("button", "Rooms");
  await t.until("the focus in the drawer", async () => (await focused(t)).trim() === "Today");
  await t.axe();
  await t.press("Escape");
  await t.until("the focus on the button", () =>
    t.page.evaluate(() => document.activeElement?.getAttribute("aria-label") === "Rooms"),
  );
  // What is said meanwhile does not lie over the rooms.
  await t.press("Control", "z");
  await t.see("There is nothing to undo");
  await t.click("button", "More");
  await t.until("the focus in the drawer again", async () => (await focused(t)).trim() === "Today");
  await t.click("link", "People");
  await isAt(t, "People");
}

/** The sample workspace opens like any file, and Today says what in it wants attention. */
async function sample(t) {
  await t.goto();
  await t.click("button", "Open sample workspace");
  await isAt(t, "Today");
  await t.role("link", /^North Fells Hospitals/);
  await t.role("heading", /^Wants action/);
  await t.saved();
  await t.axe();
  await openPalette(t);
  await t.page.keyboard.type("generator");
  await t.see("Records, by what they say");
  await t.axe();
}

/** Who goes elsewhere while the sample loads finds it there, and the app goes on. */
async function elsewhere(t) {
  await t.goto();
  await t.click("button", "Open sample workspace");
  await t.page.evaluate(() => void (location.hash = "#/runbooks"));
  await isAt(t, "Runbooks");
  await t.role("link", /^North Fells Hospitals/);
  await t.saved();
  await t.goto("#/");
  await isAt(t, "Today");
}

export default [
  { name: "the sample workspace opens", run: sample },
  { name: "the sample workspace opens while one goes elsewhere", run: elsewhere },
  { name: "the pages of the shell, in each theme", run: pages },
  { name: "keys, focus, undo and redo", run: keyboard },
  { name: "the palette finds commands and records", run: palette },
  { name: "a damaged workspace is rescued", run: rescue },
  { name: "the drawer on a phone", run: phone },
];
