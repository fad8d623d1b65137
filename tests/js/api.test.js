// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError, createApi } from "te/api.js";

/** @typedef {{url: string, method: string, headers: Headers, body: string | undefined}} Sent */

/** An API whose `fetch` answers from a list and keeps the requests. @param {(Response | Error)[]} answers @param {import("te/api.js").ApiOptions} [options] */
function apiAnswering(answers, options = {}) {
  /** @type {Sent[]} */
  const sent = [];
  /** @type {number[]} */
  const waits = [];
  /** @type {typeof globalThis.fetch} */
  const fetch = async (url, init = {}) => {
    sent.push({
      url: String(url),
      method: init.method ?? "",
      headers: new Headers(init.headers),
      body: /** @type {string | undefined} */ (init.body),
    });
    const answer = answers.shift() ?? new Response(null, { status: 599 });
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const wait = async (/** @type {number} */ seconds) => {
    waits.push(seconds);
  };
  return { api: createApi({ origin: "https://te.test", fetch, wait, ...options }), sent, waits };
}

/** @param {number} status @param {unknown} body @param {Record<string, string>} [headers] */
const answer = (status, body, headers = {}) => Response.json(body, { status, headers });

/** @param {Promise<unknown>} asked @returns {Promise<ApiError>} */
async function refusalOf(asked) {
  const error = await asked.then(
    () => assert.fail("was not refused"),
    (/** @type {unknown} */ reason) => reason,
  );
  assert.ok(error instanceof ApiError);
  return error;
}

test("a body goes out as JSON below the API's address and comes back parsed", async () => {
  const { api, sent } = apiAnswering([answer(201, { id: "1" })]);
  assert.deepEqual(await api.post("requests/", { priority: "high" }), { id: "1" });
  assert.equal(sent[0]?.url, "https://te.test/api/talent-engine/requests/");
  assert.equal(sent[0]?.body, '{"priority":"high"}');
  assert.equal(sent[0]?.headers.get("Content-Type"), "application/json");
});

test("an empty answer is undefined", async () => {
  const { api } = apiAnswering([new Response(null, { status: 204 })]);
  assert.equal(await api.delete("requisitions/APP-JR-0001/compliance-items/1/"), undefined);
});

test("query values are encoded and absent ones left out", async () => {
  const { api, sent } = apiAnswering([answer(200, {})]);
  await api.get("requisitions/", { query: { search: "a&b", page: 2, role: undefined } });
  assert.equal(sent[0]?.url, "https://te.test/api/talent-engine/requisitions/?search=a%26b&page=2");
});

test("a guest's token is sent, read anew each time", async () => {
  const tokens = ["one", "two"];
  const { api, sent } = apiAnswering([answer(200, {}), answer(200, {})], { token: () => tokens.shift() ?? null });
  await api.get("video-sessions/");
  await api.get("video-sessions/");
  assert.deepEqual(
    sent.map(({ headers }) => headers.get("Authorization")),
    ["Bearer one", "Bearer two"],
  );
});

test("credentials are never sent to another host", async () => {
  const { api, sent } = apiAnswering([answer(200, {})], { token: () => "secret" });
  await assert.rejects(api.get("https://elsewhere.test/page=2"), TypeError);
  assert.equal(sent.length, 0);
});

test("field errors are named by path, one sentence each", async () => {
  const { api } = apiAnswering([
    answer(
      400,
      { title: ["This field is required."], candidate: { email: ["Bad.", "Long."] } },
      { "X-Error-Code": "invalid" },
    ),
  ]);
  const refusal = await refusalOf(api.post("video-sessions/", {}));
  assert.deepEqual(refusal.fields, { title: "This field is required.", "candidate.email": "Bad. Long." });
  assert.equal(refusal.message, "Check the marked fields.");
  assert.equal(refusal.code, "invalid");
});

const sentences = /** @type {const} */ ([
  [400, { non_field_errors: ["Ends before it starts."] }, "Ends before it starts."],
  [
    401,
    { detail: "Authentication credentials were not provided." },
    "You are logged out. Log in again, then repeat this.",
  ],
  [409, { detail: "This interview has ended." }, "This interview has ended."],
  [429, { detail: "Request rate limit exceeded." }, "Too many requests. Wait a moment, then try again."],
  [500, "<h1>Server Error</h1>", "Something went wrong on our side. Try again in a minute."],
  [418, null, "The service refused this (418)."],
]);
for (const [status, body, sentence] of sentences) {
  test(`status ${status} is explained as: ${sentence}`, async () => {
    const { api } = apiAnswering([answer(status, body)]);
    const refusal = await refusalOf(api.post("requests/", {}));
    assert.equal(refusal.detail, sentence);
    assert.equal(refusal.status, status);
  });
}

test("an answer that is not JSON still has a sentence", async () => {
  const { api } = apiAnswering([new Response("<html>Bad gateway</html>", { status: 502 })]);
  const refusal = await refusalOf(api.get("requests/"));
  assert.equal(refusal.detail, "Something went wrong on our side. Try again in a minute.");
});

test("a guest without a valid token is sent back to the invitation, not to the log-in page", async () => {
  const { api } = apiAnswering([answer(401, {})], { token: () => "old" });
  assert.match((await refusalOf(api.get("video-sessions/"))).detail, /Open the link in your invitation/);
});

test("no answer at all is a sentence too", async () => {
  const { api } = apiAnswering([new TypeError("Failed to fetch")]);
  const refusal = await refusalOf(api.get("requests/"));
  assert.equal(refusal.code, "network");
  assert.match(refusal.detail, /Check your connection/);
});

test("what the caller itself aborted is not called a network failure", async () => {
  const { api } = apiAnswering([new DOMException("left", "AbortError")]);
  await assert.rejects(api.get("requests/", { signal: AbortSignal.abort() }), { name: "AbortError" });
});

test("reading is repeated after a short Retry-After", async () => {
  const { api, waits } = apiAnswering([
    answer(503, {}, { "Retry-After": "1" }),
    answer(429, {}, { "Retry-After": "2" }),
    answer(200, { ok: true }),
  ]);
  assert.deepEqual(await api.get("requests/"), { ok: true });
  assert.deepEqual(waits, [1, 2]);
});

test("a long Retry-After is shown to the person, not waited for", async () => {
  const { api, waits } = apiAnswering([answer(429, {}, { "Retry-After": "30" })]);
  const refusal = await refusalOf(api.get("requests/"));
  assert.equal(refusal.detail, "Too many requests. Try again in 30 seconds.");
  assert.deepEqual(waits, []);
});

test("writing is repeated only under an idempotency key", async () => {
  const busy = () => answer(503, { detail: "Busy." }, { "Retry-After": "1" });
  const once = apiAnswering([busy(), answer(200, {})]);
  await refusalOf(once.api.post("requests/", {}));
  assert.equal(once.sent.length, 1);

  const keyed = apiAnswering([busy(), answer(200, {})]);
  await keyed.api.post("requests/", {}, { idempotencyKey: "k" });
  assert.deepEqual(
    keyed.sent.map(({ headers }) => headers.get("Idempotency-Key")),
    ["k", "k"],
  );
});

test("a service that stays busy is given up on", async () => {
  const { api, sent } = apiAnswering(
    Array.from({ length: 9 }, () => answer(503, { detail: "Busy." }, { "Retry-After": "0" })),
  );
  assert.equal((await refusalOf(api.get("requests/"))).detail, "Busy.");
  assert.equal(sent.length, 3);
});
