// @ts-check
// Uploads chunks: each is hashed, kept in the chunk store, signed for and put into the object store, in order, with retries
// for as long as the page lives. The service checks the object store itself; it never trusts a browser's claim.
/** @import { createApi } from "te/api.js" */
/** @import { Chunk, Run, ChunkStore } from "./chunk_store.js" */
import { backOff } from "../room/back_off.js";

/** @typedef {{stored: number, queued: number, queuedBytes: number, failing: boolean, failed: Error | null}} Progress */
/**
 * @typedef {object} Means
 * @property {Pick<ReturnType<typeof createApi>, "get" | "post">} api
 * @property {ChunkStore} chunkStore
 * @property {(progress: Progress) => void} [onprogress]
 * @property {typeof fetch} [fetch]
 * @property {(seconds: number) => Promise<void>} [wait]
 */

export const maxSize = 2 * 1024 * 1024; // the limit the service signs; only a tab that was frozen has a larger blob
const batch = 8;
const putTimeout = 30_000; // ms
const longestPause = 8;
const present = 412; // the response to an earlier try was lost: the object store has the chunk

/** @param {number} seconds @returns {Promise<void>} */
const sleep = (seconds) =>
  new Promise((resolve) => {
    setTimeout(resolve, seconds * 1000);
  });

export class Uploader {
  /** @type {Chunk[]} */
  #queue = [];
  /** @type {Promise<void>} */
  #keeping = Promise.resolve();
  /** @type {Promise<void> | null} */
  #draining = null;
  /** @type {Chunk | null} */
  #tail = null;
  #next = 0;
  #stored = 0;
  #failing = false;
  /** @type {Error | null} */
  #failed = null;

  /** @param {Run} run @param {Means} means */
  constructor(
    run,
    { api, chunkStore, onprogress = () => {}, fetch = globalThis.fetch.bind(globalThis), wait = sleep },
  ) {
    this.run = run;
    this.api = api;
    this.chunkStore = chunkStore;
    this.onprogress = onprogress;
    this.fetch = fetch;
    this.wait = wait;
    this.path = `video-sessions/${run.sessionId}/recordings/`;
  }

  /** Uploads what an earlier page left in the chunk store. */
  async recover() {
    this.#queue = await this.chunkStore.chunks(this.run);
    this.#tail = this.#queue.at(-1) ?? null;
    this.run.ended = true;
    await this.drained();
  }

  /** @param {Blob} body */
  add(body) {
    for (let start = 0; start < body.size; start += maxSize) this.#keep(body.slice(start, start + maxSize));
    return this.#keeping;
  }

  /** Ends the run after its last chunk. Resolves when the object store has everything; rejects when it gave up. */
  async end() {
    await this.#keeping;
    this.run.ended = true;
    await this.chunkStore.keepRun(this.run);
    await this.drained();
    if (this.#failed) throw this.#failed;
  }

  async drained() {
    this.#draining ??= this.#drain().finally(() => {
      this.#draining = null;
    });
    await this.#draining;
    if (this.#unfinished && !this.#failed) await this.drained(); // added while the last round ended
  }

