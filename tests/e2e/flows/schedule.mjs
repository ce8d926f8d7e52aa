// Automatic exports: to the download folder, and to one file that was chosen once.
import { exported, id, recordsOf, startWith } from "../lib/work.mjs";

const records = { risk: [{ id: id(1), title: "Flood of the Aske" }] };
const DAY = 86_400_000;

/** As if the last export was so many days ago, and nothing was tried since. */
const exportedDaysAgo = (t, days) =>
  t.page.evaluate((at) => {
    localStorage.setItem("holdfast:/:pref:last-export", String(at));
    localStorage.removeItem("holdfast:/:pref:automatic-export-tried");
  }, Date.now() - days * DAY);

/** Once a day, to the download folder; the same is not written twice. */
async function downloads(t) {
  await startWith(t, records);
  await t.goto("#/data");
  await t.see("Last whole export: never");
  await t.see("Now it writes nothing: choose how often.");
  await t.axe();
  const first = await t.download(() => t.choose("How often", "Every day"));
  t.equal(recordsOf(first, "risk").length, 1, "the risks in the file");
  t.check(/^workspace-\d{4}-\d\d-\d\d\.holdfast\.json$/.test(first.name), `the name ${first.name}`);
  await t.see("Exported by itself as ");
  await t.see("The next is due ");
  await t.see("Nothing is written while nothing has changed.");
  t.check(!(await t.text()).includes("Last whole export: never"), "the age of the export is told");

  // It is kept for the next start, and stays quiet until it is time again.
  await t.reload();
  const often = await t.label("How often");
  t.equal(await often.evaluate((select) => select.selectedOptions[0].text), "Every day", "how often, after a reload");
  await exportedDaysAgo(t, 2);
  const second = await t.download(() => t.choose("How often", "Every week").then(() => exportedDaysAgo(t, 8)).then(() => t.choose("How often", "Every day")));
  t.check(second.bytes.equals(first.bytes), "the same workspace gives the same file");
}

/** On a phone a message does not stay over the button that one pressed. */
async function uncovered(t) {
  await startWith(t, records);
  await t.page.setViewport({ width: 390, height: 700 });
  await t.goto("#/data");
  const button = await t.role("button", "Export workspace");
  await t.until("no message", () => t.page.$$eval(".toast", (all) => all.length === 0));
  const clear = () =>
    button.evaluate((button) => {
      const { left, top, width, height } = button.getBoundingClientRect();
      return button.contains(document.elementFromPoint(left + width / 2, top + height / 2));
    });
  // As low as it can be pressed: above the bar at the bottom, where messages come.
  await button.evaluate((button) => {
    const main = button.closest("main");
    const bottom = Math.min(main.getBoundingClientRect().bottom, document.querySelector(".dock").getBoundingClientRect().top);
    main.scrollTop += button.getBoundingClientRect().bottom - (bottom - 24);
  });
  t.check(await clear(), "the button can be pressed before");
  await t.download(() => t.click("button", "Export workspace"));
  await t.see("Exported as ");
  // Not only once the message is gone by itself.
  await t.until("the button clear of a message that is there", async () => (await t.page.$$eval(".toast", (all) => all.length > 0)) && (await clear()) && t.page.$$eval(".toast", (all) => all.length > 0));
  await t.screenshot("message", { width: 390, full: false });
}

/** To one file: written whole each time, asked for again when the browser forgot, failures said. */
async function oneFile(t) {
  await startWith(t, records);
  await t.goto("#/data");
  // A real file of the page's own storage stands for one on a disk.
  await t.page.evaluate(() => {
    globalThis.kept = async () => (await navigator.storage.getDirectory()).getFileHandle("auto.holdfast.json", { create: true });
    globalThis.showSaveFilePicker = () => kept();
    globalThis.content = async () => (await (await kept()).getFile()).text();
  });
  const content = () => t.page.evaluate(() => content());
  await t.download(() => t.choose("How often", "Every day"));
  await t.click("radio", "One file, on a disk or a shared drive");
  await t.see("File: auto.holdfast.json.");
  await exportedDaysAgo(t, 2);
  await t.choose("How often", "Every week");
  await exportedDaysAgo(t, 8);
  await t.choose("How often", "Every day");
  const file = await exported(t);
  await t.until("the file to hold the workspace", async () => (await content()) === file.bytes.toString());
  await t.screenshot("file", { width: 390, full: false });

  await exportedDaysAgo(t, 8);
  await t.page.evaluate(() => (FileSystemHandle.prototype.queryPermission = async () => "prompt"));
  await t.choose("How often", "Every week");
  await t.see("wants you to allow writing to auto.holdfast.json again");
  await t.click("button", "Close message");
  await t.page.evaluate(() => (FileSystemHandle.prototype.queryPermission = async () => "granted"));

  // What the disk or the browser refuses is said in words, and the file is as it was.
  const refuses = async (type, method, error, words) => {
    await t.page.evaluate(
      (type, method, error) => {
        const kind = globalThis[type].prototype;
        const real = kind[method];
        kind[method] = async () => {
          kind[method] = real;
          throw new DOMException("No.", error);
        };
      },
      type,
      method,
      error,
    );
    await exportedDaysAgo(t, 8);
    await t.choose("How often", "Every day");
    await t.see(words);
    t.check((await content()) === file.bytes.toString(), `the file after ${error} is as it was`);
    await t.click("button", "Close message");
    await t.choose("How often", "Never");
  };
  await refuses("FileSystemFileHandle", "createWritable", "NotAllowedError", "wants you to allow writing to auto.holdfast.json again");
  await refuses("FileSystemFileHandle", "createWritable", "NotFoundError", "The automatic export failed: the browser refused writing to the file: it is not where it was.");
  await refuses("FileSystemWritableFileStream", "write", "QuotaExceededError", "The automatic export failed: the browser refused writing to the file: its disk is full. The file is as it was.");
  await refuses("FileSystemWritableFileStream", "close", "QuotaExceededError", "its disk is full. The file is as it was.");
}

export default [
  { name: "to the download folder", run: downloads },
  { name: "messages on a phone", browsers: ["chromium"], run: uncovered },
  { name: "to one file", browsers: ["chromium"], run: oneFile },
];
