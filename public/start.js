// Starts the app of the site. Names of the other files come from a data block in the page.
const files = JSON.parse(document.getElementById("holdfast-files").textContent);
const at = (name) => new URL(name, document.baseURI).href;

// While this page lives, its version's cached files are kept: see public/sw.js.
const version = document.querySelector('meta[name="holdfast-version"]').content;
const base = new URL("./", document.baseURI).pathname;
navigator.locks
  ?.request(`holdfast:${base}:${version}:files`, { mode: "shared" }, () => {
    navigator.serviceWorker?.controller?.postMessage({ type: "started" });
    return new Promise(() => {});
  })
  .catch(() => {});

let module;
/** A new worker with its module loaded: the contract is in docs/DELIVERY.md. */
window.holdfastWorker = async () => {
  module ??= compile(at(files.workerWasm));
  try {
    return await startWorker(at(files.worker), await module);
  } catch (error) {
    module = undefined; // The next call may try again, for instance when the network is back.
    throw error;
  }
};

async function compile(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${response.statusText}`);
  const type = response.headers.get("content-type") ?? "";
  return type.startsWith("application/wasm")
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

/** A part of the app that its first screen does without, compiled; a failure may be tried again. */
window.holdfastPart = (name) => compile(at(files[name]));

try {
  const app = await import(at(files.app));
  await app.default({ module_or_path: at(files.appWasm) });
  started();
} catch (error) {
  notStarted(error);
}
