// Training: a competence that a role needs, who was trained, the matrix, and who can run a runbook tonight.
import { act, fillDay, id, isAt, pages, pick, region, startWith } from "../lib/work.mjs";

const [ADA, BO, ROLE, RUNBOOK, PLAN] = [id(1), id(2), id(3), id(4), id(7)];

const records = {
  person: [
    { id: ADA, title: "Ada Brook", working_hours: "Mon–Sun 00:00–24:00", time_zone: "UTC" },
    { id: BO, title: "Bo Lind", working_hours: "Mon–Sun 00:00–24:00", time_zone: "UTC" },
    { id: id(8), title: "Cy Dean" },
  ],
  competence: [{ id: id(9), title: "Lead a night shift", roles: [id(10)] }],
  plan: [{ id: PLAN, title: "Loss of the hall", teams: [{ id: id(11), place: { key: "k" }, role: ROLE }] }],
  role: [{ id: ROLE, title: "DBA on call", primary: ADA, deputies: [{ id: id(5), place: { key: "k" }, person: BO }] }, { id: id(10), title: "Shift lead", primary: id(8) }],
  runbook: [{ id: RUNBOOK, title: "Restore the ledger", steps: [{ id: id(6), place: { key: "k" }, title: "Restore", role: ROLE }] }],
};

const says = (t, words) => t.until(`"${words}"`, async () => (await t.text()).replace(/\s+/g, " ").includes(words));

async function added(t, room, kind, one, field, title) {
  await t.goto(`#/${room}?kind=${kind}`);
  await t.click("button", `New ${one}`);
  await t.fill(field, title, { within: await t.role("dialog", `New ${one}`) });
  await t.press("Enter");
  await isAt(t, title);
}

/** The same of a plan: its gaps beside it, who can carry it out, the matrix of its people. */
async function ofPlan(t) {
  await t.goto(`#/plans/${PLAN}`);
  await isAt(t, "Loss of the hall");
  await t.click("tab", "Recovery");
  const gaps = await region(t, "Who lacks what");
  t.check(/DBA on call[\s\S]*Restore a database[\s\S]*Bo Lind[\s\S]*Ada Brook/.test(await t.text(gaps)), `the gaps: ${await t.text(gaps)}`);
  await t.axe();
  await t.click("link", "Who can carry it out tonight");
  await says(t, "DBA on call 1 can");
  await t.goto(`#/training?view=matrix&of=${PLAN}`);
  await t.until("only its people", async () => {
    const text = await t.text(await region(t, "Training matrix"));
    return text.includes("Bo Lind") && !text.includes("Cy Dean");
  });
  await (await t.label("People of")).select("");
  await t.until("everybody", async () => (await t.text(await region(t, "Training matrix"))).includes("Cy Dean"));
}

async function trained(t) {
  await startWith(t, records, "Ada Brook");
  await t.saved();
  await t.server.stop();
  await added(t, "training", "competence", "competence", "Title", "Restore a database");
  await pick(t, "Needed by", "DBA", /DBA on call/);
  await t.choose("Valid for", "every year");
  await says(t, "Nobody of those who need it was trained.");
  await added(t, "training", "training_record", "training record", "Title", "Ada: restore");
  await pick(t, "Person", "Ada", /Ada Brook/);
  await pick(t, "Competence", "Restore", /Restore a database/);
  await fillDay(t, "On", new Date(Date.now() - 30 * 86_400_000).toISOString().slice(0, 10));
  await t.click("radio", "Passed");
  await t.saved();

  await t.goto("#/training?view=matrix");
  await t.until("Bo is missing", async () => /Bo Lind[\s–]+Missing/.test(await t.text(await region(t, "Training matrix"))));
  t.check(/Ada Brook[\s–]+Until/.test(await t.text(await region(t, "Training matrix"))), "Ada is trained");
  await t.axe();
  t.check(pages(await t.pdf("matrix")).join("\n").includes("Bo Lind"), "the matrix on paper");

  await t.goto("#/training?view=tonight");
  await (await t.label("DR plan or runbook")).select(RUNBOOK);
  await says(t, "DBA on call 1 can");
  await says(t, "Bo Lind (deputy) at work, lacks");
  await t.axe();
  await ofPlan(t);
}

export default [{ name: "who is trained, and who can run it tonight", browsers: ["chromium", "firefox"], run: trained }];
