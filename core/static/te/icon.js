// @ts-check
// Icons from the page's one sprite. They are decoration: the control around them carries the name.
import { html } from "lit";

/** `icon("mic")` for any name in scripts/vendored.json. @param {string} name */
export const icon = (name) =>
  html`<svg class="icon" aria-hidden="true"><use href="${document.documentElement.dataset["icons"] ?? ""}#${name}"></use></svg>`;
