// Readiness: what fails is found, mended by its link, and gone; the score follows; a check is muted with a reason.
import { day, fillDay, id, isAt, openSample, pages, pick, startWith } from "../lib/work.mjs";

const records = () => ({
  person: [{ id: id(1), title: "Ines Okafor", phone: "1", contact_checked: day(-1) }],
  service: [{ id: id(5), code: "SVC-5", title: "Emergency care", node: "business_service", rto: 30, tier: { tier: 1, reason: "Lives" } }],
});

const NO_OWNER = /^Mend SVC-5 Emergency care: Somebody owns/;
const NO_PLAN = /SVC-5 Emergency care: A plan in force names/;
const points = async (t) => Number(/(\d+) of 100/.exec(await t.text(await t.role("region", "Score")))[1]);

async function mended(t) {
  await startWith(t, records(), "Ines Okafor");
  await t.goto("#/readiness");
  await t.role("link", NO_OWNER);
  const first = await points(t);
  await t.axe();
  // Who renames a record changes nothing that fails; the list calls it by its new name all the same.
  await t.goto(`#/services/${id(5)}`);
  await isAt(t, "Emergency care");
  await t.fill("Name", "Acute care");
  await t.press("Tab");
  await isAt(t, "Acute care");
  await t.goto("#/readiness");
  await t.role("link", /^Mend SVC-5 Acute care: Somebody owns/);
  await t.click("button", /^Undo/);
  await t.role("link", NO_OWNER);
  await t.gone("link", /Acute care/);
  await t.click("link", NO_OWNER);
  await isAt(t, "Emergency care");
  await t.see("It is of tier 1, and nobody owns it.");
  // The link leads to the field that mends it.
  await t.until("the focus in the field", () => t.page.evaluate(() => document.activeElement?.id === "f-owner"));
  await pick(t, "Owner", "Ines", /Ines Okafor/);
  await t.goto("#/readiness");
  await t.role("region", "Score");
  await t.gone("link", NO_OWNER);
  const second = await points(t);
  t.check(second > first, `a better score: ${first}, then ${second}`);

  // Muted with a reason, by keyboard; it stays listed and does not count.
  await (await t.role("button", new RegExp(`^Mute… ${NO_PLAN.source}`))).focus();
  await t.press("Enter");
  const dialog = await t.role("dialog", "Mute check");
  await t.fill("Reason", "The plan is being written.", { within: dialog });
  await fillDay(t, "Until", day(30), { within: dialog });
  await t.click("button", "Mute check", { within: dialog });
  await t.role("button", new RegExp(`^Unmute ${NO_PLAN.source}`));
  await t.see("The plan is being written.");
  t.check((await points(t)) > second, "a better score");
  await t.axe();
  for (const [width, theme] of [[390, "dark"], [1024, "light"], [1600, "dark"]]) await t.screenshot("readiness", { width, theme });
  await t.page.setViewport({ width: 1280, height: 900 });
  await t.click("button", new RegExp(`^Unmute ${NO_PLAN.source}`));
  await t.role("button", new RegExp(`^Mute… ${NO_PLAN.source}`));
  t.equal(await points(t), second, "the score");
}

