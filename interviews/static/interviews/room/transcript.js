// @ts-check
// What was said and done, to be read again: chat of the room and of staff, notes, and questions with their times.
/** @import { EventFrame, EventOf } from "./wire.js" */

/** @typedef {{id: string, at: string, by: string | null, name: string, text: string, channel: string, to: string | null}} Line */
/** @typedef {{question: string, from: string, until: string | null}} Asked */

export class Transcript {
  /** With the lines of the waiting room among them, as far as they are ours to read. @type {Line[]} */
  room = [];
  /** @type {Line[]} */
  staff = [];
  /** @type {Line[]} */
  notes = [];
  /** @type {Asked[]} */
  questions = [];
  /** @type {Set<string>} */
  #seen = new Set();
  /** Heard while the past is being read. @type {EventFrame[] | null} */
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
    this.#take(event);
  }

  /**
   * Begins again with the past; what is heard while it is read comes behind it. The log alone knows the order: clocks may step.
   * @param {() => Promise<EventFrame[]>} read  oldest first; when it rejects, everything stays as it is
   */
  async recall(read) {
    /** @type {EventFrame[]} */
    const meanwhile = [];
    this.#meanwhile = meanwhile;
    const past = await read();
    if (this.#meanwhile !== meanwhile) return; // somebody reads anew
    this.#meanwhile = null;
    for (const list of [this.room, this.staff, this.notes, this.questions]) list.length = 0;
    this.#seen.clear();
    for (const event of [...past, ...meanwhile]) this.#take(event);
  }

  /** How much others wrote behind what was last read in this tab; the waiting room has shown its lines to `me` already. @param {string | undefined} me */
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
      // Storage may be full or forbidden; then a reload counts again what was read.
    }
  }

  /** @param {EventFrame} event */
  #take(event) {
    if (this.#seen.has(event.id)) return;
    this.#seen.add(event.id);
    switch (event.type) {
      case "chat.sent": (event.channel === "staff" ? this.staff : this.room).push(lineOf(event)); break;
      case "note.added": this.notes.push(lineOf(event)); break;
      case "question.started": this.#start(event.question, event.at); break;
      case "question.done": this.#finish(event.at); break;
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
