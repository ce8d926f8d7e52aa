// Browsers that flows use one after the other: starting one costs seconds, most of all Firefox.
//
// What a page keeps belongs to its origin, and each flow has a server on a port that no flow before
// it had. So a flow finds nothing of another, in a profile on the disk as people have it. A browser
// that opened a file (all files are one origin) or in which a flow failed is not used again.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { crash, launch } from "../../../scripts/lib/browsers.mjs";
import { StaticServer } from "../../../scripts/lib/server.mjs";

const CLOSE_MS = 10_000;
const idle = new Map();
const ports = new Set();

class Device {
  constructor(name) {
    this.name = name;
    this.folder = mkdtempSync(path.join(tmpdir(), "holdfast-device-"));
    this.profile = path.join(this.folder, "profile");
    this.downloads = path.join(this.folder, "downloads");
    this.pages = [];
    this.spent = false;
    this.runs = false;
  }

  async start() {
    this.browser = await launch(this.name, { profile: this.profile, downloads: this.downloads });
    this.runs = true;
    return this;
  }

  /** Another page. Firefox gives its first one no focus, and then tells it nothing of focus. */
  async page() {
    const page = await this.browser.newPage();
    this.pages.push(page);
    return page;
  }

  /** Ends the browser in good order, so that all is on the disk that will be. */
  async close() {
    await this.browser.close();
    this.runs = false;
    this.pages = [];
  }

  /** Ends every process of the browser at once. */
  async crash() {
    if (this.runs) await crash(this.browser);
    this.runs = false;
    this.pages = [];
  }

  /** Ends it for good. */
  async discard() {
    await this.crash();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async closePages() {
    const late = new Promise((_, reject) => setTimeout(reject, CLOSE_MS, new Error("pages do not close")).unref());
    await Promise.race([Promise.all(this.pages.filter((page) => !page.isClosed()).map((page) => page.close())), late]);
    this.pages = [];
  }
}

/** A browser of this name that nobody uses. */
export async function takeDevice(name) {
  return idle.get(name)?.pop() ?? new Device(name).start();
}

/** Gives a browser back; `good` is false after a failure. */
export async function giveBack(device, good) {
  const clean = good && device.runs && !device.spent && (await device.closePages().then(() => true, () => false));
  if (!clean) return device.discard();
  idle.set(device.name, [...(idle.get(device.name) ?? []), device]);
}

/** Ends all browsers that nobody uses. */
export async function endDevices() {
  for (const devices of idle.values()) await Promise.all(devices.map((device) => device.discard()));
  idle.clear();
}

/** Serves `directory` at an origin that no flow had before. */
export async function freshServer(directory, options) {
  for (;;) {
    const server = await new StaticServer(directory, options).start();
    if (!ports.has(server.port)) {
      ports.add(server.port);
      return server;
    }
    await server.stop();
  }
}
