// @ts-check
// The mesh of peer connections: peers are found by a greeting (`here`), addressed by connection, and closed when replaced or gone.
/** @import { Lane } from "./media.js" */
/** @import { Person, Signalled } from "./wire.js" */
/** @import { PeerParts, PeerSignal } from "./peer.js" */
import { Peer } from "./peer.js";

/** `page` identifies one load of the page: a reconnected socket keeps its media, a reloaded page does not. */
/** @typedef {{peer: Peer, page: string, conn: number}} Known */
/**
 * @typedef {object} MeshParts
 * @property {string} me
 * @property {RTCIceServer[]} iceServers
 * @property {Record<Lane, MediaStreamTrack | null>} tracks
 * @property {(payload: Record<string, unknown>, to?: {participant: string, conn: number} | null) => void} signal
 * @property {() => void} changed
 * @property {(parts: PeerParts) => Peer} [makePeer]
 */

export class Mesh {
  /** @type {Map<string, Known>} */
  #known = new Map();
  #page = crypto.randomUUID();

  /** @param {MeshParts} parts */
  constructor(parts) {
    this.parts = parts;
    this.makePeer = parts.makePeer ?? ((peerParts) => new Peer(peerParts));
  }

  /** @param {string} participant */
  of(participant) {
    return this.#known.get(participant)?.peer;
  }

  get peers() {
    return [...this.#known].map(([participant, { peer }]) => ({ participant, peer }));
  }

  /** Announces this connection to everybody. Call it on every new connection. */
  greet() {
    this.parts.signal({ kind: "here", isAnswer: false, page: this.#page });
  }

  /** @param {Signalled} frame */
  onSignal({ from, from_conn: conn, payload }) {
    if (typeof payload["page"] !== "string" || from === this.parts.me) return;
    const known = this.#findOrAdd(from, conn, payload["page"]);
    if (!known) return;
    const signal = /** @type {PeerSignal} */ (payload);
    if (signal.kind !== "here") return known.peer.receive(signal);
    if (!signal.isAnswer) this.#send(from, { kind: "here", isAnswer: true });
    known.peer.repeatOffer();
  }

  /** @param {Lane} lane @param {MediaStreamTrack | null} track */
  setTrack(lane, track) {
    for (const { peer } of this.#known.values()) void peer.setTrack(lane, track);
  }

  /** Closes the connections to people who left or were removed. @param {Record<string, Person>} people */
  keepOnly(people) {
    for (const id of [...this.#known.keys()])
      if (["left", "removed"].includes(people[id]?.presence ?? "")) this.#forget(id);
  }

  close() {
    for (const id of [...this.#known.keys()]) this.#forget(id);
  }

  /** The peer of a signal, made if it is new; undefined when the signal comes from a connection that was replaced. @param {string} from @param {number} conn @param {string} page */
  #findOrAdd(from, conn, page) {
    const known = this.#known.get(from);
    if (known && conn < known.conn) return undefined;
    if (known?.page === page) return Object.assign(known, { conn });
    this.#forget(from);
    const added = { page, conn, peer: this.#make(from) };
    this.#known.set(from, added);
    this.parts.changed();
    return added;
  }

  /** @param {string} them */
  #make(them) {
    const { me, iceServers, tracks, changed } = this.parts;
    return this.makePeer({
      isPolite: me > them,
      iceServers,
      tracks: { ...tracks },
      changed,
      send: (signal) => this.#send(them, signal),
    });
  }

  /** @param {string} participant @param {PeerSignal} signal */
  #send(participant, signal) {
    const conn = this.#known.get(participant)?.conn;
    if (conn !== undefined) this.parts.signal({ ...signal, page: this.#page }, { participant, conn });
  }

  /** @param {string} participant */
  #forget(participant) {
    this.#known.get(participant)?.peer.close();
    if (this.#known.delete(participant)) this.parts.changed();
  }
}
