// The tokens of style/tokens.css as the browser computes them: contrast in every theme (WCAG 2.2), and stillness.
import { startEmpty } from "../lib/work.mjs";

const GROUNDS = ["bg", "surface", "sunk", "accent-bg"];
const TONES = ["ok", "info", "warn", "high", "error"];
const TONE_GROUNDS = TONES.map((tone) => `${tone}-bg`);
const TEXT = 4.5;
const MARK = 3;

/** What stands on what, and the least contrast of it. */
const PAIRS = [
  ...["ink", "ink-2", "accent", "accent-hover", ...TONES].flatMap((ink) => GROUNDS.map((ground) => [ink, ground, TEXT])),
  ...["ink", "ink-2"].flatMap((ink) => TONE_GROUNDS.map((ground) => [ink, ground, TEXT])),
  ...TONES.map((tone) => [tone, `${tone}-bg`, TEXT]),
  ...["accent", "accent-hover"].map((ground) => ["on-accent", ground, TEXT]),
  ["on-error", "error", TEXT],
  // Messages are the page's colours the other way round.
  ["surface", "ink", TEXT],
  ...[1, 2, 3].map((level) => ["on-lv", `lv-${level}`, TEXT]),
  ...[4, 5].map((level) => ["on-lv-deep", `lv-${level}`, TEXT]),
  ...[1, 2, 3, 4, 5].map((level) => ["ink", `carried-${level}`, TEXT]),
  ...["edge-c", "focus"].flatMap((line) => ["bg", "surface", "sunk"].map((ground) => [line, ground, MARK])),
  ["focus", "accent-bg", MARK],
];

/** Tokens that nobody has to make out: rules between rows, shadows. */
const APART = ["line", "shade", "scrim"];

/** Each theme: the attribute, what the system prefers, where the tokens are read. */
const THEMES = [
  { name: "light", theme: "light" },
  { name: "dark", theme: "dark" },
  { name: "as a dark system says", dark: true },
  { name: "high contrast", theme: "contrast" },
  { name: "high contrast, dark", theme: "contrast", dark: true },
  { name: "sunlight", theme: "sun" },
  { name: "the wall", theme: "light", wall: true },
];

/** The tokens that are colours, and what is mixed of them, as red, green, blue and opacity from 0 to 1. */
function colours(wall) {
  const sheets = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
  const names = sheets.filter((rule) => rule.selectorText === ":root").flatMap((rule) => [...rule.style]).filter((name) => name.startsWith("--"));
  const place = document.createElement("div");
  if (wall) place.className = "wall";
  const probe = place.appendChild(document.createElement("i"));
  document.body.append(place);
  const isColour = (name) => CSS.supports("color", getComputedStyle(document.documentElement).getPropertyValue(name));
  const parsed = (said) => {
    const parts = said.replace("srgb", "").match(/[\d.]+/g).map(Number);
    const scale = said.startsWith("rgb") ? 255 : 1;
    return [...parts.slice(0, 3).map((part) => part / scale), parts[3] ?? 1];
  };
  const read = (name) => {
    probe.style.setProperty("color", `var(${name})`);
    return [name.slice(2), parsed(getComputedStyle(probe).color)];
  };
  const found = Object.fromEntries([...new Set(names)].filter(isColour).map(read));
  // An impact that is carried forward is the level's colour, thinned.
  place.innerHTML = `<table class="heat"><tr>${[1, 2, 3, 4, 5].map((level) => `<td class="carried lv-${level}"></td>`).join("")}</tr></table>`;
  place.querySelectorAll("td").forEach((cell, at) => (found[`carried-${at + 1}`] = parsed(getComputedStyle(cell).backgroundColor)));
  place.remove();
  return found;
}

const channel = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
const luminance = ([red, green, blue]) => 0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);

function contrast(one, other) {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

/** What can be read in one theme can be read in all of them, on every ground. */
async function legible(t) {
  await t.goto();
  const dim = [];
  const seen = {};
  for (const { name, theme, dark = false, wall = false } of THEMES) {
    await t.page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }]);
    await t.page.evaluate((theme) => (theme ? document.documentElement.setAttribute("data-theme", theme) : document.documentElement.removeAttribute("data-theme")), theme);
    const tokens = (seen[name] = await t.page.evaluate(colours, wall));
    const measured = new Set([...PAIRS.flatMap(([ink, ground]) => [ink, ground]), ...APART]);
    t.equal(Object.keys(tokens).filter((token) => !measured.has(token)), [], `colours of ${name} that stand in no pair of this test`);
    for (const [ink, ground, least] of PAIRS) {
      const [front, back] = [tokens[ink], tokens[ground]];
      t.check(front && back && front[3] === 1 && back[3] === 1, `${ink} and ${ground} are colours of ${name}, and opaque`);
      const ratio = contrast(front, back);
      if (ratio < least) dim.push(`${name}: ${ink} on ${ground} ${ratio.toFixed(2)}, not ${least}`);
    }
  }
  t.check(dim.length === 0, `too little contrast:\n${dim.join("\n")}`);
  t.equal(seen["as a dark system says"], seen.dark, "the dark theme that the system asks for, and the one that is chosen");
}

/** What moves, or scrolls by itself, on the page as it is. */
function moving() {
  const all = [...document.querySelectorAll("*")].flatMap((element) => [null, "::before", "::after", "::backdrop"].map((part) => [element, part]));
  const moves = ([element, part]) => {
    const style = getComputedStyle(element, part);
    const turns = style.transitionDuration.split(", ").some((time) => time !== "0s");
    return style.animationName !== "none" || turns || style.scrollBehavior === "smooth";
  };
  return all.filter(moves).map(([element, part]) => `${element.tagName.toLowerCase()}.${element.className}${part ?? ""}`);
}

/** Where people ask for less motion there is none: not on a page, in a dialog, in a menu or in a message. */
async function still(t) {
  await startEmpty(t, "Ines Okafor");
  const ask = (value) => t.page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value }]);
  // What tells that a long sheet is being drawn fades in: the one thing here that moves at all.
  const drawing = (on) => t.page.evaluate((on) => document.body.toggleAttribute("data-paper", on), on);
  await ask("no-preference");
  await drawing(true);
  t.equal(await t.page.evaluate(moving), ["body.::after"], "what moves where nobody asked for less");
  await ask("reduce");
  t.equal(await t.page.evaluate(moving), [], "what moves while a sheet is drawn");
  await drawing(false);
  for (const address of ["#/risks", "#/data", "#/settings"]) {
    await t.goto(address);
    t.equal(await t.page.evaluate(moving), [], `what moves at ${address}`);
  }
  await t.press("?");
  await t.role("dialog", "Keys");
  t.equal(await t.page.evaluate(moving), [], "what moves in a dialog");
}

export default [
  { name: "every ink can be read on every ground, in every theme", browsers: ["chromium"], run: legible },
  { name: "nothing moves where less motion is asked for", browsers: ["chromium"], run: still },
];
