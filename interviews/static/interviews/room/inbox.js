// @ts-check
// Keeps the order of events: each stream is applied without gaps and without duplicates.
/** @import { EventFrame, Position, Stream } from "./wire.js" */

/** @typedef {"apply" | "drop" | "gap"} Verdict */

const dueAfter = 32;

/** The number of the last event applied of each stream, and how many were applied since the last report. */
export class Inbox {
  /** @type {Record<Stream, number> | null} */
  #last = null;
  #unreported = 0;

  /** Starts from the position of a snapshot. @param {Position} position */
  reset({ all, staff = 0 }) {
    this.#last = { all, staff };
    this.#unreported = 1;
  }

  /** Clears the position, so that the next welcome brings a snapshot. */
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

  /** The position to report, or null: due after 32 events, or when the second is over (`now`). @param {{now: boolean}} when */
  report({ now }) {
    if (!this.#last || this.#unreported === 0 || (!now && this.#unreported < dueAfter)) return null;
    this.#unreported = 0;
    return { ...this.#last };
  }
}
