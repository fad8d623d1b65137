// @ts-check
// The personal links of an interview: send, resend and revoke them. A link's secret is shown once, right after sending.
import { html, nothing } from "lit";
import { announce } from "te/announce.js";
import { ApiError, api } from "te/api.js";
import { confirmDialog } from "te/dialog.js";
import { TeElement } from "te/element.js";
import { fill, gettext } from "te/i18n.js";
import { icon } from "te/icon.js";
import { Once } from "te/once.js";
import { readPage } from "te/page.js";
import { toast } from "te/toast.js";
import { limits } from "../protocol.gen.js";
import { badAddress, drawInput, drawProblems } from "../sessions/fields.js";
import { currentLinks, describeLink, isOnItsWay } from "./links.js";
import { takeOutcome } from "./outcome.js";

/** @import { Invitation } from "./links.js" */
/** @typedef {{session: string, mayInvite: boolean, candidate: {name: string, email: string}}} Page */

const lookAgain = 3000;

export class Invitations extends TeElement {
  /** @override */
  static properties = {
    sent: { state: true },
    link: { state: true },
    busy: { state: true },
    problem: { state: true },
    problems: { state: true },
  };

  constructor() {
    super();
    /** @type {Page} */ this.page = readPage();
    /** @type {Invitation[] | undefined} */ this.sent = undefined;
    const outcome = takeOutcome(this.page.session);
    /** The link just sent, and to whom. */
    this.link = outcome?.link ? { address: outcome.link, email: outcome.email ?? "" } : undefined;
    this.problem = outcome?.problem ?? "";
    this.busy = "";
    this.once = new Once();
    /** @type {Record<string, string>} */ this.problems = {};
    /** @type {ReturnType<typeof setTimeout> | undefined} */ this.timer = undefined;
  }

  get path() {
    return `video-sessions/${this.page.session}/invitations/`;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    if (this.link) announce(fill(gettext("Invitation sent to %(email)s"), this.link));
    void this.load();
  }

  async load() {
    await this.attempt("", () => this.read());
  }

  /** Mails leave in the background: while one is on its way, look again. */
  async read() {
    const { results } = await api.get(this.path, { signal: this.signal });
    this.sent = results;
    clearTimeout(this.timer);
    if (currentLinks(results).some(isOnItsWay)) this.timer = setTimeout(() => void this.load(), lookAgain);
  }

