// @ts-check
// How long the candidate's connection was lost, so that nobody is judged for a bad line.

/** @import { LogEvent } from "./lanes.js" */
/** @typedef {{from: string, to: string, seconds: number}} Outage */
/** @typedef {{name: string, outages: Outage[], seconds: number}} Loss */

/**
 * From the lost connection until the person is there again: back in time, or joined anew after the room gave them up. Who
 * never returned lost what passed until the room gave them up.
 * @param {LogEvent[]} events @param {string[]} [roles]
 * @returns {Loss[]} only of those who lost something
 */
export function findLosses(events, roles = ["candidate", "guest"]) {
  /** @type {Map<unknown, {name: string, outages: Outage[], since: string, until: string}>} */
  const people = new Map();
  for (const { type, at, participant, name, role, reason } of events) {
    if (type === "participant.joined" && roles.includes(String(role)) && !people.has(participant)) {
      people.set(participant, { name: String(name), outages: [], since: "", until: "" });
    }
    if (type === "session.ended") for (const other of people.values()) close(other, other.until || at);
    const person = people.get(participant);
    if (!person) continue;
    if (type === "participant.away") person.since ||= at;
    else if (type === "participant.left" && reason === "lease") person.until = at;
    else if (type === "participant.back" || type === "participant.joined") close(person, at);
    else if (type === "participant.left" || type === "participant.removed") close(person, person.until || at);
  }
  for (const person of people.values()) close(person, person.until);
  return [...people.values()]
    .map(({ name, outages }) => ({ name, outages, seconds: outages.reduce((sum, { seconds }) => sum + seconds, 0) }))
    .filter(({ outages }) => outages.length);
}

/** @param {{outages: Outage[], since: string, until: string}} person @param {string} at */
function close(person, at) {
  const { since: from } = person;
  person.since = person.until = "";
  if (from && at) person.outages.push({ from, to: at, seconds: (Date.parse(at) - Date.parse(from)) / 1000 });
}
