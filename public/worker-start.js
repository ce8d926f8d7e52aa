// Follows wasm-bindgen's glue in the app's script, which the page imports and its worker runs.

/** Starts the app: draws it in a page, answers a page in a worker. */
globalThis.holdfastRun = (module) => __wbg_init({ module_or_path: module });

// In a worker the page first sends the app's parts as it has compiled them, so that nothing is
// compiled twice and the same script works from a URL and from a blob. The app itself says when it
// listens (src/edge/serve.rs).
if (!globalThis.document) {
  self.onmessage = async ({ data }) => {
    if (data?.holdfast !== "start") return;
    self.onmessage = null;
    self.holdfastPart = async (name) => data.parts[name];
    try {
      await self.holdfastRun(data.parts.app);
    } catch (error) {
      self.postMessage({ holdfast: "failed", error: String(error) });
    }
  };
}
