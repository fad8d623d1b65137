// @ts-check
// The words of a scorecard, the same as on the server's pages.
import { gettext } from "te/i18n.js";

/** For the levels 1 to 5. */
export const levels = () => [gettext("Poor"), gettext("Weak"), gettext("Sound"), gettext("Strong"), gettext("Outstanding")];

/** @returns {Record<string, string>} */
export const recommendations = () => ({
  strong_no: gettext("Strong no"), no: gettext("No"), mixed: gettext("Mixed"), yes: gettext("Yes"), strong_yes: gettext("Strong yes"),
});
