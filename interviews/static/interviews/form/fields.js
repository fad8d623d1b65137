// @ts-check
// One field as every form of ours shows it: label, hint, control, and what is wrong with it, tied together for all senses.
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
  drawField(field, problems, html`<input id=${field.name} name=${field.name} type=${type} .defaultValue=${value} maxlength=${ifDefined(maxlength)}
    autocomplete=${/** @type {"off"} */ (autocomplete)} aria-invalid=${field.name in problems} aria-describedby="${field.name}-said">`);

/** @param {Field} field @param {Problems} problems @param {[value: string, text: string][]} options */
export const drawSelect = ({ value = "", ...field }, problems, options) =>
  drawField(field, problems, html`<select id=${field.name} name=${field.name} aria-invalid=${field.name in problems} aria-describedby="${field.name}-said">
    ${options.map(([option, text]) => html`<option value=${option} ?selected=${option === value}>${text}</option>`)}</select>`);

/** @param {Field} field @param {Problems} problems @param {unknown} control */
export const drawField = ({ name, label, hint = "" }, problems, control) => html`
  <div class="field">
    <label for=${name}>${label}</label>
    ${control}
    <div id="${name}-said">${hint ? html`<p class="hint">${hint}</p>` : nothing}${name in problems ? html`<p class="error">${problems[name]}</p>` : ""}</div>
  </div>`;

/** Every problem once more at the top, each leading to its field. @param {Problems} problems @param {string} general */
export function drawProblems(problems, general = "") {
  const named = Object.entries(problems);
  if (!named.length && !general) return "";
  return html`<div class="error-summary" role="alert" tabindex="-1">
    <h2>${gettext("Nothing was sent yet")}</h2>
    <ul>${named.map(([name, said]) => html`<li><a href="#${name}" @click=${follow}>${said}</a></li>`)}${general ? html`<li>${general}</li>` : nothing}</ul>
  </div>`;
}

/** A link to a field focuses it, and leaves the address bar alone. @param {Event} event */
function follow(event) {
  event.preventDefault();
  const { hash } = /** @type {HTMLAnchorElement} */ (event.currentTarget);
  document.getElementById(hash.slice(1))?.focus();
}

export const badAddress = () => gettext("Enter a full e-mail address, such as name@example.com.");
