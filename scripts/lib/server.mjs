// A plain static file server, as small as a static host can be: no rewrite rule, no listing.
//
//   node scripts/lib/server.mjs DIR [--port N]
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

/**
 * Serves a directory below `base` ("/" or "/sub/path/") on localhost.
 * `server.directory` may be changed while it runs; `requests` lists what was asked for and answered.
 * With `host` set to PLAIN_HOST (browsers.mjs) the same site is no secure context to the browser.
 * A test sets `gate`: it gets each path, and may answer late, or false for "not found".
 */
export class StaticServer {
  constructor(directory, { base = "/", port = 0 } = {}) {
    Object.assign(this, { directory, base, port, host: "localhost", requests: [], gate: undefined, http: undefined });
  }

  get origin() {
    return `http://${this.host}:${this.port}`;
  }

  get url() {
    return this.origin + this.base;
  }

  /** Starts, or starts again on the port it had. */
  async start() {
    this.http = createServer((request, response) => this.answer(request, response));
    await new Promise((resolve, reject) => {
      this.http.once("error", reject);
      this.http.listen(this.port, "localhost", resolve);
    });
    this.port = this.http.address().port;
    return this;
  }

  async stop() {
    const closed = new Promise((resolve) => this.http.close(resolve));
    this.http.closeAllConnections();
    await closed;
  }

  async answer(request, response) {
    const pathname = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const open = (await this.gate?.(pathname)) !== false;
    const file = open ? await this.find(pathname) : undefined;
    this.requests.push({ path: pathname, found: Boolean(file) });
    if (!file || !["GET", "HEAD"].includes(request.method)) {
      response.writeHead(404, { "content-type": "text/plain" }).end("not found\n");
      return;
    }
    const type = TYPES[path.extname(file.name)] ?? "application/octet-stream";
    response.writeHead(200, { "content-type": type, "content-length": file.size, "cache-control": "no-cache" });
    if (request.method === "HEAD") response.end();
    else createReadStream(file.name).on("error", () => response.destroy()).pipe(response);
  }

  async find(pathname) {
    if (!pathname.startsWith(this.base)) return undefined;
    const below = pathname.slice(this.base.length);
    const name = path.join(this.directory, below === "" || below.endsWith("/") ? `${below}index.html` : below);
    if (path.relative(this.directory, name).startsWith("..")) return undefined;
    const info = await stat(name).catch(() => undefined);
    return info?.isFile() ? { name, size: info.size } : undefined;
  }
}

if (process.argv[1] === import.meta.filename) {
  const [directory, ...rest] = process.argv.slice(2);
  const port = rest[0] === "--port" ? Number(rest[1]) : 8080;
  const server = new StaticServer(path.resolve(directory), { port });
  try {
    await server.start();
  } catch (error) {
    console.error(error.code === "EADDRINUSE" ? `Port ${port} is taken: choose another with --port.` : error.message);
    process.exit(1);
  }
  console.log(`Holdfast is served on ${server.url} (stop with Ctrl-C)`);
}
