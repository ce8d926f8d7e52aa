// Services: what needs what, what an outage does, and in which order all comes back.
import { id, isAt, pages, startEmpty, startWith } from "../lib/work.mjs";

const focused = (t) => t.page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.id ?? "");

const focusOn = (t, words) => t.until(`the focus on ${words}`, async () => words.test(await focused(t)));

const says = (t, words) => t.until(`"${words}"`, async () => (await t.text()).replace(/\s+/g, " ").includes(words));

/** Adds, from the node that has the focus, something that it needs and that is not there yet. */
async function needs(t, title) {
  await t.press("n");
  await t.until("the box that adds", () => t.page.evaluate(() => document.activeElement?.id === "net-add"));
  await t.page.keyboard.type(title);
  await t.role("option", new RegExp(`^${title}.*new service`), { selected: true });
  await t.press("Enter");
  await t.role("button", new RegExp(`${title}, type not said`));
}

/** Opens the service of the node that has the focus, and says how long it takes by itself. */
async function takes(t, title, time) {
  await t.press("Enter");
  await isAt(t, title);
  await t.fill("Own recovery", time);
  await t.press("Tab");
}

/** A new service, its analysis by keyboard, what it needs in the drawing, a rule broken, mended, printed. */
async function firstHour(t) {
  await startEmpty(t, "Ines Okafor");
  await t.goto("#/services");
  await (await t.role("button", "New service")).focus();
  await t.press("Enter");
  await t.fill("Title", "Payroll", { within: await t.role("dialog", "New service") });
  await t.press("Enter");
  await isAt(t, "Payroll");
  const address = await t.page.evaluate(() => location.hash);
  await t.choose("Type", "Business process");
  await t.fill("RTO", "4h");
  await t.fill("WRT", "2h");
  await t.fill("Own recovery", "30 min");

  // The analysis, by keyboard alone.
  await (await t.role("tab", "About")).focus();
  await t.press("ArrowRight");
  await t.role("region", "Impact of an outage");
  await t.axe();
  await (await t.role("button", /^Financial after 1 h: not assessed/)).focus();
  await t.press("1");
  await t.role("button", /^Financial after 4 h: 1 minor, carried forward/);
  await t.press("ArrowRight");
  await t.press("ArrowRight");
  await t.press("3");
  await focusOn(t, /^Financial after 8 h: 3 major, intolerable/);
  await says(t, "MTPD 8 h");
  await t.press("ArrowRight");
  await t.press("0");
  await t.see("Financial is 3 (major) after 8 h. A longer outage is no less bad: Financial cannot be less after 1 d.");
  await t.axe();
  await t.press("4");
  await t.press("ArrowLeft");
  await t.press("Enter");
  await t.until("the amount", () => t.page.evaluate(() => document.activeElement?.id === "bia-amount"));
  await t.page.keyboard.type("210000");
  await t.press("Tab");
  await t.page.keyboard.type("GBP");
  await t.fill("Justification", "Advances to the lowest paid.");
  await t.press("Shift", "Tab");
  await t.press("Escape");
  await focusOn(t, /^Financial after 8 h/);
  await t.press("ArrowDown");
  await t.press("2");
  await t.press("ArrowLeft");
  await t.press("ArrowLeft");
  await t.press("2");
  await t.press("Home");
  await t.press("Delete");
  await says(t, "Margin to MTPD 2 h");

  // What it needs, in the drawing.
  await (await t.role("tab", "Impact")).focus();
  await t.press("ArrowRight");
  await (await t.role("link", "Show in the drawing")).focus();
  await t.press("Enter");
  const drawing = await t.role("region", "Dependencies");
  await drawing.focus();
  await t.press("ArrowDown");
  await focusOn(t, /^SVC-1 Payroll/);
  await needs(t, "Wages application");
  await drawing.focus();
  await t.press("ArrowDown");
  await focusOn(t, /^SVC-1 Payroll/);
  await t.press("ArrowDown");
  await focusOn(t, /^SVC-2 Wages application/);
  await needs(t, "Storage");
  await drawing.focus();
  await t.press("Home");
  await focusOn(t, /^SVC-1 Payroll/);
  await t.press("ArrowDown");
  await focusOn(t, /^SVC-2 Wages application/);
  await t.press("ArrowDown");
  await focusOn(t, /^SVC-3 Storage/);
  await t.axe();
  await takes(t, "Storage", "90 min");
  await t.page.goBack();
  await (await t.role("button", /^SVC-2 Wages application/)).focus();
  await takes(t, "Wages application", "6h");

  // Then the promise does not hold, and the page says which chain breaks it.
  await t.goto(address);
  await isAt(t, "Payroll");
  await t.see("The RTO of 4 h cannot be met: it is back after 8 h. SVC-3 Storage (1 h 30 min), then SVC-2 Wages application (6 h), then SVC-1 Payroll (30 min).");
  await t.click("tab", "Dependencies");
  await says(t, "It needs: 2 services");
  await t.role("region", "The longest chain");
  await t.click("button", "Go to RTO");
  await t.until("the RTO on another tab", () => t.page.evaluate(() => document.activeElement?.id === "f-rto"));
  await t.click("tab", "Dependencies");
  await t.axe();
  await t.goto("#/services?view=order");
  await says(t, "Wave 3: 1 service, back after 8 h");
  await says(t, "late by 4 h");
  await says(t, "SVC-1 Payroll → SVC-2 Wages application → SVC-3 Storage");
  await t.axe();
  await t.goto("#/services?view=impact");
  await t.see("RTO not achievable");
  await t.axe();

  // A standby is quicker, and all is as promised.
  await t.click("link", "SVC-1 Payroll");
  await isAt(t, "Payroll");
  await t.click("tab", "Dependencies");
  await t.click("link", "SVC-2 Wages application");
  await isAt(t, "Wages application");
  await t.fill("Own recovery", "90 min");
  await t.press("Tab");
  await t.goto("#/services?view=order");
  await says(t, "Wave 3: 1 service, back after 3 h 30 min");
  t.check(!(await t.text()).includes("late by"), "nothing is late any more");
  const order = pages(await t.pdf("order")).join("\n");
  for (const words of ["Wave 1", "SVC-3 Storage", "Single points of failure", "Objectives that do not hold"]) {
    t.check(order.includes(words), `"${words}" on paper: ${order}`);
  }
  await t.goto(address);
  await isAt(t, "Payroll");
  t.check(!(await t.text()).includes("cannot be met"), "the finding is gone");
  await t.click("tab", "Impact");
  await t.role("region", "Impact of an outage");
  const analysis = pages(await t.pdf("analysis")).join("\n");
  for (const words of ["Payroll", "All year", "Financial", "210000 GBP", "Advances to the lowest paid."]) {
    t.check(analysis.includes(words), `"${words}" on paper: ${analysis}`);
  }
  await t.saved();
}

