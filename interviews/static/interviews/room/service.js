// @ts-check
// REST requests of the room, as the guest whose token is in this tab's storage, or as logged-in staff.
/** @import { EventFrame } from "./wire.js" */
import { createApi } from "te/api.js";

/**
 * @typedef {object} LobbyFacts
 * @property {{title: string, company?: string, host?: string, starts_at: string | null, ends_at: string | null, status: string}} session
 * @property {{text: string, version: string, granted: boolean | null}} consent
 * @property {RTCIceServer[]} [ice_servers]
 */
/** @typedef {{key: string, label: string, help?: string}} Criterion */
/** @typedef {{id: string, text: string, minutes: number}} Question */
/** @typedef {{criteria?: Criterion[], questions?: Question[]}} Kit */
/** @typedef {{member: {id: string, name: string}, scores: Record<string, number | null>, evidence: Record<string, string>, notes: string, recommendation: string, submitted_at: string | null, revision: number}} Card */
/** @typedef {{own: Card | null, others: Card[], submitted: number, hidden: number, owes: boolean, owing: {id: string, name: string}[], open: boolean}} Cards */

const page = 1000;

/** @param {string} sessionId */
export const guestToken = (sessionId) => sessionStorage.getItem(`te.guest.${sessionId}`);

export class Service {
  /** @param {string} sessionId */
  constructor(sessionId) {
    this.sessionId = sessionId;
    this.isGuest = guestToken(sessionId) !== null;
    this.api = createApi(this.isGuest ? { token: () => guestToken(sessionId) } : {});
    this.path = `video-sessions/${sessionId}/`;
  }

  /** @returns {Promise<LobbyFacts>} */
  lobby() {
    return this.api.get(`${this.path}lobby/`);
  }

  /** @returns {Promise<{ticket: string, url: string}>} */
  ticket() {
    return this.api.post(`${this.path}ticket/`);
  }

  /** @returns {Promise<Kit>} */
  async kit() {
    return (await this.api.get(this.path)).kit ?? {};
  }

  /** @returns {Promise<Cards>} */
  cards() {
    return this.api.get(`${this.path}scorecard/`);
  }

  /** All events from the beginning, for staff. @returns {Promise<EventFrame[]>} */
  async log() {
    const entries = await this.#all(`${this.path}events/`);
    return entries.map(({ event }) => event);
  }

  /** The chat so far, as far as this guest may read it. @returns {Promise<EventFrame[]>} */
  async chat() {
    const lines = await this.#all(`${this.path}chat/`);
    return lines.map((line) => ({ type: "chat.sent", ...line }));
  }

  /** Reads all pages. @param {string} path @returns {Promise<any[]>} */
  async #all(path) {
    const found = [];
    for (let after; after !== null; ) {
      const { results, next } = await this.api.get(path, { query: { after, limit: page } });
      found.push(...results);
      after = next;
    }
    return found;
  }
}
