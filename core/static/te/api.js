// @ts-check
// Client of our REST API: JSON both ways, the right credential, and every failure as an ApiError with a sentence for people.
import { describeFailure, describeRefusal } from "./refusals.js";

export { ApiError } from "./refusals.js";

/**
 * @typedef {object} RequestOptions
 * @property {unknown} [body]  sent as JSON
 * @property {Record<string, string | number | boolean | null | undefined>} [query]  null and undefined are left out
 * @property {Record<string, string>} [headers]
 * @property {string} [idempotencyKey]  makes a POST safe to repeat; it is then repeated like a GET
 * @property {AbortSignal} [signal]
 */
/**
 * @typedef {object} ApiOptions
 * @property {string} [base]
 * @property {string} [origin]
 * @property {() => string | null} [token]  a guest's JWT; without it the staff session is used, with its CSRF token
 * @property {typeof fetch} [fetch]
 * @property {(seconds: number) => Promise<void>} [wait]
 */

const timeoutAfter = 15_000; // ms
const longestRetryAfter = 5;
const attempts = 3;

/** @param {number} seconds @returns {Promise<void>} */
const sleep = (seconds) =>
  new Promise((resolve) => {
    setTimeout(resolve, seconds * 1000);
  });

/** @param {ApiOptions} [options] */
export function createApi({
  base = "/api/talent-engine/",
  origin = globalThis.location?.origin,
  token,
  fetch = globalThis.fetch,
  wait = sleep,
} = {}) {
  /** @param {string} method @param {string} path @param {RequestOptions} options */
  async function request(method, path, options) {
    const url = resolve(path, options.query);
    const repeatable = method === "GET" || options.idempotencyKey !== undefined;
    for (let attempt = 1; ; attempt += 1) {
      const response = await send(method, url, options);
      if (response.ok) return response.status === 204 ? undefined : response.json();
      const refusal = await describeRefusal(response, { isGuest: Boolean(token) });
      const { retryAfter = Infinity } = refusal;
      if (!repeatable || attempt === attempts || retryAfter > longestRetryAfter) throw refusal;
      await wait(retryAfter);
    }
  }

  /** @param {string} path @param {RequestOptions["query"]} query */
  function resolve(path, query = {}) {
    const url = new URL(path, new URL(base, origin));
    if (url.origin !== origin) throw new TypeError(`Credentials are for our own origin, not for ${url.origin}`);
    for (const [name, value] of Object.entries(query)) if (value != null) url.searchParams.set(name, String(value));
    return url;
  }

  /** @param {string} method @param {URL} url @param {RequestOptions} options */
  async function send(method, url, { body, headers, idempotencyKey, signal }) {
    const timeout = AbortSignal.timeout(timeoutAfter);
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
    /** @param {string} path @param {Omit<RequestOptions, "body">} [options] */
    get: (path, options = {}) => request("GET", path, options),
    /** @param {string} path @param {unknown} [body] @param {RequestOptions} [options] */
    post: (path, body, options = {}) => request("POST", path, { ...options, body }),
    /** @param {string} path @param {unknown} body @param {RequestOptions} [options] */
    put: (path, body, options = {}) => request("PUT", path, { ...options, body }),
    /** @param {string} path @param {unknown} body @param {RequestOptions} [options] */
    patch: (path, body, options = {}) => request("PATCH", path, { ...options, body }),
    /** @param {string} path @param {RequestOptions} [options] */
    delete: (path, options = {}) => request("DELETE", path, options),
  };
}

/** @param {string} method @param {string | null | undefined} token @returns {Record<string, string>} */
function credential(method, token) {
  if (token) return { Authorization: `Bearer ${token}` };
  if (method === "GET") return {};
  const csrf = globalThis.document?.querySelector('meta[name="csrf-token"]')?.getAttribute("content");
  return csrf ? { "X-CSRFToken": csrf } : {};
}

/** The client of staff pages. */
export const api = createApi();