/** The sample's graph: read, walked, narrowed, changed, printed. */
async function drawing(t) {
  await t.goto();
  await t.fill("Who is using this device?", "Ines Okafor");
  await t.click("button", "Open sample workspace");
  await isAt(t, "Today");
  await t.goto("#/services?view=graph");
  await t.see("52 services");
  await t.click("button", "Fit");
  await t.axe();
  const words = await t.page.$$eval(".graph-lines .answer", (all) => all.map((one) => [Number(one.getAttribute("x")), Number(one.getAttribute("y"))]));
  const close = words.filter(([x, y], n) => words.some(([x2, y2], m) => m < n && Math.abs(x - x2) < 18 && Math.abs(y - y2) < 18));
  t.check(words.length > 3 && close.length === 0, `of ${words.length} words at lines ${close.length} lie on others`);
  const first = pages(await t.pdf("whole-drawing"))[0];
  t.check(first.includes("SVC-9") && first.includes("Emergency care"), `the drawing begins below its heading: ${first}`);
  await t.page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await t.fill("Look from", "Electronic");
  await t.role("option", /Electronic patient record/, { selected: true });
  await t.press("Enter");
  await t.see("services, needs");
  await t.choose("Show", "What it needs");
  await t.choose("Up to", "1 step");
  await says(t, "needs 8");
  // A dependency is another kind, taken out, and brought back.
  const panel = await t.role("complementary", "Chosen service");
  await t.choose(/^How it needs SVC-37/, "Degraded", { within: panel });
  await t.until("the line of another kind", () => t.page.$$eval(".graph-lines .edge.degraded:not(.head)", (lines) => lines.length === 4));
  await t.click("button", /^Remove SVC-37/, { within: panel });
  await says(t, "needs 7");
  await t.press("Control", "z");
  await says(t, "needs 8");
  await t.page.setViewport({ width: 390, height: 844 });
  const over = () => t.page.$eval(".net-tools", (tools) => tools.scrollWidth - tools.clientWidth);
  await t.until("room for all choices on a phone", async () => (await over()) <= 0);
  await t.page.setViewport({ width: 1280, height: 900 });
  const paper = pages(await t.pdf("drawing"));
  for (const words of ["SVC-37", "Single point", "The same as a table", "Needed to recover only"]) {
    t.check(paper.join("\n").includes(words), `"${words}" on paper: ${paper.join("\n")}`);
  }
  await t.goto("#/services?view=order");
  await says(t, "in a circle");
  await t.axe();
  await t.goto("#/services?view=impact");
  await t.see("What breaks");
  await t.click("radio", "All services");
  await t.role("link", "SVC-37 Patient record database");
  await t.axe();
  // A peak period has a map of its own, and what holds all year holds there, too.
  await t.click("link", "SVC-14 Payroll");
  await isAt(t, "Payroll");
  await t.click("tab", "Impact");
  await t.role("button", /^Financial after 3 d: not assessed/);
  await t.click("radio", "Month end");
  await t.role("button", /^Financial after 3 d: 3 major, intolerable/);
  await (await t.role("button", /^Legal after 3 d: 2 moderate/)).focus();
  await t.press("1");
  await t.see("Legal is 2 (moderate) after 3 d all year.");
  await t.axe();
}

