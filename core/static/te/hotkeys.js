// @ts-check
// Keyboard shortcuts that never get in the way of typing or of the control that has the focus.

/** @typedef {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">} Keys */

/**
 * "mod+d" (Ctrl or Cmd), "shift+arrowleft", "j", "?", "space". Shift counts only for keys that have a name,
 * since "?" needs it on one keyboard and not on another.
 * @param {Keys} event
 */
export function nameCombo({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  const name = key === " " ? "space" : key.toLowerCase();
  return [(ctrlKey || metaKey) && "mod", altKey && "alt", shiftKey && name.length > 1 && "shift", name]
    .filter(Boolean)
    .join("+");
}

const typing =
  "input:not([type=checkbox], [type=radio], [type=range], [type=button], [type=submit]), textarea, select, [contenteditable]:not([contenteditable=false])";
const pressable = "button, a[href], summary, input, [role=button], [role=tab]";
const movable =
  "[type=radio], [type=range], [role=slider], [role=tab], [role=tablist] *, [role=listbox], [role=menu] *";

/**
 * Whether the focused control uses this key itself.
 * @param {Pick<Element, "closest">} target
 * @param {string} combo
 */
export function isKeyTaken(target, combo) {
  if (target.closest(typing)) return !combo.startsWith("mod+"); // nobody types with Ctrl or Cmd held
  if (combo === "space" || combo === "enter") return target.closest(pressable) !== null;
  return /(arrow|home|end|page)/.test(combo) && target.closest(movable) !== null;
}

/**
 * `bindHotkeys({"mod+d": toggleMicrophone}, {signal: this.signal})`
 * @param {Record<string, (event: KeyboardEvent) => void>} actions
 * @param {{target?: EventTarget, signal?: AbortSignal}} [options]
 */
export function bindHotkeys(actions, { target = document, signal } = {}) {
  target.addEventListener(
    "keydown",
    (raw) => {
      const event = /** @type {KeyboardEvent} */ (raw);
      const combo = nameCombo(event);
      const action = Object.hasOwn(actions, combo) ? actions[combo] : undefined;
      if (!action || event.defaultPrevented || event.isComposing) return;
      if (event.target instanceof Element && isKeyTaken(event.target, combo)) return;
      event.preventDefault();
      if (!event.repeat || combo.includes("arrow")) action(event);
    },
    signal ? { signal } : {},
  );
}
