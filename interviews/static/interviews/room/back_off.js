// @ts-check
// Exponential back-off with full jitter: the time between attempts to reconnect.

const shortest = 0.25;
const longest = 15;

/** Seconds before attempt number `attempt` (from 0). @param {number} attempt @param {() => number} [random] */
export const backOff = (attempt, random = Math.random) => random() * Math.min(longest, shortest * 2 ** (attempt + 1));

export class BackOff {
  /** Waits since the last success. */
  attempt = 0;
  #endWait = () => {};

  /** @param {() => number} [random] */
  constructor(random = Math.random) {
    this.random = random;
  }

  /** Call it after a success, so that the next wait is short again. */
  reset() {
    this.attempt = 0;
  }

  /** Waits for the next attempt, or until `endWait()`. */
  async wait() {
    const milliseconds = backOff(this.attempt, this.random) * 1000;
    this.attempt += 1;
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#endWait = () => {
        clearTimeout(timer);
        resolve(undefined);
      };
    });
  }

  endWait() {
    this.#endWait();
  }
}
