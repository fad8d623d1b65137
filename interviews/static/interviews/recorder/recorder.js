// @ts-check
// Records a room as everybody in it is seen and heard, and brings it to the store second by second.
//
//   const recorder = new Recorder({ sessionId, recordingId, streams: () => [{ name, stream }, …], api, onprogress });
//   await recorder.start();   // after a click; resolves once pictures are taken
//   await recorder.stop();    // on `recording.stopped`; resolves when the store has everything
//   await recover(api);       // on any later page of the same person: sends what a crash or an outage left behind
//
// `streams()` is asked for every frame and names whoever is to be seen, in order; `stream` may be null. `api` is
// `te/api.js`'s. `onprogress({stored, queued, queuedBytes, failing, failed})` is for warnings: `failing` while it tries
// again, `failed` (an error) when it has given up. The service tells the room `recording.started` by itself, when the
// first chunk lies in the store; start this on `recording.requested` in the browser of whoever asked for it.
/** @import { Shown } from "./composer.js" */
/** @import { Means, Progress } from "./uploader.js" */
import { Composer } from "./composer.js";
import { openChunkStore } from "./chunk_store.js";
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
  #film = null;
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
    this.#film = await this.#composer.start();
    await this.#record(this.#film);
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

  /** One run of a MediaRecorder is one segment: a file of its own. @param {MediaStream} film */
  async #record(film) {
    const recorder = new MediaRecorder(film, { mimeType: wanted, ...bits });
    this.#recorder = recorder;
    const uploader = this.#uploader = new Uploader(await this.#run(recorder), {
      api: this.api,
      chunkStore: /** @type {Means["chunkStore"]} */ (this.chunkStore),
      onprogress: this.onprogress,
    });
    recorder.addEventListener("dataavailable", ({ data }) => void uploader.add(data));
    this.#ended = new Promise((resolve) => recorder.addEventListener("stop", () => resolve(this.#over(uploader, film))));
    recorder.start(slice);
    uploader.run.beganAt = Date.now();
  }

  /** @param {MediaRecorder} recorder */
  async #run(recorder) {
    const { sessionId, recordingId } = this;
    const run = { id: crypto.randomUUID(), sessionId, recordingId, track: "composed", mime: recorder.mimeType || wanted, segment: null, beganAt: Date.now(), ended: false };
    await this.chunkStore?.keepRun(run);
    await hold(run.id);
    return run;
  }

  /** A recorder that ended without being asked to begins again, as the next segment. @param {Uploader} uploader @param {MediaStream} film */
  async #over(uploader, film) {
    if (this.#stopping) return;
    void uploader.end().catch(() => undefined); // `onprogress` has told
    await this.#record(film);
  }
}

/** Send what earlier pages left on the chunkStore; pages that still record keep theirs. @param {Means["api"]} api */
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

/** Until this page is gone, nobody else may send this run's chunks. @param {string} run @returns {Promise<void>} */
const hold = (run) => new Promise((resolve) => {
  void navigator.locks.request(lockOf(run), () => {
    resolve();
    return new Promise(() => {}); // never settles: the browser frees the lock with the page
  });
});
