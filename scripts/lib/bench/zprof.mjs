import { generate, go, importFile, onSite, round } from "../measure.mjs";
const name = (n) => n.callFrame.functionName.replace(/17h[0-9a-f]{16}E$/, "").slice(0, 150) || "(anon)";
function report(profile, say, what, minMs = 60) {
  const byId = new Map(profile.nodes.map((n) => [n.id, n]));
  const parent = new Map();
  for (const n of profile.nodes) for (const c of n.children ?? []) parent.set(c, n.id);
  const self = new Map(), total = new Map();
  profile.samples.forEach((id, i) => {
    const d = (profile.timeDeltas[i + 1] ?? 0) / 1000;
    let n = byId.get(id);
    self.set(name(n), (self.get(name(n)) ?? 0) + d);
    const seen = new Set();
    while (n) { const k = name(n); if (!seen.has(k)) { seen.add(k); total.set(k, (total.get(k) ?? 0) + d); } n = byId.get(parent.get(n.id)); }
  });
  const top = (m, k) => [...m].sort((a, b) => b[1] - a[1]).slice(0, k).map(([n, d]) => `${round(d)}  ${n}`).join("\n");
  say(`== ${what} SELF\n` + top(self, 30));
  say(`== ${what} TOTAL\n` + top(total, 70));
}
export function measure({ records, quantile, say, ...site }) {
  return onSite(site, async (page, url, folder) => {
    await importFile(page, url, generate(folder, { records }));
    const cdp = await page.createCDPSession();
    await cdp.send("Profiler.enable");
    await cdp.send("Profiler.setSamplingInterval", { interval: 300 });
    const during = async (what, work) => {
      await cdp.send("Profiler.start");
      await work();
      const { profile } = await cdp.send("Profiler.stop");
      report(profile, say, what);
    };
    await during("start", async () => { await page.goto("about:blank"); await go(page, `${url}#/risks`); await page.waitForSelector("main table tbody a"); });
    await during("merge", async () => { await importFile(page, url, generate(folder, { records, copy: 1 })); });
    await go(page, `${url}#/data`);
    await during("export", async () => {
      const b = await page.evaluateHandle(() => [...document.querySelectorAll("button")].find((x) => x.textContent.trim() === "Export workspace"));
      await b.asElement().click();
      await page.waitForFunction(() => /holdfast/.test(document.querySelector(".toast")?.textContent ?? ""), { timeout: 60000 }).catch(() => {});
    });
    return {};
  });
}
