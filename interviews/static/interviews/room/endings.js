// @ts-check
// How an interview may be over for this tab, in words, and whether one may come back.
/** @import { Ending } from "./closing.js" */
import { gettext } from "te/i18n.js";

/** @param {Ending | undefined} ending @param {boolean} isGuest @returns {{title: string, text: string, again?: string}} */
export function describeEnding(ending, isGuest) {
  switch (ending) {
    case "left": return {
      title: gettext("You have left the interview"),
      text: gettext("Left by accident? You can come back while the interview is going on."),
      again: gettext("Come back"),
    };
    case "removed": return {
      title: gettext("You are not in this interview"),
      text: gettext("A host did not let you in, or asked you to leave. If that surprises you, reply to your invitation e-mail, or knock again."),
      again: gettext("Knock again"),
    };
    case "replaced": return {
      title: gettext("The interview is open somewhere else"),
      text: gettext("You opened it in another tab or on another device, and it goes on there. Only one can take part."),
      again: gettext("Continue here"),
    };
    case "login":
    case "link": return isGuest
      ? { title: gettext("Your link has expired"), text: gettext("Open the link in your newest invitation e-mail. If it no longer works, reply to that e-mail.") }
      : { title: gettext("You are logged out"), text: gettext("Log in again, then come back to this page."), again: gettext("Try again") };
    case "missing": return {
      title: gettext("There is no such interview"),
      text: gettext("The link may be incomplete. Open it from your invitation e-mail once more."),
    };
    case "ended": return { title: gettext("The interview has ended"), text: gettext("Thank you for taking part.") };
    default: return {
      title: gettext("The connection was refused"),
      text: gettext("This page may be out of date. Reload it, then join again."),
      again: gettext("Try again"),
    };
  }
}
