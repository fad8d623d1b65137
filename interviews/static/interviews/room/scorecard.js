// @ts-check
// <te-scorecard>: the actor's scorecard, saved while it is written, and the colleagues' once it is submitted.
/** @import { Recommendation } from "./draft.js" */
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
import { unanswered } from "./unanswered.js";

class Scorecard extends RoomElement {
  constructor() {
    super();
    /** @type {Kit | null} */
    this.kit = null;
    /** @type {Cards | null} */
    this.cards = null;
    /** Whether a submission was tried; then missing answers are marked. */
    this.isTried = false;
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
    this.room.addEventListener(
      "event",
      (event) => this.#onEvent(/** @type {CustomEvent<EventFrame>} */ (event).detail),
      { signal: this.signal },
    );
    void this.#load();
  }

  /** @override */
  disconnectedCallback() {
    if (this.draft.savesItself) void this.draft.flush();
    super.disconnectedCallback();
  }

  get unanswered() {
    return unanswered(this.kit ?? {}, this.draft);
  }

  /** @override */
  render() {
    if (!this.kit || !this.cards) return html`<p role="status" class="muted">${gettext("Loading…")}</p>`;
    return html`<form class="scorecard" @submit=${this.#submit}>
      <p class="hint">${this.#explain(this.cards)}</p>
      ${(this.kit.criteria ?? []).map((criterion, index) => this.#drawCriterion(criterion, `criterion-${index}`))}
      ${this.#drawRecommendation()}
      <div class="field"><label for="card-notes">${gettext("Summary")}</label>
        <textarea id="card-notes" maxlength=${limits.cardNotes} .value=${live(this.draft.notes)} @input=${(/** @type {InputEvent} */ event) => this.draft.write(textOf(event))}></textarea></div>
      <div class="card-end">${this.#drawMissing()}<p class="save-state small" role="status">${this.#saveState()}</p>
        <button class="button button-primary" ?disabled=${this.isSubmitted && !this.draft.isDirty}>${this.isSubmitted ? gettext("Submit changes") : gettext("Submit scorecard")}</button></div>
    </form>
    ${drawOthers(this.cards, this.kit)}`;
  }

  /** @param {Cards} cards */
  #explain({ own, open }) {
    if (own?.submitted_at && !open && unanswered(this.kit ?? {}, own).length)
      return gettext("Submitted in part. Answer what is missing to see your colleagues' scorecards.");
    if (own?.submitted_at) return gettext("Submitted. You may still change it; the change is marked.");
    return open
      ? gettext("Your colleagues can read this while you write. The candidate never does.")
      : gettext("Only you see this until you submit it. The candidate never does.");
  }

  #drawMissing() {
    const names = this.isTried ? this.unanswered.map(({ name }) => name) : [];
    return html`<p class="error reminder" role="alert">${names.length ? fill(gettext("Still missing: %(names)s."), { names: names.join(", ") }) : nothing}</p>`;
  }

  /** The reminder of a group without an answer. @param {string} field */
  #drawReminder(field) {
    const isMissing = this.isTried && this.unanswered.some((one) => one.field === field);
    const asked =
      field === "recommendation"
        ? gettext("Choose an overall recommendation.")
        : gettext("Choose a level or “Not assessed”.");
    return html`<p class="error reminder" id="${field}-missing">${isMissing ? asked : nothing}</p>`;
  }

  /** @param {Criterion} criterion @param {string} field */
  #drawCriterion({ key, label, help }, field) {
    const level = this.draft.scores[key];
    return html`<fieldset class="criterion" id=${field} aria-describedby="${field}-missing"><legend>${label}</legend>
      ${help ? html`<p class="hint">${help}</p>` : nothing}
      <div class="scale">${levels().map(
        (word, index) => html`<label><b>${index + 1}</b> ${word}
        <input type="radio" name="score-${key}" value=${index + 1} .checked=${live(level === index + 1)} @change=${() => this.draft.score(key, index + 1)}></label>`,
      )}
        <label class="scale-none">${gettext("Not assessed")}
        <input type="radio" name="score-${key}" value="none" .checked=${live(level === null)} @change=${() => this.draft.score(key, null)}></label></div>
      ${this.#drawReminder(field)}
      <textarea rows="1" maxlength=${limits.evidence} aria-label=${fill(gettext("Evidence for %(criterion)s"), { criterion: label })} placeholder=${gettext("What did you see or hear?")}
        .value=${live(this.draft.evidence[key] ?? "")} @input=${(/** @type {InputEvent} */ event) => this.draft.explain(key, textOf(event))}></textarea>
    </fieldset>`;
  }

  #drawRecommendation() {
    return html`<fieldset class="criterion" id="recommendation" aria-describedby="recommendation-missing"><legend>${gettext("Overall recommendation")}</legend>
      <div class="scale">${Object.entries(recommendations()).map(
        ([key, word]) => html`<label>${word}
        <input type="radio" name="recommendation" value=${key} .checked=${live(this.draft.recommendation === key)} @change=${() => this.draft.recommend(/** @type {Recommendation} */ (key))}></label>`,
      )}</div>
      ${this.#drawReminder("recommendation")}
    </fieldset>`;
  }

  #saveState() {
    const { state, savedAt } = this.draft;
    if (this.isSubmitted && this.draft.isDirty) return gettext("Changed, not submitted yet");
    switch (state) {
      case "saving":
      case "dirty":
        return gettext("Saving…");
      case "failed":
        return html`<span class="error">${gettext("Not saved yet.")}</span> <button type="button" class="button button-quiet button-small" @click=${() => this.draft.flush()}>${gettext("Save now")}</button>`;
      default:
        return savedAt
          ? html`${icon("check")} ${fill(gettext("Saved at %(time)s"), { time: formatTime(savedAt) })}`
          : gettext("Saved as you write");
    }
  }

  async #load() {
    try {
      this.kit ??= await this.room.service.kit();
      this.cards = await this.room.service.cards();
      if (this.cards.own) this.draft.load(this.cards.own);
      this.draft.savesItself = !this.isSubmitted;
      if (this.isSubmitted && this.unanswered.length) this.isTried = true;
    } catch (error) {
      toast(/** @type {Error} */ (error).message, { tone: "danger" });
    }
    this.requestUpdate();
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    if (await this.#remind()) return;
    const changes = this.draft.take();
    if (!(await this.ask("score.submit", { ...changes }))) return this.draft.putBack(changes);
    this.draft.state = "clean";
    toast(gettext("Your scorecard is submitted."), { tone: "ok" });
    await this.#load();
    const { length } = this.cards?.owing ?? [];
    if (length)
      toast(
        fill(
          ngettext(
            "%(count)s colleague has not submitted yet.",
            "%(count)s colleagues have not submitted yet.",
            length,
          ),
          { count: length },
        ),
      );
  }

  /** Marks what is missing and focuses the first. Resolves to whether anything is missing. */
  async #remind() {
    const [first] = this.unanswered;
    this.isTried = Boolean(first);
    this.requestUpdate();
    if (!first) return false;
    await this.updateComplete;
    /** @type {HTMLInputElement | null} */ (this.querySelector(`#${first.field} input`))?.focus();
    return true;
  }

  /** @param {EventFrame} event */
  #onEvent({ type }) {
    if (type === "score.submitted" || type === "score.amended") void this.#load();
  }
}

/** @param {InputEvent} event */
const textOf = (event) => /** @type {HTMLTextAreaElement} */ (event.target).value;

customElements.define("te-scorecard", Scorecard);
