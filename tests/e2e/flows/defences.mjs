// Vulnerabilities from CISA's catalogue, matched, scored and made into work; a control that is tested.
import path from "node:path";
import { act, apply, byHand, file, heading, id, importFiles, isAt, review, startEmpty } from "../lib/work.mjs";

const EXCHANGE = "CVE-2024-21410";

/** The catalogue as CISA publishes it; two of its entries in their form where there are no corpora. */
async function catalogue(t) {
  const corpora = process.env.HOLDFAST_CORPORA;
  if (corpora) return path.join(corpora, "vuln-kev/files/known_exploited_vulnerabilities.json");
  const entry = (cveID, product) => ({
    cveID, product, vendorProject: "Microsoft", vulnerabilityName: `Microsoft ${product} Vulnerability`, dateAdded: "2024-02-15",
    shortDescription: "Allows for privilege escalation.", requiredAction: "Apply mitigations.", dueDate: "2024-03-07",
    knownRansomwareCampaignUse: "Unknown", notes: "", cwes: ["CWE-287"],
  });
  const vulnerabilities = [entry(EXCHANGE, "Exchange Server"), entry("CVE-2024-21412", "Windows")];
  const whole = { title: "CISA Catalog of Known Exploited Vulnerabilities", catalogVersion: "2026.11.20", dateReleased: "2026-11-20T00:00:00Z", count: 2, vulnerabilities };
  return file(t, "known_exploited_vulnerabilities.json", JSON.stringify(whole));
}

const figure = (t, label, text) =>
  t.until(`${label} ${text}`, async () => (await t.text()).replace(/\s+/g, " ").includes(`${label} ${text}`));

async function defended(t) {
  await startEmpty(t, "Ines Okafor");
  await importFiles(t, await byHand(t, "start.json", {
    service: [{ id: id(1), title: "Mail", products: ["Microsoft Exchange Server 2019"] }],
    risk: [{ id: id(2), title: "Mail is taken over" }],
    control: [{ id: id(3), title: "Mail filter", state: "in_place", risks: [id(2)], test_every: "6m" }],
  }));
  const known = await catalogue(t);
  const plan = await review(t, known);
  // Of all the world's, only those of products that are here, unless somebody wants all.
  const [, own, all] = (await t.text(plan)).match(/Only what names a product of your services: (\d+) of (\d+) new/).map(Number);
  t.check(own >= 1 && own < all, `${own} of ${all} name a product of a service`);
  await t.axe();
  await apply(t);
  t.check((await t.text()).includes(`${own} record`), "only these are taken in");
  const whole = await review(t, known);
  await t.click("checkbox", /Only what names a product of your services/);
  await t.until("all of it", async () => (await t.text(whole)).includes(`${all - own}`));
  await apply(t);
  // The same catalogue again adds nothing.
  const again = await review(t, known);
  t.check((await t.text(again)).includes("Everything in this file is here already."), "the catalogue again");
  await t.click("button", "Cancel", { within: again });

  await t.goto("#/vulnerabilities");
  await isAt(t, "Vulnerabilities");
  await t.fill("Search", EXCHANGE);
  await t.until("the one that is searched for", async () => (await t.page.$$("main tbody th.title a")).length === 1);
  // CISA says that it is exploited somewhere; whether it can be here nobody has looked at yet.
  t.check((await t.page.$eval("main tbody tr:not(.gap)", (row) => row.innerText)).includes("Potential"), "its state in the register");
  await (await t.page.$("main tbody th.title a")).click();
  await t.until("its page", async () => (await t.text()).includes("Services that match"));
  const title = await heading(t);
  await t.axe();
  await figure(t, "CVSS score", "unknown");
  await t.fill("CVSS 3.1 vector", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H");
  await t.press("Tab");
  await figure(t, "CVSS score", "9.8 Critical");
  await t.fill("CVSS 4.0 vector", "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N");
  await t.press("Tab");
  await figure(t, "CVSS score", "9.3 Critical");
  await t.click("button", "Link the services that match");
  await t.gone("button", "Link the services that match");
  for (const width of [390, 1024]) await t.screenshot("vulnerability", { width });
  await t.page.setViewport({ width: 1280, height: 900 });

  // One press each makes a risk and a change of it.
  const page = await t.page.evaluate(() => location.hash);
  for (const [press, room, says] of [["Make a risk", "risks", "is exploited"], ["Make a change", "changes", "Fix "]]) {
    await t.goto(page);
    await isAt(t, title);
    await t.click("button", press);
    await t.until(`what ${press} made`, async () => (await t.page.evaluate(() => location.hash)).startsWith(`#/${room}/`));
    await t.until("its name", async () => (await heading(t)).includes(says));
    const said = await t.page.$eval("main", (main) => main.innerText + [...main.querySelectorAll("textarea")].map((area) => area.value).join());
    t.check(said.includes("Mail"), `${press}: with the service that it concerns`);
  }

  await t.goto(`#/controls/${id(3)}`);
  await isAt(t, "Mail filter");
  await figure(t, "Last test", "unknown: never tested");
  await act(t, "Record a test", async (dialog) => {
    await t.click("radio", "Passed with issues", { within: dialog });
    await t.fill("What was seen", "One of 40 test messages came through", { within: dialog });
  });
  await figure(t, "Last test", "Passed with issues");
  await t.axe();
  await t.saved();
}

export default [{ name: "from the catalogue to a change, and a control tested", browsers: ["chromium"], run: defended }];
