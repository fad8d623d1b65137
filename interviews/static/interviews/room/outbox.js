// @ts-check
// Unanswered commands: kept until the server answers, and sent again with the same id after every reconnect.
/** @import { Ack, Command, CommandType, FieldArguments, Refusal } from "./wire.js" */
import { gettext } from "te/i18n.js";

/** A command the server refused. `message` is a sentence for people, `code` is for programs. */
export class CommandError extends Error {
  /** @param {{code: string, detail: string}} refusal */
  constructor({ code, detail }) {
    super(gettext(detail));
    this.name = "CommandError";
    this.code = code;
  }
}

/** @typedef {{frame: Command, resolve: (ack: Ack) => void, reject: (error: Error) => void}} Unanswered */

export class Outbox {
  /** @type {Map<string, Unanswered>} */
  #unanswered = new Map();

  /** @param {() => string} [newId] */
  constructor(newId = () => crypto.randomUUID()) {
    this.newId = newId;
  }

  /** All unanswered commands, oldest first. */
  get frames() {
    return [...this.#unanswered.values()].map(({ frame }) => frame);
  }

  /** Whether a command of this type is unanswered. @param {CommandType} type */
  has(type) {
    return this.frames.some((frame) => frame.type === type);
  }

  /**
   * @template {CommandType} Type
   * @param {Type} type
   * @param {FieldArguments<Type>} fields
   * @returns {{frame: Command, answer: Promise<Ack>}}
   */
  add(type, ...[fields]) {
    const frame = /** @type {Command} */ (/** @type {unknown} */ ({ type, id: this.newId(), ...fields }));
    const answer = new Promise((resolve, reject) => this.#unanswered.set(frame.id, { frame, resolve, reject }));
    return { frame, answer: /** @type {Promise<Ack>} */ (answer) };
  }

  /** @param {Ack} ack */
  acknowledge(ack) {
    this.#take(ack.id)?.resolve(ack);
  }

  /** Returns the frame to send again when the outcome is unknown; else rejects the command. @param {Refusal} refusal @returns {Command | undefined} */
  refuse(refusal) {
    if (refusal.id === null) return undefined;
    if (refusal.retry) return this.#unanswered.get(refusal.id)?.frame;
    this.#take(refusal.id)?.reject(new CommandError(refusal));
    return undefined;
  }

  /** Rejects all commands: no answers will come. @param {{code: string, detail: string}} why */
  abandon(why) {
    for (const { reject } of this.#unanswered.values()) reject(new CommandError(why));
    this.#unanswered.clear();
  }

  /** @param {string} id */
  #take(id) {
    const found = this.#unanswered.get(id);
    this.#unanswered.delete(id);
    return found;
  }
}
