// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Mesh } from "../../interviews/static/interviews/room/peers.js";

/** A mesh whose peers only remember. @param {string} me */
function meshOf(me) {
  /** @type {{isPolite: boolean, heard: any[], isClosed: boolean, say: (said: any) => void}[]} */
  const made = [];
  /** @type {[any, any][]} */
  const sent = [];
  const mesh = new Mesh({
    me, iceServers: [], tracks: { microphone: null, camera: null, screen: null }, changed: () => {},
    signal: (payload, to) => sent.push([payload, to]),
    makePeer: ({ isPolite, say }) => {
      const peer = { isPolite, say, heard: /** @type {any[]} */ ([]), isClosed: false, receive: (/** @type {any} */ said) => peer.heard.push(said.kind), repeatOffer: () => peer.heard.push("asked again"), close: () => { peer.isClosed = true; } };
      made.push(peer);
      return /** @type {any} */ (peer);
    },
  });
  const hear = (/** @type {string} */ kind, { page = "page 1", conn = 1, from = "bob", ...more } = {}) =>
    mesh.onSignal({ type: "signal", from, from_conn: conn, payload: { kind, page, ...more } });
  return { mesh, made, sent, hear };
}

test("a greeting is answered to the connection it came from, an answer is not", () => {
  const { made, sent, hear } = meshOf("alice");
  hear("here", { conn: 7 });
  assert.equal(made.length, 1);
  assert.deepEqual(sent.map(([payload, to]) => [payload.kind, payload.isAnswer, to]), [["here", true, { participant: "bob", conn: 7 }]]);
  hear("here", /** @type {any} */ ({ conn: 7, isAnswer: true }));
  assert.equal(sent.length, 1);
});

test("of two, exactly one is polite", () => {
  const [alice, bob] = [meshOf("alice"), meshOf("bob")];
  alice.hear("here", { from: "bob" });
  bob.hear("here", { from: "alice" });
  assert.deepEqual([alice.made[0]?.isPolite, bob.made[0]?.isPolite], [false, true]);
});

test("a new socket of the same page keeps its media, and is answered at its new address", () => {
  const { mesh, made, sent, hear } = meshOf("alice");
  hear("here", { conn: 1 });
  hear("here", { conn: 2 });
  assert.equal(made.length, 1);
  made[0]?.say({ kind: "candidate", candidate: null });
  assert.deepEqual(sent.at(-1)?.[1], { participant: "bob", conn: 2 });
  assert.equal(mesh.peers.length, 1);
});

test("a reloaded page replaces the old one, whose late signals are dropped", () => {
  const { made, hear } = meshOf("alice");
  hear("here", { conn: 1 });
  hear("here", { conn: 2, page: "page 2" });
  assert.deepEqual(made.map(({ isClosed }) => isClosed), [true, false]);
  hear("description", { conn: 1 });
  assert.deepEqual(made[1]?.heard, ["asked again"]);
});

test("whoever has left is forgotten, whoever is away is kept", () => {
  const { mesh, made, hear } = meshOf("alice");
  hear("here");
  mesh.keepOnly({ bob: /** @type {any} */ ({ presence: "away" }) });
  assert.equal(made[0]?.isClosed, false);
  mesh.keepOnly({ bob: /** @type {any} */ ({ presence: "left" }) });
  assert.equal(made[0]?.isClosed, true);
  assert.deepEqual(mesh.peers, []);
});

test("what is no greeting of ours is ignored", () => {
  const { made, hear } = meshOf("alice");
  hear("here", { from: "alice" });
  hear("here", { page: /** @type {any} */ (3) });
  assert.equal(made.length, 0);
});
