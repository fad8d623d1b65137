// @ts-check
// The editor of an interview kit: criteria and questions. It starts with the tenant's own and can be changed for this interview.
import { html } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { TeElement } from "te/element.js";
import { fill, gettext, ngettext } from "te/i18n.js";
import { icon } from "te/icon.js";
import { limits } from "../protocol.gen.js";

/** @typedef {{key: string, label: string, help: string}} Criterion */
/** @typedef {{id: string, text: string, minutes: number}} Question */
/** @typedef {{criteria: Criterion[], questions: Question[]}} Kit */

export class KitEditor extends TeElement {
  /** @override */
  static properties = { kit: { attribute: false } };

  constructor() {
    super();
    /** @type {Kit} */ this.kit = { criteria: [], questions: [] };
  }

  /** The kit without its empty entries. */
  get value() {
    return {
      criteria: this.kit.criteria.filter(({ label }) => label.trim()),
      questions: this.kit.questions.filter(({ text }) => text.trim()),
    };
  }

  addCriterion() {
    const key = nextKey(
      "criterion",
      this.kit.criteria.map((criterion) => criterion.key),
    );
    this.kit = { ...this.kit, criteria: [...this.kit.criteria, { key, label: "", help: "" }] };
    void this.focusOn(`criterion-${key}`);
  }

  addQuestion() {
    const id = nextKey(
      "q",
      this.kit.questions.map((question) => question.id),
    );
    this.kit = { ...this.kit, questions: [...this.kit.questions, { id, text: "", minutes: 5 }] };
    void this.focusOn(`question-${id}`);
  }

  /** @param {keyof Kit} list @param {object} item */
  drop(list, item) {
    this.kit = { ...this.kit, [list]: this.kit[list].filter((other) => other !== item) };
    void this.focusOn(`add-${list}`);
  }

  /** @param {string} id */
  async focusOn(id) {
    await this.updateComplete;
    document.getElementById(id)?.focus();
  }

  /** @override */
  render() {
    const { criteria, questions } = this.kit;
    const total = questions.reduce((sum, { minutes }) => sum + minutes, 0);
    const counts = { criteria: criteria.length, questions: questions.length, minutes: total };
    return html`<details class="kit">
      <summary><span class="label">${gettext("Interview kit")}</span>
        <span class="muted small">${fill(gettext("%(criteria)s criteria, %(questions)s questions, %(minutes)s min"), counts)}</span></summary>
      <div class="stack">
        <h3>${gettext("Criteria")}</h3>
        <p class="hint">${gettext("What every interviewer scores from 1 to 5.")}</p>
        <ul class="list">${repeat(
          criteria,
          ({ key }) => key,
          (criterion, index) => this.drawCriterion(criterion, index),
        )}</ul>
        ${this.drawAdd("criteria", gettext("Add criterion"), () => this.addCriterion())}
        <h3>${gettext("Questions")}</h3>
        <p class="hint">${gettext("Asking the same questions makes candidates comparable. Starting one in the room marks the recording.")}</p>
        <ul class="list">${repeat(
          questions,
          ({ id }) => id,
          (question, index) => this.drawQuestion(question, index),
        )}</ul>
        ${this.drawAdd("questions", gettext("Add question"), () => this.addQuestion())}
      </div>
    </details>`;
  }

  /** @param {keyof Kit} list @param {string} text @param {() => void} add */
  drawAdd(list, text, add) {
    return html`<button type="button" class="button button-small" id="add-${list}" ?disabled=${this.kit[list].length >= limits[list]} @click=${add}>${icon("plus")}${text}</button>`;
  }

  /** @param {Criterion} criterion @param {number} index */
  drawCriterion(criterion, index) {
    const number = { number: index + 1 };
    return html`<li>
      <input id="criterion-${criterion.key}" class="kit-label" aria-label=${fill(gettext("Criterion %(number)s"), number)} maxlength=${limits.criterionLabel} .value=${criterion.label} @input=${write(criterion, "label")}>
      <textarea rows="1" class="kit-text" aria-label=${fill(gettext("What criterion %(number)s means"), number)} maxlength=${limits.criterionHelp} .value=${criterion.help} @input=${write(criterion, "help")}></textarea>
      ${drawRemove(fill(gettext("Remove criterion %(number)s"), number), () => this.drop("criteria", criterion))}
    </li>`;
  }

  /** @param {Question} question @param {number} index */
  drawQuestion(question, index) {
    const number = { number: index + 1 };
    return html`<li>
      <textarea rows="1" id="question-${question.id}" class="kit-text" aria-label=${fill(gettext("Question %(number)s"), number)} maxlength=${limits.questionText} .value=${question.text} @input=${write(question, "text")}></textarea>
      <label class="kit-minutes"><input type="number" min="1" max="240" aria-label=${fill(gettext("Minutes for question %(number)s"), number)} .value=${String(question.minutes)}
        @change=${(/** @type {Event} */ event) => {
          question.minutes = Math.min(
            240,
            Math.max(1, Number(/** @type {HTMLInputElement} */ (event.target).value) || 5),
          );
          this.requestUpdate();
        }}> <span aria-hidden="true">${ngettext("min", "min", question.minutes)}</span></label>
      ${drawRemove(fill(gettext("Remove question %(number)s"), number), () => this.drop("questions", question))}
    </li>`;
  }
}

/** @param {string} name @param {() => void} remove */
const drawRemove = (name, remove) =>
  html`<button type="button" class="button button-quiet button-icon button-small" aria-label=${name} @click=${remove}>${icon("x")}</button>`;

/** A free key. Keys name a criterion in every scorecard, so they never change with its label. @param {string} stem @param {string[]} taken */
export function nextKey(stem, taken) {
  let number = taken.length + 1;
  while (taken.includes(`${stem}${number}`)) number += 1;
  return `${stem}${number}`;
}

/** @template {object} T @param {T} item @param {keyof T} name */
const write = (item, name) => (/** @type {Event} */ event) => {
  Object.assign(item, { [name]: /** @type {HTMLInputElement} */ (event.target).value });
};

customElements.define("te-kit-editor", KitEditor);
