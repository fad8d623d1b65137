// @ts-check
// <te-connection-check>: tries a real socket and gathers ICE candidates, and shows the verdict.
/** @import { LobbyFacts, Service } from "./service.js" */
/** @import { Verdict } from "./connection_verdict.js" */
import { html } from "lit";
import { TeElement } from "te/element.js";
import { gettext } from "te/i18n.js";
import { icon } from "te/icon.js";
import { judgeConnection } from "./connection_verdict.js";
import { gatherPaths, pingSocket } from "./probes.js";

class ConnectionCheck extends TeElement {
  constructor() {
    super();
    this.service = /** @type {Service} */ (/** @type {unknown} */ (undefined));
    this.facts = /** @type {LobbyFacts} */ (/** @type {unknown} */ (undefined));
    /** @type {Verdict | null} */
    this.verdict = null;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    void this.#check();
  }

  /** @override */
  render() {
    const { verdict } = this;
    if (!verdict)
      return html`<p class="verdict" role="status"><span class="spinner"></span>${gettext("Testing your connection…")}</p>`;
    return html`<div class="verdict verdict-${verdict.tone}" role="status">${icon(verdict.tone === "ok" ? "wifi" : "wifi-off")}
      <p class="grow">${verdict.text}</p>
      ${verdict.tone === "ok" ? "" : html`<button class="button button-small" @click=${this.#check}>${gettext("Test again")}</button>`}</div>`;
  }

  async #check() {
    this.verdict = null;
    this.requestUpdate();
    const [found, paths] = await Promise.all([
      pingSocket(() => this.service.ticket()),
      gatherPaths(this.facts.ice_servers ?? []),
    ]);
    this.verdict = judgeConnection({ ...found, paths, isGuest: this.service.isGuest });
    this.requestUpdate();
  }
}

customElements.define("te-connection-check", ConnectionCheck);