  /** @param {string} busy @param {() => Promise<void>} action */
  async attempt(busy, action) {
    this.busy = busy;
    try {
      await action();
    } catch (error) {
      if (this.signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      this.problems = error.fields;
      this.problem = Object.keys(error.fields).length ? "" : error.detail;
    }
    this.busy = "";
  }

  /** @param {string} busy @param {string} path @param {object} [body] */
  send(busy, path, body) {
    this.problem = "";
    this.problems = {};
    announce(gettext("Sending the invitation…"));
    return this.attempt(busy, async () => {
      const { link, participant } = await api.post(path, body, { idempotencyKey: this.once.keyFor([path, body]) });
      this.once.answered();
      this.link = { address: link, email: participant.candidate_email };
      announce(fill(gettext("Invitation sent to %(email)s"), this.link));
      await this.read();
    });
  }

  /** @param {SubmitEvent} event */
  invite(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const entries = new FormData(form);
    const email = String(entries.get("email") ?? "").trim();
    if (!email || !form.checkValidity()) return void (this.problems = { email: badAddress() });
    return this.send("send", this.path, { name: String(entries.get("name") ?? "").trim(), email });
  }

  /** @param {Invitation} invitation */
  async revoke(invitation) {
    const sure = await confirmDialog({
      title: gettext("Revoke this link?"),
      confirm: gettext("Revoke link"),
      danger: true,
      text: fill(
        gettext(
          "%(email)s can no longer come in with it, and leaves the room if they are in it. You can send a new link later.",
        ),
        { email: invitation.participant.candidate_email ?? "" },
      ),
    });
    if (!sure) return;
    this.link = undefined;
    await this.attempt(invitation.id, async () => {
      await api.post(`${this.path}${invitation.id}/revoke/`);
      await this.read();
      announce(gettext("Link revoked."));
    });
  }

  async copy() {
    try {
      await navigator.clipboard.writeText(this.link?.address ?? "");
      toast(gettext("Link copied."), { tone: "ok" });
    } catch {
      /** @type {HTMLInputElement | null} */ (this.querySelector("#link"))?.select();
      toast(gettext("The browser did not allow copying. The link is selected: copy it with the keyboard."), {
        tone: "danger",
      });
    }
  }

  /** @override */
  render() {
    return html`
      ${this.problem ? html`<div class="banner banner-danger" role="alert">${icon("circle-alert")}<p>${this.problem}</p></div>` : nothing}
      ${this.link ? this.drawLink(this.link) : ""}
      ${this.sent ? this.drawSent(currentLinks(this.sent)) : html`<div class="skeleton"></div>`}
      ${this.page.mayInvite && this.sent ? this.drawForm(this.sent.length === 0) : ""}`;
  }

  /** @param {{address: string, email: string}} link */
  drawLink(link) {
    return html`<div class="banner banner-ok stack stack-s link-shown">
      <p>${icon("circle-check")} ${fill(gettext("Invitation sent to %(email)s"), link)}</p>
      <div class="field"><label for="link">${gettext("Personal link")}</label><input id="link" readonly .value=${link.address} @focus=${(/** @type {FocusEvent} */ event) => /** @type {HTMLInputElement} */ (event.target).select()}></div>
      <button class="button button-small" @click=${this.copy}>${icon("copy")}${gettext("Copy link")}</button>
      <p class="hint">${gettext("It is shown only now. Whoever has it can come in as this person.")}</p>
    </div>`;
  }

  /** @param {Invitation[]} invitations */
  drawSent(invitations) {
    if (!invitations.length)
      return this.page.mayInvite ? "" : html`<p class="muted">${gettext("Nobody was invited by link.")}</p>`;
    return html`<ul class="list">${invitations.map((invitation) => this.drawInvitation(invitation))}</ul>`;
  }

  /** @param {Invitation} invitation */
  drawInvitation(invitation) {
    const { text, tone, isLive } = describeLink(invitation);
    const { first_name: first, last_name: last, candidate_email: email } = invitation.participant;
    const busy = this.busy === invitation.id;
    return html`<li>
      <div class="grow"><strong>${`${first} ${last}`.trim() || email}</strong><div class="muted small">${email}</div><span class="badge ${tone}">${text}</span></div>
      ${
        this.page.mayInvite
          ? html`<div class="cluster">
        <button class="button button-small" aria-busy=${busy} @click=${() => this.send(invitation.id, `${this.path}${invitation.id}/resend/`)}>${gettext("Resend")}<span class="visually-hidden"> ${email}</span></button>
        ${isLive ? html`<button class="button button-small button-quiet" aria-busy=${busy} @click=${() => this.revoke(invitation)}>${gettext("Revoke")}<span class="visually-hidden"> ${email}</span></button>` : ""}
      </div>`
          : ""
      }
    </li>`;
  }

  /** @param {boolean} isFirst */
  drawForm(isFirst) {
    const { name, email } = isFirst ? this.page.candidate : { name: "", email: "" };
    return html`<details class="kit" ?open=${isFirst}><summary><span class="label">${isFirst ? gettext("Invite the candidate") : gettext("Invite another person")}</span></summary>
      <form class="stack" novalidate @submit=${this.invite}>
        ${drawProblems(this.problems)}
        ${drawInput({ name: "name", label: gettext("Name"), value: name, maxlength: limits.name }, this.problems)}
        ${drawInput({ name: "email", label: gettext("E-mail"), value: email, type: "email", maxlength: limits.email }, this.problems)}
        <div><button class="button ${isFirst ? "button-primary" : ""}" aria-busy=${this.busy === "send"}>${icon("send")}${gettext("Send invitation")}</button></div>
      </form></details>`;
  }
}

customElements.define("te-invitations", Invitations);
