// @ts-check
// Maps close codes and refusals to the reason for the end.

/** @typedef {"left" | "ended" | "removed" | "forbidden" | "replaced" | "missing" | "broken" | "login" | "link"} Ending */

/** Close codes after which the client must not reconnect by itself. @type {Record<number, Ending>} */
const terminal = { 4400: "broken", 4403: "removed", 4404: "missing", 4408: "replaced", 4490: "ended" };

/** @param {number} code @returns {Ending | undefined} */
export const endingOf = (code) => terminal[code];

/** @type {Record<number, Ending>} */
const endingByStatus = { 401: "login", 403: "forbidden", 404: "missing", 409: "ended", 410: "link" };
/** Error codes that are more precise than the status: an outdated CSRF token, or an origin that may open no sockets. @type {Record<string, Ending>} */
const endingByCode = {
  session_ended: "ended",
  removed: "removed",
  permission_denied: "broken",
  origin_refused: "broken",
};

/** The ending a refused request means; undefined = try again later. @param {{status: number, code: string}} refusal @returns {Ending | undefined} */
export const endingOfRefusal = ({ status, code }) => endingByCode[code] ?? endingByStatus[status];
