// Reports: each of them on the sample, as Markdown, on paper; charts as SVG and PNG.
import { isAt, openSample, pages } from "../lib/work.mjs";

/** The text of the report on the page, once it is written. */
async function told(t) {
  return t.until("the report", () => t.page.evaluate(() => !document.querySelector("[aria-busy=true]") && document.querySelector("main article.report-text")?.innerText));
}

/** What stands in each report of the sample. */
const SAYS = new Map([
  ["Executive readiness", ["What to decide now", "Tier 1", "Above the appetite", "3-2-1-1-0", "Improvements"]],
  ["Risk report", ["By level and category", "Heat map", "Above the appetite", "Acceptances", "The highest", "In money"]],
  ["SLA report", ["Availability", "Patient record for wards and clinics"]],
  ["Change calendar", ["When", "How it stands"]],
  ["DR plan", ["Contents", "Recovery order"]],
  ["Runbook", ["Steps"]],
  ["Run record", ["Version"]],
  ["Call tree", ["Call those below your name", "+44 1632 960101"]],
  ["Post-incident review", ["Times", "Timeline"]],
  ["After-action report", ["Type"]],
]);

/** Every report says what it is to, breaks no rule of accessibility, and is the same as a file. */
async function each(t) {
  await openSample(t);
  await t.goto("#/reports");
  await isAt(t, "Reports");
  await t.axe();
  const links = await t.page.$$eval("main a.report", (all) => all.map((link) => [link.querySelector("b").innerText, link.getAttribute("href")]));
  t.equal(links.map(([name]) => name), [...SAYS.keys()], "the reports");
  for (const [name, address] of links) {
    await t.goto(address);
    const text = await told(t);
    await t.axe();
    const { bytes, name: file } = await t.download(() => t.click("button", "Markdown"));
    t.check(file.endsWith(".md"), file);
    const markdown = bytes.toString("utf8");
    t.check(markdown.startsWith("# "), `${name}: a title: ${markdown.slice(0, 80)}`);
    for (const words of SAYS.get(name)) {
      t.check(text.includes(words), `${name}: "${words}" on screen: ${text}`);
      t.check(markdown.includes(words), `${name}: "${words}" in the file: ${markdown}`);
    }
    const [first] = pages(await t.pdf(name.replace(/ /g, "-")));
    const dense = (words) => words.replace(/\s+/g, "");
    const title = markdown.split("\n")[0].slice(2);
    t.check(dense(first).includes(dense(title).slice(0, 20)), `${name}, ${title}: on paper: ${first}`);
  }
}

/** The address says what a report is of; what is chosen is in it. */
async function chosen(t) {
  await openSample(t);
  await t.goto("#/reports?report=calendar&from=2026-11");
  await told(t);
  await t.see("November 2026");
  await t.click("button", "Later");
  await t.until("the address", () => t.page.evaluate(() => location.hash === "#/reports?report=calendar&from=2026-12"));
  await t.goto("#/reports?report=plan");
  await told(t);
  await t.fill("Which", "logon");
  await t.click("option", /No logon anywhere/);
  await t.until("the other plan", async () => (await told(t)) && (await t.page.evaluate(() => /of=/.test(location.hash) && document.querySelector("main h1").innerText.includes("No logon"))));
  await t.goto("#/reports?report=gossip");
  await isAt(t, "Reports");
}

/** Executive readiness on both sizes of paper: each page has its title, its time and its number. */
async function printed(t) {
  await openSample(t);
  await t.goto("#/reports?report=executive");
  await told(t);
  for (const format of ["A4", "Letter"]) {
    const all = pages(await t.pdf(`executive-${format}`, format));
    t.check(all.length >= 2 && all.length <= 4, `${format}: ${all.length} pages`);
    for (const [n, page] of all.entries()) {
      if (t.browserName !== "chromium") continue;
      t.check(page.includes("Executive readiness"), `${format}: the title on page ${n + 1}: ${page}`);
      t.check(page.includes("As of "), `${format}: the time on page ${n + 1}: ${page}`);
      t.check(page.includes(`Page ${n + 1} of ${all.length}`), `${format}: the number of page ${n + 1}: ${page}`);
    }
    const text = all.join("\n");
    for (const words of ["What to decide now", "Back within", "Services that are back within their RTO"]) t.check(text.includes(words), `${format}: "${words}" on paper: ${text}`);
  }
}

