// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { readRetryAfter } from "te/refusals.js";

const now = Date.parse("2026-11-22T10:00:00Z");

for (const [header, seconds] of /** @type {const} */ ([
  [null, undefined],
  ["", undefined],
  ["7", 7],
  ["Sun, 22 Nov 2026 10:00:30 GMT", 30],
  ["Sun, 22 Nov 2026 09:00:00 GMT", 0],
  ["soon", undefined],
])) {
  test(`Retry-After ${header} means ${seconds}`, () => assert.equal(readRetryAfter(header, now), seconds));
}
