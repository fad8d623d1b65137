// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { isKeyTaken, nameCombo } from "te/hotkeys.js";

/** @param {string} key @param {Partial<import("te/hotkeys.js").Keys>} [held] */
const press = (key, held) =>
  nameCombo({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

for (const [name, combo] of /** @type {const} */ ([
  ["mod+d", press("d", { ctrlKey: true })],
  ["mod+d", press("D", { metaKey: true })],
  ["space", press(" ")],
  ["?", press("?", { shiftKey: true })],
  ["shift+arrowleft", press("ArrowLeft", { shiftKey: true })],
  ["alt+j", press("j", { altKey: true })],
])) {
  test(`${name} is named from its keys`, () => assert.equal(combo, name));
}

/** A fake focused element that matches the given selectors. @param {string[]} matches */
const focused = (...matches) => ({
  closest: (/** @type {string} */ selectors) =>
    matches.some((one) => selectors.split(", ").includes(one)) ? document : null,
});
const document = /** @type {Element} */ ({});

for (const [who, target, combo, taken] of /** @type {const} */ ([
  ["a text area", focused("textarea"), "mod+d", false],
  ["a text area", focused("textarea"), "j", true],
  ["a button", focused("button"), "space", true],
  ["a button", focused("button"), "j", false],
  ["a button", focused("button"), "arrowleft", false],
  ["a slider", focused("[role=slider]"), "arrowleft", true],
  ["a slider", focused("[role=slider]"), "mod+d", false],
  ["the page", focused(), "space", false],
])) {
  test(`${who} ${taken ? "keeps" : "gives away"} ${combo}`, () => assert.equal(isKeyTaken(target, combo), taken));
}
