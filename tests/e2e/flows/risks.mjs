// A risk on its way: assessed, treated, accepted for a time.
import { act, byHand, cardSays, day, fillDay, id, importFiles, isAt, lists, menu, newRisk, openMenu, pages, region, startEmpty, titles } from "../lib/work.mjs";

/** Assesses: likelihood and impact are decided together. */
async function assess(t, which, likelihood, impact) {
  for (const [part, value] of [["Likelihood", likelihood], ["Impact", impact]]) {
    const group = await t.role("group", `${which}: ${part}`);
    await t.click("radio", String(value), { within: group });
  }
  // Both are written together, and until then nothing says that all is saved.
  await t.saved("Saving");
  const group = await t.role("group", which);
  await t.click("button", "Apply", { within: group });
  await t.gone("button", "Apply", { within: group });
}

const figure = (t, label, text) =>
  t.until(`${label} ${text}`, async () => (await t.text()).replace(/\s+/g, " ").includes(`${label} ${text}`));

/** From an entry with nothing but a title to an acceptance that holds. */
async function accepted(t) {
  await startEmpty(t);
  await importFiles(t, await byHand(t, "risk.json", { risk: [{ id: id(1), title: "River floods the ground floor" }] }));
  await t.goto(`#/risks/${id(1)}`);
  await isAt(t, "River floods the ground floor");
  await t.fill("Cause", "Heavy rain in the fells");
  await t.fill("Event", "The river rises above the wall");
  await t.fill("Consequence", "The switch room stands in water");
  await t.choose("Category", "Site and utilities");

  // Nobody knows yet who accepts what.
  await t.click("button", "Accept risk");
  await t.see("Say first who is using this device");
  await t.goto("#/settings");
  await t.fill("Your name", "Ines Okafor");
  await t.press("Tab");
  await t.see("Changes are signed with this name from now on");
  await t.goto(`#/risks/${id(1)}`);
  await isAt(t, "River floods the ground floor");
  await t.see("Assess the current risk first");

  await assess(t, "Inherent", 4, 5);
  await assess(t, "Current", 3, 5);
  await figure(t, "Inherent risk", "20 Very high");
  await figure(t, "Current risk", "15 Very high");

  await act(t, "Accept risk", async (dialog) => {
    await fillDay(t, "Until", day(90), { within: dialog });
    await t.click("button", "Accept risk", { within: dialog });
    await t.see("Write down why the risk is accepted.");
    await t.fill("Reason", "The new wall is paid for and stands by spring.", { within: dialog });
  });
  await cardSays(t, "Treatment", "Ines Okafor");
  await figure(t, "Acceptance", "valid until");
  await t.saved();
  await t.reload();
  await cardSays(t, "Treatment", "The new wall is paid for and stands by spring.");

  // It stands in its place on the heat map, which leads to it.
  await t.goto("#/risks?view=heatmap");
  await t.role("region", "Heat map");
  await t.axe();
  await t.click("radio", "Inherent");
  await t.role("link", /likelihood 4, impact 5/);
  await t.click("radio", "Current");
  await t.click("link", /likelihood 3, impact 5/);
  await lists(t, "River floods the ground floor");
  await t.click("link", "River floods the ground floor");
  await isAt(t, "River floods the ground floor");

  // What is accepted is a score: one that grows is not covered.
  await assess(t, "Current", 4, 5);
  await t.see("A score of 15 was accepted; it is 20 now.");
  await t.saved();
}

/** Assesses by keyboard alone: arrows in a row of numbers, Enter writes both together. */
async function assessByKeys(t, which, likelihood, impact) {
  for (const [part, value] of [["Likelihood", likelihood], ["Impact", impact]]) {
    const group = await t.role("group", `${which}: ${part}`);
    await (await t.role("radio", "1", { within: group })).focus();
    await t.press(" ");
    for (let n = 1; n < value; n += 1) await t.press("ArrowRight");
    await t.role("radio", String(value), { within: group, checked: true });
  }
  await t.press("Enter");
  await t.gone("button", "Apply", { within: await t.role("group", which) });
}

