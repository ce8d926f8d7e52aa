// Starts the app of the kit: every part is a block of this one page.
// The build puts wasm-bindgen's glue (default export `__wbg_init`) before this text.
const block = (id) => document.getElementById(id).textContent.trim();

/** A block's bytes: base64 of gzip. */
async function unpack(id) {
  const bytes = Uint8Array.from(atob(block(id)), (char) => char.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

let parts;
/** A new worker with its module loaded: the contract is in docs/DELIVERY.md. */
window.holdfastWorker = async () => {
  parts ??= Promise.all([unpack("kit-worker"), unpack("kit-worker-wasm")]).then(async ([script, wasm]) => ({
    url: URL.createObjectURL(new Blob([script], { type: "text/javascript" })),
    module: await WebAssembly.compile(wasm),
  }));
  const { url, module } = await parts;
  return startWorker(url, module);
};

/** A part of the app that its first screen does without, compiled. */
window.holdfastPart = async (name) => WebAssembly.compile(await unpack(`kit-${name}`));

try {
  await __wbg_init({ module_or_path: await WebAssembly.compile(await unpack("kit-app-wasm")) });
  started();
} catch (error) {
  notStarted(error);
}
