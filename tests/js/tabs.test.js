// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { nextIndex } from "te/tabs.js";

for (const [key, from, to, rtl] of /** @type {const} */ ([
  ["ArrowRight", 0, 1, false],
  ["ArrowRight", 2, 0, false],
  ["ArrowLeft", 0, 2, false],
  ["Home", 2, 0, false],
  ["End", 0, 2, false],
  ["Enter", 1, undefined, false],
  ["ArrowLeft", 0, 1, true],
  ["ArrowRight", 0, 2, true],
])) {
  test(`${key} on tab ${from} of 3${rtl ? " from right to left" : ""} goes to ${to}`, () =>
    assert.equal(nextIndex(key, from, 3, rtl), to));
}
