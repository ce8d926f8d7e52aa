// The site and the kit as a host, a network failure or an update presents them.
import { copyFile, cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { apply, byHand, file, id, importFiles, isAt, keptOffline, startEmpty, versionOf } from "../lib/work.mjs";
import { integrity, verifySite } from "../../../scripts/lib/finish.mjs";

/** Loads the page again, once both parts of the app are there: one that is still read is reported as broken. */
async function again(t) {
  const isThere = () => performance.getEntriesByType("resource").some(({ name, responseEnd }) => /\/rest-[^/]*\.wasm$/.test(name) && responseEnd > 0);
  await t.until("the second part", () => t.page.evaluate(isThere));
  await t.reload();
}

const cacheNames = (t) => t.page.evaluate(() => caches.keys());

/** A copy of the site that is another version: other version text, other style sheet. */
async function variant(t, name, version) {
  const copy = path.join(t.folder, name);
  await cp(t.options.dist, copy, { recursive: true });
  const files = await readdir(copy);
  const style = files.find((file) => /^style-.*\.css$/.test(file));
  const otherStyle = `style-${name}.css`;
  const text = async (file) => readFile(path.join(copy, file), "utf8");
  const before = { page: await text("index.html"), style: await text(style) };
  const was = /name="holdfast-version" content="([^"]+)"/.exec(before.page)[1];
  const page = before.page.replaceAll(was, version).replaceAll(style, otherStyle);
  const sheet = `${before.style}\n/* ${version} */\n`;
  const worker = (await text("sw.js"))
    .replaceAll(was, version)
    .replaceAll(style, otherStyle)
    .replace(integrity(before.page), integrity(page))
    .replace(integrity(before.style), integrity(sheet));
  await writeFile(path.join(copy, "index.html"), page);
  await writeFile(path.join(copy, otherStyle), sheet);
  await writeFile(path.join(copy, "sw.js"), worker);
  await rm(path.join(copy, style));
  await verifySite(copy);
  return copy;
}

/** The policy of a built page; what differs from build to build is shortened. */
async function policyOf(t, file) {
  const page = await readFile(path.join(t.options.dist, file), "utf8");
  const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)[1];
  // Whoever follows a link asks the network for its name, and nobody before.
  t.check(page.includes('<meta http-equiv="x-dns-prefetch-control" content="off">'), `${file} looks no name up before it is asked for`);
  return policy.replace(/'sha256-[^']+'/g, "'sha256-…'");
}

/** The worker starts, and does the app's own work: it comes from the place that this page has. */
const workerStarts = (t) =>
  t.page.evaluate(async () => {
    const worker = await globalThis.holdfastWorker();
    const answer = new Promise((resolve) => (worker.onmessage = ({ data }) => resolve(data)));
    worker.postMessage({ id: 7, op: "read", body: new TextEncoder().encode("no workspace") });
    const { id, error } = await answer;
    // What is no work is refused, and what is no request at all has no consequence.
    for (const message of [null, "read", { id: "x" }, { id: 8, op: "launch", body: 7 }]) worker.postMessage(message);
    const last = await new Promise((resolve) => (worker.onmessage = ({ data }) => data.id === 8 && resolve(data)));
    worker.terminate();
    return id === 7 && error.length > 0 && last.error.includes("launch");
  });

async function starts(t) {
  await t.goto();
  t.check(await workerStarts(t), "the worker starts");
  await keptOffline(t);
  const missing = t.server.requests.filter(({ found }) => !found);
  t.equal(missing, [], "requests that the host could not answer");
}

