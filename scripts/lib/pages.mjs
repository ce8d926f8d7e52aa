// The two pages: the site's and the kit's, from their templates in public/.

/** Text in a data block of a page: no tag and no comment begins in it. JSON stays the same JSON. */
export const inBlock = (json) => json.replaceAll("<", "\\u003c");

/** Replaces `<!--name-->` (which must be there) by text, without reading `$` in it. */
function put(template, name, text) {
  const mark = `<!--${name}-->`;
  if (!template.includes(mark)) throw new Error(`the page template has no ${mark}`);
  return template.replace(mark, () => text);
}

const meta = (attributes) => `<meta ${attributes}>`;
const policyTag = (rules) =>
  meta(`http-equiv="Content-Security-Policy" content="${rules.map((rule) => rule.join(" ")).join("; ")}"`);
const versionTag = (version) => meta(`name="holdfast-version" content="${version}"`);

/** The site's page. `names` are the hashed names of its files. */
export function sitePage(template, names, version) {
  const policy = policyTag([
    ["default-src", "'none'"],
    ["script-src", "'self'", "'wasm-unsafe-eval'"],
    ["style-src", "'self'"],
    ["img-src", "'self'", "data:", "blob:"],
    ["connect-src", "'self'"],
    ["worker-src", "'self'"],
    ["manifest-src", "'self'"],
    ["base-uri", "'none'"],
    ["form-action", "'none'"],
  ]);
  const links = [
    `<link rel="stylesheet" href="${names.style}">`,
    `<link rel="manifest" href="manifest.webmanifest">`,
    `<link rel="icon" type="image/svg+xml" href="icon.svg">`,
    `<link rel="apple-touch-icon" href="icon-192.png">`,
    `<link rel="modulepreload" href="${names.script}">`,
    `<link rel="preload" href="${names.app}" as="fetch" type="application/wasm" crossorigin>`,
  ].join("\n    ");
  const files = JSON.stringify(names);
  const scripts = [
    `<script type="application/json" id="holdfast-files">${files}</script>`,
    `<script type="module" src="${names.start}"></script>`,
  ].join("\n    ");
  // Trunk's own links say what to compile; they are no part of the page.
  let page = template.replace(/^ *<link data-trunk .*\n/gm, "");
  page = put(page, "policy", policy);
  page = put(page, "version", versionTag(version));
  page = put(page, "links", links);
  return put(page, "scripts", scripts);
}

/**
 * The kit's page without its large parts, whose places are marked `<!--kit:name-->`: the build fills
 * them for the published kit (fillKit), the app for the kits that it makes, so all are one page with
 * one policy. Style and scripts are allowed by their hashes; the rest is data, which needs none.
 */
export function kitTemplate(template, { version, style, script, start, sample, hasRest, integrity }) {
  if (/<\/style/i.test(style) || [script, start].some((text) => /<\/script|<!--/i.test(text))) {
    throw new Error("style or script of the kit contains an end tag or a comment mark");
  }
  const policy = policyTag([
    ["default-src", "'none'"],
    ["script-src", `'${integrity(script)}'`, `'${integrity(start)}'`, "'wasm-unsafe-eval'"],
    ["style-src", `'${integrity(style)}'`],
    ["img-src", "data:", "blob:"],
    ["connect-src", "'none'"],
    ["worker-src", "blob:"],
    ["base-uri", "'none'"],
    ["form-action", "'none'"],
  ]);
  const block = (id, name, type) => `<script type="${type}" id="${id}"><!--kit:${name}--></script>`;
  const blocks = [
    block("kit-app", "app", "text/plain"),
    ...(hasRest ? [block("kit-rest", "rest", "text/plain")] : []),
    block(sample, "sample", "application/json"),
    block("kit-template", "template", "application/json"),
  ];
  let page = put(template, "policy", policy);
  page = put(page, "version", versionTag(version));
  page = put(page, "blocks", blocks.join("\n    "));
  return put(page, "start", `<script type="module">${start}</script>`);
}

/** Fills the marked places in one go: nothing is looked for in what was filled in. */
export const fillKit = (template, parts) =>
  template.replace(/<!--kit:(\w+)-->/g, (_, name) => {
    if (typeof parts[name] !== "string") throw new Error(`the kit's page has a place for ${name}, which the build has not`);
    return parts[name];
  });
