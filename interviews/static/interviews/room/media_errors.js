// @ts-check
// Explains why a camera or microphone could not be opened, each reason with a next step.
import { gettext } from "te/i18n.js";

/** @typedef {"camera" | "microphone" | "screen"} Source */
/** @typedef {"refused" | "missing" | "busy" | "insecure" | "unknown" | "lost"} Trouble */

/** @type {Record<string, Trouble>} */
const troubles = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
  AbortError: "busy",
  TypeError: "insecure",
};

/** @param {unknown} error @returns {Trouble} */
export const troubleOf = (error) => troubles[/** @type {{name?: string}} */ (error)?.name ?? ""] ?? "unknown";

/** @type {Record<"camera" | "microphone", () => Record<Trouble, string>>} */
const sentences = {
  camera: () => ({
    refused: gettext(
      "The browser may not use your camera. Click the camera or lock sign beside the address, allow the camera, then try again.",
    ),
    missing: gettext("No camera was found. Plug one in and try again, or join without one."),
    busy: gettext("Another program is using your camera. Close it, then try again."),
    insecure: gettext(
      "Browsers give a camera to secure pages only. Open the link from your invitation, which begins with https.",
    ),
    unknown: gettext("The camera did not start. Unplug it or restart the browser, then try again."),
    lost: gettext(
      "Your camera stopped: it was unplugged, or the browser may no longer use it. The others cannot see you. Connect or allow it, then try again.",
    ),
  }),
  microphone: () => ({
    refused: gettext(
      "The browser may not use your microphone. Click the microphone or lock sign beside the address, allow the microphone, then try again.",
    ),
    missing: gettext("No microphone was found. Plug one in or connect a headset, then try again."),
    busy: gettext("Another program is using your microphone. Close it, then try again."),
    insecure: gettext(
      "Browsers give a microphone to secure pages only. Open the link from your invitation, which begins with https.",
    ),
    unknown: gettext("The microphone did not start. Unplug it or restart the browser, then try again."),
    lost: gettext(
      "Your microphone stopped: it was unplugged, or the browser may no longer use it. The others cannot hear you. Connect or allow it, then try again.",
    ),
  }),
};

/** @param {unknown} error @param {"camera" | "microphone"} source */
export const describeMediaError = (error, source) => sentences[source]()[troubleOf(error)];

/** For a device that was on and ended by itself. @param {"camera" | "microphone"} source */
export const describeLoss = (source) => sentences[source]().lost;
