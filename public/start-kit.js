// Starts the app of the kit: every part is a block of this one page. The app's own script stands
// before this one, so that it has run.

/** A part of the app, compiled: its block is base64 of gzip. */
async function compile(name) {
  const text = document.getElementById(`kit-${name}`).textContent.trim();
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return WebAssembly.compile(await new Response(stream).arrayBuffer());
}

const part = once(compile);
let script;
window.holdfastPart = part;

/** A new worker that runs the app's own parts: the contract is in docs/DELIVERY.md. */
window.holdfastWorker = async () => {
  const names = ["app", "rest"].filter((name) => document.getElementById(`kit-${name}`));
  const [app, rest] = await Promise.all(names.map(part));
  const text = document.getElementById("kit-script").textContent;
  script ??= URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  return startWorker(script, { app, rest });
};

try {
  await window.holdfastRun(await part("app"));
  started();
} catch (error) {
  notStarted(error);
}
