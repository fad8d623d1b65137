// @ts-check
// Keyboard support of a `role="tablist"`: arrows, Home and End move focus and choose; Tab leaves.

/** `<div class="tabs" role="tablist" @keydown=${moveTab}>`; tabs that are not chosen carry `tabindex="-1"`. @param {KeyboardEvent} event */
export function moveTab(event) {
  const list = /** @type {HTMLElement} */ (event.currentTarget);
  const tabs = [.../** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll("[role=tab]"))];
  const next = nextIndex(
    event.key,
    tabs.indexOf(/** @type {HTMLElement} */ (event.target)),
    tabs.length,
    getComputedStyle(list).direction === "rtl",
  );
  if (next === undefined) return;
  event.preventDefault();
  tabs[next]?.focus();
  tabs[next]?.click();
}

/** @param {string} key @param {number} index @param {number} count @param {boolean} [rtl] */
export function nextIndex(key, index, count, rtl = false) {
  const step = rtl ? -1 : 1;
  switch (key) {
    case "ArrowRight":
      return (index + step + count) % count;
    case "ArrowLeft":
      return (index - step + count) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}
