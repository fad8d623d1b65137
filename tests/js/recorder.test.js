// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryChunkStore } from "../../interviews/static/interviews/recorder/chunk_store.js";
import { contain, tiles } from "../../interviews/static/interviews/recorder/layout.js";
import { maxSize, Uploader } from "../../interviews/static/interviews/recorder/uploader.js";

/** @typedef {{segment: number, seq: number, size: number, last?: boolean}} ChunkSpec */

/** A fake service and object store that follow a script. @param {{answers?: (number | Error)[], refusals?: object[], segments?: number}} [script] */
function fakeStore({ answers = [], refusals = [], segments = 0 } = {}) {
  const chunkStore = memoryChunkStore();
  /** @type {Map<string, number>} */
  const stored = new Map();
  /** @type {ChunkSpec[][]} */
  const asked = [];
  /** @type {number[]} */
  const pauses = [];
  const api = {
    get: async () => [{ id: "rec", segments }],
    /** @param {string} _path @param {unknown} specs */
    post: async (_path, specs) => {
      const refusal = refusals.shift();
      if (refusal) throw Object.assign(new Error("refused"), refusal);
      asked.push(/** @type {ChunkSpec[]} */ (specs));
      return /** @type {ChunkSpec[]} */ (specs).map(({ segment, seq }) => ({
        url: `store:${segment}/${seq}`,
        headers: {},
      }));
    },
  };
  const fetch = /** @type {typeof globalThis.fetch} */ (
    async (url, options) => {
      const answer = answers.shift() ?? 200;
      if (answer instanceof Error) throw answer;
      if (answer === 200) stored.set(String(url), /** @type {{body: ArrayBuffer}} */ (options).body.byteLength);
      return new Response(null, { status: answer });
    }
  );
  const run = {
    id: "run",
    sessionId: "s",
    recordingId: "rec",
    track: "composed",
    mime: "video/webm",
    segment: null,
    beganAt: Date.now(),
    ended: false,
  };
  /** @type {import("../../interviews/static/interviews/recorder/uploader.js").Progress[]} */
  const progress = [];
  const wait = async (/** @type {number} */ seconds) => void pauses.push(seconds);
  const means = {
    api,
    chunkStore,
    fetch,
    wait,
    onprogress: (/** @type {typeof progress[0]} */ report) => void progress.push(report),
  };
  return {
    uploader: new Uploader(run, means),
    again: () => new Uploader({ ...run }, means),
    chunkStore,
    stored,
    asked,
    pauses,
    progress,
    run,
  };
}

const film = (/** @type {string} */ text) => new Blob([text]);

test("chunks are stored in order, then the last is marked and nothing stays in the chunk store", async () => {
  const { uploader, stored, asked, chunkStore, run } = fakeStore();
  for (const text of ["one", "three", "fifteen"]) uploader.add(film(text));
  await uploader.end();
  assert.deepEqual(
    [...stored],
    [
      ["store:0/0", 3],
      ["store:0/1", 5],
      ["store:0/2", 7],
    ],
  );
  assert.deepEqual(
    asked.at(-2)?.map(({ seq, last }) => ({ seq, last })),
    [{ seq: 2, last: true }],
  );
  assert.deepEqual(asked.at(-1), [], "the final report is empty: nothing is queued");
  assert.deepEqual([await chunkStore.runs(), await chunkStore.chunks(run)], [[], []]);
});

test("an outage of the store loses nothing and keeps the order", async () => {
  const { uploader, stored, pauses, progress } = fakeStore({ answers: [503, new TypeError("offline"), 500] });
  for (const text of ["one", "three"]) uploader.add(film(text));
  await uploader.end();
  assert.deepEqual([...stored.keys()], ["store:0/0", "store:0/1"]);
  assert.equal(pauses.length, 3);
  assert.ok(progress.some(({ failing }) => failing));
  assert.equal(progress.at(-1)?.failing, false);
});

test("a chunk that is there already counts as stored", async () => {
  const { uploader, progress } = fakeStore({ answers: [412] });
  uploader.add(film("one"));
  await uploader.end();
  assert.deepEqual(progress.at(-1), { stored: 1, queued: 0, queuedBytes: 0, failing: false, failed: null });
});

test("the next recorder takes the next segment, and the one after when that is taken", async () => {
  const { uploader, stored } = fakeStore({ segments: 2, refusals: [{ status: 409, code: "chunk_conflict" }] });
  uploader.add(film("one"));
  await uploader.end();
  assert.deepEqual([...stored.keys()], ["store:3/0"]);
});

test("an unavailable service and a log-out are retried", async () => {
  const { uploader, stored } = fakeStore({
    refusals: [{ status: 0 }, { status: 401 }, { status: 503 }, { status: 429 }],
  });
  uploader.add(film("one"));
  await uploader.end();
  assert.equal(stored.size, 1);
});

test("a final refusal ends the upload, is reported, and keeps the chunks", async () => {
  const { uploader, progress, chunkStore, run } = fakeStore({ refusals: [{ status: 403 }] });
  uploader.add(film("one"));
  await assert.rejects(uploader.end());
  assert.equal(progress.at(-1)?.failed?.message, "refused");
  assert.equal((await chunkStore.chunks(run)).length, 1);
});

test("a recording that is gone leaves nothing in the chunk store", async () => {
  const { uploader, chunkStore, run } = fakeStore({ refusals: [{ status: 404 }] });
  uploader.add(film("one"));
  await assert.rejects(uploader.end());
  assert.deepEqual(await chunkStore.chunks(run), []);
});

test("a blob larger than the service signs is cut into chunks", async () => {
  const { uploader, stored } = fakeStore();
  uploader.add(new Blob([new Uint8Array(maxSize + 1)]));
  await uploader.end();
  assert.deepEqual([...stored.values()], [maxSize, 1]);
});

test("a later page uploads what an earlier one left in the chunk store", async () => {
  const { uploader, again, stored, asked } = fakeStore({ refusals: [{ status: 403 }] });
  uploader.add(film("one"));
  await uploader.end().catch(() => undefined);
  await again().recover();
  assert.deepEqual([...stored.keys()], ["store:0/0"]);
  assert.equal(asked.at(-2)?.[0]?.last, true);
});

for (const [count, width, height, first] of /** @type {const} */ ([
  [1, 1280, 480, { x: 0, y: 0, width: 1280, height: 480 }],
  [2, 1280, 480, { x: 0, y: 0, width: 640, height: 480 }],
  [3, 1280, 720, { x: 0, y: 0, width: 640, height: 360 }],
  [4, 1280, 720, { x: 0, y: 0, width: 640, height: 360 }],
])) {
  test(`${count} in ${width}×${height} stand in equal tiles`, () =>
    assert.deepEqual(tiles(count, width, height)[0], first));
}

test("a last row that is not full is centred", () => assert.equal(tiles(3, 1280, 720)[2]?.x, 320));
test("a recording of nobody has no tiles", () => assert.deepEqual(tiles(0, 1280, 480), []));
test("a picture is fitted into its tile without cropping", () =>
  assert.deepEqual(contain(640, 480, { x: 640, y: 0, width: 640, height: 360 }), {
    x: 720,
    y: 0,
    width: 480,
    height: 360,
  }));
