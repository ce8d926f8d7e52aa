// Chromium and Firefox, headless, through one API (puppeteer-core): for tests, bench and pictures.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import puppeteer from "puppeteer-core";

/** A name for this machine that browsers do not trust as they trust localhost: plain http like any other. */
export const PLAIN_HOST = "holdfast.test";

const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--hide-scrollbars",
  `--host-resolver-rules=MAP ${PLAIN_HOST} localhost`,
];

const FIREFOX_PREFS = {
  "app.normandy.enabled": false,
  "app.update.enabled": false,
  "browser.download.folderList": 2,
  "browser.download.alwaysOpenPanel": false,
  "browser.helperApps.neverAsk.saveToDisk": "application/json,text/plain,text/csv,text/markdown,text/html,application/octet-stream",
  "browser.sessionstore.resume_from_crash": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "network.dns.localDomains": PLAIN_HOST,
  "services.settings.server": "data:,none",
  "toolkit.startup.max_resumed_crashes": -1,
};

function find(...names) {
  for (const name of names) {
    try {
      return execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
    } catch {
      // Not this name: try the next.
    }
  }
  throw new Error(`none of ${names.join(", ")} is installed: run scripts/setup`);
}

/**
 * Starts a browser ("chromium" or "firefox") on a profile directory.
 * Downloads go to `downloads`; `flags` are more switches for Chromium.
 */
export async function launch(name, { profile, downloads, flags = [] }) {
  mkdirSync(profile, { recursive: true });
  if (downloads) mkdirSync(downloads, { recursive: true });
  const common = { headless: true, userDataDir: profile, protocolTimeout: 120_000, defaultViewport: { width: 1280, height: 900 } };
  if (name === "firefox") {
    const prefs = { ...FIREFOX_PREFS, ...(downloads && { "browser.download.dir": downloads }) };
    const browser = await puppeteer.launch({
      ...common,
      browser: "firefox",
      executablePath: find("firefox-esr", "firefox"),
      extraPrefsFirefox: prefs,
    });
    profiles.set(browser, profile);
    return browser;
  }
  const browser = await puppeteer.launch({
    ...common,
    browser: "chrome",
    executablePath: find("chromium", "google-chrome", "chromium-browser"),
    args: [...CHROMIUM_FLAGS, ...flags],
  });
  if (downloads) {
    const session = await browser.target().createCDPSession();
    await session.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: downloads });
  }
  return browser;
}

/** The profiles of Firefoxes. */
const profiles = new WeakMap();

/** How long the settings of a profile may take to be put back, in milliseconds. */
const PUT_BACK_MS = 5_000;

/** Until the settings that a Firefox was started with are those of its profile again: who starts on it meanwhile finds half of them. */
async function putBack(profile) {
  const kept = ["prefs.js", "user.js"].map((name) => path.join(profile, `${name}.puppeteer`));
  const end = Date.now() + PUT_BACK_MS;
  while (kept.some((file) => existsSync(file)) && Date.now() < end) await pause(10);
}

/** Ends a browser and all its processes at once, as a crash or a power cut does. */
export async function crash(browser) {
  const child = browser.process();
  const gone = new Promise((resolve) => (child.exitCode === null ? child.once("exit", resolve) : resolve()));
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
  await gone;
  if (profiles.has(browser)) await putBack(profiles.get(browser));
}