const undo = async (t, what) => {
  await t.click("button", new RegExp(`^Undo.*${what}`));
};

/** The heads of the groups that the register shows, with their counts. */
const heads = (t) => t.page.$$eval("main tr.group-head .title > button", (all) => all.map((head) => head.innerText.replace(/\s+/g, " ").trim()));

const groups = (t, ...wanted) =>
  t.until(`the groups ${wanted.join(", ")}`, async () => JSON.stringify(await heads(t)) === JSON.stringify(wanted));

/** Matrix, assessments, groups, arrows, a lapsed acceptance, reviews, the next assessment, paper; each taken back once. */
async function firstHour(t) {
  await startEmpty(t, "Ines Okafor");

  // A matrix of their own; what does not fit together is refused with the reason.
  await t.goto("#/settings");
  const card = await region(t, "Risk matrix");
  await t.click("radio", "4 × 4", { within: card });
  await t.fill("Level 4: begins at", "");
  await t.see("Not yet a matrix: the level “Very high” does not say at which score it begins.");
  await t.fill("Level 4: begins at", "20");
  await t.see("Not yet a matrix: the level “Very high” begins at 20, but the greatest score is 16.");
  await t.click("button", "Save matrix");
  await t.see("The matrix is not saved: the level “Very high” begins at 20");
  await t.fill("Level 4: begins at", "12");
  await t.fill("Likelihood 4", "Every year");
  await t.choose("Level 4: reviewed", "every month");
  await t.until("the preview", async () => (await t.text(await region(t, "Preview of the matrix"))).includes("4 Every year"));
  await t.axe();
  await t.click("button", "Save matrix");
  await t.see("Risk matrix changed");
  await undo(t, "Risk matrix changed");
  await t.role("radio", "5 × 5", { checked: true });
  await t.click("button", /^Redo/);
  await t.role("radio", "4 × 4", { checked: true });
  // Other settings are refused where they are written.
  await t.fill("Times of the heat map", "soon");
  await t.press("Enter");
  await t.see("“soon” is no duration.");

  await t.goto("#/risks");
  await isAt(t, "Risks");
  for (const [title, likelihood, impact] of [["Fire in the archive", 4, 4], ["Pump fails", 2, 3], ["Key is lost", 1, 2]]) {
    await t.goto("#/risks");
    await isAt(t, "Risks");
    await newRisk(t, title);
    // The matrix has four steps, so nobody can choose a fifth.
    t.equal((await t.roles("radio", "5", { within: await t.role("group", "Current: Likelihood") })).length, 0, "fifth steps");
    if (likelihood === 4) {
      await assessByKeys(t, "Inherent", 4, 4);
      await assessByKeys(t, "Current", 4, 3);
      await assessByKeys(t, "Target", 1, 3);
      await cardSays(t, "Assessments", "4 Every year");
      await cardSays(t, "Assessments", "above 6");
    } else await assessByKeys(t, "Current", likelihood, impact);
    await t.saved();
  }

  // By level, folded and opened by keyboard, selected as a whole.
  await t.goto("#/risks");
  await menu(t, "Group", "Level");
  await groups(t, "Very high 1 risk", "High 1 risk", "Low 1 risk");
  await t.until("the group in the address", async () => (await t.page.url()).includes("group=level"));
  await (await t.page.$("main tr.group-head .title > button")).focus();
  await t.press("ArrowLeft");
  await lists(t, "Pump fails", "Key is lost");
  await t.press("ArrowRight");
  await lists(t, "Fire in the archive", "Pump fails", "Key is lost");
  await t.press("ArrowDown");
  await t.press("ArrowDown");
  await t.click("checkbox", "Select all of High");
  await t.see("1 selected");
  await t.axe();
  await t.click("button", "Set a field…");
  const dialog = await t.role("dialog", "Set a field");
  await t.choose("Field", "Category", { within: dialog });
  await t.choose("Category", "Site and utilities", { within: dialog });
  await t.click("button", "Set in 1 risk", { within: dialog });
  await t.gone("dialog", "Set a field");
  await openMenu(t, "Group: Level");
  await t.click("button", "Category");
  await groups(t, "Site and utilities 1 risk", "None 2 risks");
  await undo(t, "1 risk changed");
  await groups(t, "None 3 risks");

  // Arrows over the heat map, and the way from one to its risks.
  await t.goto("#/risks?view=heatmap");
  await t.role("link", /^1 risk from inherent 4 × 4 \(score 16\) to current 4 × 3/);
  await t.axe();
  // The arrows are one stop: arrow keys go along them, Tab goes past them.
  t.equal(await t.page.$$eval(".arrow > a", (links) => links.filter((link) => link.tabIndex === 0).length), 1, "one stop");
  await t.page.$eval(".arrow > a[tabindex='0']", (link) => link.focus());
  await t.press("End");
  const at = () => t.page.evaluate(() => [...document.querySelectorAll(".arrow > a")].indexOf(document.activeElement));
  const last = await at();
  t.check(last > 0, `the last arrow: ${last}`);
  await t.press("ArrowLeft");
  t.equal(await at(), last - 1, "the one before");
  await t.press("Tab");
  t.check(!(await t.page.evaluate(() => document.activeElement.closest(".arrows"))), "past the arrows");
  const leg = await t.role("link", /^1 risk from current 4 × 3 \(score 12\) to target 1 × 3/);
  await leg.evaluate((link) => link.focus());
  await t.press("Enter");
  await lists(t, "Fire in the archive");
  await t.goto("#/risks?view=heatmap");
  await t.click("checkbox", /^Arrow of .*Pump fails/);
  await t.gone("link", /^1 risk from inherent/);
  await t.click("button", "Arrows of all");
  await t.role("link", /^1 risk from inherent/);
  await t.click("checkbox", "Arrows");
  await t.gone("link", /^1 risk from inherent/);

  // One that was accepted and lapsed says so loudly; its review is overdue, too.
  const assessed = (likelihood) => ({ likelihood, impact: 3, date: day(-400) });
  const lapsed = {
    id: id(9), code: "RISK-9", title: "River rises", next_review: day(-5), treatment: "accept", current: assessed(2),
    acceptance: { approver: "Bo Lind", date: day(-400), expires: day(-2), reason: "The wall is old.", score: 6 },
  };
  await importFiles(t, await byHand(t, "lapsed.json", { risk: [lapsed] }));
  await t.goto(`#/risks/${id(9)}`);
  await isAt(t, "River rises");
  await t.see("The acceptance lapsed on");
  await t.see("acceptance lapsed");

  await t.goto("#/risks?view=reviews");
  const late = /^Reviewed, nothing changed: RISK-9/;
  await t.role("button", late);
  await t.see("5 days late");
  await t.axe();
  await t.click("button", late);
  await t.gone("button", late);
  await undo(t, "Mark reviewed");
  await t.click("button", late);
  await t.gone("button", late);
  await t.goto(`#/risks/${id(9)}`);
  await isAt(t, "River rises");
  await t.see("Nothing changed.");

  // The next year's assessment begins with the last one, and says what is new in it.
  await t.click("button", "Copy last assessment");
  await t.see("Likelihood and impact are as they were.");
  await assessByKeys(t, "Current", 3, 3);
  await cardSays(t, "Assessments", "likelihood 2 ");
  await t.until("two days in the course", async () => (await t.page.$$(".g-steps .g-dot")).length === 2);
  await t.axe();
  await undo(t, "Current changed");
  await t.see("Likelihood and impact are as they were.");
  await undo(t, "Copy last assessment");
  await t.until("no comparison", async () => (await t.roles("group", "Since the last assessment")).length === 0);

  // One sheet for the risk; the register on its side with what its scores mean.
  await t.saved();
  await t.reload();
  await isAt(t, "River rises");
  await t.page.evaluate(() => (window.print = () => {}));
  await t.page.$eval("main", (main) => main.scrollTo(0, 0));
  await openMenu(t, "More actions");
  await t.click("button", "Print risk card");
  const sheet = pages(await t.pdf("card"));
  t.equal(sheet.length, 1, "pages of the card");
  for (const words of ["RISK-9 River rises", "Risk card", "lapsed on", "Bo Lind", "Place on the matrix|I inherent", "Owner: name and signature"]) {
    t.check(new RegExp(words).test(sheet[0]), `"${words}" on the card: ${sheet[0]}`);
  }
  await t.goto("#/risks?group=level");
  await t.until("rows", async () => (await titles(t)).length === 4);
  const [register, ...more] = pages(await t.pdf("register"));
  t.equal(more.length, 0, "more pages of four risks");
  for (const words of ["Appetite: scores up to 6 are acceptable", "Very high: from 12", "grouped by level", "Fire in the archive", "River rises"]) {
    t.check(register.replace(/\s+/g, " ").includes(words), `"${words}" on paper: ${register}`);
  }
  await t.saved();
}

