// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { backOff } from "../../interviews/static/interviews/room/back_off.js";
import { endingOf, endingOfRefusal } from "../../interviews/static/interviews/room/closing.js";
import { Inbox } from "../../interviews/static/interviews/room/inbox.js";
import { Outbox } from "../../interviews/static/interviews/room/outbox.js";
import { RoomSocket } from "../../interviews/static/interviews/room/socket.js";
import { socketUrl } from "../../interviews/static/interviews/room/wire.js";

const at = (/** @type {number} */ seq, /** @type {"all" | "staff"} */ stream = "all") => ({ stream, seq });

test("each stream is applied without a gap and without a repeat", () => {
  const inbox = new Inbox();
  inbox.reset({ all: 4, staff: 9 });
  assert.equal(inbox.judge(at(5)), "apply");
  assert.equal(inbox.judge(at(4)), "drop");
  assert.equal(inbox.judge(at(6)), "gap");
  assert.equal(inbox.judge(at(10, "staff")), "apply");
  inbox.applied(at(5));
  assert.equal(inbox.judge(at(5)), "drop");
  assert.deepEqual(inbox.position, { all: 5, staff: 9 });
});

test("before a snapshot every event is a gap", () => assert.equal(new Inbox().judge(at(1)), "gap"));

test("the position is due after 32 events, or when the second is over", () => {
  const inbox = new Inbox();
  inbox.reset({ all: 0 });
  assert.deepEqual(inbox.report({ now: true }), { all: 0, staff: 0 });
  assert.equal(inbox.report({ now: true }), null);
  for (let seq = 1; seq <= 31; seq += 1) inbox.applied(at(seq));
  assert.equal(inbox.report({ now: false }), null);
  inbox.applied(at(32));
  assert.deepEqual(inbox.report({ now: false }), { all: 32, staff: 0 });
});

test("a command waits in the outbox until it is answered", async () => {
  const outbox = new Outbox(() => "one");
  const { frame, answer } = outbox.add("mute.set", { muted: true });
  assert.deepEqual(frame, { type: "mute.set", id: "one", muted: true });
  assert.deepEqual(outbox.frames, [frame]);
  outbox.acknowledge({ type: "ack", id: "one", events: [], duplicate: false });
  assert.deepEqual(outbox.frames, []);
  assert.equal((await answer).id, "one");
});

test("a command with an unknown outcome is sent again, a refused one is an error", async () => {
  const outbox = new Outbox(() => "one");
  const { frame, answer } = outbox.add("mute.set", { muted: true });
  assert.equal(outbox.refuse({ type: "error", id: "one", code: "unavailable", detail: "", retry: true }), frame);
  assert.equal(outbox.refuse({ type: "error", id: "one", code: "forbidden", detail: "No.", retry: false }), undefined);
  await assert.rejects(answer, { name: "CommandError", code: "forbidden", message: "No." });
});

for (const [code, ending] of /** @type {const} */ ([
  [4400, "broken"],
  [4403, "removed"],
  [4404, "missing"],
  [4408, "replaced"],
  [4490, "ended"],
  [4401, undefined],
  [1006, undefined],
  [4503, undefined],
])) {
  test(`close code ${code} means ${ending ?? "come back"}`, () => assert.equal(endingOf(code), ending));
}

for (const [status, code, ending] of /** @type {const} */ ([
  [401, "not_authenticated", "login"],
  [403, "forbidden", "forbidden"],
  [403, "removed", "removed"],
  [403, "permission_denied", "broken"],
  [403, "origin_refused", "broken"],
  [404, "not_found", "missing"],
  [409, "session_ended", "ended"],
  [410, "gone", "link"],
  [503, "unavailable", undefined],
  [0, "network", undefined],
])) {
  test(`a ticket refused with ${status} means ${ending ?? "try again"}`, () =>
    assert.equal(endingOfRefusal({ status, code }), ending));
}

test("the back-off doubles with full jitter, from at most half a second to at most 15", () => {
  assert.deepEqual(
    [0, 1, 2, 9].map((attempt) => backOff(attempt, () => 1)),
    [0.5, 1, 2, 15],
  );
  assert.equal(
    backOff(5, () => 0),
    0,
  );
});

test("a socket's address may be a path", () => {
  assert.equal(socketUrl("/ws/video-sessions/1/", "https://te.test/room/1/"), "wss://te.test/ws/video-sessions/1/");
  assert.equal(socketUrl("ws://te.test/ws/", "http://te.test/"), "ws://te.test/ws/");
});