/** What an SVG in text is: whether it parses, its title, its size, and what it takes from elsewhere. */
const looked = (t, text) =>
  t.page.evaluate((text) => {
    const document = new DOMParser().parseFromString(text, "image/svg+xml");
    const root = document.documentElement;
    const all = [...document.querySelectorAll("*")];
    return {
      sound: !document.querySelector("parsererror") && root.localName === "svg",
      title: root.querySelector(":scope > title")?.textContent ?? "",
      size: [root.getAttribute("width"), root.getAttribute("height")].map(Number),
      foreign: all.flatMap((each) => [...each.attributes].map((one) => one.value).concat(each.localName)).filter((value) => /url\(|^(?!http:\/\/www\.w3\.org\/)https?:|var\(|foreignObject|^image$|^script$|^style$/.test(value)),
      drawn: all.length,
      tips: root.querySelectorAll("g.tip path").length,
      onTop: all.findLastIndex((each) => each.matches("g.tip path")) > all.findLastIndex((each) => each.localName === "rect" && Number(each.getAttribute("width")) > 60),
      texts: all.filter((each) => each.localName === "text").map((each) => each.textContent),
    };
  }, text);

/** Width and height of a PNG, from its first chunk. */
function sizeOf(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
}

const CHARTS = [
  ["#/reports?report=risks", 10],
  ["#/risks?view=heatmap", 30],
  ["#/services?view=graph", 30],
];

/** What a chart means beside its shapes: which way risks go, which tier a service is of. */
const MEANS = new Map([
  ["#/risks?view=heatmap", (seen) => seen.tips > 0 && seen.onTop],
  // Long names are broken as on screen.
  ["#/services?view=graph", (seen) => seen.texts.includes("T1") && seen.texts.includes("Core network at")],
]);

/** What is explained in the picture, and how many things it has all of, whatever was in sight. */
const WHOLE = new Map([
  ["#/risks?view=heatmap", { words: "The thick line is the appetite", code: null }],
  ["#/services?view=graph", { words: "Needed to recover only", code: /^SVC-\d+$/ }],
]);

/** Charts as files: whole by themselves, in the colours of paper, whatever the page looks like. */
async function saved(t) {
  await openSample(t);
  await t.page.evaluate(() => document.documentElement.setAttribute("data-theme", "dark"));
  for (const [address, least] of CHARTS) {
    await t.goto(address);
    await t.until("the chart", () => t.page.evaluate(() => !document.querySelector("[aria-busy=true]") && document.querySelector(".chart-save") !== null));
    const take = (entry) => t.download(async () => {
      await t.page.$eval(".chart-save > details", (details) => (details.open = true));
      await t.click("button", entry);
    });
    const svg = await take("Save as SVG");
    t.check(svg.name.endsWith(".svg"), svg.name);
    const seen = await looked(t, svg.bytes.toString("utf8"));
    t.check(seen.sound, `${address}: it parses`);
    t.check(seen.title.length > 3, `${address}: its title ${seen.title}`);
    t.equal(seen.foreign, [], `${address}: what it takes from elsewhere`);
    t.check(seen.drawn >= least, `${address}: ${seen.drawn} shapes`);
    const whole = WHOLE.get(address);
    t.check(!whole || seen.texts.join(" ").includes(whole.words), `${address}: its key: ${seen.texts.join(" ")}`);
    if (whole?.code) {
      const all = await t.page.evaluate(() => Number(document.querySelector(".net .g-tools [role=status]").textContent.split(" ")[0]));
      t.equal(new Set(seen.texts.filter((text) => whole.code.test(text))).size, all, `${address}: all of it`);
    }
    t.check(MEANS.get(address)?.(seen) ?? true, `${address}: arrows and tiers are in it`);
    const png = await take("Save as PNG");
    t.check(png.name.endsWith(".png"), png.name);
    t.equal([...png.bytes.subarray(0, 8)], [137, 80, 78, 71, 13, 10, 26, 10], `${address}: a PNG`);
    const [width, height] = sizeOf(png.bytes);
    t.check(Math.abs(width - 2 * seen.size[0]) <= 2 && Math.abs(height - 2 * seen.size[1]) <= 2, `${address}: ${width}×${height} of ${seen.size}`);
    t.equal(await t.page.evaluate(() => document.documentElement.getAttribute("data-theme")), "dark", "the page's own theme");
  }
}

export default [
  { name: "every report on screen, as a file and on paper", run: each },
  { name: "a report's address says what it is of", run: chosen },
  { name: "executive readiness on A4 and Letter", run: printed },
  { name: "charts as SVG and PNG", run: saved },
];
