// @ts-check
// Finds outages of the candidate's connection, so that reviewers do not hold them against anybody.

/** @import { EventFrame } from "../room/wire.js" */
/** @typedef {{from: string, to: string, seconds: number}} Outage */
/** Of one person; `seconds` in total. @typedef {{name: string, outages: Outage[], seconds: number}} PersonOutages */
/** `since`: start of the open outage, or ""; `until`: end of the person's lease, or "". @typedef {{name: string, outages: Outage[], since: string, until: string}} Person */

/**
 * An outage lasts from `participant.away` until the person is back, or joins again after their lease ended. If they never
 * return, it ends with the lease.
 * @param {EventFrame[]} events @param {string[]} [roles]
 * @returns {PersonOutages[]} only people with at least one outage
 */
export function findOutages(events, roles = ["candidate", "guest"]) {
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
    case "participant.away":
      person.since ||= at;
      break;
    case "participant.back":
    case "participant.joined":
      close(person, at);
      break;
    case "participant.left":
      if (event.reason === "lease") person.until = at;
      else close(person, person.until || at);
      break;
    case "participant.removed":
      close(person, person.until || at);
      break;
    default:
  }
}

/** @param {Person} person @param {string} at */
function close(person, at) {
  const { since: from } = person;
  person.since = person.until = "";
  if (from && at) person.outages.push({ from, to: at, seconds: (Date.parse(at) - Date.parse(from)) / 1000 });
}
