// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { keepChoices, readChoices } from "../../interviews/static/interviews/room/choices.js";
import { judgeConnection } from "../../interviews/static/interviews/room/connection_verdict.js";
import { Draft } from "../../interviews/static/interviews/room/draft.js";
import { rateLink } from "../../interviews/static/interviews/room/link_quality.js";
import { describeLoss, describeMediaError, troubleOf } from "../../interviews/static/interviews/room/media_errors.js";
import { loudness } from "../../interviews/static/interviews/room/sound.js";

for (const [name, trouble] of /** @type {const} */ ([
  ["NotAllowedError", "refused"],
  ["NotFoundError", "missing"],
  ["OverconstrainedError", "missing"],
  ["NotReadableError", "busy"],
  ["TypeError", "insecure"],
  ["OddError", "unknown"],
])) {
  test(`${name} of a device means ${trouble}`, () => assert.equal(troubleOf({ name }), trouble));
}

test("every trouble of every device has its own sentence", () => {
  const names = ["NotAllowedError", "NotFoundError", "NotReadableError", "TypeError", "OddError"];
  const sentences = names.flatMap((name) => [
    describeMediaError({ name }, "camera"),
    describeMediaError({ name }, "microphone"),
  ]);
  sentences.push(describeLoss("camera"), describeLoss("microphone"));
  assert.equal(new Set(sentences).size, sentences.length);
});

for (const [roundTrip, paths, tone] of /** @type {[number | null, string[], string][]} */ ([
  [null, ["host"], "danger"],
  [20, [], "danger"],
  [900, ["host"], "warn"],
  [20, ["host", "relay"], "ok"],
])) {
  test(`a round trip of ${roundTrip} ms over ${paths.join(" and ") || "no path"} is ${tone}`, () =>
    assert.equal(judgeConnection({ roundTrip, refusal: null, paths: new Set(paths), isGuest: false }).tone, tone));
}

for (const isGuest of [true, false]) {
  test(`a refused ${isGuest ? "guest" : "member of staff"} gets the reason of each refusal, and never that the network is blocked`, () => {
    const refused = /** @type {[number, string][]} */ ([
      [401, "not_authenticated"],
      [403, "forbidden"],
      [404, "not_found"],
      [409, "session_ended"],
      [410, "gone"],
      [503, "unavailable"],
      [429, "rate_limited"],
    ]);
    const texts = refused.map(
      ([status, code]) =>
        judgeConnection({
          roundTrip: null,
          refusal: { status, code, detail: `refused with ${status}` },
          paths: new Set(["host"]),
          isGuest,
        }).text,
    );
    assert.equal(new Set(texts).size, texts.length);
    for (const text of texts) assert.doesNotMatch(text, /network|VPN/);
    assert.match(texts[1] ?? "", /no part in this interview/);
  });
}

test("a missing answer and a socket that does not open are blamed on the network", () => {
  const unreachable = { status: 0, code: "network", detail: "" };
  assert.match(
    judgeConnection({ roundTrip: null, refusal: unreachable, paths: new Set(), isGuest: true }).text,
    /cannot be reached/,
  );
  assert.match(
    judgeConnection({ roundTrip: null, refusal: null, paths: new Set(["host"]), isGuest: true }).text,
    /service answers, but/,
  );
});

for (const [roundTrip, loss, quality] of /** @type {[number, number, string][]} */ ([
  [0.02, 0, "good"],
  [0.4, 0, "fair"],
  [0.02, 0.05, "fair"],
  [0.02, 0.2, "poor"],
  [0.9, 0, "poor"],
])) {
  test(`${roundTrip} s and ${loss * 100} % lost make a ${quality} connection`, () =>
    assert.equal(rateLink({ roundTrip, loss }), quality));
}

test("silence is 0 and the loudest sound 1", () => {
  assert.equal(loudness([0, 0, 0]), 0);
  assert.equal(loudness([1, -1, 1]), 1);
});

test("choices are stored for the next visit, and invalid storage is ignored", () => {
  let stored = "";
  const storage = {
    getItem: () => stored,
    setItem: (/** @type {string} */ _name, /** @type {string} */ text) => {
      stored = text;
    },
  };
  keepChoices({ camera: "c", isMuted: true, isCameraOn: false }, storage);
  assert.deepEqual(readChoices(storage), { camera: "c", isMuted: true, isCameraOn: false });
  stored = "{";
  assert.deepEqual(readChoices(storage), { isMuted: false, isCameraOn: true });
});

test("a draft saves its changes after a pause, and keeps those that could not be saved", async () => {
  /** @type {object[]} */
  const saved = [];
  let isBroken = true;
  const draft = new Draft({
    wait: 0,
    changed: () => {},
    save: async (changes) => {
      if (isBroken) throw new Error("no connection");
      saved.push(changes);
    },
  });
  draft.score("technical", 4);
  draft.explain("technical", "Asked back.");
  await draft.flush();
  assert.equal(draft.state, "failed");
  isBroken = false;
  draft.score("motivation", 3);
  await draft.flush();
  assert.deepEqual(saved, [{ scores: { technical: 4, motivation: 3 }, evidence: { technical: "Asked back." } }]);
  assert.equal(draft.state, "clean");
});

test("changes typed while the server's copy loads stay", () => {
  const draft = new Draft({ save: async () => {}, changed: () => {} });
  draft.savesItself = false;
  draft.score("technical", 5);
  draft.load({ scores: { technical: 1, motivation: 2 }, evidence: {}, notes: "Old.", recommendation: "" });
  assert.deepEqual([draft.scores, draft.notes], [{ technical: 5, motivation: 2 }, "Old."]);
  assert.deepEqual(draft.take(), { scores: { technical: 5 } });
});
