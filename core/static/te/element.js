// @ts-check
// The base of our components: rendered into the page itself, so that its styles, labels and forms apply.
import { LitElement } from "lit";

/** Children from the server are the placeholder: the first render removes them. */
export class TeElement extends LitElement {
  #connection = new AbortController();

  /** Aborted when the element leaves the page; pass it to `addEventListener` and `fetch`. */
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
