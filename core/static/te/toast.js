// @ts-check
// A short message in the corner, above everything, also announced to screen readers. Errors stay until closed; others disappear.
import { html, nothing, render } from "lit";
import { announce } from "./announce.js";
import { gettext } from "./i18n.js";
import { icon } from "./icon.js";

const secondsShown = 6;

/** @typedef {{tone?: "ok" | "info" | "danger", action?: {label: string, run: () => void}}} ToastOptions */

/**
 * @param {string} text
 * @param {ToastOptions} [options]
 * @returns {() => void} closes it
 */
export function toast(text, { tone = "info", action } = {}) {
  const card = document.createElement("div");
  card.className = `toast toast-${tone}`;
  const corner = openCorner();
  const close = () => {
    card.remove();
    if (!corner.childElementCount) corner.hidePopover();
  };
  render(drawToast(text, tone, close, action), card);
  corner.append(card);
  announce(text, tone === "danger" ? "assertive" : "polite");
  if (tone !== "danger") closeWhenRead(card, close);
  return close;
}

/** @param {string} text @param {string} tone @param {() => void} close @param {ToastOptions["action"]} action */
const drawToast = (text, tone, close, action) => html`
  ${icon({ ok: "circle-check", danger: "circle-alert" }[tone] ?? "info")}
  <p>${text}</p>
  ${
    action
      ? html`<button class="button button-small" @click=${() => {
          action.run();
          close();
        }}>${action.label}</button>`
      : nothing
  }
  <button class="button button-quiet button-icon button-small" aria-label=${gettext("Close message")} @click=${close}>${icon("x")}</button>`;

/** Closes it after a while, but not while it is pointed at or focused. @param {HTMLElement} card @param {() => void} close */
function closeWhenRead(card, close) {
  const timer = setInterval(() => {
    if (card.matches(":hover, :focus-within")) return;
    clearInterval(timer);
    close();
  }, secondsShown * 1000);
}

/** A manual popover lies in the top layer, over dialogs and full-screen video. */
function openCorner() {
  const corner = /** @type {HTMLElement} */ (document.querySelector("body > .toasts") ?? addCorner());
  if (corner.matches(":popover-open")) corner.hidePopover();
  corner.showPopover();
  return corner;
}

function addCorner() {
  const corner = document.createElement("section");
  corner.className = "toasts";
  corner.popover = "manual";
  corner.setAttribute("aria-label", gettext("Messages"));
  document.body.append(corner);
  return corner;
}
