// @ts-check
// Asks before something that cannot be undone. The native dialog traps the focus and closes on Escape.
import { html, nothing, render } from "lit";
import { gettext } from "./i18n.js";

/** @typedef {{title: string, text?: string, confirm: string, cancel?: string, danger?: boolean}} Question */

/**
 * `if (await confirmDialog({title: gettext("End interview?"), confirm: gettext("End interview"), danger: true})) …`
 * @param {Question} question
 * @returns {Promise<boolean>} false when cancelled or closed
 */
export function confirmDialog(question) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.setAttribute("aria-labelledby", "te-question");
  render(drawQuestion(question), dialog);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

/** @param {Question} question */
const drawQuestion = ({ title, text, confirm, cancel = gettext("Cancel"), danger = false }) => html`
  <h2 id="te-question">${title}</h2>
  ${text ? html`<p>${text}</p>` : nothing}
  <form class="dialog-actions" method="dialog">
    <button class="button" value="no" autofocus>${cancel}</button>
    <button class="button ${danger ? "button-danger" : "button-primary"}" value="yes">${confirm}</button>
  </form>`;