/** Presses Tab until what has the focus is called so; its group comes before its own name. */
async function tabTo(t, name) {
  const focused = () => t.page.evaluate(() => {
    const own = document.activeElement;
    const said = (element) => element?.getAttribute("aria-label") ?? element?.labels?.[0]?.innerText ?? element?.innerText ?? "";
    const group = own?.closest("fieldset, [role=group], [role=radiogroup]");
    const named = group?.getAttribute("aria-label") ?? group?.querySelector("legend, .label")?.innerText ?? "";
    return `${named} / ${said(own)}`.replace(/\s+/g, " ").trim();
  });
  for (let n = 0; n < 300; n += 1) {
    if (name.test(await focused())) return;
    await t.press("Tab");
  }
  t.check(false, `Tab leads to ${name}`);
}

/** A new risk is assessed, treated, put in money, simulated and accepted with no hand on the mouse. */
async function keys(t) {
  await startEmpty(t, "Ines Okafor");
  await t.goto("#/risks");
  await isAt(t, "Risks");
  const type = (text) => t.page.keyboard.type(text);
  await tabTo(t, /New risk$/);
  await t.press("Enter");
  await t.until("the focus in the field", () => t.page.evaluate(() => document.activeElement?.matches("dialog input")));
  await type("River floods the ground floor");
  await t.press("Enter");
  await isAt(t, "River floods the ground floor");
  for (const [part, value] of [["Likelihood", 3], ["Impact", 4]]) {
    await tabTo(t, new RegExp(`Current: ${part}`));
    await t.press(" ");
    for (let n = 1; n < value; n += 1) await t.press("ArrowRight");
  }
  await t.press("Enter");
  await figure(t, "Current risk", "12");
  await tabTo(t, /Events a year: Given as$/);
  await type("One");
  await tabTo(t, /Events a year: Rate/);
  await type("0.1");
  await t.press("Enter");
  await tabTo(t, /Loss of one event: Given as$/);
  await type("90");
  await tabTo(t, /Loss of one event: 5 % are below/);
  await type("1000");
  await tabTo(t, /Loss of one event: 5 % are above/);
  await type("9000");
  await t.press("Enter");
  await tabTo(t, /Treatment \/ Avoid$/);
  await t.press(" ");
  await t.press("ArrowRight");
  await tabTo(t, /Run simulation$/);
  await t.press("Enter");
  await t.see("Done.");
  await tabTo(t, /Accept risk$/);
  await t.press("Enter");
  const dialog = await t.role("dialog", "Accept risk");
  await fillDay(t, "Until", day(90), { within: dialog });
  await tabTo(t, /\/ Reason$/);
  await type("The new wall stands by spring.");
  await tabTo(t, /Accept risk$/);
  await t.press("Enter");
  await cardSays(t, "Treatment", "The new wall stands by spring.");
  await t.saved();
}

export default [
  { name: "a risk by keyboard only", browsers: ["chromium"], run: keys },
  { name: "from entry to accepted", browsers: ["chromium"], run: accepted },
  { name: "a risk manager's first hour", browsers: ["chromium", "firefox"], run: firstHour },
];
