// @ts-check
// The order of events: each stream is applied without a gap and without a repeat, or not at all.
/** @import { EventFrame, Position, Stream } from "./wire.js" */

/** @typedef {"apply" | "drop" | "gap"} Verdict */

const dueAfter = 32;

/** The last event applied of each stream, and how many have not been reported. */
export class Inbox {
  /** @type {Record<Stream, number> | null} */
  #last = null;
  #unreported = 0;

  /** Starts at the position of a snapshot. @param {Position} position */
  reset({ all, staff = 0 }) {
    this.#last = { all, staff };
    this.#unreported = 1;
  }

  /** Knows nothing any more: the next welcome must bring a snapshot. */
  forget() {
    this.#last = null;
  }

  /** @returns {{all: number, staff: number} | null} */
  get position() {
    return this.#last && { ...this.#last };
  }

  /** @param {Pick<EventFrame, "stream" | "seq">} event @returns {Verdict} */
  judge({ stream, seq }) {
    const last = this.#last?.[stream];
    if (last === undefined || seq > last + 1) return "gap";
    return seq <= last ? "drop" : "apply";
  }

  /** @param {Pick<EventFrame, "stream" | "seq">} event */
  applied({ stream, seq }) {
    if (this.#last) this.#last[stream] = seq;
    this.#unreported += 1;
  }

  /** What to report now, if anything: at once after 32 events, else when the second is over. @param {{now: boolean}} when */
  report({ now }) {
    if (!this.#last || this.#unreported === 0 || (!now && this.#unreported < dueAfter)) return null;
    this.#unreported = 0;
    return { ...this.#last };
  }
}
