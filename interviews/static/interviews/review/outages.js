// @ts-check
// How long the candidate's connection was lost, so that nobody is judged for a bad line.

/** @import { EventFrame } from "../room/wire.js" */
/** @typedef {{from: string, to: string, seconds: number}} Outage */
/** @typedef {{name: string, outages: Outage[], seconds: number}} Loss */
/** `since`: the outage that is open now; `until`: the moment the room gave the person up. @typedef {{name: string, outages: Outage[], since: string, until: string}} Person */

/**
 * From the lost connection until the person is there again: back in time, or joined anew after the room gave them up. Who
 * never returned lost what passed until the room gave them up.
 * @param {EventFrame[]} events @param {string[]} [roles]
 * @returns {Loss[]} only of those who lost something
 */
export function findLosses(events, roles = ["candidate", "guest"]) {
  /** @type {Map<string, Person>} */
  const people = new Map();
  for (const event of events) {
    if (event.type === "participant.joined" && roles.includes(event.role) && !people.has(event.participant)) {
      people.set(event.participant, { name: event.name, outages: [], since: "", until: "" });
    }
    if (event.type === "session.ended") for (const other of people.values()) close(other, other.until || event.at);
    const person = "participant" in event ? people.get(event.participant) : undefined;
    if (person) follow(person, event);
  }
  for (const person of people.values()) close(person, person.until);
  return [...people.values()]
    .map(({ name, outages }) => ({ name, outages, seconds: outages.reduce((sum, { seconds }) => sum + seconds, 0) }))
    .filter(({ outages }) => outages.length);
}

/** @param {Person} person @param {EventFrame} event */
function follow(person, event) {
  const { at } = event;
  switch (event.type) {
    case "participant.away": person.since ||= at; break;
    case "participant.back":
    case "participant.joined": close(person, at); break;
    case "participant.left": if (event.reason === "lease") person.until = at; else close(person, person.until || at); break;
    case "participant.removed": close(person, person.until || at); break;
    default:
  }
}

/** @param {Person} person @param {string} at */
function close(person, at) {
  const { since: from } = person;
  person.since = person.until = "";
  if (from && at) person.outages.push({ from, to: at, seconds: (Date.parse(at) - Date.parse(from)) / 1000 });
}
