// @ts-check
// Recording: the browser that started it records everybody in the room.
/** @import { EventFrame } from "./wire.js" */
/** @import { Room } from "./room.js" */
import { fill, gettext } from "te/i18n.js";
import { toast } from "te/toast.js";
import { Recorder, recover } from "../recorder/recorder.js";

/** @typedef {{stored: number, queued: number, queuedBytes: number, failing: boolean}} Progress */

const reportEvery = 2000;

export class Recording {
  /** @type {Recorder | null} */
  #recorder = null;
  #own = new MediaStream();
  #queued = 0;
  #reportedAt = 0;
  #hasWarned = false;
  /** @type {MediaStream | undefined} */
  ownScreen = undefined;

  /** @param {Room} room */
  constructor(room) {
    this.room = room;
    room.addEventListener("event", (event) => this.#onEvent(/** @type {CustomEvent<EventFrame>} */ (event).detail));
    room.addEventListener("inside", () => {
      if (room.isPanel) void recover(room.service.api).catch(() => undefined);
    });
    room.addEventListener("change", () => {
      if (room.phase === "over") void this.#stop();
    });
    addEventListener("beforeunload", (event) => {
      if (this.#queued) event.preventDefault();
    });
  }

  /** @param {EventFrame} event */
  #onEvent(event) {
    switch (event.type) {
      case "recording.requested":
        if (event.by === this.room.you?.participant) void this.#start(event.recording);
        break;
      case "recording.stopped":
      case "recording.failed":
        if (event.recording === this.#recorder?.recordingId) void this.#stop();
        break;
      default:
    }
  }

  /** @param {string} recordingId */
  async #start(recordingId) {
    await this.#stop();
    const { sessionId, api } = this.room.service;
    this.#hasWarned = false;
    this.#recorder = new Recorder({
      sessionId,
      recordingId,
      api,
      streams: () => this.#streams(),
      onprogress: (progress) => this.#report(recordingId, progress),
    });
    try {
      await this.#recorder.start();
    } catch {
      toast(gettext("This browser cannot record. Let a colleague start the recording."), { tone: "danger" });
      await this.room.ask("recording.stop").catch(() => undefined);
    }
  }

  async #stop() {
    const recorder = this.#recorder;
    this.#recorder = null;
    await recorder?.stop().catch(() => undefined); // chunks that could not be sent stay in the chunk store for the next visit
  }

  /** The people for the recorder to show; a shared screen comes first. */
  #streams() {
    const { room } = this;
    const screens = room.people
      .filter(([, { sharing }]) => sharing)
      .map(([id, { name }]) => ({ name: fill(gettext("%(name)s's screen"), { name }), stream: this.#screen(id) }));
    return [
      ...screens,
      ...room.people.map(([id, { name }]) => ({
        name,
        stream: id === room.you?.participant ? this.#ownFace() : (room.mesh?.of(id)?.face ?? null),
      })),
    ];
  }

  /** @param {string} id */
  #screen(id) {
    const own = this.room.media.tracks.screen;
    if (id !== this.room.you?.participant) return this.room.mesh?.of(id)?.screen ?? null;
    if (own && this.ownScreen?.getTracks()[0] !== own) this.ownScreen = new MediaStream([own]);
    return this.ownScreen ?? null;
  }

  /** One stream for the whole recording, with the tracks that are open now. */
  #ownFace() {
    const { camera, microphone } = this.room.media.tracks;
    const wanted = [camera, microphone].filter((track) => track !== null);
    for (const track of this.#own.getTracks()) if (!wanted.includes(track)) this.#own.removeTrack(track);
    for (const track of wanted) this.#own.addTrack(track);
    return this.#own;
  }

  /** @param {string} recording @param {Progress} progress */
  #report(recording, { stored, queued, queuedBytes, failing }) {
    this.#queued = queued;
    if (failing && !this.#hasWarned) {
      this.#hasWarned = true;
      toast(
        gettext(
          "The recording cannot be stored at the moment. It is kept in this browser and sent as soon as possible: leave this page open.",
        ),
      );
    }
    if (Date.now() - this.#reportedAt < reportEvery) return;
    this.#reportedAt = Date.now();
    this.room.socket.send({
      type: "recording.report",
      recording,
      track: "composed",
      last_seq: stored - 1,
      queued_bytes: queuedBytes,
    });
  }
}
