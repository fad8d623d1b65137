// @ts-check
// One interview in this browser: the folded state, the connection, the people. Dispatches "change" when its parts must be redrawn.
/** @import { CommandType, EventFrame, FieldArguments, Lobby, Person, RoomState, Signalled, Welcome, You } from "./wire.js" */
/** @import { Ending } from "./closing.js" */
/** @import { Service, LobbyFacts } from "./service.js" */
/** @import { Media } from "./media.js" */
/** @import { Listener, Status } from "./socket.js" */
import { roles } from "../protocol.gen.js";
import { backOff } from "./back_off.js";
import { Devices } from "./devices.js";
import { Draft } from "./draft.js";
import { Mesh } from "./peers.js";
import { Recording } from "./recording.js";
import { applyEvent, emptyRoom } from "./room_state.js";
import { RoomSocket } from "./socket.js";
import { Transcript } from "./transcript.js";

/** @typedef {"" | "chat" | "staff"} Panel */
/** @typedef {"connecting" | "waiting" | "inside" | "over"} Phase */

/** @param {readonly string[]} group @param {You | null} you */
const isOneOf = (group, you) => you !== null && group.includes(you.role);

export class Room extends EventTarget {
  /** @type {Phase} */
  phase = "connecting";
  /** @type {Ending | undefined} */
  ending = undefined;
  isLost = false;
  /** @type {RoomState} */
  state = emptyRoom();
  /** @type {You | null} */
  you = null;
  /** @type {Lobby | null} */
  lobby = null;
  /** @type {Mesh | null} */
  mesh = null;
  /** @type {Panel} the panel that is open beside the stage */
  panel = "";
  tab = "scorecard";
  #isScheduled = false;

  /** @param {{service: Service, media: Media, facts: LobbyFacts}} parts */
  constructor({ service, media, facts }) {
    super();
    this.service = service;
    this.media = media;
    this.facts = facts;
    this.transcript = new Transcript(service.sessionId);
    this.socket = new RoomSocket({ ticket: () => service.ticket(), listener: this.#listener() });
    this.devices = new Devices(this);
    this.recording = new Recording(this);
    this.draft = new Draft({ save: (changes) => this.ask("score.set", { ...changes }), changed: () => this.changed() });
    media.addEventListener("change", () => this.changed());
  }

  start() {
    addEventListener("online", () => this.socket.reconnectNow());
    this.socket.start();
  }

  get isHost() {
    return isOneOf(roles.host, this.you);
  }
  get isPanel() {
    return isOneOf(roles.panel, this.you);
  }
  get isStaff() {
    return isOneOf(roles.staff, this.you);
  }
  get maySpeak() {
    return isOneOf(roles.speakers, this.you);
  }
  get unread() {
    return this.panel === "chat" ? 0 : this.transcript.unread(this.you?.participant);
  }
  get me() {
    return this.you ? this.state.all.participants[this.you.participant] : undefined;
  }

  /** Everybody who is present or away, this participant last. @returns {[string, Person][]} */
  get people() {
    const here = Object.entries(this.state.all.participants).filter(
      ([, { presence }]) => presence === "present" || presence === "away",
    );
    return here.sort(([a], [b]) => Number(a === this.you?.participant) - Number(b === this.you?.participant));
  }

  /**
   * Sends a command. Rejects with a CommandError, whose message is for people, when it is refused.
   * @template {CommandType} Type
   * @param {Type} type @param {FieldArguments<Type>} fields
   */
  ask(type, ...fields) {
    return this.socket.command(type, ...fields);
  }

  /** Opens a panel, or closes it if it is open. @param {Panel} panel */
  show(panel) {
    this.panel = this.panel === panel ? "" : panel;
    this.changed();
  }

  leave() {
    return this.socket.leave();
  }

  /** Dispatches "change" once per microtask, however many changes there were. */
  changed() {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      if (this.panel === "chat") this.transcript.markRead();
      this.dispatchEvent(new Event("change"));
    });
  }

  /** @returns {Listener} */
  #listener() {
    return {
      welcome: (frame) => this.#welcome(frame),
      lobby: (frame) => this.#wait(frame),
      event: (frame) => this.#event(frame),
      signal: (frame) => this.#signal(frame),
      other: (frame) => this.dispatchEvent(new CustomEvent("frame", { detail: frame })),
      status: (status, ending) => this.#status(status, ending),
    };
  }

  /** @param {Welcome} frame */
  #welcome({ you, mode, snapshot }) {
    const isFirst = this.phase !== "inside";
    this.you = you;
    this.lobby = null;
    if (snapshot) this.state = { all: snapshot.all, staff: snapshot.staff ?? emptyRoom().staff };
    this.phase = "inside";
    this.mesh ??= this.#makeMesh(you.participant);
    this.mesh.greet();
    this.devices.reconcile({ isFirst });
    if (isFirst && this.isStaff && matchMedia("(min-width: 64rem)").matches) this.panel = "staff";
    if (isFirst || mode === "snapshot") void this.#recall(); // events bring a guest no messages of the waiting room
    if (isFirst) this.dispatchEvent(new Event("inside"));
    this.changed();
  }

  /** Reads the transcript, which a snapshot does not contain; retries until it succeeds. */
  async #recall() {
    for (let attempt = 0; this.phase === "inside"; attempt += 1) {
      try {
        await this.transcript.recall(() => (this.isStaff ? this.service.log() : this.service.chat()));
        return this.changed();
      } catch {
        await new Promise((resolve) => setTimeout(resolve, backOff(attempt) * 1000));
      }
    }
  }

  /** @param {Lobby} frame */
  #wait(frame) {
    this.lobby = frame;
    this.you = frame.you;
    this.phase = "waiting";
    this.changed();
  }

  /** @param {EventFrame} frame */
  #event(frame) {
    applyEvent(this.state, frame);
    this.transcript.add(frame);
    this.mesh?.keepOnly(this.state.all.participants);
    this.devices.onEvent(frame);
    this.dispatchEvent(new CustomEvent("event", { detail: frame }));
    if (frame.type === "session.ended") this.socket.stop("ended");
    this.changed();
  }

  /** @param {Signalled} frame */
  #signal(frame) {
    this.mesh?.onSignal(frame);
  }

  /** @param {Status} status @param {Ending} [ending] */
  #status(status, ending) {
    this.isLost = status === "lost";
    if (status === "over") {
      this.phase = "over";
      this.ending = ending;
      this.mesh?.close();
      this.media.close();
    }
    this.changed();
  }

  /** @param {string} me */
  #makeMesh(me) {
    return new Mesh({
      me,
      iceServers: this.facts.ice_servers ?? [],
      tracks: this.media.tracks,
      signal: (payload, to) => this.socket.signal(payload, to),
      changed: () => this.changed(),
    });
  }
}
