// @ts-check
// The colleagues' scorecards, as far as the server returns them to this reader.
/** @import { Card, Cards, Kit } from "./service.js" */
import { html, nothing } from "lit";
import { fill, gettext, ngettext } from "te/i18n.js";
import { levels, recommendations } from "../protocol.gen.js";

/** @param {Cards} cards @param {Kit} kit */
export function drawOthers({ own, others, hidden, owing }, kit) {
  if (!others.length && !hidden && !owing.length) return nothing;
  return html`<section class="others"><h3>${gettext("Colleagues")}</h3>
    ${hidden ? html`<p class="hint">${fill(revealHint(hidden, Boolean(own?.submitted_at)), { count: hidden })}</p>` : nothing}
    ${owing.length ? html`<p class="hint">${fill(gettext("Not submitted yet: %(names)s."), { names: owing.map(({ name }) => name).join(", ") })}</p>` : nothing}
    ${others.map((card) => drawCard(card, kit))}</section>`;
}

/** How to reveal them. @param {number} hidden @param {boolean} isSubmitted the reader's own, though incomplete */
const revealHint = (hidden, isSubmitted) =>
  isSubmitted
    ? ngettext(
        "%(count)s scorecard is hidden until yours is complete.",
        "%(count)s scorecards are hidden until yours is complete.",
        hidden,
      )
    : ngettext(
        "%(count)s scorecard is hidden until you submit yours.",
        "%(count)s scorecards are hidden until you submit yours.",
        hidden,
      );

/** @param {Card} card @param {Kit} kit */
function drawCard({ member, scores, evidence, notes, recommendation, submitted_at: submittedAt, revision }, kit) {
  const labels = Object.fromEntries((kit.criteria ?? []).map(({ key, label }) => [key, label]));
  const order = [...Object.keys(labels), ...Object.keys(scores).sort()];
  const given = Object.entries(scores).sort(([one], [other]) => order.indexOf(one) - order.indexOf(other));
  return html`<article class="card card-tight other-card">
    <header class="spread"><h4>${member.name}</h4><span class="cluster">${drawState(submittedAt, revision)}${recommendation ? html`<span class="badge badge-accent">${recommendations()[recommendation]}</span>` : nothing}</span></header>
    <dl class="facts">${given.map(
      ([
        key,
        level,
      ]) => html`<dt>${labels[key] ?? key}</dt><dd>${level === null ? html`<span class="muted">${gettext("Not assessed")}</span>` : html`<b>${level}</b> ${levels()[level - 1]}`}
      ${evidence[key] ? html`<br><span class="small muted">${evidence[key]}</span>` : nothing}</dd>`,
    )}</dl>
    ${notes ? html`<p class="small">${notes}</p>` : nothing}</article>`;
}

/** @param {string | null} submittedAt @param {number} revision */
function drawState(submittedAt, revision) {
  if (!submittedAt) return html`<span class="badge badge-warn">${gettext("Draft")}</span>`;
  return revision > 1 ? html`<span class="badge">${gettext("Changed after submitting")}</span>` : nothing;
}
