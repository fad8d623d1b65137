// @ts-check
// The page behind a candidate's link. Opening it sends nothing; only Continue sends the secret to the service, so that no mail scanner redeems a link.
import { html, nothing } from "lit";
import { ApiError, api, createApi } from "te/api.js";
import { TeElement } from "te/element.js";
import { fill, gettext } from "te/i18n.js";
import { icon } from "te/icon.js";
import { drawAppointment, drawExpectations } from "./appointment.js";
import { explain, incomplete } from "./failures.js";

/** @import { Failure } from "./failures.js" */
/** @import { Appointment } from "./appointment.js" */
/** @typedef {{text: string, version: string, granted: boolean | null, outdated: boolean}} Consent */
/** @typedef {{token: string, session: Appointment & {id: string}, consent: Consent}} Opened */

const looksSecret = /^[\w-]{20,}$/;

export class Landing extends TeElement {
  /** @override */
  static properties = {
    invitation: {},
    opened: { state: true },
    failure: { state: true },
    busy: { state: true },
    problem: { state: true },
  };

  constructor() {
    super();
    this.invitation = "";
    this.secret = "";
    /** @type {Opened | undefined} */ this.opened = undefined;
    /** @type {Failure | undefined} */ this.failure = undefined;
    /** The button whose request is under way. */
    this.busy = "";
    this.problem = "";
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.secret = sessionStorage.getItem(`te.link.${this.invitation}`) ?? "";
    this.readSecret();
    if (!this.secret) this.failure = incomplete();
    addEventListener("hashchange", () => this.readSecret(), { signal: this.signal });
  }

  /** Also called when another link is pasted into the same tab, which loads no page. Other fragments are anchors of the page. */
  readSecret() {
    const fragment = location.hash.slice(1);
    if (!looksSecret.test(fragment)) return;
    this.secret = fragment;
    this.failure = this.opened = undefined;
  }

  async redeem() {
    this.busy = "continue";
    this.failure = undefined;
    try {
      this.opened = await api.post(`invitations/${this.invitation}/redeem/`, { secret: this.secret });
      this.keep();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.failure = explain(error);
    }
    this.busy = "";
    await this.updateComplete;
    this.querySelector("h1")?.focus();
  }

  /** Keeps the secret in the tab's storage and removes it from the address bar, its history and a shared screen. */
  keep() {
    sessionStorage.setItem(`te.link.${this.invitation}`, this.secret);
    if (this.opened) sessionStorage.setItem(`te.guest.${this.opened.session.id}`, this.opened.token);
    history.replaceState(null, "", location.pathname);
  }

  /** @param {boolean} granted */
  async answer(granted) {
    if (!this.opened) return;
    const { token, session, consent } = this.opened;
    this.busy = granted ? "agree" : "decline";
    this.problem = "";
    try {
      if (consent.granted !== granted)
        await createApi({ token: () => token }).post(`video-sessions/${session.id}/consent/`, {
          granted,
          version: consent.version,
        });
      location.assign(`/room/${session.id}/`);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.problem = error.detail;
      this.busy = "";
    }
  }

  /** @override */
  render() {
    if (this.failure) return this.drawFailure(this.failure);
    return this.opened ? this.drawOpened(this.opened) : this.drawInvited();
  }

  drawInvited() {
    return html`
      <h1 tabindex="-1">${gettext("You are invited to an interview")}</h1>
      <p class="lead">${gettext("It takes place in this browser: nothing to install, no account to make.")}</p>
      <div class="card stack">
        <p>${gettext("Continue to see who has invited you and when. Your camera and microphone stay off until you turn them on.")}</p>
        <button class="button button-primary button-large" aria-busy=${this.busy === "continue"} @click=${this.redeem}>${gettext("Continue")}</button>
      </div>`;
  }

  /** @param {Failure} failure */
  drawFailure({ title, text, retry }) {
    return html`
      <h1 tabindex="-1">${title}</h1>
      <p class="lead" role="alert">${text}</p>
      ${retry ? html`<button class="button button-primary" aria-busy=${this.busy === "continue"} @click=${this.redeem}>${gettext("Try again")}</button>` : nothing}`;
  }

  /** @param {Opened} opened */
  drawOpened({ session, consent }) {
    return html`${drawAppointment(session)} ${drawExpectations()} ${this.drawConsent(consent)}`;
  }

  /** @param {Consent} consent */
  drawConsent({ text, version, granted, outdated }) {
    return html`<section class="card stack" aria-labelledby="consent">
      <h2 id="consent">${gettext("May the interview be recorded?")}</h2>
      <p>${gettext(text)}</p>
      <p class="hint">${gettext("If you decline, the interview takes place all the same, without a recording.")}</p>
      ${outdated ? html`<p class="cluster">${icon("circle-alert")} ${gettext("You agreed to an earlier version of this text, which no longer counts. Please answer again.")}</p>` : ""}
      ${granted === null ? "" : html`<p class="cluster">${icon("circle-check")} ${granted ? gettext("You have agreed.") : gettext("You have declined.")} ${gettext("You can change your answer now.")}</p>`}
      ${this.problem ? html`<div class="banner banner-danger" role="alert">${icon("circle-alert")}<p>${this.problem}</p></div>` : nothing}
      <div class="cluster">
        <button class="button button-primary" aria-busy=${this.busy === "agree"} @click=${() => this.answer(true)}>${gettext("Agree and continue")}</button>
        <button class="button" aria-busy=${this.busy === "decline"} @click=${() => this.answer(false)}>${gettext("Decline and continue")}</button>
      </div>
      <p class="hint">${fill(gettext("Version %(version)s of this text"), { version })}</p>
    </section>`;
  }
}

customElements.define("te-landing", Landing);
