// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { proposeStart, toInstant, toWall } from "../../interviews/static/interviews/sessions/zoned.js";

for (const [date, time, zone, instant] of /** @type {const} */ ([
  ["2026-11-24", "14:30", "Europe/Berlin", "2026-11-24T13:30:00.000Z"],
  ["2026-07-24", "14:30", "Europe/Berlin", "2026-07-24T12:30:00.000Z"],
  ["2026-11-24", "14:30", "Asia/Kolkata", "2026-11-24T09:00:00.000Z"],
  ["2026-11-24", "23:30", "America/Los_Angeles", "2026-11-25T07:30:00.000Z"],
  ["2026-11-24", "00:15", "Pacific/Auckland", "2026-11-23T11:15:00.000Z"],
  ["2026-10-25", "02:30", "Europe/Berlin", "2026-10-25T00:30:00.000Z"],
  ["2026-03-29", "03:00", "Europe/Berlin", "2026-03-29T01:00:00.000Z"],
])) {
  test(`${time} on ${date} in ${zone} is ${instant}`, () =>
    assert.equal(toInstant(date, time, zone)?.toISOString(), instant));
}

test("an hour that the clocks skip does not exist", () =>
  assert.equal(toInstant("2026-03-29", "02:30", "Europe/Berlin"), null));

test("an unfinished date is no instant", () => assert.equal(toInstant("", "14:30", "Europe/Berlin"), null));

test("an instant has its own wall time in every zone", () => {
  assert.deepEqual(toWall("2026-11-24T23:30:00Z", "Europe/Berlin"), { date: "2026-11-25", time: "00:30" });
});

test("the proposed start is a half hour that leaves an hour to prepare", () => {
  assert.deepEqual(proposeStart("UTC", Date.parse("2026-11-24T09:10:00Z")), { date: "2026-11-24", time: "10:30" });
});
