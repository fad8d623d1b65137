// @ts-check
// Why a socket was closed, and whether coming back makes sense.

/** @typedef {"left" | "ended" | "removed" | "forbidden" | "replaced" | "missing" | "broken" | "login" | "link"} Ending */

/** Closings after which the same client must not come back by itself. @type {Record<number, Ending>} */
const terminal = { 4400: "broken", 4403: "removed", 4404: "missing", 4408: "replaced", 4490: "ended" };

/** @param {number} code @returns {Ending | undefined} */
export const endingOf = (code) => terminal[code];

/** @type {Record<number, Ending>} */
const refusedWith = { 401: "login", 403: "forbidden", 404: "missing", 409: "ended", 410: "link" };
/** Where the code says more than the status: a page's CSRF token is old, or its address may open no sockets. @type {Record<string, Ending>} */
const refusedAs = { session_ended: "ended", removed: "removed", permission_denied: "broken", origin_refused: "broken" };

/** What an answer other than the one asked for means; undefined = try again later. @param {{status: number, code: string}} refusal @returns {Ending | undefined} */
export const endingOfRefusal = ({ status, code }) => refusedAs[code] ?? refusedWith[status];

const shortest = 0.25;
const longest = 15;

/** Seconds before attempt number `attempt` (0 = the first again), full jitter. @param {number} attempt @param {() => number} [random] */
export const backOff = (attempt, random = Math.random) => random() * Math.min(longest, shortest * 2 ** (attempt + 1));
