// The kit: one file from a stick, with no server and no network.
import { copyFile } from "node:fs/promises";
import path from "node:path";
import { isAt } from "../lib/work.mjs";

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

export default [{ name: "a risk and a run from a file", run: fromFile }];
