// @ts-check
// Turns the findings of a connection test into a sentence.
/** @import { ApiError } from "te/api.js" */
import { fill, gettext } from "te/i18n.js";
import { endingOfRefusal } from "./closing.js";
import { describeEnding } from "./endings.js";

/**
 * @typedef {object} Findings
 * @property {number | null} roundTrip  in milliseconds; null = the socket did not open
 * @property {Pick<ApiError, "status" | "code" | "detail"> | null} refusal  the reason there was no ticket for the socket
 * @property {Set<string>} paths  types of the ICE candidates found: host, srflx, relay
 * @property {boolean} isGuest
 */
/** @typedef {{tone: "ok" | "warn" | "danger", text: string}} Verdict */

const slow = 300;

/** @param {Findings} findings @returns {Verdict} */
export function judgeConnection({ roundTrip, refusal, paths, isGuest }) {
  if (refusal) return { tone: "danger", text: explain(refusal, isGuest) };
  if (roundTrip === null)
    return {
      tone: "danger",
      text: gettext(
        "The service answers, but the live connection to it did not open. Test again; if it stays so, a company network or VPN may block it: try without, or another network.",
      ),
    };
  if (!paths.size)
    return {
      tone: "danger",
      text: gettext("Your network or an add-on blocks calls. Switch privacy add-ons off, or try another network."),
    };
  const time = { ms: Math.round(roundTrip) };
  if (roundTrip > slow)
    return {
      tone: "warn",
      text: fill(gettext("Your connection is slow (%(ms)s ms). Move closer to your router or use a cable."), time),
    };
  return { tone: "ok", text: fill(gettext("Your connection is good (%(ms)s ms)."), time) };
}

/** Only a missing response (status 0) is the network's fault; every refusal has its own reason. @param {NonNullable<Findings["refusal"]>} refusal @param {boolean} isGuest */
function explain(refusal, isGuest) {
  if (refusal.status === 0)
    return gettext(
      "The interview service cannot be reached. A company network or VPN may block it: try without, or another network.",
    );
  const ending = endingOfRefusal(refusal);
  if (!ending) return refusal.detail;
  const { title, text } = describeEnding(ending, isGuest);
  return `${title}. ${text}`;
}
