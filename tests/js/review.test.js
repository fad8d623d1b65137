// @ts-check
/** @import { EventFrame } from "../../interviews/static/interviews/room/wire.js" */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readMoment, writeMoment } from "../../interviews/static/interviews/player/moment_link.js";
import { cluster } from "../../interviews/static/interviews/review/clusters.js";
import { createFilmClock } from "../../interviews/static/interviews/review/film_clock.js";
import { findMarks, findQuestionSpans } from "../../interviews/static/interviews/review/lanes.js";
import { findOutages } from "../../interviews/static/interviews/review/outages.js";
import { drawWave } from "../../interviews/static/interviews/review/wave.js";

const start = Date.parse("2026-11-24T09:00:00Z");
/** @param {number} seconds */
const at = (seconds) => new Date(start + seconds * 1000).toISOString();
/** An event of any type, with the fields the test is about. @param {string} type @param {number} seconds @param {object} [fields] */
const event = (type, seconds, fields = {}) =>
  /** @type {EventFrame} */ (/** @type {unknown} */ ({ type, at: at(seconds), by: null, ...fields }));
const carol = { participant: "c", name: "Carol", role: "candidate" };
const whole = createFilmClock({ parts: [], startedAt: at(0), duration: 100 });
const film = { position: whole, questions: { q1: "Why here?" }, members: { 1: "Alice" } };

test("a moment outside the film is placed at its nearer end", () => {
  assert.deepEqual(whole(at(40)), { seconds: 40, where: "inside" });
  assert.deepEqual(whole(at(-5)), { seconds: 0, where: "before" });
  assert.deepEqual(whole(at(500)), { seconds: 100, where: "after" });
});

test("a moment between two parts of a film is placed where they meet", () => {
  const parts = [
    { began_at: at(0), at_ms: 0, duration_ms: 30_000 },
    { began_at: at(50), at_ms: 30_000, duration_ms: 20_000 },
  ];
  const clock = createFilmClock({ parts, startedAt: at(0), duration: 50 });
  assert.deepEqual(clock(at(40)), { seconds: 30, where: "gap" });
  assert.deepEqual(clock(at(60)), { seconds: 40, where: "inside" });
});

test("every kind of moment stands in its lane, in words", () => {
  const marks = findMarks(
    [
      event("participant.joined", 1, carol),
      event("mute.changed", 2, { participant: "c", muted: true }),
      event("hand.changed", 3, { participant: "c", raised: true }),
      event("hand.changed", 4, { participant: "c", raised: false }),
      event("question.started", 5, { question: "q1" }),
      event("note.added", 6, { name: "Alice", text: "Clear." }),
      event("score.submitted", 7, { member: "1", revision: 1 }),
      event("chat.sent", 8),
      event("thing.unheard_of", 9),
    ],
    film,
  );
  assert.deepEqual(
    marks.map(({ lane, text }) => `${lane}: ${text}`),
    [
      "people: Carol joined",
      "devices: Carol: microphone off",
      "hands: Carol raised a hand",
      "questions: Why here?",
      "notes: Alice: Clear.",
      "scores: Alice submitted a scorecard",
    ],
  );
});

test("a question lasts until it is done, another one begins, or the interview ends", () => {
  const spans = findQuestionSpans(
    [
      event("question.started", 10, { question: "q1" }),
      event("question.started", 20, { question: "q2" }),
      event("question.done", 30, { question: "q2" }),
      event("question.started", 40, { question: "q1" }),
      event("session.ended", 60),
    ],
    film,
  );
  assert.deepEqual(
    spans.map(({ from, to }) => [from, to]),
    [
      [10, 20],
      [20, 30],
      [40, 60],
    ],
  );
});

test("the candidate's lost connection is counted until they are there again", () => {
  const [loss] = findOutages([
    event("participant.joined", 0, carol),
    event("participant.away", 10, carol),
    event("participant.back", 20, carol),
    event("participant.away", 30, carol),
    event("participant.left", 70, { participant: "c", reason: "lease" }),
    event("participant.joined", 270, carol),
  ]);
  assert.equal(loss?.name, "Carol");
  assert.deepEqual(
    loss?.outages.map(({ seconds }) => seconds),
    [10, 240],
  );
  assert.equal(loss?.seconds, 250);
});

for (const [story, last, seconds] of /** @type {[string, EventFrame[], number][]} */ ([
  [
    "the outage of a person who never returns ends with their lease",
    [event("participant.left", 40, { participant: "c", reason: "lease" })],
    30,
  ],
  ["the end of the interview ends every outage", [event("session.ended", 25)], 15],
])) {
  test(story, () => {
    const log = [event("participant.joined", 0, carol), event("participant.away", 10, carol), ...last];
    assert.equal(findOutages(log)[0]?.seconds, seconds);
  });
}

test("leaving on purpose is no outage, and outages of staff are not counted", () => {
  const left = [
    event("participant.joined", 0, carol),
    event("participant.left", 9, { participant: "c", reason: "leave" }),
  ];
  const staff = [
    event("participant.joined", 0, { ...carol, role: "host" }),
    event("participant.away", 5, carol),
    event("participant.back", 9, carol),
  ];
  assert.deepEqual(findOutages(left), []);
  assert.deepEqual(findOutages(staff), []);
});

test("marks that would overlap are joined, and all stay inside the track", () => {
  const clusters = cluster(
    [0, 1, 50, 99, 100].map((seconds) => ({ seconds })),
    { duration: 100, width: 500 },
  );
  assert.deepEqual(
    clusters.map(({ x, marks }) => [x, marks.length]),
    [
      [12, 2],
      [250, 1],
      [488, 2],
    ],
  );
});

test("the waveform of a long film shows the loudest sample of each stretch", () => {
  const { bars, path } = drawWave(Array.from({ length: 6000 }, (_, index) => (index === 3000 ? 100 : 10)));
  assert.equal(bars, 300);
  assert.match(path, /M150.5 0V100/);
  assert.deepEqual(drawWave([]), { bars: 0, path: "" });
});

for (const [search, seconds] of /** @type {const} */ ([
  ["?t=83", 83],
  ["?t=83.5", 83.5],
  ["?t=1m23s", 83],
  ["?t=1h", 3600],
  ["?t=1:23", 83],
  ["?t=1:02:03", 3723],
  ["?t=soon", 0],
  ["?t=-5", 0],
  ["", 0],
])) {
  test(`${search || "no time"} leads to second ${seconds}`, () => assert.equal(readMoment(search), seconds));
}

test("a link to a moment keeps nothing else of the address", () => {
  assert.equal(
    writeMoment("https://te.example/recordings/1/?t=4&x=1#y", 83.9),
    "https://te.example/recordings/1/?t=83",
  );
});