  /** Must run one after the other: hashing takes different times, and chunks must keep their order. @param {Blob} slice */
  #keep(slice) {
    this.#keeping = this.#keeping.then(async () => {
      const body = await slice.arrayBuffer();
      const sha256 = hex(await crypto.subtle.digest("SHA-256", body));
      const chunk = { run: this.run.id, seq: this.#next, size: body.byteLength, sha256, body };
      this.#next += 1;
      await this.chunkStore.keep(chunk).catch(() => undefined); // a full disk must not stop the upload
      this.#queue.push(chunk);
      this.#tail = chunk;
      this.#showProgress();
      void this.drained();
    });
  }

  async #drain() {
    for (let failures = 0; this.#unfinished && !this.#failed; ) {
      try {
        await (this.#queue.length ? this.#store(this.#queue.slice(0, batch)) : this.#conclude());
        failures = 0;
      } catch (error) {
        if (isFinal(error)) return this.#giveUp(/** @type {Error} */ (error));
        this.#failing = true;
        this.#showProgress();
        await this.wait(Math.min(longestPause, backOff(failures)));
        failures += 1;
      }
    }
  }

  get #unfinished() {
    return this.#queue.length > 0 || (this.run.ended && this.#tail !== null);
  }

  /** @param {Chunk[]} chunks */
  async #store(chunks) {
    const addresses = await this.#sign(chunks, {});
    for (const [index, chunk] of chunks.entries()) {
      const { url, headers } = addresses[index];
      const answer = await this.fetch(url, {
        method: "PUT",
        headers,
        body: chunk.body,
        signal: AbortSignal.timeout(putTimeout),
      });
      if (!answer.ok && answer.status !== present) throw new Error(`store: ${answer.status}`);
      this.#queue.shift();
      this.#stored += 1;
      this.#failing = false;
      this.#showProgress();
      await this.chunkStore.drop(chunk).catch(() => undefined); // a repeated upload is answered 412
      if (chunk.seq === 0) await this.#report(); // only now the recording has started
    }
  }

  /** Marks the last chunk and reports that all are stored, so that the film can be made at once. */
  async #conclude() {
    await this.#sign([/** @type {Chunk} */ (this.#tail)], { last: true });
    await this.#report();
    this.#tail = null;
    await this.chunkStore.dropRun(this.run);
  }

  /** @param {Chunk[]} chunks @param {{last?: boolean}} more @returns {Promise<{url: string, headers: Record<string, string>}[]>} */
  async #sign(chunks, more) {
    const { run } = this;
    run.segment ??= await this.#freeSegment();
    const age_ms = Math.max(0, Date.now() - run.beganAt);
    const facts = { track: run.track, segment: run.segment, mime: run.mime, age_ms, ...more };
    try {
      const specs = chunks.map(({ seq, size, sha256 }) => ({ ...facts, seq, size, sha256 }));
      const addresses = await this.api.post(`${this.path}${run.recordingId}/chunks/`, specs);
      if (chunks[0]?.seq === 0) await this.chunkStore.keepRun(run);
      return addresses;
    } catch (error) {
      if (!isTaken(error) || chunks[0]?.seq !== 0) throw error;
      run.segment += 1; // another recorder began at the same moment
      return this.#sign(chunks, more);
    }
  }

  async #freeSegment() {
    /** @type {{id: string, segments: number}[]} */
    const recordings = await this.api.get(this.path);
    return recordings.find(({ id }) => id === this.run.recordingId)?.segments ?? 0;
  }

  #report() {
    return this.api.post(`${this.path}${this.run.recordingId}/chunks/`, []);
  }

  /** @param {Error} error */
  async #giveUp(error) {
    this.#failed = error;
    this.#showProgress();
    if (isGone(error)) await this.chunkStore.dropRun(this.run);
  }

  #showProgress() {
    const queuedBytes = this.#queue.reduce((sum, { size }) => sum + size, 0);
    this.onprogress({
      stored: this.#stored,
      queued: this.#queue.length,
      queuedBytes,
      failing: this.#failing,
      failed: this.#failed,
    });
  }
}

/** @param {ArrayBuffer} digest */
const hex = (digest) => Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** @param {unknown} error */
const statusOf = (error) => /** @type {{status?: number}} */ (error)?.status ?? 0;
/** @param {unknown} error */
const isTaken = (error) => /** @type {{code?: string}} */ (error)?.code === "chunk_conflict";
/** @param {unknown} error */
const isGone = (error) =>
  [404, 410].includes(statusOf(error)) || /** @type {{code?: string}} */ (error)?.code === "recording_gone";
/** Whether a retry is pointless. 401 is not final: people log in again. @param {unknown} error */
const isFinal = (error) => isGone(error) || [400, 403, 409].includes(statusOf(error));
