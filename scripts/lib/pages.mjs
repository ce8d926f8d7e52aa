// The two pages: the site's and the kit's, from their templates in public/.

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
  const files = JSON.stringify({ script: names.script, app: names.app, rest: names.rest });
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
 * The kit's page: style and script inline, allowed by their hashes; everything else in blocks
 * that are data, not script. `integrity` gives the hash that the policy names.
 */
export function kitPage(template, { version, style, script, blocks, integrity }) {
  if (/<\/style/i.test(style) || /<\/script|<!--/i.test(script)) {
    throw new Error("style or script of the kit contains an end tag or a comment mark");
  }
  const policy = policyTag([
    ["default-src", "'none'"],
    ["script-src", `'${integrity(script)}'`, "'wasm-unsafe-eval'"],
    ["style-src", `'${integrity(style)}'`],
    ["img-src", "data:", "blob:"],
    ["connect-src", "'none'"],
    ["worker-src", "blob:"],
    ["base-uri", "'none'"],
    ["form-action", "'none'"],
  ]);
  const data = Object.entries(blocks).map(([id, text]) => `<script type="text/plain" id="${id}">${text}</script>`);
  let page = put(template, "policy", policy);
  page = put(page, "version", versionTag(version));
  page = put(page, "links", `<style>${style}</style>`);
  page = put(page, "blocks", data.join("\n    "));
  return put(page, "scripts", `<script type="module" id="kit-script">${script}</script>`);
}
