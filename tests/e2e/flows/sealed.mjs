// Files that only their passphrase opens: sealed here, opened elsewhere, refused when wrong.
import { PLAIN_HOST } from "../../../scripts/lib/browsers.mjs";
import { apply, exported, file, id, isAt, startEmpty, startWith } from "../lib/work.mjs";

const records = { risk: [{ id: id(1), title: "Flood of the Aske" }, { id: id(2), title: "Fire in the switch room" }] };
const PASSPHRASE = "four wet cellars in Kendal";

async function sealedExport(t, passphrase = PASSPHRASE) {
  await t.goto("#/data");
  await t.click("button", "Export sealed");
  const dialog = await t.role("dialog", "Export sealed");
  await t.fill("Passphrase, at least 12 characters", passphrase);
  await t.fill("The same passphrase again", passphrase);
  const sealed = await t.download(() => t.click("button", "Seal and download", { within: dialog }));
  await t.gone("dialog", "Export sealed");
  return sealed;
}

/** Gives a file to the page Data and waits until its passphrase is asked for. */
async function chooseSealed(t, at) {
  await t.goto("#/data");
  await t.upload("Files to import", at);
  return t.role("dialog", "Open sealed file");
}

async function unseal(t, passphrase) {
  await t.fill("Passphrase", passphrase);
  await t.press("Enter");
}

const refused = (t, words) =>
  t.until(`an error with "${words}"`, async () => {
    const alerts = await t.page.$$eval("[role=alert]:not([hidden])", (alerts) => alerts.map((alert) => alert.innerText));
    return alerts.some((text) => text.includes(words));
  });

/** From one device to another over plain http, where there is no WebCrypto, with a slip on the way. */
async function carried(t) {
  t.server.host = PLAIN_HOST;
  await startWith(t, records, "Ines Okafor");
  t.check(await t.page.evaluate(() => !isSecureContext && crypto.subtle === undefined), "no secure context");
  const plain = await exported(t);

  await t.click("button", "Export sealed");
  const dialog = await t.role("dialog", "Export sealed");
  await t.axe();
  for (const width of [390, 1024]) await t.screenshot("export", { width, full: false });
  await t.fill("Passphrase, at least 12 characters", "too short");
  await t.press("Enter");
  await refused(t, "at least 12 characters");
  await t.axe();
  await t.screenshot("export-refused", { width: 390, full: false });
  // On a phone a message stands above the dock for a moment, where the next button is: here and below.
  await t.page.setViewport({ width: 1280, height: 900 });
  await t.fill("Passphrase, at least 12 characters", PASSPHRASE);
  await t.fill("The same passphrase again", `${PASSPHRASE}.`);
  await t.press("Enter");
  await refused(t, "The two are not the same");
  await t.fill("The same passphrase again", PASSPHRASE);
  const sealed = await t.download(() => t.press("Enter"));
  await t.gone("dialog", "Export sealed");
  t.check(/^workspace-\d{4}-\d\d-\d\d\.sealed\.json$/.test(sealed.name), `the name ${sealed.name}`);
  await t.see("Last whole export from this device");
  const envelope = JSON.parse(sealed.bytes);
  t.equal([envelope.format, envelope.version, Object.keys(envelope)], ["holdfast-sealed", "1.0", ["format", "version", "kdf", "cipher", "data"]], "the envelope");
  t.check(envelope.kdf.m_kib >= 19_456 && envelope.kdf.t >= 2, "the cost of guessing");
  t.check(!sealed.bytes.includes("Aske"), "nothing of the records can be read");
  const again = JSON.parse((await sealedExport(t)).bytes);
  for (const part of ["kdf.salt", "cipher.nonce"]) {
    const of = (envelope) => part.split(".").reduce((value, key) => value[key], envelope);
    t.check(of(again) !== of(envelope), `a fresh ${part} in each file`);
  }
  // What was typed is gone, and is stored nowhere.
  await t.click("button", "Export sealed");
  const anew = await t.role("dialog", "Export sealed");
  const field = await t.label("Passphrase, at least 12 characters");
  t.equal(await field.evaluate((field) => [field.type, field.value]), ["password", ""], "the passphrase when the dialog opens again");
  // Firefox keeps the first Esc for its own warning at such fields on plain http.
  await t.click("button", "Cancel", { within: anew });
  await t.gone("dialog", "Export sealed");
  const stored = await t.page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  t.check(!stored.includes(PASSPHRASE), "the passphrase in storage");

  const other = await t.anotherDevice();
  await startEmpty(other);
  const asks = await chooseSealed(other, sealed.path);
  await other.axe();
  for (const width of [390, 1024]) await other.screenshot("open", { width, full: false });
  await unseal(other, "four dry cellars in Kendal");
  await refused(other, "The passphrase is wrong");
  t.equal((await other.roles("dialog", "Review import")).length, 0, "reviews after a wrong passphrase");
  await other.axe();
  await other.screenshot("open-refused", { width: 390, full: false });
  await unseal(other, PASSPHRASE);
  const plan = await other.role("dialog", "Review import");
  await other.gone("dialog", "Open sealed file");
  t.check(/\b2\s+new\b/.test(await other.text(plan)), "two new records in the plan");
  await other.page.setViewport({ width: 1280, height: 900 });
  await apply(other);
  t.check((await exported(other)).bytes.equals(plain.bytes), "the other device exports the same bytes");
}

