// What every record has: fields, links from both sides, comments, attachments, a past, a way back.
import { cardSays, file, heading, historySays, id, isAt, pick, region, startWith } from "../lib/work.mjs";

const records = {
  person: [
    { id: id(1), title: "Ines Okafor" },
    { id: id(2), title: "Tom Reid" },
  ],
  role: [{ id: id(3), title: "Incident commander" }],
  risk: [{ id: id(4), title: "The river floods the switch room" }],
};

const items = (t, list) =>
  t.page.$$eval(`section[aria-label="${list}"] ol.items > li input[role="combobox"]`, (inputs) => inputs.map((input) => input.value));

/** A role names who holds it and, in order, who steps in. */
async function roles(t) {
  await startWith(t, records, "Ines Okafor");
  await t.goto(`#/people/${id(3)}`);
  await isAt(t, "Incident commander");
  await pick(t, "Primary", "ines", /Ines Okafor/);
  await pick(t, "Add deputy", "tom", /Tom Reid/);
  // One who is not there yet is made on the spot.
  await pick(t, "Add deputy", "Amal Haddad", /Amal Haddad\s*new person/);
  const order = async (...names) =>
    t.until(`the deputies ${names}`, async () => {
      const now = await items(t, "Deputies, in order");
      return now.length === names.length && now.every((name, n) => name.includes(names[n]));
    });
  await order("Tom Reid", "Amal Haddad");
  await t.click("button", "Move Deputy 2 up");
  await order("Amal Haddad", "Tom Reid");
  await t.click("button", "Remove Deputy 2");
  await order("Amal Haddad");
  await t.saved();
  await t.press("Control", "z");
  await order("Amal Haddad", "Tom Reid");
  await t.saved();

  await t.goto(`#/people/${id(2)}`);
  await isAt(t, "Tom Reid");
  await cardSays(t, "Links", "Incident commander");
  await cardSays(t, "Links", "deputy");
}

/** Links, comments and attachments, seen again after a reload and from the other side. */
async function around(t) {
  await startWith(t, records, "Ines Okafor");
  await t.goto(`#/risks/${id(4)}`);
  await isAt(t, "The river floods the switch room");
  const links = await region(t, "Links");
  await links.$eval("details", (details) => (details.open = true));
  await t.fill("How it is linked", "looked after by");
  await pick(t, "To", "commander", /Incident commander/);
  await cardSays(t, "Links", "looked after by");

  await t.fill("New comment", "Seen it in **2015**.\n\n<img src=x onerror=alert(1)>");
  await t.click("button", "Add comment");
  await cardSays(t, "Comments", "Seen it in 2015.");
  await cardSays(t, "Comments", "<img src=x");
  await cardSays(t, "Comments", "Ines Okafor");

  const content = "rack 4, socket 12\n";
  await t.upload("Attach files", await file(t, "sockets.txt", content));
  await t.role("button", "sockets.txt");
  await t.saved();
  await t.reload();
  const { name, bytes } = await t.download(() => t.click("button", "sockets.txt"));
  t.equal(name, "sockets.txt", "the name of the attachment");
  t.equal(bytes.toString(), content, "the attachment");

  await t.goto(`#/people/${id(3)}`);
  await isAt(t, "Incident commander");
  await cardSays(t, "Links", "looked after by");
  await t.click("link", /The river floods the switch room/);
  await isAt(t, "The river floods the switch room");
}

/** The past says who, when, before and after; undo and redo walk through it. */
async function past(t) {
  await startWith(t, records, "Ines Okafor");
  await t.goto(`#/risks/${id(4)}`);
  await isAt(t, "The river floods the switch room");
  await t.fill("Title", "The river floods the server room");
  await t.press("Tab");
  await isAt(t, "The river floods the server room");
  const text = await historySays(t, "server room");
  for (const word of ["switch room", "Ines Okafor", "Import of start.holdfast.json"]) t.check(text.includes(word), `history without "${word}": ${text}`);
  await t.click("button", /^Undo/);
  await isAt(t, "The river floods the switch room");
  await historySays(t, "Undone: ");
  await t.click("button", /^Redo/);
  await isAt(t, "The river floods the server room");
  await t.saved();
}

/** Archive and trash take a record out of sight, never away. */
async function outOfSight(t) {
  await startWith(t, records, "Ines Okafor");
  await t.goto(`#/risks/${id(4)}`);
  await isAt(t, "The river floods the switch room");
  const menu = async (entry) => {
    await t.page.$eval(".head .actions > details:last-child > summary", (summary) => summary.click());
    await t.click("button", entry);
  };
  const sub = () => t.page.$eval(".head .sub", (sub) => sub.innerText);
  await menu("Archive");
  await t.until("the mark of the archive", async () => (await sub()).includes("Archived"));
  await menu("Unarchive");
  await t.until("the mark to go", async () => !(await sub()).includes("Archived"));

  await menu("Delete");
  await t.see("This risk was deleted");
  await t.until("the focus on the heading", () => t.page.evaluate(() => document.activeElement?.matches("main h1")));
  await t.saved();
  await t.reload();
  await t.see("This risk was deleted");
  await t.click("button", "Restore");
  await t.role("button", "Accept risk");
  t.equal(await heading(t), "The river floods the switch room", "the heading after the restore");

  await menu("Duplicate");
  await t.until("the copy", () => !t.page.url().includes(id(4)));
  await t.role("button", "Accept risk");
  await t.saved();
  await t.goto(`#/risks/${id(99)}`);
  await isAt(t, "There is no such record here");
}

/** An alarm about a value that was not written goes when a value is written there. */
async function mended(t) {
  await startWith(t, { service: [{ id: id(1), title: "Mail" }] });
  const open = async () => {
    await t.goto(`#/services/${id(1)}`);
    await isAt(t, "Mail");
  };
  await open();
  await t.fill("RTO", "soon");
  await t.goto("#/settings");
  await t.see("“soon” was not written in RTO");
  await open();
  await t.fill("RTO", "4 h");
  await t.press("Tab");
  await t.until("the alarm to go", async () => !(await t.page.$eval("body", (body) => body.innerText)).includes("was not written"));
}

export default [
  { name: "an alarm goes with what it was about", browsers: ["chromium"], run: mended },
  { name: "a role with deputies", run: roles },
  { name: "links, comments and attachments", browsers: ["chromium"], run: around },
  { name: "history, undo and redo", run: past },
  { name: "archive, trash and back", browsers: ["chromium"], run: outOfSight },
];