// Today is of who uses the device with the roles that they hold; another's or everybody's by choice, kept in the address.
async function whose(t) {
  const review = (n, owner) => ({ id: id(20 + n), title: `Service ${n}`, owner, next_review: day(n), node: "application" });
  const all = {
    person: [1, 2].map((n) => ({ id: id(n), title: ["Ines Okafor", "Bob Hale"][n - 1], phone: "1", contact_checked: day(-1) })),
    role: [{ id: id(10), title: "Duty manager", primary: id(1), deputies: [{ id: id(11), person: id(2) }] }],
    service: [review(1, id(1)), review(2, id(2)), review(3, id(10))],
    restore_test: [{ id: id(30), title: "Restore charts", due: day(2), operator: id(2) }],
  };
  await startWith(t, all, "Ines Okafor");
  const lines = async (wanted, not) => {
    for (const name of wanted) await t.see(name);
    for (const name of not) await t.until(`${name} not there`, async () => !(await t.page.$eval("main", (main) => main.innerText)).includes(name));
  };
  await t.goto("#/");
  await lines(["Service 1", "Service 3"], ["Service 2", "Restore charts"]);
  await t.axe();
  const choose = async (name) => {
    const chooser = await t.role("combobox", "For");
    const value = await chooser.evaluate((select, name) => [...select.options].find((option) => option.text.includes(name)).value, name);
    await chooser.select(value);
  };
  await choose("Bob");
  await lines(["Service 2", "Service 3", "Restore charts"], ["Service 1"]);
  await t.page.reload();
  await lines(["Service 2", "Service 3"], ["Service 1"]);
  await choose("Everybody");
  await lines(["Service 1", "Service 2", "Service 3"], []);
  t.check((await t.page.evaluate(() => location.hash)).includes("for=all"), "the choice stands in the address");
  for (const [width, theme] of [[390, "dark"], [1024, "light"], [1600, "dark"]]) await t.screenshot("today-whose", { width, theme });
}

// The score of former days follows from the history of the sample, of all services or one; today's follows what is written.
async function trend(t) {
  await openSample(t);
  await t.goto("#/readiness");
  const card = await t.role("region", "Trend");
  const rows = () => card.$$eval("tbody tr", (rows) => rows.map((row) => [...row.querySelectorAll("th, td")].map((cell) => cell.innerText.trim())));
  await t.until("12 weeks and today", async () => (await rows()).length === 13);
  const all = await rows();
  t.check(all.every((row) => row.length === 8 && /^\d+$/.test(row[1])), `points and counts: ${all[0]}`);
  t.check(new Set(all.map((row) => row.slice(2, 6).join())).size > 4, "the weeks differ");
  t.check((await t.text(card)).includes("Checks that fail"), "how many fail is drawn");
  await t.axe();
  for (const [width, theme] of [[390, "dark"], [1024, "light"], [1600, "dark"]]) await t.screenshot("readiness-trend", { width, theme });
  await t.page.setViewport({ width: 1280, height: 900 });
  const choose = async (name, option) => {
    const chooser = await t.role("combobox", name, { within: card });
    const value = await chooser.evaluate((select, option) => [...select.options].find((one) => one.text.includes(option)).value, option);
    await chooser.select(value);
  };
  // Of a service: its own points, without what is counted over all.
  await choose("Of", "Payroll");
  await t.until("the points of one", async () => (await rows())[0].length === 6);
  t.check((await rows()).every((row) => row[1] !== "38"), "its own points");
  // Month by month: no score before there was a service.
  await choose("Of", "All services");
  await choose("Every", "Month by month");
  await t.until("the months before the first service", async () => (await rows()).at(-1)?.[1] === "unknown");
  t.equal((await rows())[0][1], "38", "today's points");
}

// On paper all stands that the page shows in parts, without its buttons.
async function printed(t) {
  await openSample(t);
  await t.goto("#/readiness");
  await t.role("region", "Score");
  const all = (await t.page.$$("main li")).length;
  for (const format of ["A4", "Letter"]) {
    const text = pages(await t.pdf(`readiness-${format}`, format)).join("\n");
    for (const words of ["Readiness", "Score", "/ 168 =", "ISO 22301:2019, 8.3", "Critical", "Services by score"]) t.check(text.includes(words), `${format}: "${words}" on paper`);
    t.check(!/Mute…|Show more/.test(text), `${format}: no buttons`);
  }
  t.check(all > 0, "something to print");
  // The lists say it, too, at the record's name.
  await t.goto("#/services");
  await t.until("how many critical checks fail, at the name", async () => /\d critical/.test(await t.page.$eval("main table", (table) => table.innerText)));
}

export default [{ name: "the score of former weeks and months follows from history", run: trend }, { name: "on A4 and Letter", run: printed }, { name: "a day is of a person", run: whose }, { name: "what fails is mended or muted, and the score follows", run: mended }];
