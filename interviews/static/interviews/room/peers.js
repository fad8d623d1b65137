// @ts-check
// Everybody else's browser: found by greeting, addressed by connection, dropped when replaced or gone.
/** @import { Lane } from "./media.js" */
/** @import { Person, Signalled } from "./wire.js" */
/** @import { PeerParts, Said } from "./peer.js" */
import { Peer } from "./peer.js";

/** `page` names one load of the page: a reconnected socket keeps its media, a reloaded page does not. */
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
    this.makePeer = parts.makePeer ?? ((made) => new Peer(made));
  }

  /** @param {string} participant */
  of(participant) {
    return this.#known.get(participant)?.peer;
  }

  get peers() {
    return [...this.#known].map(([participant, { peer }]) => ({ participant, peer }));
  }

  /** On every new connection: tell everybody where we are now. */
  greet() {
    this.parts.signal({ kind: "here", isAnswer: false, page: this.#page });
  }

  /** @param {Signalled} frame */
  onSignal({ from, from_conn: conn, payload }) {
    if (typeof payload["page"] !== "string" || from === this.parts.me) return;
    const known = this.#meet(from, conn, payload["page"]);
    if (!known) return;
    const said = /** @type {Said} */ (payload);
    if (said.kind !== "here") return known.peer.receive(said);
    if (!said.isAnswer) this.#say(from, { kind: "here", isAnswer: true });
    known.peer.repeatOffer();
  }

  /** @param {Lane} lane @param {MediaStreamTrack | null} track */
  setTrack(lane, track) {
    for (const { peer } of this.#known.values()) void peer.setTrack(lane, track);
  }

  /** Whoever has left needs no connection. @param {Record<string, Person>} people */
  keepOnly(people) {
    for (const id of [...this.#known.keys()]) if (["left", "removed"].includes(people[id]?.presence ?? "")) this.#forget(id);
  }

  close() {
    for (const id of [...this.#known.keys()]) this.#forget(id);
  }

  /** The peer this signal belongs to; undefined when it comes from a connection replaced since. @param {string} from @param {number} conn @param {string} page */
  #meet(from, conn, page) {
    const known = this.#known.get(from);
    if (known && conn < known.conn) return undefined;
    if (known?.page === page) return Object.assign(known, { conn });
    this.#forget(from);
    const made = { page, conn, peer: this.#make(from) };
    this.#known.set(from, made);
    this.parts.changed();
    return made;
  }

  /** @param {string} them */
  #make(them) {
    const { me, iceServers, tracks, changed } = this.parts;
    return this.makePeer({ isPolite: me > them, iceServers, tracks: { ...tracks }, changed, say: (said) => this.#say(them, said) });
  }

  /** @param {string} participant @param {Said} said */
  #say(participant, said) {
    const conn = this.#known.get(participant)?.conn;
    if (conn !== undefined) this.parts.signal({ ...said, page: this.#page }, { participant, conn });
  }

  /** @param {string} participant */
  #forget(participant) {
    this.#known.get(participant)?.peer.close();
    if (this.#known.delete(participant)) this.parts.changed();
  }
}
