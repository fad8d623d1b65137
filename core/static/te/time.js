// @ts-check
// Formats moments and durations for people, in the viewer's time zone unless another is given.
import { fill, gettext, ngettext, readerLocale } from "./i18n.js";

/** @typedef {string | number | Date} Moment  ISO text, epoch milliseconds or a Date */
/** @typedef {{zone?: string, language?: string}} Reader */

/** @param {Reader} reader @param {Intl.DateTimeFormatOptions} shape */
const formatter = ({ zone, language = readerLocale() }, shape) =>
  new Intl.DateTimeFormat(language, { ...shape, ...(zone ? { timeZone: zone } : {}) });

/** @type {Intl.DateTimeFormatOptions} */
const day = { weekday: "short", day: "numeric", month: "short", year: "numeric" };
/** @type {Intl.DateTimeFormatOptions} */
const minute = { hour: "numeric", minute: "2-digit" };

/** "14:30", "2:30 PM": as the reader's region writes it @param {Moment} moment @param {Reader} [reader] */
export const formatTime = (moment, reader = {}) => formatter(reader, minute).format(new Date(moment));

/** "Mon, 24 Nov 2026" @param {Moment} moment @param {Reader} [reader] */
export const formatDate = (moment, reader = {}) => formatter(reader, day).format(new Date(moment));

/** "Mon, 24 Nov 2026, 14:30" @param {Moment} moment @param {Reader} [reader] */
export const formatDateTime = (moment, reader = {}) =>
  formatter(reader, { ...day, ...minute }).format(new Date(moment));

/** "Mon, 24 Nov 2026, 14:30–15:15" @param {Moment} start @param {Moment} end @param {Reader} [reader] */
export const formatRange = (start, end, reader = {}) =>
  formatter(reader, { ...day, ...minute }).formatRange(new Date(start), new Date(end));

/** "Europe/Berlin" */
export const viewerZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** "CET" or "GMT+1": what to write behind a time. @param {Moment} moment @param {Reader} [reader] */
export const zoneName = (moment, reader = {}) =>
  formatter(reader, { timeZoneName: "short" })
    .formatToParts(new Date(moment))
    .find((part) => part.type === "timeZoneName")?.value ?? "";

/** "today", "tomorrow", "in 3 hours", "2 days ago" @param {Moment} moment @param {{now?: Moment, language?: string}} [about] */
export function formatRelative(moment, { now = Date.now(), language = readerLocale() } = {}) {
  const seconds = (new Date(moment).getTime() - new Date(now).getTime()) / 1000;
  const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? smallest;
  return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(Math.round(seconds / size), unit);
}
/** @type {[Intl.RelativeTimeFormatUnit, number]} */
const smallest = ["minute", 60];
/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const units = [["day", 86_400], ["hour", 3600], smallest];

/** "1:02:03", "4:10": a position in a recording or a running timer. @param {number} seconds */
export function formatClock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const pad = (/** @type {number} */ value) => String(value).padStart(2, "0");
  return hours ? `${hours}:${pad(minutes)}:${pad(rest)}` : `${minutes}:${pad(rest)}`;
}

/** "4 min 10 s", "1 h 5 min": how long something took. @param {number} seconds */
export function formatDuration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const parts = [
    [hours, gettext("%(count)s h")],
    [minutes, gettext("%(count)s min")],
    [hours ? 0 : rest, gettext("%(count)s s")],
  ];
  const shown = parts.filter(([count]) => count).map(([count, text]) => fill(String(text), { count: Number(count) }));
  return shown.join(" ") || fill(gettext("%(count)s s"), { count: 0 });
}

/** "45 minutes" spoken in full, for screen readers. @param {number} count */
export const spellMinutes = (count) => fill(ngettext("%(count)s minute", "%(count)s minutes", count), { count });
