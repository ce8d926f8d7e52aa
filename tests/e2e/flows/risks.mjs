// A risk on its way: assessed, treated, accepted for a time.
import { act, byHand, cardSays, day, fillDay, id, importFiles, isAt, lists, startEmpty } from "../lib/work.mjs";

/** Assesses: likelihood and impact are decided together. */
async function assess(t, which, likelihood, impact) {
  for (const [part, value] of [["Likelihood", likelihood], ["Impact", impact]]) {
    const group = await t.role("group", `${which}: ${part}`);
    await t.click("radio", String(value), { within: group });
  }
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

export default [{ name: "from entry to accepted", browsers: ["chromium"], run: accepted }];
