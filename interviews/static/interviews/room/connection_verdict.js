// @ts-check
// What a connection test means, in words.
import { fill, gettext } from "te/i18n.js";

/** `roundTrip` in milliseconds; null = the socket could not be opened. `paths` are the kinds of ICE candidates found. */
/** @typedef {{roundTrip: number | null, paths: Set<string>}} Findings */
/** @typedef {{tone: "ok" | "warn" | "danger", text: string}} Verdict */

const slow = 300;

/** @param {Findings} findings @returns {Verdict} */
export function judgeConnection({ roundTrip, paths }) {
  if (roundTrip === null) return { tone: "danger", text: gettext("The interview service cannot be reached. A company network or VPN may block it: try without, or another network.") };
  if (!paths.size) return { tone: "danger", text: gettext("Your network or an add-on blocks calls. Switch privacy add-ons off, or try another network.") };
  const time = { ms: Math.round(roundTrip) };
  if (roundTrip > slow) return { tone: "warn", text: fill(gettext("Your connection is slow (%(ms)s ms). Move closer to your router or use a cable."), time) };
  return { tone: "ok", text: fill(gettext("Your connection is good (%(ms)s ms)."), time) };
}