/** Files that are damaged, changed, newer or greedy are refused, and change nothing. */
async function wrong(t) {
  await startWith(t, records);
  const before = await exported(t);
  const { bytes } = await sealedExport(t);
  const text = bytes.toString();
  const data = text.indexOf('"data": "') + 20;
  const files = [
    ["cut.json", text.slice(0, text.length / 2), "damaged, perhaps cut off"],
    ["mended.json", `${text.slice(0, data)}"}`, "damaged"],
    ["newer.json", text.replace('"1.0"', '"2.0"'), "version “2.0”"],
    ["greedy.json", text.replace(/"m_kib": \d+/, '"m_kib": 4000000'), "so it is refused"],
    ["method.json", text.replace("argon2id", "md5"), "“md5”"],
  ];
  await t.goto("#/data");
  for (const [name, content, words] of files) {
    await t.upload("Files to import", await file(t, name, content));
    await refused(t, words);
    await refused(t, "Nothing was changed");
  }
  t.equal((await t.roles("dialog", "Open sealed file")).length, 0, "dialogs for files that no passphrase opens");

  const other = text[data] === "A" ? "B" : "A";
  const tampered = await file(t, "tampered.json", `${text.slice(0, data)}${other}${text.slice(data + 1)}`);
  await chooseSealed(t, tampered);
  await unseal(t, PASSPHRASE);
  await refused(t, "or the file was changed");
  await t.press("Escape");
  await t.gone("dialog", "Open sealed file");
  await t.see("Nothing was imported.");
  t.check((await exported(t)).bytes.equals(before.bytes), "the workspace is as it was");
}

/** Closed while it seals, the dialog hands nothing out; the next export is the one that was asked for. */
async function closed(t) {
  await startWith(t, records);
  await t.goto("#/data");
  await t.click("button", "Export sealed");
  await t.fill("Passphrase, at least 12 characters", "taken back at once");
  await t.fill("The same passphrase again", "taken back at once");
  await t.press("Enter");
  await t.press("Escape");
  await t.gone("dialog", "Export sealed");
  const sealed = await sealedExport(t);
  await chooseSealed(t, sealed.path);
  await unseal(t, PASSPHRASE);
  const plan = await t.role("dialog", "Review import");
  t.check((await t.text(plan)).includes("Everything in this file is here already"), "the file of the second passphrase");
}

/** Several files at once: each sealed one is asked about, and one without a passphrase is left out. */
async function several(t) {
  await startWith(t, { risk: [records.risk[0]] });
  await t.goto("#/data");
  const first = await sealedExport(t, "the first passphrase");
  const second = await t.anotherDevice();
  await startWith(second, { risk: [records.risk[1]] });
  await second.goto("#/data");
  await second.click("button", "Export sealed");
  await second.choose("What the file contains", "Risks");
  // One keyboard sends a letter with its dots as one character, another as two.
  const umlaut = "Überlauf in vier Kellern";
  await second.fill("Passphrase, at least 12 characters", umlaut.normalize("NFC"));
  await second.fill("The same passphrase again", umlaut.normalize("NFD"));
  const room = await second.download(() => second.press("Enter"));
  t.check(/^workspace-risks-.*\.sealed\.json$/.test(room.name), `the name ${room.name}`);

  // This one has no worker, as some pages opened from the disk: the page does the work.
  const third = await t.anotherDevice();
  await third.page.evaluateOnNewDocument(() => {
    Object.defineProperty(globalThis, "holdfastWorker", { get: () => undefined, set: () => {} });
  });
  await startEmpty(third);
  await third.goto("#/data");
  const names = [await file(t, "left.json", first.bytes), await file(t, "room.json", room.bytes)];
  await third.upload("Files to import", ...names);
  await third.see("left.json is sealed");
  await third.press("Escape");
  await third.see("room.json is sealed");
  await unseal(third, umlaut.normalize("NFD"));
  await third.role("dialog", "Review import");
  await apply(third);
  await third.goto("#/risks");
  await isAt(third, "Risks");
  await third.see("Fire in the switch room");
  t.check(!(await third.text()).includes("Flood of the Aske"), "the file that was left out");
  const back = JSON.parse((await sealedExport(third)).bytes);
  t.equal(back.format, "holdfast-sealed", "what is sealed without a worker");
}

export default [
  { name: "from one device to another over plain http", run: carried },
  { name: "wrong files", browsers: ["chromium"], run: wrong },
  { name: "closed at work", run: closed },
  { name: "several at once", browsers: ["chromium"], run: several },
];
