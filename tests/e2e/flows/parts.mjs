// The app's module comes in two parts: the first screen needs only the first of them.
import { isAt } from "../lib/work.mjs";

const isRest = (path) => /\/rest-[0-9a-f]{16}\.wasm$/.test(path);
const asked = (t, is) => t.server.requests.filter(({ path }) => is(path)).length;

/** The first screen stands and works while the rest is still on its way. */
async function firstPart(t) {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  t.server.gate = (path) => (isRest(path) ? held : undefined);
  await t.goto();
  await isAt(t, "Holdfast");
  await t.axe();
  t.equal(asked(t, isRest), 0, "answers with the rest when the first screen stands");
  const fetched = await t.page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname));
  const more = fetched.filter((path) => !/^\/((app|start|style)-[0-9a-f]{16}\.\w+|icon.*|manifest.*)$/.test(path));
  t.equal(more, [], "what the page fetched beside its first part");
  await t.fill("Name of the workspace", "Ward 7");
  await t.click("button", "Start empty");
  await t.see("Loading…");
  await t.saved();
  release();
  await isAt(t, "Today");
  await t.press("Control", "k");
  await t.role("dialog", "Search and commands");
}

/** Where the rest cannot be had the page says so, keeps what was done, and goes on when it can. */
async function missing(t) {
  // The browser reports the answer; the service worker does not keep half a deployment.
  t.allow(/rest-[0-9a-f]{16}\.wasm|404|ServiceWorker|service worker|Failed to|integrity/i);
  t.server.gate = (path) => !isRest(path);
  await t.goto();
  await t.fill("Who is using this device?", "Ines Okafor");
  await t.fill("Name of the workspace", "Ward 7");
  await t.click("button", "Start empty");
  await isAt(t, "This part of Holdfast could not be loaded");
  await t.axe();
  await t.saved();
  await t.reload();
  await isAt(t, "This part of Holdfast could not be loaded");
  await t.click("button", "Try again");
  await t.until("another request", async () => asked(t, isRest) > 2);
  await isAt(t, "This part of Holdfast could not be loaded");

  t.server.gate = undefined;
  await t.click("button", "Reload");
  await isAt(t, "Today");
  await t.see("Ward 7");
  await t.see("Ines Okafor");
}

/** Trying again is enough when the network is back; the sample workspace needs the rest as well. */
async function again(t) {
  t.allow(/rest-[0-9a-f]{16}\.wasm|404|ServiceWorker|service worker|Failed to|integrity/i);
  t.server.gate = (path) => !isRest(path);
  await t.goto();
  await t.click("button", "Open sample workspace");
  await t.see("The rest of Holdfast could not be loaded. Nothing was changed.");
  await t.page.evaluate(() => void (location.hash = "#/risks"));
  await isAt(t, "This part of Holdfast could not be loaded");
  t.server.gate = undefined;
  await t.click("button", "Try again");
  await isAt(t, "Risks");
}

export default [
  { name: "the first screen needs the first part only", run: firstPart },
  { name: "a part that cannot be had", run: missing },
  { name: "a part that comes late", run: again },
];
