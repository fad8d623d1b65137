// @ts-check
// The connection to the room: opened with a one-use ticket, watched by heartbeat, and reconnected until it must not be.
/** @import { Ack, ClientFrame, CommandType, EventFrame, FieldArguments, Lobby, Refusal, ServerFrame, Signalled, Welcome } from "./wire.js" */
/** @import { Ending } from "./closing.js" */
import { BackOff } from "./back_off.js";
import { endingOf, endingOfRefusal } from "./closing.js";
import { Inbox } from "./inbox.js";
import { Outbox } from "./outbox.js";
import { protocol, socketUrl } from "./wire.js";

/** @typedef {"connecting" | "open" | "lost" | "over"} Status */
/**
 * Callbacks of the connection.
 * @typedef {object} Listener
 * @property {(frame: Welcome) => void} welcome
 * @property {(frame: EventFrame) => void} event  in order, each once; throwing asks for a snapshot
 * @property {(frame: Lobby) => void} lobby
 * @property {(frame: Signalled) => void} signal
 * @property {(frame: ServerFrame) => void} other
 * @property {(status: Status, ending?: Ending) => void} status
 */
/**
 * @typedef {object} Parts
 * @property {() => Promise<{ticket: string, url: string}>} ticket
 * @property {Listener} listener
 * @property {(url: string, protocols: string[]) => WebSocket} [open]
 * @property {string} [tab]
 * @property {() => number} [random]
 */

const defaultHeartbeat = 15;
const openWithin = 10_000;
const retryWithin = 1000;
const syncLost = 4409;

export class RoomSocket {
  /** @type {WebSocket | null} */
  #socket = null;
  #inbox = new Inbox();
  #outbox = new Outbox();
  #epoch = /** @type {string | null} */ (null);
  #isIn = false;
  #isOver = false;
  #isLeaving = false;
  #receivedAt = 0;
  #heartbeat = defaultHeartbeat * 1000;
  #ticker = /** @type {ReturnType<typeof setInterval> | undefined} */ (undefined);

  /** @param {Parts} parts */
  constructor({
    ticket,
    listener,
    open = (url, protocols) => new WebSocket(url, protocols),
    tab = crypto.randomUUID(),
    random = Math.random,
  }) {
    this.ticket = ticket;
    this.listener = listener;
    this.open = open;
    this.tab = tab;
    this.random = random;
    this.backOff = new BackOff(random);
  }

  start() {
    this.#ticker ??= setInterval(() => this.#tick(), 1000);
    void this.#connect();
  }

