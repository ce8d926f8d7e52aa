// Backups: a policy, its jobs as CSV, what was missed, a restore test that is proof, and what survives.
import { apply, file, id, isAt, startWith } from "../lib/work.mjs";

const says = (t, words) => t.until(`"${words}"`, async () => (await t.text()).replace(/\s+/g, " ").includes(words));
const saysNot = (t, words) => t.until(`no "${words}"`, async () => !(await t.text()).replace(/\s+/g, " ").includes(words));

/** So many hours ago, to the minute. */
const ago = (hours) => new Date(Math.floor(Date.now() / 60_000) * 60_000 - hours * 3_600_000).toISOString();

const start = () => ({
  service: [
    { id: id(1), title: "Home", node: "site" },
    { id: id(2), title: "Away", node: "site" },
    { id: id(3), title: "Charts", node: "data", rto: 240, rpo: 1440, dependencies: [{ id: id(31), on: id(1) }] },
  ],
  backup_policy: [
    {
      id: id(4),
      title: "Nightly charts",
      service: id(3),
      interval: 720,
      anchor: ago(37),
      grace: 30,
      copies: [{ id: id(41), title: "Disk at home", location: id(1), medium: "disk", offsite: false, offline: false, immutable: false }],
    },
  ],
});

/** From a policy to a proof, and to what is left when a site is lost. */
async function backedUp(t) {
  await startWith(t, start(), "Ines Okafor");
  await t.goto("#/backups");
  await t.click("link", /Nightly charts/);
  await isAt(t, "Nightly charts");
  await says(t, "jobs of the last 30 days have no result");
  await says(t, "All copies are lost with Home");
  const policy = await t.page.evaluate(() => location.hash);

  // Two of four jobs, as the backup program writes them.
  const row = (hours, status) => `Nightly charts,${ago(hours)},${ago(hours - 0.5)},${status},12.5,0`;
  const rows = ["Job name,Start time,End time,Status,Size (GB),Errors", row(37, "Success"), row(13, "Success"), ""];
  await t.goto("#/data");
  await t.upload("Files to import", await file(t, "backup jobs.csv", rows.join("\r\n")));
  const dialog = await t.role("dialog", "Import table");
  await t.until("two jobs", async () => (await t.text(dialog)).includes("2 records."));
  await t.click("button", "Review", { within: dialog });
  await t.role("dialog", "Review import");
  await apply(t);
  await t.goto(policy);
  await isAt(t, "Nightly charts");
  await says(t, "2 of 4 jobs of the last 30 days have no result");

  // One more by hand, from the policy's page.
  await t.click("button", "Log a job");
  const logged = await t.role("dialog", "Log a job");
  await t.click("radio", "Success", { within: logged });
  await t.click("button", "Log a job", { within: logged });
  await t.until("the job's page", () => t.page.evaluate((policy) => location.hash !== policy, policy));
  await isAt(t, "Nightly charts");
  await t.see("Success");
  await t.press("Control", "z");
  await t.goto(policy);
  await says(t, "2 of 4 jobs of the last 30 days have no result");

  await t.goto("#/backups?view=due");
  await says(t, "2 of 4");
  await t.axe();
  await t.goto("#/backups?view=coverage");
  await says(t, "0 of 5");
  await says(t, "no copy is off site");
  await says(t, "never");
  await t.axe();
  for (const [width, theme] of [[390, "light"], [1024, "dark"]]) await t.screenshot("coverage", { width, theme });
  await t.page.setViewport({ width: 1280, height: 900 });

  // A restore test as another copy wrote it: proof on the data set.
  await t.goto(`#/services/${id(3)}`);
  await isAt(t, "Charts");
  await says(t, "No restore of it was ever tested");
  const test = { id: id(5), title: "Charts on the spare host", services: [id(3)], policy: id(4), scope: "full", started: ago(5), ended: ago(3), data_as_of: ago(13), result: "passed", integrity: "ok" };
  await t.goto("#/data");
  await t.upload("Files to import", await file(t, "test.holdfast.json", JSON.stringify({ format: "holdfast", version: "1.0", records: { restore_test: [test] } })));
  await t.role("dialog", "Review import");
  await apply(t);
  await t.goto(`#/backups/${id(5)}`);
  await isAt(t, "Charts on the spare host");
  await says(t, "Back after 2 h");
  await says(t, "Data lost 8 h");
  await t.goto(`#/services/${id(3)}`);
  await isAt(t, "Charts");
  await says(t, "Proven RTO 2 h");
  await saysNot(t, "No restore of it was ever tested");

  // What is left without the site, and without the other.
  await t.goto("#/backups?view=survives");
  await says(t, "Nothing is lost yet");
  await t.click("checkbox", "Home");
  await says(t, "nothing is left: all copies are lost with it");
  await t.click("checkbox", "Home");
  await saysNot(t, "nothing is left");
  await t.click("checkbox", "Away");
  await says(t, "There");
  await t.axe();
  await t.until("the address", () => t.page.evaluate((id) => location.hash.includes(`lost=${id}`), id(2)));
  await t.saved();
}

export default [{ name: "backups: from a policy to a proof and to what survives", run: backedUp }];
