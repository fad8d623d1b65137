// @ts-check
// The list of all moments, for reading and for narrow screens; the present one is marked.
import { html } from "lit";
import { classMap } from "lit/directives/class-map.js";
import { fill, gettext, ngettext } from "te/i18n.js";
import { icon } from "te/icon.js";
import { formatClock, formatDuration } from "te/time.js";
import { laneNames } from "./lanes.js";

/** @import { Lane, Mark } from "./lanes.js" */
/** @import { PersonOutages } from "./outages.js" */
/** @import { Position } from "./film_clock.js" */

/** @param {{marks: Mark[], now: number, shown: Lane | "", seek: (seconds: number) => void, choose: (lane: Lane | "") => void}} view */
export function drawMoments({ marks, now, shown, seek, choose }) {
  const current = marks.findLast(({ seconds, where }) => seconds <= now + 0.05 && where !== "after");
  const listed = marks.filter(({ lane }) => !shown || lane === shown);
  return html`<div class="card-head">
      <h2 id="moments">${gettext("Moments")}</h2>
      <label class="cluster small"><span>${gettext("Show")}</span><select class="moments-filter" @change=${(/** @type {Event} */ event) => choose(/** @type {Lane | ""} */ (/** @type {HTMLSelectElement} */ (event.target).value))}>
        <option value="">${fill(gettext("All (%(count)s)"), { count: marks.length })}</option>
        ${laneNames().map(([lane, name]) => drawOption(lane, name, marks.filter((mark) => mark.lane === lane).length))}
      </select></label>
    </div>
    ${
      listed.length
        ? html`<ol class="moments">${listed.map((mark) => drawMoment(mark, mark === current, seek))}</ol>`
        : html`<p class="muted moments-none">${gettext("Nothing was marked in this interview.")}</p>`
    }`;
}

/** @param {Lane} lane @param {string} name @param {number} count */
const drawOption = (lane, name, count) => (count ? html`<option value=${lane}>${name} (${count})</option>` : "");

/** @param {Mark} mark @param {boolean} isCurrent @param {(seconds: number) => void} seek */
const drawMoment = ({ seconds, where, text, icon: picture, lane }, isCurrent, seek) => html`
  <li><button class=${classMap({ moment: true, "moment-now": isCurrent, [`moment-${lane}`]: true })} aria-current=${isCurrent ? "true" : "false"} @click=${() => seek(seconds)}>
    <span class="moment-time num">${{ before: gettext("before"), after: gettext("after"), gap: gettext("gap"), inside: "" }[where] || formatClock(seconds)}</span>
    ${icon(picture)}<span class="grow">${text}</span>
  </button></li>`;

/**
 * Draws "Carol lost 4 min 10 s of connection", with a button for each outage.
 * @param {PersonOutages[]} people @param {(at: string) => Position} position @param {(seconds: number) => void} seek
 */
export const drawOutages = (people, position, seek) =>
  people.map(
    ({ name, outages, seconds }) => html`
  <div class="banner banner-warn outages">${icon("wifi-off")}
    <div class="stack stack-s grow"><p>${fill(ngettext("%(name)s lost %(time)s of connection, once.", "%(name)s lost %(time)s of connection, %(count)s times.", outages.length), { name, time: formatDuration(seconds), count: outages.length })}</p>
      <p class="small">${gettext("Please do not hold it against them.")}</p>
      <div class="cluster">${outages.map(({ from, seconds: lost }) => html`<button class="button button-small" @click=${() => seek(position(from).seconds)}>${formatClock(position(from).seconds)}<span class="muted">${formatDuration(lost)}</span></button>`)}</div>
    </div>
  </div>`,
  );
