// Cold start from the cache, the server stopped: a new browser process each time, from the start
// of the navigation until the app has drawn itself and the page answers.
import { StaticServer } from "../server.mjs";

const ROUNDS = 5;

/** Milliseconds from the start of the navigation until the page is drawn and idle enough to answer. */
async function timeStart(browser, url) {
  const page = await browser.newPage();
  await page.evaluateOnNewDocument(() => {
    const drawn = () => document.readyState !== "loading" && !document.getElementById("starting");
    globalThis.interactive = new Promise((resolve) => {
      const look = () => (drawn() ? setTimeout(() => resolve(performance.now())) : requestAnimationFrame(look));
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

async function rounds(open, url) {
  const times = [];
  for (let i = 0; i < ROUNDS; i += 1) times.push(await timeStart(await open(), url));
  return times;
}

export async function measure({ dist, withBrowser, median }) {
  const report = (times) => ({ median_ms: Math.round(median(times)), all_ms: times.map(Math.round) });
  return withBrowser(async (open) => {
    const server = await new StaticServer(dist).start();
    const page = await (await open()).newPage();
    await page.goto(server.url);
    await kept(page);
    await server.stop();
    return {
      from_cache: { ...report(await rounds(open, server.url)), budget_ms: 800, goal_ms: 500, records: 0 },
      limit_empty_page: report(await rounds(open, "data:text/html,<h1>empty</h1>")),
    };
  });
}
