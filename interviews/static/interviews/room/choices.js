// @ts-check
// Choices of the last device check, remembered on this device only.

/** @typedef {{camera?: string, microphone?: string, speaker?: string, isMuted: boolean, isCameraOn: boolean}} Choices */

const place = "te.devices";
/** @type {Choices} */
const first = { isMuted: false, isCameraOn: true };

/** @param {Pick<Storage, "getItem">} [storage] @returns {Choices} */
export function readChoices(storage = localStorage) {
  try {
    return { ...first, ...JSON.parse(storage.getItem(place) ?? "{}") };
  } catch {
    return { ...first };
  }
}

/** @param {Choices} choices @param {Pick<Storage, "setItem">} [storage] */
export function keepChoices(choices, storage = localStorage) {
  try {
    storage.setItem(place, JSON.stringify(choices));
  } catch {
    // Storage may be full or forbidden; then the next visit asks again.
  }
}
