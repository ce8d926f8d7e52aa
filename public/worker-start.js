// Follows wasm-bindgen's glue in the worker's script: the page sends the compiled module first,
// so that the same script works from a URL and from a blob.
self.onmessage = async ({ data }) => {
  if (data?.holdfast !== "start") return;
  self.onmessage = null;
  try {
    await wasm_bindgen({ module_or_path: data.module });
    self.postMessage({ holdfast: "ready" });
  } catch (error) {
    self.postMessage({ holdfast: "failed", error: String(error) });
  }
};
