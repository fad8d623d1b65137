// @ts-check
// The base of our components: rendered into the page itself, so that its styles, labels and forms simply work.
import { LitElement } from "lit";

/** Children written by the server are the placeholder: they go at the first render. */
export class TeElement extends LitElement {
  #connection = new AbortController();

  /** Aborted when the element leaves the page; hand it to `addEventListener` and `fetch`. */
  get signal() {
    return this.#connection.signal;
  }

  /** @override */
  createRenderRoot() {
    this.replaceChildren();
    return this;
  }

  /** @override */
  connectedCallback() {
    if (this.signal.aborted) this.#connection = new AbortController();
    super.connectedCallback();
  }

  /** @override */
  disconnectedCallback() {
    this.#connection.abort();
    super.disconnectedCallback();
  }
}