/** A fake WebSocket that keeps the frames it was given to send. */
class FakeSocket extends EventTarget {
  /** @type {Record<string, any>[]} */
  sent = [];
  readyState = 1;
  /** @param {string} text */
  send(text) {
    this.sent.push(JSON.parse(text));
  }
  close(code = 1006) {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event("close"), { code }));
  }
  /** @param {object} frame */
  receive(frame) {
    this.dispatchEvent(Object.assign(new Event("message"), { data: JSON.stringify(frame) }));
  }
}

/** @param {{refuse?: {status: number, code: string}[]}} [line] */
async function roomSocket({ refuse = [] } = {}) {
  /** @type {FakeSocket[]} */
  const wires = [];
  /** @type {string[]} */
  const received = [];
  const quiet = () => {};
  const socket = new RoomSocket({
    tab: "tab",
    random: () => 0,
    ticket: async () => {
      const no = refuse.shift();
      if (no) throw no;
      return { ticket: "t", url: "wss://te.test/ws/" };
    },
    open: () => {
      const wire = new FakeSocket();
      wires.push(wire);
      return /** @type {any} */ (wire);
    },
    listener: {
      welcome: quiet,
      lobby: quiet,
      signal: quiet,
      other: quiet,
      event: ({ seq }) => received.push(`event ${seq}`),
      status: (status, ending) => received.push(ending ? `${status} ${ending}` : status),
    },
  });
  const opened = async (/** @type {number} */ count) => {
    while (wires.length < count) await new Promise((resolve) => setTimeout(resolve, 1));
    const wire = /** @type {FakeSocket} */ (wires[count - 1]);
    wire.dispatchEvent(new Event("open"));
    return wire;
  };
  return { socket, wires, received, opened };
}

const welcome = {
  type: "welcome",
  epoch: "e",
  heartbeat_s: 15,
  window: 256,
  mode: "snapshot",
  position: { all: 3 },
  snapshot: {},
};
const event = (/** @type {number} */ seq) => ({ type: "hand.changed", stream: "all", seq });

test("after a gap the client comes back with its position and its unanswered commands", async () => {
  const { socket, received, opened } = await roomSocket();
  socket.start();
  const first = await opened(1);
  assert.deepEqual(first.sent, [{ type: "hello", tab: "tab", epoch: null, position: null }]);
  first.receive(welcome);
  first.receive(event(4));
  first.receive(event(4));
  const answer = socket.command("hand.set", { raised: true });
  const asked = first.sent.at(-1);
  first.receive(event(6));
  const second = await opened(2);
  assert.deepEqual(second.sent[0], { type: "hello", tab: "tab", epoch: "e", position: { all: 4, staff: 0 } });
  second.receive({ ...welcome, mode: "resume", position: { all: 4 }, snapshot: undefined });
  assert.deepEqual(second.sent.at(-1), asked);
  second.receive(event(5));
  assert.deepEqual(
    received.filter((line) => line.startsWith("event")),
    ["event 4", "event 5"],
  );
  socket.stop();
  await assert.rejects(answer, { code: "over" });
});

test("a signal can be sent in the welcome callback", async () => {
  const { socket, opened } = await roomSocket();
  socket.listener.welcome = () => socket.signal({ kind: "here" });
  socket.start();
  const wire = await opened(1);
  wire.receive(welcome);
  assert.deepEqual(wire.sent.at(-1), { type: "signal", to: null, to_conn: null, payload: { kind: "here" } });
  socket.stop();
});

test("a terminal close ends the connection and rejects open commands", async () => {
  const { socket, received, opened, wires } = await roomSocket();
  socket.start();
  const wire = await opened(1);
  wire.receive(welcome);
  const asked = socket.command("hand.set", { raised: true });
  wire.close(4408);
  await assert.rejects(asked, { code: "over" });
  assert.equal(received.at(-1), "over replaced");
  assert.equal(wires.length, 1);
});

test("a ticket is requested again from a busy service, and not after a refusal", async () => {
  const { socket, received, opened } = await roomSocket({ refuse: [{ status: 503, code: "unavailable" }] });
  socket.start();
  await opened(1);
  assert.ok(received.includes("lost"));
  socket.stop();

  const refused = await roomSocket({ refuse: [{ status: 404, code: "not_found" }] });
  refused.socket.start();
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(refused.received, ["connecting", "over missing"]);
});

test("a ping is answered, and leaving is final whatever the close code", async () => {
  const { socket, received, opened } = await roomSocket();
  socket.start();
  const wire = await opened(1);
  wire.receive(welcome);
  wire.receive({ type: "ping" });
  assert.equal(wire.sent.at(-1)?.["type"], "pong");
  const left = socket.leave();
  wire.close(1000);
  await left;
  assert.equal(received.at(-1), "over left");
});
