// @ts-check
// What became of an invitation, carried from the page that sent it to the interview's own. The link is shown once.

/** @typedef {{link?: string, email?: string, problem?: string}} Outcome */

/** @param {string} session */
const name = (session) => `te.invited.${session}`;

/** @param {string} session @param {Outcome} outcome */
export const rememberOutcome = (session, outcome) => sessionStorage.setItem(name(session), JSON.stringify(outcome));

/** @param {string} session @returns {Outcome | null} */
export function takeOutcome(session) {
  const kept = sessionStorage.getItem(name(session));
  sessionStorage.removeItem(name(session));
  return kept && JSON.parse(kept);
}
