// Finds elements as assistive technology does: by role and accessible name.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const library = readFileSync(require.resolve("@testing-library/dom/dist/@testing-library/dom.umd.min.js"), "utf8");

/** A name for the page: an exact string, or a regular expression in parts. */
const portable = (name) =>
  name instanceof RegExp ? { source: name.source, flags: name.flags } : name;

/** Puts the finder into the page once; scripts run by the driver are outside the page's policy. */
async function prepare(page) {
  if (await page.evaluate(() => Boolean(globalThis.TestingLibraryDom))) return;
  await page.evaluate(`(() => { const module = undefined, exports = undefined, define = undefined;\n${library}\n})()`);
}

/**
 * All elements of a role, with an accessible name if one is given, in document order.
 * `within` is an element handle; `level`, `expanded`, `pressed`, `checked`, `selected` narrow further.
 */
export async function allByRole(page, role, name, { within, ...more } = {}) {
  await prepare(page);
  const list = await page.evaluateHandle(
    (root, role, name, more) => {
      const wanted = name && name.source !== undefined ? new RegExp(name.source, name.flags) : name;
      const options = { ...more, ...(wanted === null ? {} : { name: wanted }) };
      return globalThis.TestingLibraryDom.queryAllByRole(root ?? document.body, role, options);
    },
    within ?? null,
    role,
    name === undefined ? null : portable(name),
    more,
  );
  return elements(list);
}

/** The form control with this label, as a person reads it. */
export async function allByLabel(page, label, { within } = {}) {
  await prepare(page);
  const list = await page.evaluateHandle(
    (root, label) => {
      const wanted = label.source !== undefined ? new RegExp(label.source, label.flags) : label;
      return globalThis.TestingLibraryDom.queryAllByLabelText(root ?? document.body, wanted);
    },
    within ?? null,
    portable(label),
  );
  return elements(list);
}

async function elements(list) {
  const found = [...(await list.getProperties()).values()].map((handle) => handle.asElement()).filter(Boolean);
  await list.dispose();
  return found;
}
