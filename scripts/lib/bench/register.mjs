// The register with 50,000 records behind it: a keystroke in Search until the rows on screen fit
// it, sorting, grouping and filtering, opening a record, and an edit until it is durable.
import { generate, go, importFile, longest, onSite, round } from "../measure.mjs";

const QUERIES = ["portal flood", "RISK-1234", "vault", "power cut", "gateway"];
const SORTED = ["Title", "Code", "Current risk", "Category", "Owner", "State"];
const GROUPED = ["Category", "Level", "Owner"];
// By a field, by a figure, to none and back to all.
const FILTERED = ["f.treatment=reduce", "", "f.level=Medium", "", "f.state=nothing+says+so", "", "f.level=High", ""];
const OPENED = 12;
const EDITS = 20;

/**
 * Presses a key and gives the times from it to the frame that shows the last change that it made: in the page, or of
 * the rows that are on screen (`rows`).
 */
async function press(page, key, rows = false) {
  await page.evaluate((rows) => {
    const watch = { at: 0 };
    const onScreen = () => {
      const wrap = document.querySelector("main .table-wrap");
      if (!wrap) return "";
      const { top, bottom } = wrap.getBoundingClientRect();
      const rows = [...wrap.querySelectorAll("tr:not(.gap)")].filter((row) => {
        const at = row.getBoundingClientRect();
        return at.bottom > top && at.top < bottom;
      });
      // With the marks of what was found.
      return rows.map((row) => row.innerHTML).join("\n");
    };
    bench.quiet = (async () => {
      let last = onScreen();
      const pressed = await bench.next("keydown");
      const observer = new MutationObserver(() => (watch.at = performance.now()));
      observer.observe(document.querySelector("main"), { subtree: true, childList: true, characterData: true, attributes: true });
      let [shown, seen] = [pressed, 0];
      // Rows may come in slices, and those beyond the screen later: over when two frames in a row changed nothing.
      for (let still = 0; still < (seen ? 2 : 30); ) {
        const painted = await bench.painted();
        if (watch.at > seen) {
          [seen, still] = [watch.at, 0];
          const now = rows ? onScreen() : seen;
          if (now !== last) [last, shown] = [now, painted];
        } else {
          still += 1;
        }
      }
      observer.disconnect();
      return { pressed, shown };
    })();
  }, rows);
  await page.keyboard.press(key);
  return page.evaluate(() => bench.quiet);
}

async function keystrokes(page, url, quantile) {
  await go(page, `${url}#/risks`);
  const search = await page.waitForSelector('input[type="search"][aria-label="Search"]');
  const rows = await page.evaluate(() => Number(document.querySelector("table[aria-rowcount]")?.getAttribute("aria-rowcount")));
  const took = [];
  const from = await page.evaluate(() => performance.now());
  for (const query of QUERIES) {
    await search.focus();
    await search.evaluate((input) => input.select());
    for (const key of query) {
      const { pressed, shown } = await press(page, key);
      took.push(shown - pressed);
    }
  }
  const until = await page.evaluate(() => performance.now());
  return {
    rows,
    keys: took.length,
    p50_ms: round(quantile(took, 0.5)),
    p95_ms: round(quantile(took, 0.95)),
    max_ms: round(Math.max(...took)),
    longest_task_ms: await longest(page, from, until),
    budget_p95_ms: 50,
    limit_js_filter_ms: await page.evaluate((count) => {
      const titles = Array.from({ length: count }, (_, n) => `risk-${n} the payroll database is lost in a flood, again ${n}`);
      const times = ["p", "po", "portal", "flood", "risk-12"].map((word) => {
        const began = performance.now();
        titles.filter((title) => title.includes(word));
        return performance.now() - began;
      });
      return Math.round(Math.max(...times) * 10) / 10;
    }, rows),
  };
}

/** Each column sorted both ways, twice: the first press may have to find out what rows sort by. */
async function sorting(page, url) {
  await go(page, `${url}#/risks`);
  const from = await page.evaluate(() => performance.now());
  const columns = {};
  for (const label of SORTED) {
    const took = [];
    for (let n = 0; n < 4; n += 1) {
      const head = await page.waitForFunction((label) => [...document.querySelectorAll("button.sort")].find((each) => each.textContent === label), {}, label);
      await head.asElement().focus();
      const { pressed, shown } = await press(page, "Enter", true);
      took.push(shown - pressed);
    }
    columns[label] = { first_ms: round(took[0]), again_ms: took.slice(1).map(round) };
  }
  return { ...columns, longest_task_ms: await longest(page, from, await page.evaluate(() => performance.now())), budget_ms: 33 };
}

