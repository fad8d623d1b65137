// @ts-check
// The answers a scorecard lacks: the page has the same rule as the server (tests/interviews/test_scorecards.py).
import assert from "node:assert/strict";
import { test } from "node:test";
import { unanswered } from "../../interviews/static/interviews/room/unanswered.js";

const kit = {
  criteria: [
    { key: "technical", label: "Technical skill" },
    { key: "Team work", label: "Team" },
  ],
};
const names = (/** @type {Record<string, number | null>} */ scores, recommendation = "yes") =>
  unanswered(kit, { scores, recommendation }).map(({ name }) => name);

test("an empty card lacks everything, in the page's order", () => {
  assert.deepEqual(unanswered(kit, { scores: {}, recommendation: "" }), [
    { field: "criterion-0", name: "Technical skill" },
    { field: "criterion-1", name: "Team" },
    { field: "recommendation", name: "Overall recommendation" },
  ]);
});

test("a level and “not assessed” are answers, other criteria are not asked for", () => {
  assert.deepEqual(names({ technical: 1, "Team work": null }), []);
  assert.deepEqual(names({ technical: 5, calm: 3 }), ["Team"]);
});

test("without a kit only the recommendation is asked for", () => {
  assert.deepEqual(unanswered({}, { scores: {}, recommendation: "no" }), []);
  assert.deepEqual(
    unanswered({}, { scores: {}, recommendation: "" }).map(({ field }) => field),
    ["recommendation"],
  );
});
