// @ts-check
// Reschedules or cancels an interview. The service notifies everybody invited.
import { html } from "lit";
import { ApiError, api } from "te/api.js";
import { confirmDialog } from "te/dialog.js";
import { TeElement } from "te/element.js";
import { gettext } from "te/i18n.js";
import { icon } from "te/icon.js";
import { readPage } from "te/page.js";
import { viewerZone } from "te/time.js";
import { toast } from "te/toast.js";
import { drawProblems } from "./fields.js";
import { checkWhen, drawWhen, readWhen, serializeTimes } from "./when.js";
import { proposeStart, toWall } from "./zoned.js";

/** @typedef {{session: string, startsAt: string | null, endsAt: string | null, zone: string, mayEdit: boolean, mayCancel: boolean}} Page */

/** @type {Record<string, string>} */
const places = { starts_at: "date", ends_at: "minutes", time_zone: "zone" };

export class AppointmentEditor extends TeElement {
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
    this.when = this.present();
    /** @type {Record<string, string>} */ this.problems = {};
    this.general = "";
    this.busy = false;
  }

  present() {
    const { startsAt, endsAt, zone } = this.page;
    if (!startsAt) return { ...proposeStart(viewerZone()), minutes: 45, zone: viewerZone() };
    return {
      ...toWall(startsAt, zone),
      minutes: endsAt ? (Date.parse(endsAt) - Date.parse(startsAt)) / 60_000 : 45,
      zone,
    };
  }

  get dialog() {
    return /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
  }

  /** @param {SubmitEvent} event */
  async move(event) {
    event.preventDefault();
    this.general = "";
    this.problems = checkWhen(this.when);
    if (!Object.keys(this.problems).length)
      await this.send(() => api.patch(`video-sessions/${this.page.session}/`, serializeTimes(this.when)));
    await this.updateComplete;
    /** @type {HTMLElement | null} */ (this.querySelector(".error-summary"))?.focus();
  }

  async cancel() {
    const sure = await confirmDialog({
      title: gettext("Cancel this interview?"),
      confirm: gettext("Cancel interview"),
      cancel: gettext("Keep it"),
      danger: true,
      text: gettext(
        "Everybody invited is told by e-mail, and it disappears from their calendar. It cannot be brought back.",
      ),
    });
    if (sure) await this.send(() => api.post(`video-sessions/${this.page.session}/cancel/`));
    if (this.general) toast(this.general, { tone: "danger" });
  }

  /** @param {() => Promise<unknown>} request */
  async send(request) {
    this.busy = true;
    try {
      await request();
      location.reload();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.problems = Object.fromEntries(
        Object.entries(error.fields).map(([name, sentence]) => [places[name] ?? "date", sentence]),
      );
      this.general = Object.keys(this.problems).length ? "" : error.detail;
      this.busy = false;
    }
  }

  /** @override */
  render() {
    const { mayEdit, mayCancel, startsAt } = this.page;
    return html`<div class="cluster">
        ${mayEdit ? html`<button class="button button-small" @click=${() => this.dialog.showModal()}>${icon("calendar-clock")}${startsAt ? gettext("Reschedule") : gettext("Set a time")}</button>` : ""}
        ${mayCancel ? html`<button class="button button-small button-quiet" aria-busy=${this.busy} @click=${this.cancel}>${gettext("Cancel interview")}</button>` : ""}
      </div>
      <dialog class="dialog" aria-labelledby="reschedule"><h2 id="reschedule">${startsAt ? gettext("Reschedule") : gettext("Set a time")}</h2>
        <form class="stack" novalidate @submit=${this.move} @input=${this.readTime} @change=${this.readTime}>
          ${drawProblems(this.problems, this.general)} ${drawWhen(this.when, this.problems)}
          <p class="hint">${gettext("Everybody invited receives the new time and an updated calendar entry.")}</p>
          <div class="dialog-actions">
            <button type="button" class="button" @click=${() => this.dialog.close()}>${gettext("Keep the time")}</button>
            <button class="button button-primary" aria-busy=${this.busy}>${gettext("Save new time")}</button>
          </div>
        </form>
      </dialog>`;
  }

  /** @param {Event} event */
  readTime(event) {
    this.when = readWhen(/** @type {HTMLFormElement} */ (event.currentTarget));
  }
}

customElements.define("te-appointment", AppointmentEditor);