/** Grouped by a column, first and again with no groups between. */
async function grouping(page, url) {
  await go(page, `${url}#/risks`);
  const from = await page.evaluate(() => performance.now());
  const columns = {};
  const choose = async (label) => {
    const menu = await page.waitForFunction(() => [...document.querySelectorAll("main summary")].find((each) => each.textContent.startsWith("Group")));
    await menu.asElement().click();
    const choice = await page.waitForFunction((label) => [...document.querySelectorAll("main details[open] button")].find((each) => each.textContent === label), {}, label);
    await choice.asElement().focus();
    const { pressed, shown } = await press(page, "Enter", true);
    return round(shown - pressed);
  };
  for (const label of GROUPED) {
    const first_ms = await choose(label);
    await choose("No groups");
    columns[label] = { first_ms, again_ms: await choose(label) };
  }
  return { ...columns, longest_task_ms: await longest(page, from, await page.evaluate(() => performance.now())), budget_ms: 33 };
}

/** Filtered as a saved view does it, by the address, until the first frame that shows the rows. */
async function filtering(page, url) {
  await go(page, `${url}#/risks`);
  const from = await page.evaluate(() => performance.now());
  const took = {};
  for (const filter of FILTERED) {
    const [ms, rows] = await page.evaluate(async (filter) => {
      const shown = () => document.querySelector("main [role=status].shown")?.textContent;
      const was = shown();
      const began = performance.now();
      location.hash = `#/risks${filter && `?${filter}`}`;
      for (let frames = 0; frames < 300; frames += 1) {
        const painted = await bench.painted();
        const now = shown();
        if (now !== was && now !== "Looking…") return [painted - began, now];
      }
      throw new Error(`nothing changed for ${filter || "all"}`);
    }, filter);
    (took[filter || "all"] ??= []).push({ rows, ms: round(ms) });
  }
  return { ...took, longest_task_ms: await longest(page, from, await page.evaluate(() => performance.now())), budget_ms: 33 };
}

async function openRecords(page, url, quantile) {
  const took = [];
  for (let n = 0; n < OPENED; n += 1) {
    await go(page, `${url}#/risks`);
    await page.evaluate(() => void (bench.pressed = bench.next("click")));
    const links = await page.$$("main table tbody a[href^='#/risks/']");
    await links[n % links.length].click();
    took.push(
      await page.evaluate(async () => {
        const pressed = await bench.pressed;
        const there = () => /#\/risks\/[0-9a-f-]{36}/.test(location.hash) && !document.querySelector("main table.windowed");
        return (await bench.until(there, 20_000)) - pressed;
      }),
    );
  }
  return { p50_ms: round(quantile(took, 0.5)), p95_ms: round(quantile(took, 0.95)) };
}

/** Edits the title of the record that is open; each edit is committed with Enter or by leaving the field. */
async function edits(page, quantile) {
  const took = [];
  const from = await page.evaluate(() => performance.now());
  for (let n = 0; n < EDITS; n += 1) {
    const field = await page.evaluateHandle(() => {
      const label = [...document.querySelectorAll("main label")].find((each) => each.textContent.trim().startsWith("Title"));
      return label?.control ?? document.querySelector("main input[type='text'], main textarea");
    });
    await field.asElement().focus();
    await page.keyboard.press("End");
    await page.keyboard.type(String(n % 10));
    await page.evaluate(() => {
      bench.states.length = 0;
      bench.left = bench.next("change");
    });
    await page.keyboard.press("Tab");
    took.push(
      await page.evaluate(async () => {
        const left = await bench.left;
        // What is typed counts as not saved already, so the first word that comes now is the one.
        const saved = () => bench.states.find(([at, words]) => at >= left && words === "Saved");
        await bench.until(saved, 20_000);
        return saved()[0] - left;
      }),
    );
  }
  const until = await page.evaluate(() => performance.now());
  return {
    p50_ms: round(quantile(took, 0.5)),
    p95_ms: round(quantile(took, 0.95)),
    longest_task_ms: await longest(page, from, until),
    budget_ms: 20,
  };
}

export function measure({ records, quantile, say, ...site }) {
  return onSite(site, async (page, url, folder) => {
    say("  import");
    await importFile(page, url, generate(folder, { records }));
    say("  search");
    const search = await keystrokes(page, url, quantile);
    say("  sort and group");
    const sorted = await sorting(page, url);
    const grouped = await grouping(page, url);
    const filtered = await filtering(page, url);
    say("  open and edit");
    const opened = await openRecords(page, url, quantile);
    // A figure that cannot be had must not cost the others.
    const edited = await edits(page, quantile).catch((error) => ({ failed: error.message.split("\n")[0] }));
    return { records, search_keystroke: search, sort: sorted, group: grouped, filter: filtered, open_record: opened, edit_to_durable: edited };
  });
}
