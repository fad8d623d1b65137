// @ts-check
// A button that others may change says something new under a finger that is already on its way: a double click on "Start
// recording", or two who press it together, would start and stop. So a button is deaf for a moment after it has changed.
/** @import { ReactiveControllerHost } from "lit" */

export const settles = 1000; // ms: longer than a double click, and than from reading a button to pressing it

export class Steady {
  /** @type {Map<string, {meaning: unknown, at: number}>} */
  #buttons = new Map();

  /** @param {Pick<ReactiveControllerHost, "requestUpdate">} host @param {() => number} [now] in ms */
  constructor(host, now = () => performance.now()) {
    this.host = host;
    this.now = now;
  }

  /**
   * Call while drawing: does this button mean what whoever presses it has read? Draws again when that has changed.
   * @param {string} button @param {unknown} meaning
   */
  is(button, meaning) {
    const known = this.#buttons.get(button);
    if (known && known.meaning === meaning) return this.now() - known.at >= settles;
    this.#buttons.set(button, { meaning, at: known ? this.now() : -Infinity });
    if (known) setTimeout(() => this.host.requestUpdate(), settles);
    return !known;
  }
}
