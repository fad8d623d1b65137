// @ts-check
// Records the picture and sound of everybody in a room, and uploads them second by second.
//
//   const recorder = new Recorder({ sessionId, recordingId, streams: () => [{ name, stream }, …], api, onprogress });
//   await recorder.start();   // after a click; resolves once it records
//   await recorder.stop();    // on `recording.stopped`; resolves when the store has everything
//   await recover(api);       // on any later page of the same person: sends what a crash or an outage left behind
//
// `streams()` is called for every frame and returns the people to show, in order; `stream` may be null. `api` is
// `te/api.js`'s. `onprogress({stored, queued, queuedBytes, failing, failed})` is for warnings: `failing` while it tries
// again, `failed` (an error) when it has given up. Start it on `recording.requested`, in the browser that sent
// `recording.start`. The service sends `recording.started` to the room when the first chunk is in the store.
/** @import { Shown } from "./composer.js" */
/** @import { Means, Progress } from "./uploader.js" */

import { openChunkStore } from "./chunk_store.js";
import { Composer } from "./composer.js";
import { Uploader } from "./uploader.js";

const slice = 1000;
const bits = { videoBitsPerSecond: 1_200_000, audioBitsPerSecond: 48_000, videoKeyFrameIntervalDuration: 2000 };
const wanted = "video/webm;codecs=vp8,opus";

export class Recorder {
  /** @type {Composer | null} */
  #composer = null;
  /** @type {Uploader | null} */
  #uploader = null;
  /** @type {MediaRecorder | null} */
  #recorder = null;
  /** @type {MediaStream | null} */
  #composed = null;
  #stopping = false;

  /** @param {{sessionId: string, recordingId: string, streams: () => Shown[], api: Means["api"], onprogress?: (progress: Progress) => void}} options */
  constructor({ sessionId, recordingId, streams, api, onprogress = () => {} }) {
    this.sessionId = sessionId;
    this.recordingId = recordingId;
    this.streams = streams;
    this.api = api;
    this.onprogress = onprogress;
  }

  async start() {
    this.chunkStore = await openChunkStore();
    this.#composer = new Composer(this.streams);
    this.#composed = await this.#composer.start();
    await this.#record(this.#composed);
  }

  async stop() {
    this.#stopping = true;
    if (this.#recorder?.state === "recording") this.#recorder.stop();
    await this.#ended;
    await this.#composer?.stop();
    await this.#uploader?.end();
  }

  /** @type {Promise<void>} */
  #ended = Promise.resolve();

  /** Starts a MediaRecorder; its run is one segment, a file of its own. @param {MediaStream} stream */
  async #record(stream) {
    const recorder = new MediaRecorder(stream, { mimeType: wanted, ...bits });
    this.#recorder = recorder;
    const uploader = (this.#uploader = new Uploader(await this.#run(recorder), {
      api: this.api,
      chunkStore: /** @type {Means["chunkStore"]} */ (this.chunkStore),
      onprogress: this.onprogress,
    }));
    recorder.addEventListener("dataavailable", ({ data }) => void uploader.add(data));
    this.#ended = new Promise((resolve) =>
      recorder.addEventListener("stop", () => resolve(this.#onStop(uploader, stream))),
    );
    recorder.start(slice);
    uploader.run.beganAt = Date.now();
  }

  /** @param {MediaRecorder} recorder */
  async #run(recorder) {
    const { sessionId, recordingId } = this;
    const run = {
      id: crypto.randomUUID(),
      sessionId,
      recordingId,
      track: "composed",
      mime: recorder.mimeType || wanted,
      segment: null,
      beganAt: Date.now(),
      ended: false,
    };
    await this.chunkStore?.keepRun(run);
    await holdLock(run.id);
    return run;
  }

  /** Starts the next segment when the recorder ended by itself. @param {Uploader} uploader @param {MediaStream} stream */
  async #onStop(uploader, stream) {
    if (this.#stopping) return;
    void uploader.end().catch(() => undefined); // `onprogress` has reported it
    await this.#record(stream);
  }
}

/** Uploads the chunks earlier pages left in the chunk store; pages that still record hold a lock on theirs. @param {Means["api"]} api */
export async function recover(api) {
  const chunkStore = await openChunkStore();
  for (const run of await chunkStore.runs()) {
    await navigator.locks.request(lockOf(run.id), { ifAvailable: true }, async (lock) => {
      if (!lock) return;
      if ((await chunkStore.chunks(run)).length) await new Uploader(run, { api, chunkStore }).recover();
      else await chunkStore.dropRun(run);
    });
  }
}

/** @param {string} run */
const lockOf = (run) => `te-recorder ${run}`;

/** Locks the run until this page is gone, so that no other page uploads its chunks. @param {string} run @returns {Promise<void>} */
const holdLock = (run) =>
  new Promise((resolve) => {
    void navigator.locks.request(lockOf(run), () => {
      resolve();
      return new Promise(() => {}); // never settles: the browser frees the lock with the page
    });
  });
