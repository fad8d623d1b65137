// @ts-check
// Carries the outcome of an invitation from the page that sent it to the interview's page. The link is shown once.

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
