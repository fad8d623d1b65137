// @ts-check
// Text must be readable in both themes: WCAG 2.2 asks 4.5:1 for text, 3:1 for what shows where a control is.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const css = readFileSync(new URL("../../core/static/te/tokens.css", import.meta.url), "utf8");

/** @param {string} token @param {"light" | "dark"} theme */
function colour(token, theme) {
  const [, value = ""] = css.match(new RegExp(`--${token}: ([^;]+);`)) ?? [];
  const hex = value.match(/#[0-9a-f]{6}/g) ?? [];
  return hex[theme === "dark" ? hex.length - 1 : 0] ?? assert.fail(`no colour in --${token}`);
}

/** @param {string} hex */
function luminance(hex) {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** @param {string} one @param {string} other */
function contrast(one, other) {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const grounds = ["paper", "surface", "sunken"];
const pairs = [
  ...["ink", "muted", "accent-ink", "danger"].flatMap((text) => grounds.map((ground) => [text, ground, 4.5])),
  ...["ok", "info", "warn", "danger"].flatMap((tone) => [
    [tone, `${tone}-soft`, 4.5],
    ["ink", `${tone}-soft`, 4.5],
    [tone, "surface", 4.5],
  ]),
  ["accent-ink", "accent-soft", 4.5],
  ...["accent", "accent-hover"].map((ground) => ["on-accent", ground, 4.5]),
  ...["danger-fill", "danger-fill-hover"].map((ground) => ["on-danger", ground, 4.5]),
  ...grounds.flatMap((ground) => [
    ["focus", ground, 3],
    ["line-strong", ground, 3],
  ]),
];

for (const theme of /** @type {const} */ (["light", "dark"])) {
  for (const [text, ground, least] of /** @type {[string, string, number][]} */ (pairs)) {
    test(`${text} on ${ground} is readable in the ${theme} theme`, () => {
      const ratio = contrast(colour(text, theme), colour(ground, theme));
      assert.ok(ratio >= least, `${ratio.toFixed(2)} < ${least}`);
    });
  }
}
