// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import * as time from "te/time.js";

const berlin = { zone: "Europe/Berlin", language: "en-GB" };
const moment = "2026-11-24T13:30:00.000Z";

test("a moment is shown in the reader's zone", () => {
  assert.equal(time.formatTime(moment, berlin), "14:30");
  assert.equal(time.formatTime(moment, { zone: "Asia/Kolkata", language: "en-GB" }), "19:00");
  assert.equal(time.formatDate("2026-11-24T23:30:00Z", berlin), "Wed, 25 Nov 2026");
});

test("the hours are those of the reader's region", () => {
  assert.match(time.formatTime(moment, { zone: "Europe/Berlin", language: "en-US" }), /^2:30\sPM$/);
});

test("midnight is hour 0, never 24", () => assert.equal(time.formatTime("2026-11-24T23:00:00Z", berlin), "0:00"));

test("a range names its day once", () => {
  const range = time.formatRange(moment, "2026-11-24T14:15:00Z", berlin).replaceAll(/\s/g, " ");
  assert.equal(range, "Tue, 24 Nov 2026, 14:30–15:15");
});

test("a range over midnight names both days", () => {
  assert.match(time.formatRange("2026-11-24T22:30:00Z", "2026-11-24T23:30:00Z", berlin), /24.+25/);
});

test("a zone has a short name", () =>
  assert.equal(time.zoneName(moment, { zone: "Europe/Berlin", language: "en-GB" }), "CET"));

for (const [seconds, clock, duration] of /** @type {const} */ ([
  [0, "0:00", "0 s"],
  [9.9, "0:09", "10 s"],
  [250, "4:10", "4 min 10 s"],
  [60, "1:00", "1 min"],
  [3723, "1:02:03", "1 h 2 min"],
  [7200, "2:00:00", "2 h"],
  [-3, "0:00", "0 s"],
])) {
  test(`${seconds} s reads ${clock} as a position and ${duration} as a length`, () => {
    assert.equal(time.formatClock(seconds), clock);
    assert.equal(time.formatDuration(seconds), duration);
  });
}

for (const [later, words] of /** @type {const} */ ([
  [20, "this minute"],
  [300, "in 5 minutes"],
  [-7200, "2 hours ago"],
  [86_400, "tomorrow"],
  [-86_400, "yesterday"],
])) {
  test(`${later} s from now is "${words}"`, () => {
    const now = Date.parse(moment);
    assert.equal(time.formatRelative(now + later * 1000, { now, language: "en" }), words);
  });
}
