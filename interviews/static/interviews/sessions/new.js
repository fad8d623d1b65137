// @ts-check
// Schedules an interview: one form, then the invitation. Refusals of the service are shown beside their fields.
import { html } from "lit";
import { announce } from "te/announce.js";
import { ApiError, api } from "te/api.js";
import { TeElement } from "te/element.js";
import { fill, gettext } from "te/i18n.js";
import { icon } from "te/icon.js";
import { Once } from "te/once.js";
import { readPage } from "te/page.js";
import { viewerZone } from "te/time.js";
import { rememberOutcome } from "../invitations/outcome.js";
import { limits } from "../protocol.gen.js";
import { badAddress, drawInput, drawProblems } from "./fields.js";
import "./kit.js";
import "./panel.js";
import { checkWhen, drawWhen, readWhen, serializeTimes } from "./when.js";
import { proposeStart } from "./zoned.js";

/** @import { KitEditor, Kit } from "./kit.js" */
/** @import { PanelPicker } from "./panel.js" */
/** @import { Problems } from "./fields.js" */
/** @typedef {{kit: Kit, me: string}} Page */

/** The API's names → our fields. @type {Record<string, string>} */
const places = {
  starts_at: "date",
  ends_at: "minutes",
  time_zone: "zone",
  "candidate.email": "email",
  "candidate.name": "name",
  email: "email",
};

export class InterviewForm extends TeElement {
  /** @override */
  static properties = {
    when: { state: true },
    problems: { state: true },
    general: { state: true },
    busy: { state: true },
  };

  constructor() {
    super();
    /** @type {Page} */ this.page = readPage();
    this.when = { ...proposeStart(viewerZone()), minutes: 45, zone: viewerZone() };
    /** @type {Problems} */ this.problems = {};
    this.general = "";
    this.busy = "";
    this.once = new Once();
  }

  get form() {
    return /** @type {HTMLFormElement} */ (this.querySelector("form"));
  }

  /** @param {SubmitEvent} event */
  async submit(event) {
    event.preventDefault();
    if (this.busy) return;
    const sends = event.submitter?.getAttribute("value") !== "save";
    const body = this.readBody();
    this.general = "";
    this.problems = { ...this.checkEmail(sends), ...checkWhen(this.when) };
    if (Object.keys(this.problems).length) return this.showProblems();
    this.busy = sends ? "send" : "save";
    announce(sends ? gettext("Sending the invitation…") : gettext("Saving…"));
    try {
      const session = await api.post("video-sessions/", body, { idempotencyKey: this.once.keyFor(body) });
      if (sends) await invite(session.id, body.candidate);
      location.assign(`/interviews/${session.id}/`);
    } catch (error) {
      this.busy = "";
      await this.showRefusal(error);
    }
  }

  readBody() {
    const entries = new FormData(this.form);
    const read = (/** @type {string} */ name) => String(entries.get(name) ?? "").trim();
    const email = read("email");
    const panel = /** @type {PanelPicker} */ (this.querySelector("te-panel-picker")).value;
    const { value: kit } = /** @type {KitEditor} */ (this.querySelector("te-kit-editor"));
    return {
      title: read("title"),
      job_application_id: read("job_application_id"),
      panel,
      kit,
      ...serializeTimes(this.when),
      ...(email ? { candidate: { name: read("name"), email } } : {}),
    };
  }

  /** @param {boolean} sends @returns {Problems} */
  checkEmail(sends) {
    const email = /** @type {HTMLInputElement} */ (this.form.elements.namedItem("email"));
    if (sends && !email.value.trim())
      return { email: gettext("Enter the candidate's e-mail, so that the invitation can be sent.") };
    return email.validity.typeMismatch ? { email: badAddress() } : {};
  }

  /** @param {unknown} error */
  async showRefusal(error) {
    if (!(error instanceof ApiError)) throw error;
    this.problems = Object.fromEntries(
      Object.entries(error.fields).map(([name, sentence]) => [places[name] ?? name, sentence]),
    );
    this.general = Object.keys(this.problems).length ? "" : error.detail;
    await this.showProblems();
  }

  async showProblems() {
    await this.updateComplete;
    /** @type {HTMLElement | null} */ (this.querySelector(".error-summary"))?.focus();
  }

  /** @override */
  render() {
    const { problems } = this;
    return html`${drawProblems(problems, this.general)}
    <form class="stack-l stack" novalidate @submit=${this.submit}>
      <section class="card stack" aria-labelledby="about"><h2 id="about">${gettext("Interview")}</h2>
        ${drawInput({ name: "title", label: gettext("Title"), hint: gettext("The candidate sees it, for example “Backend engineer, first interview”."), maxlength: limits.title }, problems)}
        ${drawInput({ name: "job_application_id", label: gettext("Job application or requisition (optional)"), hint: gettext("For example APP-JA-0001 or APP-JR-0001."), maxlength: limits.applicationId }, problems)}
      </section>
      <section class="card stack" aria-labelledby="candidate"><h2 id="candidate">${gettext("Candidate")}</h2>
        <div class="field-row fields-top">
          ${drawInput({ name: "name", label: gettext("Candidate's name"), maxlength: limits.name }, problems)}
          ${drawInput({ name: "email", label: gettext("Candidate's e-mail"), type: "email", maxlength: limits.email }, problems)}
        </div>
      </section>
      <section class="card stack" aria-labelledby="when" @input=${this.readTime} @change=${this.readTime}><h2 id="when">${gettext("When")}</h2>${drawWhen(this.when, problems)}</section>
      <section class="card stack" aria-labelledby="who"><h2 id="who">${gettext("Panel")}</h2><te-panel-picker class="stack" id="panel" me=${this.page.me}></te-panel-picker></section>
      <section class="card"><te-kit-editor .kit=${this.page.kit}></te-kit-editor></section>
      <div class="cluster">
        <button class="button button-primary" value="send" aria-busy=${this.busy === "send"}>${icon("send")}${gettext("Send invitation")}</button>
        <button class="button" value="save" aria-busy=${this.busy === "save"}>${gettext("Save without sending")}</button>
      </div>
      <p class="hint">${gettext("The candidate receives a personal link and a calendar entry. After sending you can also copy the link.")}</p>
    </form>`;
  }

  readTime() {
    this.when = readWhen(this.form);
  }
}

/** The interview exists by now, so its own page shows the outcome of the invitation. @param {string} session @param {{name: string, email: string} | undefined} candidate */
async function invite(session, candidate) {
  try {
    const { link } = await api.post(`video-sessions/${session}/invitations/`, candidate, {
      idempotencyKey: crypto.randomUUID(),
    });
    rememberOutcome(session, { link, email: candidate?.email ?? "" });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const problem = fill(gettext("The interview is saved, but the invitation was not sent: %(reason)s"), {
      reason: error.detail,
    });
    rememberOutcome(session, { problem });
  }
}

customElements.define("te-interview-form", InterviewForm);