/** More than can be read at once asks for a centre. */
async function tooMany(t) {
  const service = Array.from({ length: 510 }, (_, n) => ({
    ...{ id: id(n + 1), code: `SVC-${n + 1}`, title: `Service ${n + 1}` },
    dependencies: n < 509 ? [{ id: id(10_000 + n), on: id(n < 400 ? 510 : n + 2) }] : [],
  }));
  await startWith(t, { service }, "Ines Okafor");
  await t.goto("#/services?view=graph");
  await t.see("510 services are too many to read at once");
  await t.axe();
  await t.click("button", "SVC-510 Service 510");
  await t.see("services, needs nothing, needed by");
  await t.choose("Up to", "1 step");
  await t.see("402 of 510 services");
  await t.saved();
}

/** Whatever is longer than the screen shows is whole on paper. */
async function long(t) {
  const many = Array.from({ length: 120 }, (_, n) => n + 1);
  await startWith(t, {
    service: many.map((n) => ({ id: id(n), code: `SVC-${n}`, title: `Service ${n}`, rto: 60, own_recovery: 10, dependencies: n > 1 ? [{ id: id(5000 + n), on: id(Math.ceil((n - 1) / 3)), kind: "hard" }] : [] })),
    risk: many.map((n) => ({ id: id(1000 + n), code: `RISK-${n}`, title: `Risk ${n}`, next_review: "2026-01-01", current: { likelihood: 2, impact: 3 } })),
  });
  for (const [address, code] of [["#/services?view=order", "SVC"], ["#/services?view=impact&of=all", "SVC"], ["#/services", "SVC"], ["#/risks?view=reviews", "RISK"]]) {
    await t.goto(address);
    await t.until(`rows at ${address}`, () => t.page.evaluate((code) => document.querySelector("main").innerText.includes(`${code}-`), code));
    const paper = pages(await t.pdf(`long-${code}`)).join("\n");
    const missing = many.filter((n) => !new RegExp(`\\b${code}-${n}\\b`).test(paper));
    t.check(missing.length === 0, `not on the paper of ${address}: ${missing.join(", ")}`);
    await t.page.evaluate(() => dispatchEvent(new Event("afterprint")));
  }
  // While it is drawn the page says so, and no longer once the browser's own dialog is there.
  await t.page.evaluate(() => {
    const root = document.documentElement;
    globalThis.said = [];
    addEventListener("beforeprint", () => globalThis.said.push(root.hasAttribute("data-paper")));
    globalThis.print = () => globalThis.said.push(root.hasAttribute("data-paper"));
  });
  await t.press("Control", "p");
  await t.until("the print dialog", async () => (await t.page.evaluate(() => globalThis.said.join())) === "true,false");
}

export default [
  { name: "a service owner's first hour", run: firstHour },
  { name: "dependencies of the sample", browsers: ["chromium"], run: drawing },
  { name: "long lists on paper", browsers: ["chromium"], run: long },
  { name: "more services than can be drawn", browsers: ["chromium"], run: tooMany },
];
