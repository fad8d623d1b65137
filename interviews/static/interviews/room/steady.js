// @ts-check
// Debounces buttons that other people may change: a double click on "Start recording", or two people who press it together,
// would start and stop. For a moment after its meaning has changed, a button ignores presses.
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
   * Whether the button has kept its meaning long enough to be pressed. Call it while drawing; it requests an update later.
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
