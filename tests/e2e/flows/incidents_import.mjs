// Incidents of other tools: a status page's JSON and a post of cState, told by what is in them.
import { apply, file, id, importFiles, isAt, lists, review, startWith } from "../lib/work.mjs";

const PAGE = JSON.stringify({
  page: { id: "p1", name: "North Fells status" },
  incidents: [
    {
      id: "i1",
      name: "Wi-Fi drops on the wards",
      status: "resolved",
      impact: "critical",
      created_at: "2026-03-02T10:05:00.000Z",
      started_at: "2026-03-02T10:00:00.000Z",
      resolved_at: "2026-03-02T11:10:00.000Z",
      components: [{ id: "c1", name: "wi-fi" }],
      incident_updates: [
        { id: "u2", status: "resolved", body: "All wards report back.", created_at: "2026-03-02T11:10:00.000Z" },
        { id: "u1", status: "investigating", body: "We look at the <b>switches</b>.", created_at: "2026-03-02T10:05:00.000Z" },
      ],
    },
    { id: "m1", name: "New switches", status: "scheduled", impact: "maintenance", scheduled_for: "2026-05-01T01:00:00Z" },
  ],
});

const POST = `---
title: Paging is slow
date: 2026-03-05 09:00:00
resolved: true
resolvedWhen: 2026-03-05 09:30:00
severity: disrupted
affected:
  - Paging
section: issue
---

*Resolved* - A relay was replaced. {{< track "2026-03-05 09:30:00" >}}
`;

/** Both become incidents with their history; the same again adds nothing. */
async function taken(t) {
  await startWith(t, { service: [{ id: id(1), title: "Wi-Fi" }] });
  const files = [await file(t, "anything.txt", PAGE), await file(t, "post.md", POST)];
  await review(t, ...files);
  const dialog = await t.role("dialog", "Review import");
  const said = await t.text(dialog);
  t.check(said.includes("North Fells status"), "the page is named");
  t.check(said.includes("planned maintenance and no incident"), "what is left out is said");
  t.check(!said.includes("runbook"), "the post is no runbook");
  await t.axe();
  await apply(t);

  await t.goto("#/incidents");
  await isAt(t, "Incidents");
  await lists(t, "Paging is slow", "Wi-Fi drops on the wards");
  await t.click("link", "Wi-Fi drops on the wards");
  await isAt(t, "Wi-Fi drops on the wards");
  await t.see("1 h 10 min");
  await t.role("link", /Wi-Fi$/);

  await review(t, ...files);
  await t.until("nothing new", async () => {
    const again = await t.text(await t.role("dialog", "Review import"));
    return again.split("Everything in this file is here already.").length === 3;
  });
}

/** A post whose date is none says where, and changes nothing. */
async function refused(t) {
  await startWith(t, { service: [{ id: id(1), title: "Wi-Fi" }] });
  await t.goto("#/data");
  await t.upload("Files to import", await file(t, "post.md", POST.replace("2026-03-05 09:00:00", "soon")));
  await t.see("Line 3: “soon” is no date.");
  await t.see("Nothing was changed.");
}

export default [
  { name: "a status page and a post become incidents, once", browsers: ["chromium", "firefox"], run: taken },
  { name: "a wrong post names its line", browsers: ["chromium"], run: refused },
];
