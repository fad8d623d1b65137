// @ts-check
// Describes why an interview is not open in this tab: the reason, the next step, and whether the person may come back.
/** @import { Ending } from "./closing.js" */
import { gettext } from "te/i18n.js";

/** @param {Ending | undefined} ending @param {boolean} isGuest @returns {{title: string, text: string, again?: string}} */
export function describeEnding(ending, isGuest) {
  switch (ending) {
    case "left":
      return {
        title: gettext("You have left the interview"),
        text: gettext("Left by accident? You can come back while the interview is going on."),
        again: gettext("Come back"),
      };
    case "removed":
      return {
        title: gettext("You are not in this interview"),
        text: gettext(
          "A host did not let you in, or asked you to leave. If that surprises you, reply to your invitation e-mail, or knock again.",
        ),
        again: gettext("Knock again"),
      };
    case "replaced":
      return {
        title: gettext("The interview is open somewhere else"),
        text: gettext(
          "You opened it in another tab or on another device, and it goes on there. Only one can take part.",
        ),
        again: gettext("Continue here"),
      };
    case "forbidden":
      return {
        title: gettext("You have no part in this interview"),
        text: gettext(
          "Only its panel and those who were sent a personal link may enter. If you should take part, ask its host to invite you.",
        ),
      };
    case "login":
      return isGuest
        ? {
            title: gettext("Your visit has expired"),
            text: gettext(
              "Open the link in your invitation e-mail again. It leads you back in while the interview is going on.",
            ),
          }
        : {
            title: gettext("You are logged out"),
            text: gettext(
              "Log in, then come back to this page. If you were invited by e-mail, open the link in that e-mail instead.",
            ),
            again: gettext("Try again"),
          };
    case "link":
      return {
        title: gettext("Your link no longer works"),
        text: gettext(
          "It was revoked or has expired. Open the link in your newest invitation e-mail, or reply to that e-mail and ask for a new one.",
        ),
      };
    case "missing":
      return {
        title: gettext("There is no such interview"),
        text: isGuest
          ? gettext("The link may be incomplete. Open it from your invitation e-mail once more.")
          : gettext("Look for it in your list of interviews."),
      };
    case "ended":
      return {
        title: gettext("The interview has ended"),
        text: isGuest
          ? gettext("Thank you for taking part.")
          : gettext("Its page shows the recordings and scorecards that you may see."),
      };
    default:
      return {
        title: gettext("The connection was refused"),
        text: gettext("This page may be out of date. Reload it, then join again."),
        again: gettext("Try again"),
      };
  }
}
