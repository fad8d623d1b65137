// @ts-check
// Explains why a link does not open, and what its holder can do.
import { gettext } from "te/i18n.js";

/** @typedef {{title: string, text: string, retry: boolean}} Failure */

/** @param {{status: number, code: string, detail: string}} error @returns {Failure} */
export function explain(error) {
  if (error.status === 404 || error.status === 400) return incomplete();
  if (error.code === "session_ended") return over(error.detail);
  if (error.status === 410) return expired();
  return { title: gettext("Your invitation could not be opened"), text: error.detail, retry: true };
}

/** @returns {Failure} */
export const incomplete = () => ({
  title: gettext("This link is not complete"),
  text: gettext(
    "Open it from your invitation e-mail once more. If you copied it, copy all of it, to the very end. If you received several e-mails, use the latest.",
  ),
  retry: false,
});

/** @returns {Failure} */
const expired = () => ({
  title: gettext("This link is no longer valid"),
  text: gettext(
    "It has expired or was replaced by a newer one. Look for a later e-mail about this interview, or reply to the invitation and ask for a new link.",
  ),
  retry: false,
});

/** @param {string} detail @returns {Failure} */
const over = (detail) => ({
  title: gettext(detail).replace(/\.$/, ""),
  text: gettext(
    "There is nothing left for you to do here. If you think this is a mistake, reply to your invitation e-mail.",
  ),
  retry: false,
});
