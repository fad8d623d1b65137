// @ts-check
// The state of each personal link. Of several to one person, the newest counts.
import { fill, gettext } from "te/i18n.js";
import { formatDateTime } from "te/time.js";

/** @typedef {{id: string, first_name: string, last_name: string, candidate_email: string | null}} Person */
/** @typedef {{id: string, participant: Person, created_at: string, expires_at: string, revoked_at: string | null, redeemed_at: string | null, redemptions: number, sent_at: string | null, works: boolean}} Invitation */

/** @param {Invitation[]} invitations oldest first */
export function currentLinks(invitations) {
  return [...new Map(invitations.map((invitation) => [invitation.participant.id, invitation])).values()];
}

/** Expiry is decided by the server (`works`): a link outlives its end while the interview runs. @param {Invitation} invitation @returns {{text: string, tone: string, isLive: boolean}} */
export function describeLink({ works, revoked_at: revoked, redeemed_at: redeemed, sent_at: sent }) {
  if (revoked) return { text: gettext("Revoked"), tone: "badge-danger", isLive: false };
  if (!works) return { text: gettext("Expired"), tone: "badge-warn", isLive: false };
  if (redeemed)
    return {
      text: fill(gettext("Opened %(when)s"), { when: formatDateTime(redeemed) }),
      tone: "badge-ok",
      isLive: true,
    };
  if (sent)
    return { text: fill(gettext("Sent %(when)s"), { when: formatDateTime(sent) }), tone: "badge-info", isLive: true };
  return { text: gettext("Sending…"), tone: "", isLive: true };
}

/** Whether its mail is still to be sent, within the first two minutes. @param {Invitation} invitation @param {number} [now] */
export const isOnItsWay = ({ sent_at: sent, revoked_at: revoked, created_at: created }, now = Date.now()) =>
  !sent && !revoked && now - Date.parse(created) < 120_000;
