// @ts-check
// What was said and done, to be read again: chat of the room and of staff, notes, and questions with their times.
/** @import { EventFrame } from "./wire.js" */
/** @import { Service } from "./service.js" */

/** @typedef {{id: string, at: string, by: string | null, name: string, text: string}} Line */
/** @typedef {{question: string, from: string, until: string | null}} Asked */

const kept = 200;

export class Transcript {
  /** @type {Line[]} */
  room = [];
  /** @type {Line[]} */
  staff = [];
  /** @type {Line[]} */
  notes = [];
  /** @type {Asked[]} */
  questions = [];
  /** @type {Set<string>} */
  #seen = new Set();

  /** @param {string} sessionId */
  constructor(sessionId) {
    this.place = `te.chat.${sessionId}`;
    for (const line of JSON.parse(sessionStorage.getItem(this.place) ?? "[]")) this.#put(this.room, line);
  }

  /** @param {EventFrame} event */
  add(event) {
    const { type, id, at, by, question } = event;
    if (type === "chat.sent" || type === "note.added") {
      const list = type === "note.added" ? this.notes : { room: this.room, staff: this.staff }[/** @type {string} */ (event["channel"])];
      if (list) this.#put(list, { id, at, by, name: event["name"], text: event["text"] });
      if (list === this.room) sessionStorage.setItem(this.place, JSON.stringify(this.room.slice(-kept)));
    }
    if (type === "question.started") this.#start(question, at);
    if (type === "question.done") this.#finish(at);
  }

  /** Staff may read the log from its beginning; a guest's own tab remembers what it heard. @param {Service} service */
  async recall(service) {
    const events = await service.log().catch(() => []);
    this.questions = [];
    for (const event of events) this.add(event);
    for (const list of [this.room, this.staff, this.notes]) list.sort((a, b) => a.at.localeCompare(b.at));
  }

  /** @param {Line[]} list @param {Line} line */
  #put(list, line) {
    if (this.#seen.has(line.id)) return;
    this.#seen.add(line.id);
    list.push(line);
  }

  /** @param {string} question @param {string} at */
  #start(question, at) {
    this.#finish(at);
    this.questions.push({ question, from: at, until: null });
  }

  /** @param {string} at */
  #finish(at) {
    const last = this.questions.at(-1);
    if (last && last.until === null) last.until = at;
  }
}
