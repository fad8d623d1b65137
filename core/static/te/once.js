// @ts-check
// The Idempotency-Key of a form: a request sent again after a lost response keeps its key, so it acts once.

export class Once {
  #key = "";
  #request = "";

  /** @param {unknown} request  as it would be sent */
  keyFor(request) {
    const text = JSON.stringify(request);
    if (this.#request !== text) [this.#request, this.#key] = [text, crypto.randomUUID()];
    return this.#key;
  }

  /** Call after a response: the same request again is a new one, with a new key. */
  answered() {
    this.#request = "";
  }
}
