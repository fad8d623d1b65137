// @ts-check
// Every failure of a request as one kind of error, with a sentence a person can act on.
import { fill, gettext, ngettext } from "./i18n.js";

/** `message` is for people, `code` is stable and for programs, `fields` belongs beside the named inputs. */
export class ApiError extends Error {
  /**
   * @param {string} detail
   * @param {{status: number, code: string, fields?: Record<string, string>, retryAfter?: number | undefined}} facts
   */
  constructor(detail, { status, code, fields = {}, retryAfter }) {
    super(detail);
    this.name = "ApiError";
    this.detail = detail;
    this.status = status;
    this.code = code;
    this.fields = fields;
    this.retryAfter = retryAfter;
  }
}

/** The request got no response. */
export const describeFailure = () =>
  new ApiError(gettext("No answer from the service. Check your connection, then try again."), {
    status: 0,
    code: "network",
  });

/** @param {Response} response @param {{isGuest?: boolean}} [caller] */
export async function describeRefusal(response, { isGuest = false } = {}) {
  const { status, headers } = response;
  const body = await response.json().catch(() => null);
  const retryAfter = readRetryAfter(headers.get("Retry-After"));
  const { detail, fields } = readBody(body);
  const code = headers.get("X-Error-Code") ?? (Object.keys(fields).length ? "invalid" : `http_${status}`);
  const message = status === 401 ? loggedOut(isGuest) : sentence(status, detail, fields, retryAfter);
  return new ApiError(message, { status, code, fields, retryAfter });
}

/** @param {boolean} isGuest */
const loggedOut = (isGuest) =>
  isGuest
    ? gettext("Your visit has expired. Open the link in your invitation e-mail again.")
    : gettext("You are logged out. Log in again, then repeat this.");

/** @param {number} status @param {string} detail @param {Record<string, string>} fields @param {number} [retryAfter] */
function sentence(status, detail, fields, retryAfter) {
  if (status === 429 && retryAfter !== undefined) return tooMany(retryAfter);
  if (status === 429) return gettext("Too many requests. Wait a moment, then try again.");
  if (status >= 500 && status !== 503) return gettext("Something went wrong on our side. Try again in a minute.");
  if (detail) return gettext(detail);
  if (Object.keys(fields).length) return gettext("Check the marked fields.");
  return fill(gettext("The service refused this (%(status)s)."), { status });
}

/** @param {number} seconds */
const tooMany = (seconds) =>
  fill(
    ngettext(
      "Too many requests. Try again in %(seconds)s second.",
      "Too many requests. Try again in %(seconds)s seconds.",
      seconds,
    ),
    { seconds },
  );

/** Seconds or an HTTP date. @param {string | null} header */
export function readRetryAfter(header, now = Date.now()) {
  if (!header) return undefined;
  const seconds = /^\d+$/.test(header) ? Number(header) : Math.ceil((Date.parse(header) - now) / 1000);
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

/** @param {unknown} body `{"detail": …}` or `{"field": ["sentence"]}`, nested as the request was */
function readBody(body) {
  const { detail, non_field_errors: general, ...fields } = flatten(body);
  return { detail: detail ?? general ?? "", fields };
}

/** `{candidate: {email: ["Bad."]}}` → `{"candidate.email": "Bad."}` @param {unknown} body @param {string} [path] @returns {Record<string, string>} */
function flatten(body, path = "") {
  if (typeof body === "string") return path ? { [path]: body } : { detail: body };
  if (body === null || typeof body !== "object") return {};
  if (Array.isArray(body) && body.every((item) => typeof item === "string")) return flatten(body.join(" "), path);
  return Object.assign(
    {},
    ...Object.entries(body).map(([name, inner]) => flatten(inner, path ? `${path}.${name}` : name)),
  );
}
