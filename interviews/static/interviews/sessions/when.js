// @ts-check
// The fields for date, start, length and time zone of an interview, with the resulting time in the viewer's zone.
import { html } from "lit";
import { fill, gettext } from "te/i18n.js";
import { formatRange, formatRelative, spellMinutes, viewerZone } from "te/time.js";
import { drawInput, drawSelect } from "./fields.js";
import { allZones, toInstant } from "./zoned.js";

/** @import { Problems } from "./fields.js" */
/** @typedef {{date: string, time: string, minutes: number, zone: string}} When */

const lengths = [15, 30, 45, 60, 75, 90, 120, 180];

/** @param {When} when @param {Problems} problems */
export const drawWhen = (when, problems) => html`
  <div class="field-row fields-when">
    ${drawInput({ name: "date", label: gettext("Date"), type: "date", value: when.date }, problems)}
    ${drawInput({ name: "time", label: gettext("Start time"), type: "time", value: when.time }, problems)}
    ${drawSelect({ name: "minutes", label: gettext("Length"), value: String(when.minutes) }, problems, offerLengths(when.minutes))}
  </div>
  ${drawSelect({ name: "zone", label: gettext("Time zone"), value: when.zone }, problems, offerZones(when.zone))}
  <p class="hint" role="status">${explainWhen(when)}</p>`;

/** @param {number} current @returns {[string, string][]} */
const offerLengths = (current) =>
  [...new Set([...lengths, current])].sort((a, b) => a - b).map((minutes) => [String(minutes), spellMinutes(minutes)]);

/** @param {string} current @returns {[string, string][]} */
const offerZones = (current) =>
  [...new Set([...allZones(), current])].map((zone) => [
    zone,
    zone === viewerZone() ? fill(gettext("%(zone)s (yours)"), { zone }) : zone.replaceAll("_", " "),
  ]);

/** @param {When} when */
function explainWhen(when) {
  const times = readTimes(when);
  if (!times) return "";
  const values = { when: formatRange(times.start, times.end), relative: formatRelative(times.start) };
  return when.zone === viewerZone()
    ? fill(gettext("%(when)s, %(relative)s"), values)
    : fill(gettext("In your time zone: %(when)s, %(relative)s"), values);
}

/** @param {When} when */
export function readTimes({ date, time, minutes, zone }) {
  const start = toInstant(date, time, zone);
  return start && { start, end: new Date(start.getTime() + minutes * 60_000) };
}

/** Checks a time before anything is sent. `{}` when nothing is wrong. @param {When} when @returns {Problems} */
export function checkWhen(when) {
  if (!when.date) return { date: gettext("Enter the date of the interview.") };
  if (!when.time) return { time: gettext("Enter the time at which it starts.") };
  const times = readTimes(when);
  if (!times) return { time: gettext("The clocks skip this time on that day. Choose another.") };
  return times.start.getTime() < Date.now() - 5 * 60_000
    ? { date: gettext("This time has passed. Choose one to come.") }
    : {};
}

/** @param {HTMLFormElement} form @returns {When} */
export function readWhen(form) {
  const entries = new FormData(form);
  const [date, time, zone] = ["date", "time", "zone"].map((name) => String(entries.get(name) ?? ""));
  return { date: date ?? "", time: time ?? "", zone: zone ?? "", minutes: Number(entries.get("minutes")) };
}

/** The API's fields for it. @param {When} when */
export function serializeTimes(when) {
  const times = readTimes(when);
  return times && { starts_at: times.start.toISOString(), ends_at: times.end.toISOString(), time_zone: when.zone };
}
