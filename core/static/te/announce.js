// @ts-check
// Announcements for screen readers (live regions). Polite waits for a pause, assertive interrupts.

/** @typedef {"polite" | "assertive"} Urgency */

/**
 * @param {string} text
 * @param {Urgency} [urgency]
 */
export function announce(text, urgency = "polite") {
  const region = findRegion(urgency);
  const line = document.createElement("p");
  line.textContent = text;
  // A region must be in the page before its text changes, and the same text twice must be two changes.
  requestAnimationFrame(() => region.append(line));
  setTimeout(() => line.remove(), 10_000);
}

/** @param {Urgency} urgency */
function findRegion(urgency) {
  // Everything outside an open modal dialog is inert, live regions too: announce inside the topmost one.
  const host = [...document.querySelectorAll("dialog:modal")].at(-1) ?? document.body;
  const found = host.querySelector(`:scope > .visually-hidden[aria-live="${urgency}"]`);
  return found ?? addRegion(host, urgency);
}

/** @param {Element} host @param {Urgency} urgency */
function addRegion(host, urgency) {
  const region = document.createElement("div");
  region.className = "visually-hidden";
  region.setAttribute("aria-live", urgency);
  host.append(region);
  return region;
}