export default [
  { name: "starts from the root of a host", run: starts },
  {
    name: "starts below any sub-path",
    async run(t) {
      await t.serve(t.options.dist, "/teams/ops/holdfast/");
      await starts(t);
      t.equal(await cacheNames(t), [`holdfast:${t.server.base}:${await versionOf(t)}`], "caches");
    },
  },
  {
    name: "cold start with the server stopped after one visit",
    async run(t) {
      await t.goto();
      await keptOffline(t);
      await t.server.stop();
      await t.crashAndReopen();
      await t.goto("#/");
      t.check(await workerStarts(t), "the worker starts without the server");
      await startEmpty(t);
      for (const [hash, name] of [["#/risks", "Risks"], ["#/data", "Data"], ["#/data/conflicts", "Conflicts"]]) {
        await t.goto(hash);
        await isAt(t, name);
      }
      // What heavy screens need is kept as well.
      await importFiles(t, await byHand(t, "start.json", {
        service: [{ id: id(1), title: "Ward", dependencies: [{ id: id(2), on: id(3), kind: "hard" }] }, { id: id(3), title: "Network" }],
        person: [{ id: id(4), title: "Ines Okafor", phone: "+44 20 7946 0000" }],
        risk: [{ id: id(5), title: "Flood", frequency: { how: "rate", rate: 0.1 }, loss: { how: "interval", low: 1000, high: 9000 } }],
      }));
      for (const [hash, words] of [
        ["#/services?view=graph", "Network"], ["#/services?view=order", "Waves"], ["#/services?view=impact", "Impact"],
        ["#/people?view=calls", "Nobody calls anybody yet"], ["#/risks?view=loss", "The 1 risk in money"],
      ]) {
        await t.goto(hash);
        await t.see(words);
      }
      await t.click("button", "Run simulation");
      await t.see("Done.");
      await t.goto("#/data");
      await t.upload("Files to import", await file(t, "risks.csv", "Risk title,Likelihood\nFire,2\n"));
      const mapping = await t.role("dialog", "Import table");
      await t.choose("The 1 row is", "Risks");
      await t.click("button", "Review", { within: mapping });
      await t.role("dialog", "Review import");
      await apply(t);
    },
  },
  {
    name: "an update waits until it is asked for, and leaves nothing of the old version",
    async run(t) {
      const older = await variant(t, "older", "0.0.1 (older)");
      t.server.directory = older;
      await t.goto();
      await keptOffline(t);

      t.server.directory = t.options.dist;
      await t.page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
      await t.until("the new version to wait", () =>
        t.page.evaluate(async () => Boolean((await navigator.serviceWorker.getRegistration()).waiting)),
      );
      await again(t);
      t.equal(await versionOf(t), "0.0.1 (older)", "version after a reload with an update waiting");
      const style = await t.page.$eval('link[rel="stylesheet"]', (link) => link.sheet.href);
      t.check(style.endsWith("style-older.css"), "the old page has its own style sheet");

      const other = await t.newTab();
      await t.at(other).goto();
      await t.page.evaluate(async () => {
        const taken = new Promise((resolve) => (navigator.serviceWorker.oncontrollerchange = resolve));
        (await navigator.serviceWorker.getRegistration()).waiting.postMessage({ type: "activate" });
        await taken;
      });
      await again(t);
      const fresh = await versionOf(t);
      t.check(fresh !== "0.0.1 (older)", "the new version is shown after it was asked for");
      t.equal(await versionOf(t.at(other)), "0.0.1 (older)", "the other tab is not disturbed");
      t.check(await workerStarts(t.at(other)), "the other tab still finds its own version's files");
      t.equal((await cacheNames(t)).length, 2, "caches while a page of the old version is open");

      await other.close();
      await t.until("the old cache to go", async () => {
        await again(t);
        return (await cacheNames(t)).length === 1;
      });
      t.equal(await cacheNames(t), [`holdfast:/:${fresh}`], "caches at the end");
    },
  },
  {
    name: "half a deployment is never kept",
    async run(t) {
      const broken = path.join(t.folder, "broken");
      await cp(t.options.dist, broken, { recursive: true });
      await writeFile(path.join(broken, "icon-512.png"), "not the file that was built");
      t.server.directory = broken;
      // The browser reports the failed installation; that it does is the point.
      t.allow(/integrity|ServiceWorker|service worker|Failed to/i);
      await t.goto();
      const outcome = await t.page.evaluate(async () => {
        try {
          const registration = await navigator.serviceWorker.register("sw.js");
          const worker = registration.installing ?? registration.waiting ?? registration.active;
          // Done with the attempt and without a worker: the attempt failed.
          if (!worker) return "redundant";
          const settled = () => ["installed", "activated", "redundant"].includes(worker.state);
          await new Promise((resolve) => {
            if (settled()) resolve();
            worker.onstatechange = () => settled() && resolve();
          });
          return worker.state;
        } catch (error) {
          return `refused: ${error.message}`;
        }
      });
      t.check(outcome === "redundant" || outcome.startsWith("refused"), `installation ended as ${outcome}`);
      t.equal(await cacheNames(t), [], "caches");
    },
  },
  {
    name: "the kit opens from a file with no network",
    async run(t) {
      const kit = path.join(t.folder, "holdfast.html");
      await copyFile(path.join(t.options.dist, "holdfast.html"), kit);
      await t.server.stop();
      await t.openFile(kit);
      t.check(await workerStarts(t), "the worker starts");
      t.check((await t.page.$eval("html", (page) => page.dataset.kit)) === "blank", "the page knows that it is a kit");
      const policy = await t.page.$eval('meta[http-equiv="Content-Security-Policy"]', (tag) => tag.content);
      t.check(policy.includes("connect-src 'none'"), "the kit's policy forbids every connection");
    },
  },
  {
    name: "the policy allows no inline script and no eval",
    async run(t) {
      const told = await readFile(path.resolve(import.meta.dirname, "../../../docs/SECURITY.md"), "utf8");
      for (const file of ["index.html", "holdfast.html"]) {
        const policy = await policyOf(t, file);
        t.check(told.includes(`\n${policy}\n`), `docs/SECURITY.md has the policy of ${file}: ${policy}`);
        t.check(!/'unsafe-(inline|eval|hashes)'/.test(policy), `${file}: ${policy}`);
        t.check(policy.startsWith("default-src 'none'"), `${file} forbids what it does not name`);
      }
      await t.goto();
      t.allow(/policy violation: script-src|Content Security Policy|unsafe-eval|blocked by CSP/i);
      const ran = await t.page.evaluate(async () => {
        const script = document.createElement("script");
        script.textContent = "globalThis.inlineRan = true";
        document.head.append(script);
        const attribute = document.createElement("button");
        attribute.setAttribute("onclick", "globalThis.inlineRan = true");
        attribute.click();
        return Boolean(globalThis.inlineRan);
      });
      t.check(!ran, "an inline script ran");
    },
  },
  {
    name: "every file is kept offline except those left out by name",
    browsers: ["chromium"],
    async run(t) {
      await verifySite(t.options.dist);
      await t.goto();
      await keptOffline(t);
      const kept = await t.page.evaluate(async () => {
        const [name] = await caches.keys();
        return (await (await caches.open(name)).keys()).map(({ url }) => url);
      });
      const names = kept.map((url) => url.slice(t.server.url.length) || "index.html").sort();
      const files = (await readdir(t.options.dist)).filter((name) => !["holdfast.html", "sw.js"].includes(name));
      t.equal(names, files.sort(), "files in the cache");
    },
  },
];
