// @ts-check
// The log of an interview, sorted into the lanes of its timeline. Nothing is left out that a reviewer may want to jump to.
import { fill, gettext } from "te/i18n.js";

/** @import { Position, Where } from "./film_clock.js" */
/** @typedef {{type: string, at: string, by: string | null, [field: string]: unknown}} LogEvent */
/** @typedef {"people" | "devices" | "hands" | "questions" | "notes" | "scores"} Lane */
/** @typedef {{lane: Lane, at: string, seconds: number, where: Where, text: string, icon: string}} Mark */
/** @typedef {{lane: Lane, from: number, to: number, text: string}} Span */
/** @typedef {{position: (at: string) => Position, questions: Record<string, string>, members: Record<string, string>}} Film */

/** @returns {[Lane, string][]} top to bottom */
export const laneNames = () => [
  ["people", gettext("People")], ["devices", gettext("Mic and camera")], ["hands", gettext("Hands")],
  ["questions", gettext("Questions")], ["notes", gettext("Notes")], ["scores", gettext("Scorecards")],
];

/** @typedef {{who: (id: unknown) => string, question: (id: unknown) => string, member: (id: unknown) => string}} Words */

/** What an event says in its lane; events that are not here are no moments. @type {Record<string, (event: LogEvent, words: Words) => [Lane, icon: string, text: string] | null>} */
const sayings = {
  "participant.joined": ({ participant }, { who }) => ["people", "log-in", fill(gettext("%(name)s joined"), { name: who(participant) })],
  "participant.away": ({ participant }, { who }) => ["people", "wifi-off", fill(gettext("%(name)s lost the connection"), { name: who(participant) })],
  "participant.back": ({ participant }, { who }) => ["people", "wifi", fill(gettext("%(name)s is connected again"), { name: who(participant) })],
  "participant.left": ({ participant, reason }, { who }) => reason === "ended" ? null
    : ["people", "log-out", fill(reason === "lease" ? gettext("%(name)s did not come back") : gettext("%(name)s left"), { name: who(participant) })],
  "participant.removed": ({ participant }, { who }) => ["people", "user-x", fill(gettext("%(name)s was removed"), { name: who(participant) })],
  "mute.changed": ({ participant, muted }, { who }) => muted
    ? ["devices", "mic-off", fill(gettext("%(name)s: microphone off"), { name: who(participant) })]
    : ["devices", "mic", fill(gettext("%(name)s: microphone on"), { name: who(participant) })],
  "camera.changed": ({ participant, camera_on: on }, { who }) => on
    ? ["devices", "video", fill(gettext("%(name)s: camera on"), { name: who(participant) })]
    : ["devices", "video-off", fill(gettext("%(name)s: camera off"), { name: who(participant) })],
  "screen.changed": ({ participant, sharing }, { who }) => sharing
    ? ["devices", "monitor-up", fill(gettext("%(name)s shares the screen"), { name: who(participant) })]
    : ["devices", "monitor-x", fill(gettext("%(name)s stopped sharing"), { name: who(participant) })],
  "hand.changed": ({ participant, raised }, { who }) => raised ? ["hands", "hand", fill(gettext("%(name)s raised a hand"), { name: who(participant) })] : null,
  "question.started": ({ question }, words) => ["questions", "message-circle", words.question(question)],
  "note.added": ({ name, text }) => ["notes", "notebook-pen", `${name}: ${text}`],
  "score.submitted": ({ member }, words) => ["scores", "clipboard-check", fill(gettext("%(name)s submitted a scorecard"), { name: words.member(member) })],
  "score.amended": ({ member }, words) => ["scores", "pencil", fill(gettext("%(name)s changed a scorecard"), { name: words.member(member) })],
};

/** @param {LogEvent[]} events @param {Film} film @returns {Mark[]} */
export function findMarks(events, film) {
  const words = learnWords(events, film);
  return events.flatMap((event) => {
    const said = sayings[event.type]?.(event, words);
    if (!said) return [];
    const [lane, icon, text] = said;
    return [{ lane, icon, text, at: event.at, ...film.position(event.at) }];
  });
}

/** @param {LogEvent[]} events @param {Film} film @returns {Words} */
function learnWords(events, { questions, members }) {
  const names = new Map(events.filter(({ type }) => type === "participant.joined").map(({ participant, name }) => [participant, String(name)]));
  return {
    who: (id) => names.get(id) ?? gettext("Somebody"),
    question: (id) => questions[String(id)] ?? String(id),
    member: (id) => members[String(id)] ?? gettext("A colleague"),
  };
}

/** How long each question took, as far as the film shows it. @param {LogEvent[]} events @param {Film} film @returns {Span[]} */
export function findQuestionSpans(events, { position, questions }) {
  /** @type {Span[]} */
  const spans = [];
  /** @type {Span | undefined} */
  let open;
  for (const { type, at, question } of events) {
    if (!["question.started", "question.done", "session.ended"].includes(type)) continue;
    const { seconds } = position(at);
    if (open) spans.push({ ...open, to: seconds });
    open = type === "question.started" ? { lane: "questions", from: seconds, to: seconds, text: questions[String(question)] ?? String(question) } : undefined;
  }
  return spans.filter(({ from, to }) => to > from);
}
