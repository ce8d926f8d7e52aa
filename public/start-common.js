// Shared by the site and the kit: ends of the start-up that are the same in both.
// The two start scripts call these; the build joins the files.

/** Takes the starting notice away once the app has drawn itself. */
function started() {
  document.getElementById("starting")?.remove();
}

/** Says in words that the app did not start, and what a person can do. */
function notStarted(error) {
  console.error(error);
  const state = document.getElementById("starting-state");
  if (!state) return;
  state.setAttribute("role", "alert");
  state.textContent =
    typeof WebAssembly === "undefined"
      ? "Holdfast could not start: this browser has no WebAssembly, or it is switched off. Use a current Firefox, Chrome, Edge or Safari."
      : `Holdfast could not start: ${error?.message ?? error}. Nothing stored was touched. Load the page again; if that does not help, use another browser or the offline kit.`;
}

/** Compiles each part of the app once, by name; one that failed may be asked for again. */
function once(compile) {
  const parts = new Map();
  return (name) => {
    if (!parts.has(name)) {
      const part = compile(name);
      part.catch(() => parts.delete(name));
      parts.set(name, part);
    }
    return parts.get(name);
  };
}

/**
 * Starts a worker from the URL of the app's script and hands it the app's compiled parts.
 * Resolves when the worker's Rust code listens; rejects with the reason when it cannot start.
 */
function startWorker(url, parts) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(url, { name: "holdfast" });
    const give_up = (reason) => {
      worker.terminate();
      reject(new Error(reason));
    };
    worker.onerror = (event) => give_up(`the worker did not start: ${event.message || "blocked"}`);
    worker.onmessageerror = () => give_up("the worker did not understand its parts");
    worker.onmessage = ({ data }) => {
      if (data?.holdfast === "failed") return give_up(`the worker did not start: ${data.error}`);
      if (data?.holdfast !== "ready") return;
      worker.onerror = worker.onmessage = worker.onmessageerror = null;
      resolve(worker);
    };
    worker.postMessage({ holdfast: "start", parts });
  });
}
