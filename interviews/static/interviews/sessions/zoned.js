// @ts-check
// Converts between the wall clock of a time zone and instants.

/** @type {Intl.DateTimeFormatOptions} */
const wall = {
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
};

/** The wall clock of a zone: `{date: "2026-11-24", time: "14:30"}`. @param {string | number | Date} moment @param {string} zone */
export function toWall(moment, zone) {
  const parts = new Intl.DateTimeFormat("en", { ...wall, timeZone: zone }).formatToParts(new Date(moment));
  const { year, month, day, hour, minute } = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  return { date: `${year}-${month}-${day}`, time: `${hour}:${minute}` };
}

/**
 * The instant at which the clocks of a zone show this; the earlier one where they show it twice, null where they skip it.
 * @param {string} date @param {string} time @param {string} zone
 * @returns {Date | null}
 */
export function toInstant(date, time, zone) {
  const naive = Date.parse(`${date}T${time}Z`);
  if (Number.isNaN(naive)) return null;
  const day = 86_400_000;
  const offsets = [naive - day, naive + day].map((near) => offsetAt(near, zone));
  const candidates = offsets.map((offset) => naive - offset).sort((a, b) => a - b);
  const found = candidates.find((moment) => sameWall(moment, date, time, zone));
  return found === undefined ? null : new Date(found);
}

/** Milliseconds by which a zone is ahead of UTC. @param {number} moment @param {string} zone */
function offsetAt(moment, zone) {
  const { date, time } = toWall(moment, zone);
  return Date.parse(`${date}T${time}Z`) - Math.floor(moment / 60_000) * 60_000;
}

/** @param {number} moment @param {string} date @param {string} time @param {string} zone */
function sameWall(moment, date, time, zone) {
  const shown = toWall(moment, zone);
  return shown.date === date && shown.time === time;
}

/** Proposes a start: the next full half hour that is at least an hour away. @param {string} zone @param {number} [now] */
export function proposeStart(zone, now = Date.now()) {
  const half = 30 * 60_000;
  return toWall(Math.ceil((now + 2 * half) / half) * half, zone);
}

/** @returns {string[]} */
export const allZones = () => [...new Set([...Intl.supportedValuesOf("timeZone"), "UTC"])].sort();
