// Cold start from the cache, the server stopped: a new browser process each time, from the start
// of the navigation until the app has drawn itself and the page answers.
import { begin, generate, importFile, openPage, withFolder } from "../measure.mjs";
import { StaticServer } from "../server.mjs";

const ROUNDS = 5;

/** Milliseconds from the start of the navigation until the page is drawn and idle enough to answer. */
async function timeStart(browser, url) {
  const page = await browser.newPage();
  await page.evaluateOnNewDocument(() => {
    let longest = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) longest = Math.max(longest, entry.duration);
    }).observe({ type: "longtask", buffered: true });
    const drawn = () => document.readyState !== "loading" && !document.getElementById("starting") && document.querySelector("h1");
    globalThis.interactive = new Promise((resolve) => {
      const done = () => setTimeout(() => resolve({ ms: performance.now(), longest }));
      const look = () => (drawn() ? done() : requestAnimationFrame(look));
      requestAnimationFrame(look);
    });
  });
  await page.goto(url, { waitUntil: "domcontentloaded" });
  return page.evaluate(() => globalThis.interactive);
}

const kept = (page) =>
  page.waitForFunction(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    return registration?.active?.state === "activated";
  });

export async function measure({ dist, records: most, withBrowser, median, say }) {
  const rounds = async (open, url) => {
    const starts = [];
    for (let i = 0; i < ROUNDS; i += 1) starts.push(await timeStart(await open(), url));
    const times = starts.map((start) => start.ms);
    return {
      median_ms: Math.round(median(times)),
      all_ms: times.map(Math.round),
      longest_task_ms: Math.round(median(starts.map((start) => start.longest))),
    };
  };
  const started = (folder, records) =>
    withBrowser(async (open) => {
      say(`  ${records} records`);
      const server = await new StaticServer(dist).start();
      const page = await openPage(await open());
      await begin(page, server.url);
      if (records > 0) await importFile(page, server.url, generate(folder, { records }));
      await kept(page);
      await server.stop();
      return rounds(open, server.url);
    });
  return withFolder(async (folder) => {
    const figures = {};
    for (const records of [0, 10_000, most]) {
      const budget = records > 10_000 ? {} : { budget_ms: 800, goal_ms: 500 };
      figures[`from_cache_${records}_records`] = { ...(await started(folder, records)), ...budget };
    }
    figures.limit_empty_page = await withBrowser((open) => rounds(open, "data:text/html,<h1>empty</h1>"));
    return figures;
  });
}