  /**
   * Sends a command. Resolves with its acknowledgement, also after reconnects; rejects with a CommandError.
   * @template {CommandType} Type
   * @param {Type} type @param {FieldArguments<Type>} fields
   * @returns {Promise<Ack>}
   */
  command(type, ...fields) {
    const { frame, answer } = this.#outbox.add(type, ...fields);
    if (this.#isOver) this.#outbox.abandon({ code: "over", detail: "This interview is no longer open here." });
    else if (this.#isIn) this.#send(frame);
    return answer;
  }

  /** Whether a command of this type is unanswered. @param {CommandType} type */
  hasUnanswered(type) {
    return this.#outbox.has(type);
  }

  /** Sends a payload to other browsers, at most once. @param {Record<string, unknown>} payload @param {{participant: string, conn: number} | null} [to] */
  signal(payload, to = null) {
    if (this.#isIn) this.#send({ type: "signal", to: to?.participant ?? null, to_conn: to?.conn ?? null, payload });
  }

  /** A frame that is neither a command nor a signal; dropped while the client is not in the room. @param {ClientFrame} frame */
  send(frame) {
    if (this.#isIn) this.#send(frame);
  }

  /** Reconnects without the rest of the back-off: the network is back. */
  reconnectNow() {
    this.backOff.reset();
    this.backOff.endWait();
  }

  /** Leaves the room, and does not reconnect. */
  async leave() {
    this.#isLeaving = true;
    await Promise.race([
      this.command("session.leave"),
      new Promise((resolve) => setTimeout(resolve, retryWithin)),
    ]).catch(() => undefined);
    this.stop("left");
  }

  /** @param {Ending} [ending] */
  stop(ending) {
    if (this.#isOver) return;
    this.#isOver = true;
    clearInterval(this.#ticker);
    this.backOff.endWait();
    this.#socket?.close(1000);
    this.#outbox.abandon({ code: "over", detail: "This interview is no longer open here." });
    this.listener.status("over", ending);
  }

  async #connect() {
    this.listener.status(this.backOff.attempt ? "lost" : "connecting");
    try {
      const { ticket, url } = await this.ticket();
      if (!this.#isOver) this.#attach(this.open(socketUrl(url), [protocol, `te.ticket.${ticket}`]));
    } catch (error) {
      const refusal = /** @type {{status: number, code: string}} */ (error);
      const ending = endingOfRefusal(refusal);
      if (ending) this.stop(ending);
      else void this.#again();
    }
  }

  /** @param {WebSocket} socket */
  #attach(socket) {
    this.#socket = socket;
    this.#receivedAt = Date.now();
    socket.addEventListener("open", () =>
      this.#send({ type: "hello", tab: this.tab, epoch: this.#epoch, position: this.#inbox.position }),
    );
    socket.addEventListener("message", ({ data }) => {
      if (socket === this.#socket) this.#receive(JSON.parse(data));
    });
    socket.addEventListener("close", ({ code }) => {
      if (socket === this.#socket) this.#closed(code);
    });
  }

  /** @param {number} code */
  #closed(code) {
    this.#socket = null;
    this.#isIn = false;
    if (this.#isOver) return;
    if (code === syncLost) this.#inbox.forget();
    const ending = this.#isLeaving ? "left" : endingOf(code);
    if (ending) this.stop(ending);
    else void this.#again();
  }

  async #again() {
    this.listener.status("lost");
    await this.backOff.wait();
    if (!this.#isOver) await this.#connect();
  }

  /** Replaces the connection without waiting for its closing handshake. */
  #reconnect() {
    const socket = this.#socket;
    this.#socket = null;
    this.#isIn = false;
    socket?.close();
    void this.#again();
  }

  /** @param {ServerFrame | EventFrame} frame */
  #receive(frame) {
    this.#receivedAt = Date.now();
    if ("seq" in frame) return this.#onEvent(frame);
    switch (frame.type) {
      case "welcome":
        return this.#onWelcome(frame);
      case "lobby":
        return this.#onLobby(frame);
      case "ack":
        return this.#outbox.acknowledge(frame);
      case "error":
        return this.#onRefusal(frame);
      case "signal":
        return this.listener.signal(frame);
      case "ping":
        return this.#send({ type: "pong" });
      case "pong":
        return undefined;
      case "drain":
        return void setTimeout(() => this.#leaveDraining(), frame.after_ms);
      default:
        return this.listener.other(frame);
    }
  }

  /** @param {EventFrame} frame */
  #onEvent(frame) {
    const verdict = this.#inbox.judge(frame);
    if (verdict === "gap") return this.#reconnect();
    if (verdict === "drop") return;
    try {
      this.listener.event(frame);
    } catch {
      this.#inbox.forget();
      return this.#reconnect();
    }
    this.#inbox.applied(frame);
    this.#report({ now: false });
  }

  /** @param {Welcome} frame */
  #onWelcome(frame) {
    this.#epoch = frame.epoch;
    this.#heartbeat = frame.heartbeat_s * 1000;
    if (frame.mode === "snapshot") this.#inbox.reset(frame.position);
    this.#enter();
    this.listener.welcome(frame);
  }

  /** @param {Lobby} frame */
  #onLobby(frame) {
    this.#enter();
    this.listener.lobby(frame);
  }

  #enter() {
    const isNew = !this.#isIn;
    this.#isIn = true;
    this.backOff.reset();
    this.listener.status("open");
    if (isNew) for (const frame of this.#outbox.frames) this.#send(frame);
  }

  /** @param {Refusal} refusal */
  #onRefusal(refusal) {
    const again = this.#outbox.refuse(refusal);
    if (again)
      setTimeout(() => {
        if (this.#isIn) this.#send(again);
      }, retryWithin * this.random());
  }

  #leaveDraining() {
    if (!this.#isOver && this.#socket) this.#reconnect();
  }

  /** Runs once a second: reports the position, and checks that the server is still there. */
  #tick() {
    if (!this.#socket) return;
    const silence = Date.now() - this.#receivedAt;
    if (!this.#isIn && silence > openWithin) return this.#reconnect();
    if (!this.#isIn) return;
    this.#report({ now: true });
    if (silence > 2 * this.#heartbeat) this.#reconnect();
    else if (silence > this.#heartbeat) this.#send({ type: "ping" });
  }

  /** @param {{now: boolean}} when */
  #report(when) {
    const position = this.#inbox.report(when);
    if (position) this.#send({ type: "position", ...position });
  }

  /** @param {ClientFrame} frame */
  #send(frame) {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(frame));
  }
}
