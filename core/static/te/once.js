// @ts-check
// The Idempotency-Key of a form: what is sent again after a lost answer keeps it, and acts once.

export class Once {
  #key = "";
  #what = "";

  /** @param {unknown} what  the request, as it would be sent */
  keyFor(what) {
    const text = JSON.stringify(what);
    if (this.#what !== text) [this.#what, this.#key] = [text, crypto.randomUUID()];
    return this.#key;
  }

  /** It was answered: the same wish again is another one. */
  answered() {
    this.#what = "";
  }
}
