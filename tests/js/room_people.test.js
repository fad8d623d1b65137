// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Mesh } from "../../interviews/static/interviews/room/peers.js";

/** A mesh with fake peers that keep what they receive. @param {string} me */
function meshOf(me) {
  /** @type {{isPolite: boolean, received: any[], isClosed: boolean, send: (signal: any) => void}[]} */
  const peers = [];
  /** @type {[any, any][]} */
  const sent = [];
  const mesh = new Mesh({
    me,
    iceServers: [],
    tracks: { microphone: null, camera: null, screen: null },
    changed: () => {},
    signal: (payload, to) => sent.push([payload, to]),
    makePeer: ({ isPolite, send }) => {
      const peer = {
        isPolite,
        send,
        received: /** @type {any[]} */ ([]),
        isClosed: false,
        receive: (/** @type {any} */ signal) => peer.received.push(signal.kind),
        repeatOffer: () => peer.received.push("repeat offer"),
        close: () => {
          peer.isClosed = true;
        },
      };
      peers.push(peer);
      return /** @type {any} */ (peer);
    },
  });
  const receive = (/** @type {string} */ kind, { page = "page 1", conn = 1, from = "bob", ...more } = {}) =>
    mesh.onSignal({ type: "signal", from, from_conn: conn, payload: { kind, page, ...more } });
  return { mesh, peers, sent, receive };
}

test("a greeting is answered to the connection it came from, an answer is not", () => {
  const { peers, sent, receive } = meshOf("alice");
  receive("here", { conn: 7 });
  assert.equal(peers.length, 1);
  assert.deepEqual(
    sent.map(([payload, to]) => [payload.kind, payload.isAnswer, to]),
    [["here", true, { participant: "bob", conn: 7 }]],
  );
  receive("here", /** @type {any} */ ({ conn: 7, isAnswer: true }));
  assert.equal(sent.length, 1);
});

test("exactly one of two peers is polite", () => {
  const [alice, bob] = [meshOf("alice"), meshOf("bob")];
  alice.receive("here", { from: "bob" });
  bob.receive("here", { from: "alice" });
  assert.deepEqual([alice.peers[0]?.isPolite, bob.peers[0]?.isPolite], [false, true]);
});

test("a new socket of the same page keeps its media, and is answered at its new address", () => {
  const { mesh, peers, sent, receive } = meshOf("alice");
  receive("here", { conn: 1 });
  receive("here", { conn: 2 });
  assert.equal(peers.length, 1);
  peers[0]?.send({ kind: "candidate", candidate: null });
  assert.deepEqual(sent.at(-1)?.[1], { participant: "bob", conn: 2 });
  assert.equal(mesh.peers.length, 1);
});

test("a reloaded page replaces the old one, whose late signals are dropped", () => {
  const { peers, receive } = meshOf("alice");
  receive("here", { conn: 1 });
  receive("here", { conn: 2, page: "page 2" });
  assert.deepEqual(
    peers.map(({ isClosed }) => isClosed),
    [true, false],
  );
  receive("description", { conn: 1 });
  assert.deepEqual(peers[1]?.received, ["repeat offer"]);
});

test("the peer of a person who left is closed, of one who is away kept", () => {
  const { mesh, peers, receive } = meshOf("alice");
  receive("here");
  mesh.keepOnly({ bob: /** @type {any} */ ({ presence: "away" }) });
  assert.equal(peers[0]?.isClosed, false);
  mesh.keepOnly({ bob: /** @type {any} */ ({ presence: "left" }) });
  assert.equal(peers[0]?.isClosed, true);
  assert.deepEqual(mesh.peers, []);
});

test("our own signals and signals without a page are ignored", () => {
  const { peers, receive } = meshOf("alice");
  receive("here", { from: "alice" });
  receive("here", { page: /** @type {any} */ (3) });
  assert.equal(peers.length, 0);
});
