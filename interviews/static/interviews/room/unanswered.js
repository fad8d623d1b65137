// @ts-check
// Finds the answers a scorecard lacks before it can be submitted, by the same rule as the server (interviews/scorecards/).
/** @import { Kit } from "./service.js" */
import { gettext } from "te/i18n.js";

/** `field` is the id of the group of choices. @typedef {{field: string, name: string}} Unanswered */

/** @param {Kit} kit @param {{scores: Record<string, number | null>, recommendation: string}} card @returns {Unanswered[]} */
export function unanswered({ criteria = [] }, { scores, recommendation }) {
  const open = criteria.flatMap(({ key, label }, index) =>
    key in scores ? [] : [{ field: `criterion-${index}`, name: label }],
  );
  return recommendation ? open : [...open, { field: "recommendation", name: gettext("Overall recommendation") }];
}
