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

async function compile(name) {
  const url = at(files[name]);
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${response.statusText}`);
  const type = response.headers.get("content-type") ?? "";
  return type.startsWith("application/wasm")
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

/** A part of the app, compiled. */
window.holdfastPart = once(compile);

/** A new worker that runs the app's own parts: the contract is in docs/DELIVERY.md. */
window.holdfastWorker = async () => {
  const [app, rest] = await Promise.all(["app", "rest"].filter((name) => files[name]).map(window.holdfastPart));
  return startWorker(at(files.script), { app, rest });
};

try {
  const [app] = await Promise.all([window.holdfastPart("app"), import(at(files.script))]);
  await window.holdfastRun(app);
  started();
} catch (error) {
  notStarted(error);
}
