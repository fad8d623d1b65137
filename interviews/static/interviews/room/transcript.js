// @ts-check
// The transcript: chat of the room and of staff, notes, and questions with their times.
/** @import { EventFrame, EventOf } from "./wire.js" */

/** @typedef {{id: string, at: string, by: string | null, name: string, text: string, channel: string, to: string | null}} Line */
/** @typedef {{question: string, from: string, until: string | null}} Asked */

export class Transcript {
  /** Includes the messages of the waiting room, as far as this participant may read them. @type {Line[]} */
  room = [];
  /** @type {Line[]} */
  staff = [];
  /** @type {Line[]} */
  notes = [];
  /** @type {Asked[]} */
  questions = [];
  /** @type {Set<string>} */
  #seen = new Set();
  /** Events that arrive while the past is being read. @type {EventFrame[] | null} */
  #meanwhile = null;
  #lastRead = "";

  /** @param {string} sessionId @param {Pick<Storage, "getItem" | "setItem">} [storage] */
  constructor(sessionId, storage = globalThis.sessionStorage) {
    this.place = `te.read.${sessionId}`;
    this.storage = storage;
    this.#lastRead = storage?.getItem(this.place) ?? "";
  }

  /** @param {EventFrame} event */
  add(event) {
    this.#meanwhile?.push(event);
    this.#apply(event);
  }

  /**
   * Replaces everything by the past, followed by the events that arrive while it is read. Never sorts by time: clocks may step.
   * @param {() => Promise<EventFrame[]>} read  oldest first; when it rejects, nothing changes
   */
  async recall(read) {
    /** @type {EventFrame[]} */
    const meanwhile = [];
    this.#meanwhile = meanwhile;
    const past = await read();
    if (this.#meanwhile !== meanwhile) return; // a later reading replaces this one
    this.#meanwhile = null;
    for (const list of [this.room, this.staff, this.notes, this.questions]) list.length = 0;
    this.#seen.clear();
    for (const event of [...past, ...meanwhile]) this.#apply(event);
  }

  /** How many messages others wrote since this tab last read; those of the waiting room to `me` were shown there. @param {string | undefined} me */
  unread(me) {
    const news = this.room.slice(this.room.findIndex(({ id }) => id === this.#lastRead) + 1);
    return news.filter(({ by, to }) => by !== me && to !== me).length;
  }

  markRead() {
    const last = this.room.at(-1)?.id;
    if (!last || last === this.#lastRead) return;
    this.#lastRead = last;
    try {
      this.storage?.setItem(this.place, last);
    } catch {
      // Storage may be full or forbidden; then a reload counts messages as unread again.
    }
  }

  /** @param {EventFrame} event */
  #apply(event) {
    if (this.#seen.has(event.id)) return;
    this.#seen.add(event.id);
    switch (event.type) {
      case "chat.sent":
        (event.channel === "staff" ? this.staff : this.room).push(lineOf(event));
        break;
      case "note.added":
        this.notes.push(lineOf(event));
        break;
      case "question.started":
        this.#start(event.question, event.at);
        break;
      case "question.done":
        this.#finish(event.at);
        break;
      default:
    }
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

/** @param {EventOf<"chat.sent" | "note.added">} event @returns {Line} */
function lineOf(event) {
  const { id, at, by, name, text } = event;
  const { channel = "", to = null } = event.type === "chat.sent" ? event : {};
  return { id, at, by, name, text, channel, to };
}
