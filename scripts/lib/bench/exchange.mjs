// Taking in 50,000 records, writing them out, and merging a copy that was edited apart from them:
// from the chosen file to the review, and from Apply to Saved. A person's pause between is not counted.
import { begin, exportWorkspace, generate, importFile, memory, openPage, rawLimits, withFolder } from "../measure.mjs";
import { StaticServer } from "../server.mjs";

export async function measure({ dist, records, withBrowser, say }) {
  return withFolder((folder) =>
    withBrowser(async (open) => {
      const server = await new StaticServer(dist).start();
      try {
        const ours = generate(folder, { records, copy: 1 });
        const theirs = generate(folder, { records, copy: 2 });
        const browser = await open();
        const page = await openPage(browser);
        await begin(page, server.url);
        const raw = await rawLimits(browser, ours, Math.ceil(records / 256));
        say("  import");
        const taken = await importFile(page, server.url, ours);
        const held = await memory(browser, page);
        say("  export");
        const written = await exportWorkspace(page, server.url);
        say("  merge");
        const merged = await importFile(page, server.url, theirs);
        return {
          records,
          import: { ...taken, budget_ms: 3000 },
          export: written,
          merge_of_diverged: { ...merged, budget_ms: 2000 },
          memory_after_import: held,
          task_budget_ms: 100,
          limits_browser: raw,
        };
      } finally {
        await server.stop();
      }
    }),
  );
}
