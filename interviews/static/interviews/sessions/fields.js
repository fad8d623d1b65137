// @ts-check
// A form field: label, hint, control and error, tied together for screen readers (aria-describedby).
import { html, nothing } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import { gettext } from "te/i18n.js";

/** @typedef {Record<string, string>} Problems  field → sentence */
/**
 * @typedef {object} Field
 * @property {string} name
 * @property {string} label
 * @property {string} [hint]
 * @property {string} [type]
 * @property {string} [value]
 * @property {number} [maxlength]
 * @property {string} [autocomplete]
 */

/** @param {Field} field @param {Problems} problems */
export const drawInput = ({ type = "text", value = "", maxlength, autocomplete = "off", ...field }, problems) =>
  drawField(
    field,
    problems,
    html`<input id=${field.name} name=${field.name} type=${type} .defaultValue=${value} maxlength=${ifDefined(maxlength)}
    autocomplete=${/** @type {"off"} */ (autocomplete)} aria-invalid=${field.name in problems} aria-describedby=${ifDefined(describedBy(field, problems))}>`,
  );

/** @param {Field} field @param {Problems} problems @param {[value: string, text: string][]} options */
export const drawSelect = ({ value = "", ...field }, problems, options) =>
  drawField(
    field,
    problems,
    html`<select id=${field.name} name=${field.name} aria-invalid=${field.name in problems} aria-describedby=${ifDefined(describedBy(field, problems))}>
    ${options.map(([option, text]) => html`<option value=${option} ?selected=${option === value}>${text}</option>`)}</select>`,
  );

/** The ids of the hint and the error, as far as they are there. @param {Pick<Field, "name" | "hint">} field @param {Problems} problems */
const describedBy = ({ name, hint }, problems) =>
  [hint && `${name}-hint`, name in problems && `${name}-error`].filter(Boolean).join(" ") || undefined;

/** @param {Field} field @param {Problems} problems @param {unknown} control */
export const drawField = ({ name, label, hint = "" }, problems, control) => html`
  <div class="field">
    <label for=${name}>${label}</label>
    ${control}
    <div>${hint ? html`<p class="hint" id="${name}-hint">${hint}</p>` : nothing}${name in problems ? html`<p class="error" id="${name}-error">${problems[name]}</p>` : nothing}</div>
  </div>`;

/** A summary of all problems for the top of the form, each linked to its field. @param {Problems} problems @param {string} general */
export function drawProblems(problems, general = "") {
  const named = Object.entries(problems);
  if (!named.length && !general) return "";
  return html`<div class="error-summary" role="alert" tabindex="-1">
    <h2>${gettext("Nothing was sent yet")}</h2>
    <ul>${named.map(([name, sentence]) => html`<li><a href="#${name}" @click=${follow}>${sentence}</a></li>`)}${general ? html`<li>${general}</li>` : nothing}</ul>
  </div>`;
}

/** Focuses the linked field without changing the address bar. @param {Event} event */
function follow(event) {
  event.preventDefault();
  const { hash } = /** @type {HTMLAnchorElement} */ (event.currentTarget);
  document.getElementById(hash.slice(1))?.focus();
}

export const badAddress = () => gettext("Enter a full e-mail address, such as name@example.com.");
