// @ts-check
// Chunks that are not uploaded yet, in IndexedDB: they survive a crash, a closed tab and an outage.
// Remove a chunk only after the object store has confirmed it.

/** @typedef {{id: string, sessionId: string, recordingId: string, track: string, mime: string, segment: number | null, beganAt: number, ended: boolean}} Run */
/** @typedef {{run: string, seq: number, size: number, sha256: string, body: ArrayBuffer}} Chunk */
/**
 * @typedef {object} ChunkStore
 * @property {(run: Run) => Promise<unknown>} keepRun
 * @property {(chunk: Chunk) => Promise<unknown>} keep
 * @property {(chunk: Chunk) => Promise<unknown>} drop
 * @property {(run: Run) => Promise<unknown>} dropRun
 * @property {() => Promise<Run[]>} runs
 * @property {(run: Run) => Promise<Chunk[]>} chunks
 */

const name = "te-recorder";

/** @returns {Promise<ChunkStore>} */
export async function openChunkStore() {
  try {
    return indexedChunkStore(await openDatabase());
  } catch {
    return memoryChunkStore(); // private windows of some browsers have no IndexedDB: chunks live as long as the page
  }
}

/** @returns {Promise<IDBDatabase>} */
function openDatabase() {
  const opening = indexedDB.open(name, 1);
  opening.addEventListener("upgradeneeded", () => {
    opening.result.createObjectStore("runs", { keyPath: "id" });
    opening.result.createObjectStore("chunks", { keyPath: ["run", "seq"] });
  });
  return settled(opening);
}

/** @param {IDBDatabase} database @returns {ChunkStore} */
function indexedChunkStore(database) {
  const runs = (/** @type {IDBTransactionMode} */ mode) => database.transaction("runs", mode).objectStore("runs");
  const chunks = (/** @type {IDBTransactionMode} */ mode) => database.transaction("chunks", mode).objectStore("chunks");
  const of = (/** @type {Run} */ run) => IDBKeyRange.bound([run.id, 0], [run.id, Infinity]);
  return {
    keepRun: (run) => settled(runs("readwrite").put(run)),
    keep: (chunk) => settled(chunks("readwrite").put(chunk)),
    drop: (chunk) => settled(chunks("readwrite").delete([chunk.run, chunk.seq])),
    dropRun: async (run) => {
      await settled(chunks("readwrite").delete(of(run)));
      await settled(runs("readwrite").delete(run.id));
    },
    runs: () => settled(runs("readonly").getAll()),
    chunks: (run) => settled(chunks("readonly").getAll(of(run))),
  };
}

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const settled = (request) =>
  new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });

/** @returns {ChunkStore} */
export function memoryChunkStore() {
  /** @type {Map<string, Run>} */
  const runs = new Map();
  /** @type {Map<string, Chunk>} */
  const chunks = new Map();
  const key = (/** @type {Chunk} */ { run, seq }) => `${run} ${seq}`;
  const of = (/** @type {Run} */ { id }) =>
    [...chunks.values()].filter(({ run }) => run === id).sort((a, b) => a.seq - b.seq);
  return {
    keepRun: async (run) => runs.set(run.id, { ...run }),
    keep: async (chunk) => chunks.set(key(chunk), chunk),
    drop: async (chunk) => chunks.delete(key(chunk)),
    dropRun: async (run) => {
      for (const chunk of of(run)) chunks.delete(key(chunk));
      runs.delete(run.id);
    },
    runs: async () => [...runs.values()],
    chunks: async (run) => of(run),
  };
}
