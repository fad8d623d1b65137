// @ts-check
// A field for one message: Enter sends, Shift+Enter begins a new line; a message that could not be sent stays in the field.
import { html } from "lit";
import { icon } from "te/icon.js";
import { limits } from "../protocol.gen.js";

/** @typedef {{label: string, button: string, send: (text: string) => Promise<boolean>}} MessageBox */

/** @param {MessageBox} box */
export const messageBox = ({ label, button, send }) => html`
  <form class="message-box" @submit=${(/** @type {SubmitEvent} */ event) => submit(event, send)}>
    <textarea rows="1" maxlength=${limits.chat} aria-label=${label} placeholder=${label} @keydown=${sendOnEnter}></textarea>
    <button class="button button-icon button-primary" aria-label=${button} title=${button}>${icon("send")}</button>
  </form>`;

/** @param {KeyboardEvent} event */
function sendOnEnter(event) {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  /** @type {HTMLTextAreaElement} */ (event.target).form?.requestSubmit();
}

/** @param {SubmitEvent} event @param {MessageBox["send"]} send */
async function submit(event, send) {
  event.preventDefault();
  const field = /** @type {HTMLFormElement} */ (event.currentTarget).querySelector("textarea");
  const text = field?.value.trim();
  if (!field || !text) return;
  field.value = "";
  if (!(await send(text)) && !field.value) field.value = text;
  field.focus();
}
