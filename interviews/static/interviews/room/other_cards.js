// @ts-check
// The colleagues' scorecards, as far as the server shows them to this reader.
/** @import { Card, Cards, Kit } from "./service.js" */
import { html, nothing } from "lit";
import { fill, gettext, ngettext } from "te/i18n.js";
import { levels, recommendations } from "../protocol.gen.js";

/** @param {Cards} cards @param {Kit} kit */
export function drawOthers({ others, hidden }, kit) {
  if (!others.length && !hidden) return nothing;
  return html`<section class="others"><h3>${gettext("Colleagues")}</h3>
    ${hidden ? html`<p class="hint">${fill(ngettext("%(count)s scorecard stays hidden until it and yours are submitted.", "%(count)s scorecards stay hidden until they and yours are submitted.", hidden), { count: hidden })}</p>` : nothing}
    ${others.map((card) => drawCard(card, kit))}</section>`;
}

/** @param {Card} card @param {Kit} kit */
function drawCard({ member, scores, evidence, notes, recommendation }, kit) {
  const labels = Object.fromEntries((kit.criteria ?? []).map(({ key, label }) => [key, label]));
  const given = Object.entries(scores).filter(([, level]) => level !== null);
  return html`<article class="card card-tight other-card">
    <header class="spread"><h4>${member.name}</h4>${recommendation ? html`<span class="badge badge-accent">${recommendations()[recommendation]}</span>` : nothing}</header>
    <dl class="facts">${given.map(([key, level]) => html`<dt>${labels[key] ?? key}</dt><dd><b>${level}</b> ${levels()[Number(level) - 1]}
      ${evidence[key] ? html`<br><span class="small muted">${evidence[key]}</span>` : nothing}</dd>`)}</dl>
    ${notes ? html`<p class="small">${notes}</p>` : nothing}</article>`;
}
