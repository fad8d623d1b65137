// @ts-check
// Sorts the events of an interview into the lanes of its timeline.
import { fill, gettext } from "te/i18n.js";
import { callEntry } from "../room/wire.js";

/** @import { Position, Where } from "./film_clock.js" */
/** @import { EventFrame, EventTable } from "../room/wire.js" */
/** @typedef {"people" | "devices" | "hands" | "questions" | "notes" | "scores"} Lane */
/** @typedef {{lane: Lane, at: string, seconds: number, where: Where, text: string, icon: string}} Mark */
/** @typedef {{lane: Lane, from: number, to: number, text: string}} Span */
/** @typedef {{position: (at: string) => Position, questions: Record<string, string>, members: Record<string, string>}} Film */

/** @returns {[Lane, string][]} top to bottom */
export const laneNames = () => [
  ["people", gettext("People")],
  ["devices", gettext("Mic and camera")],
  ["hands", gettext("Hands")],
  ["questions", gettext("Questions")],
  ["notes", gettext("Notes")],
  ["scores", gettext("Scorecards")],
];

/** Names for the identifiers in events. @typedef {{person: (id: string) => string, question: (id: string) => string, member: (id: string) => string}} Names */

/** The mark an event makes; events without an entry are no moments. @type {EventTable<Names, [Lane, icon: string, text: string] | null>} */
const describe = {
  "participant.joined": ({ person }, { participant }) => [
    "people",
    "log-in",
    fill(gettext("%(name)s joined"), { name: person(participant) }),
  ],
  "participant.away": ({ person }, { participant }) => [
    "people",
    "wifi-off",
    fill(gettext("%(name)s lost the connection"), { name: person(participant) }),
  ],
  "participant.back": ({ person }, { participant }) => [
    "people",
    "wifi",
    fill(gettext("%(name)s is connected again"), { name: person(participant) }),
  ],
  "participant.left": ({ person }, { participant, reason }) =>
    reason === "ended"
      ? null
      : [
          "people",
          "log-out",
          fill(reason === "lease" ? gettext("%(name)s did not come back") : gettext("%(name)s left"), {
            name: person(participant),
          }),
        ],
  "participant.removed": ({ person }, { participant }) => [
    "people",
    "user-x",
    fill(gettext("%(name)s was removed"), { name: person(participant) }),
  ],
  "mute.changed": ({ person }, { participant, muted }) =>
    muted
      ? ["devices", "mic-off", fill(gettext("%(name)s: microphone off"), { name: person(participant) })]
      : ["devices", "mic", fill(gettext("%(name)s: microphone on"), { name: person(participant) })],
  "camera.changed": ({ person }, { participant, camera_on: on }) =>
    on
      ? ["devices", "video", fill(gettext("%(name)s: camera on"), { name: person(participant) })]
      : ["devices", "video-off", fill(gettext("%(name)s: camera off"), { name: person(participant) })],
  "screen.changed": ({ person }, { participant, sharing }) =>
    sharing
      ? ["devices", "monitor-up", fill(gettext("%(name)s shares the screen"), { name: person(participant) })]
      : ["devices", "monitor-x", fill(gettext("%(name)s stopped sharing"), { name: person(participant) })],
  "hand.changed": ({ person }, { participant, raised }) =>
    raised ? ["hands", "hand", fill(gettext("%(name)s raised a hand"), { name: person(participant) })] : null,
  "question.started": (names, { question }) => ["questions", "message-circle", names.question(question)],
  "note.added": (_, { name, text }) => ["notes", "notebook-pen", `${name}: ${text}`],
  "score.submitted": (names, { member }) => [
    "scores",
    "clipboard-check",
    fill(gettext("%(name)s submitted a scorecard"), { name: names.member(member) }),
  ],
  "score.amended": (names, { member }) => [
    "scores",
    "pencil",
    fill(gettext("%(name)s changed a scorecard"), { name: names.member(member) }),
  ],
};

/** @param {EventFrame[]} events @param {Film} film @returns {Mark[]} */
export function findMarks(events, film) {
  const names = readNames(events, film);
  return events.flatMap((event) => {
    const described = callEntry(describe, names, event);
    if (!described) return [];
    const [lane, icon, text] = described;
    return [{ lane, icon, text, at: event.at, ...film.position(event.at) }];
  });
}

/** @param {EventFrame[]} events @param {Film} film @returns {Names} */
function readNames(events, { questions, members }) {
  const people = new Map(
    events.flatMap((event) => (event.type === "participant.joined" ? [[event.participant, event.name]] : [])),
  );
  return {
    person: (id) => people.get(id) ?? gettext("Somebody"),
    question: (id) => questions[id] ?? id,
    member: (id) => members[id] ?? gettext("A colleague"),
  };
}

/** The span of each question, as far as the film shows it. @param {EventFrame[]} events @param {Film} film @returns {Span[]} */
export function findQuestionSpans(events, { position, questions }) {
  /** @type {Span[]} */
  const spans = [];
  /** @type {Span | undefined} */
  let open;
  for (const event of events) {
    if (!["question.started", "question.done", "session.ended"].includes(event.type)) continue;
    const { seconds } = position(event.at);
    if (open) spans.push({ ...open, to: seconds });
    open =
      event.type === "question.started"
        ? { lane: "questions", from: seconds, to: seconds, text: questions[event.question] ?? event.question }
        : undefined;
  }
  return spans.filter(({ from, to }) => to > from);
}
