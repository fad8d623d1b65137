// @ts-check
// <te-scorecard>: one's own judgement, saved as it is written, and the others' once one's own is submitted.
/** @import { Cards, Criterion, Kit } from "./service.js" */
/** @import { EventFrame } from "./wire.js" */
import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { fill, gettext, ngettext } from "te/i18n.js";
import { icon } from "te/icon.js";
import { formatTime } from "te/time.js";
import { toast } from "te/toast.js";
import { levels, limits, recommendations } from "../protocol.gen.js";
import { drawOthers } from "./other_cards.js";
import { RoomElement } from "./room_element.js";

class Scorecard extends RoomElement {
  constructor() {
    super();
    /** @type {Kit | null} */
    this.kit = null;
    /** @type {Cards | null} */
    this.cards = null;
  }

  get draft() {
    return this.room.draft;
  }

  get isSubmitted() {
    return Boolean(this.cards?.own?.submitted_at);
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.room.addEventListener("event", (event) => this.#onEvent(/** @type {CustomEvent} */ (event).detail), { signal: this.signal });
    void this.#load();
  }

  /** @override */
  disconnectedCallback() {
    if (this.draft.savesItself) void this.draft.flush();
    super.disconnectedCallback();
  }

  /** @override */
  render() {
    if (!this.kit || !this.cards) return html`<p role="status" class="muted">${gettext("Loading…")}</p>`;
    return html`<form class="scorecard" @submit=${this.#submit}>
      <p class="hint">${this.isSubmitted ? gettext("Submitted. You may still change it; the change is marked.") : gettext("Only you see this until you submit it. The candidate never does.")}</p>
      ${(this.kit.criteria ?? []).map((criterion) => this.#drawCriterion(criterion))}
      ${this.#drawRecommendation()}
      <div class="field"><label for="card-notes">${gettext("Summary")}</label>
        <textarea id="card-notes" maxlength=${limits.cardNotes} .value=${live(this.draft.notes)} @input=${(/** @type {InputEvent} */ event) => this.draft.write(valueOf(event))}></textarea></div>
      <div class="card-end"><p class="save-state small" role="status">${this.#saveState()}</p>
        <button class="button button-primary" ?disabled=${this.isSubmitted && !this.draft.isDirty}>${this.isSubmitted ? gettext("Submit changes") : gettext("Submit scorecard")}</button></div>
    </form>
    ${drawOthers(this.cards, this.kit)}`;
  }

  /** @param {Criterion} criterion */
  #drawCriterion({ key, label, help }) {
    const level = this.draft.scores[key] ?? null;
    return html`<fieldset class="criterion"><legend>${label}</legend>
      ${help ? html`<p class="hint">${help}</p>` : nothing}
      <div class="scale">${levels().map((word, index) => html`<label><b>${index + 1}</b> ${word}
        <input type="radio" name="score-${key}" value=${index + 1} .checked=${live(level === index + 1)} @change=${() => this.draft.score(key, index + 1)}></label>`)}</div>
      ${level === null ? nothing : html`<button type="button" class="button button-quiet button-small clear" aria-label=${fill(gettext("Clear the level of %(criterion)s"), { criterion: label })}
        @click=${() => this.draft.score(key, null)}>${gettext("Not assessed")}</button>`}
      <textarea rows="1" maxlength=${limits.evidence} aria-label=${fill(gettext("Evidence for %(criterion)s"), { criterion: label })} placeholder=${gettext("What did you see or hear?")}
        .value=${live(this.draft.evidence[key] ?? "")} @input=${(/** @type {InputEvent} */ event) => this.draft.explain(key, valueOf(event))}></textarea>
    </fieldset>`;
  }

  #drawRecommendation() {
    return html`<fieldset class="criterion"><legend>${gettext("Overall recommendation")}</legend>
      <div class="scale">${Object.entries(recommendations()).map(([key, word]) => html`<label>${word}
        <input type="radio" name="recommendation" value=${key} .checked=${live(this.draft.recommendation === key)} @change=${() => this.draft.recommend(key)}></label>`)}</div>
    </fieldset>`;
  }

  #saveState() {
    const { state, savedAt } = this.draft;
    if (this.isSubmitted && this.draft.isDirty) return gettext("Changed, not submitted yet");
    switch (state) {
      case "saving":
      case "dirty": return gettext("Saving…");
      case "failed": return html`<span class="error">${gettext("Not saved yet.")}</span> <button type="button" class="button button-quiet button-small" @click=${() => this.draft.flush()}>${gettext("Save now")}</button>`;
      default: return savedAt ? html`${icon("check")} ${fill(gettext("Saved at %(time)s"), { time: formatTime(savedAt) })}` : gettext("Saved as you write");
    }
  }

  async #load() {
    try {
      this.kit ??= await this.room.service.kit();
      this.cards = await this.room.service.cards();
      if (this.cards.own) this.draft.load(this.cards.own);
      this.draft.savesItself = !this.isSubmitted;
    } catch (error) {
      toast(/** @type {Error} */ (error).message, { tone: "danger" });
    }
    this.requestUpdate();
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    const changes = this.draft.take();
    if (!(await this.ask("score.submit", { ...changes }))) return this.draft.putBack(changes);
    const { hidden = 0 } = this.cards ?? {};
    this.draft.state = "clean";
    toast(gettext("Your scorecard is submitted."), { tone: "ok" });
    await this.#load();
    if (hidden && !this.cards?.others.length) toast(fill(ngettext("%(count)s colleague has not submitted yet.", "%(count)s colleagues have not submitted yet.", hidden), { count: hidden }));
  }

  /** @param {EventFrame} event */
  #onEvent({ type }) {
    if (type === "score.submitted" || type === "score.amended") void this.#load();
  }
}

/** @param {InputEvent} event */
const valueOf = (event) => /** @type {HTMLTextAreaElement} */ (event.target).value;

customElements.define("te-scorecard", Scorecard);
