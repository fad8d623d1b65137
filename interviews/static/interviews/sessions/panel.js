// @ts-check
// The choice of the panel: colleagues with checkboxes, found by name.
import { html } from "lit";
import { api } from "te/api.js";
import { TeElement } from "te/element.js";
import { fill, gettext, ngettext } from "te/i18n.js";

/** @typedef {{id: string, name: string, email: string, job_role: string}} Colleague */

const many = 6;

export class PanelPicker extends TeElement {
  /** @override */
  static properties = { me: {}, chosen: { state: true }, found: { state: true }, problem: { state: true } };

  constructor() {
    super();
    this.me = "";
    /** @type {Map<string, Colleague>} */ this.chosen = new Map();
    /** @type {Colleague[] | undefined} */ this.found = undefined;
    this.problem = "";
    this.words = "";
    this.total = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */ this.pause = undefined;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    void this.search();
  }

  get value() {
    return [...this.chosen.keys()];
  }

  async search() {
    try {
      const { words } = this;
      const { results } = await api.get("members/", { query: { search: words || null, page_size: 100 } });
      if (words !== this.words) return;
      this.found = results.filter((/** @type {Colleague} */ { id }) => id !== this.me);
      if (!words) this.total = results.length;
      this.problem = "";
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    }
  }

  /** @param {InputEvent} event */
  type(event) {
    this.words = /** @type {HTMLInputElement} */ (event.target).value.trim();
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.search(), 200);
  }

  /** @param {Colleague} colleague @param {boolean} wanted */
  choose(colleague, wanted) {
    const chosen = new Map(this.chosen);
    if (wanted) chosen.set(colleague.id, colleague);
    else chosen.delete(colleague.id);
    this.chosen = chosen;
  }

  /** @override */
  render() {
    const shown = this.found ?? [];
    const kept = [...this.chosen.values()].filter(({ id }) => !shown.some((colleague) => colleague.id === id));
    return html`
      ${
        this.total > many
          ? html`<div class="field">
        <label for="colleague">${gettext("Find a colleague")}</label>
        <input id="colleague" type="search" autocomplete="off" @input=${this.type} @keydown=${keepForm}>
      </div>`
          : ""
      }
      ${this.problem ? html`<p class="error" role="alert">${this.problem}</p>` : ""}
      <div class="colleagues">${[...kept, ...shown].map((colleague) => this.drawColleague(colleague))}</div>
      ${this.found && !shown.length ? html`<p class="hint" role="status">${gettext("Nobody found. Try fewer letters.")}</p>` : ""}
      <p class="hint" role="status">${this.summary}</p>`;
  }

  get summary() {
    const count = this.chosen.size;
    if (!count) return gettext("You host the interview. Choose who sits on the panel with you.");
    return fill(ngettext("You and %(count)s colleague.", "You and %(count)s colleagues.", count), { count });
  }

  /** @param {Colleague} colleague */
  drawColleague(colleague) {
    return html`<label class="choice">
      <input type="checkbox" name="panel" value=${colleague.id} .checked=${this.chosen.has(colleague.id)}
        @change=${(/** @type {Event} */ event) => this.choose(colleague, /** @type {HTMLInputElement} */ (event.target).checked)}>
      <span>${colleague.name} <span class="muted small">${colleague.job_role}</span></span>
    </label>`;
  }
}

/** Enter searches; it does not send the form. @param {KeyboardEvent} event */
const keepForm = (event) => event.key === "Enter" && event.preventDefault();

customElements.define("te-panel-picker", PanelPicker);
