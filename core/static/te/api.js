// @ts-check
// Our REST API as the pages speak it: JSON both ways, the right credential, and every failure as a plain sentence.
import { describeFailure, describeRefusal } from "./refusals.js";

export { ApiError } from "./refusals.js";

/**
 * @typedef {object} Ask
 * @property {unknown} [body]  sent as JSON
 * @property {Record<string, string | number | boolean | null | undefined>} [query]  null and undefined are left out
 * @property {Record<string, string>} [headers]
 * @property {string} [idempotencyKey]  makes a POST safe to repeat; it is then repeated like a GET
 * @property {AbortSignal} [signal]
 */
/**
 * @typedef {object} Line
 * @property {string} [base]
 * @property {string} [origin]
 * @property {() => string | null} [token]  a guest's JWT; without it the staff session speaks, with its CSRF token
 * @property {typeof fetch} [fetch]
 * @property {(seconds: number) => Promise<void>} [wait]
 */

const patience = 15_000;
const longestRetryAfter = 5;
const attempts = 3;

/** @param {number} seconds @returns {Promise<void>} */
const sleep = (seconds) => new Promise((resolve) => { setTimeout(resolve, seconds * 1000); });

/** @param {Line} [line] */
export function createApi({ base = "/api/talent-engine/", origin = globalThis.location?.origin, token, fetch = globalThis.fetch, wait = sleep } = {}) {
  /** @param {string} method @param {string} path @param {Ask} ask */
  async function request(method, path, ask) {
    const url = resolve(path, ask.query);
    const repeatable = method === "GET" || ask.idempotencyKey !== undefined;
    for (let attempt = 1; ; attempt += 1) {
      const response = await send(method, url, ask);
      if (response.ok) return response.status === 204 ? undefined : response.json();
      const refusal = await describeRefusal(response, { isGuest: Boolean(token) });
      const { retryAfter = Infinity } = refusal;
      if (!repeatable || attempt === attempts || retryAfter > longestRetryAfter) throw refusal;
      await wait(retryAfter);
    }
  }

  /** @param {string} path @param {Ask["query"]} query */
  function resolve(path, query = {}) {
    const url = new URL(path, new URL(base, origin));
    if (url.origin !== origin) throw new TypeError(`Credentials stay at home, not for ${url.origin}`);
    for (const [name, value] of Object.entries(query)) if (value != null) url.searchParams.set(name, String(value));
    return url;
  }

  /** @param {string} method @param {URL} url @param {Ask} ask */
  async function send(method, url, { body, headers, idempotencyKey, signal }) {
    const timeout = AbortSignal.timeout(patience);
    try {
      return await fetch(url, {
        method,
        headers: {
          Accept: "application/json",
          ...(body === undefined ? {} : { "Content-Type": "application/json" }),
          ...(idempotencyKey === undefined ? {} : { "Idempotency-Key": idempotencyKey }),
          ...credential(method, token?.()),
          ...headers,
        },
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw describeFailure();
    }
  }

  return {
    /** @param {string} path @param {Omit<Ask, "body">} [ask] */
    get: (path, ask = {}) => request("GET", path, ask),
    /** @param {string} path @param {unknown} [body] @param {Ask} [ask] */
    post: (path, body, ask = {}) => request("POST", path, { ...ask, body }),
    /** @param {string} path @param {unknown} body @param {Ask} [ask] */
    put: (path, body, ask = {}) => request("PUT", path, { ...ask, body }),
    /** @param {string} path @param {unknown} body @param {Ask} [ask] */
    patch: (path, body, ask = {}) => request("PATCH", path, { ...ask, body }),
    /** @param {string} path @param {Ask} [ask] */
    delete: (path, ask = {}) => request("DELETE", path, ask),
  };
}

/** @param {string} method @param {string | null | undefined} token @returns {Record<string, string>} */
function credential(method, token) {
  if (token) return { Authorization: `Bearer ${token}` };
  if (method === "GET") return {};
  const csrf = globalThis.document?.querySelector('meta[name="csrf-token"]')?.getAttribute("content");
  return csrf ? { "X-CSRFToken": csrf } : {};
}

/** What staff pages use. */
export const api = createApi();
