// @ts-check
// The appointment for a candidate: the host, the time (in the viewer's zone and in the interview's), and what to expect.
import { html, nothing } from "lit";
import { fill, gettext } from "te/i18n.js";
import { icon } from "te/icon.js";
import { formatDateTime, formatDuration, formatRange, formatRelative, viewerZone, zoneName } from "te/time.js";

/** @typedef {{title: string, company: string, host: string, starts_at: string | null, ends_at: string | null, time_zone: string}} Appointment */

/** @param {Appointment} session */
export const drawAppointment = (session) => html`
  <div class="stack stack-s">
    <p class="eyebrow">${session.company}</p>
    <h1 tabindex="-1">${session.title || fill(gettext("Interview with %(company)s"), { company: session.company })}</h1>
  </div>
  <dl class="card facts">
    <dt>${gettext("When")}</dt><dd>${drawWhen(session)}</dd>
    <dt>${gettext("Invited by")}</dt><dd>${session.host}, ${session.company}</dd>
    <dt>${gettext("Where")}</dt><dd>${gettext("Here, in this browser. The link in your e-mail brings you back at any time.")}</dd>
  </dl>`;

/** @param {Appointment} session */
function drawWhen({ starts_at: start, ends_at: end, time_zone: zone }) {
  if (!start) return gettext("The time has not been set yet.");
  const elsewhere = zoneName(start, { zone }) !== zoneName(start);
  return html`
    <p><strong>${spell(start, end)}</strong> <span class="muted">(${zoneName(start)}, ${viewerZone()})</span></p>
    <p class="muted small">${formatRelative(start)}${end ? html` · ${formatDuration((Date.parse(end) - Date.parse(start)) / 1000)}` : nothing}</p>
    ${elsewhere ? html`<p class="muted small">${fill(gettext("For your interviewer: %(time)s (%(zone)s)"), { time: spell(start, end, { zone }), zone })}</p>` : ""}`;
}

/** @param {string} start @param {string | null} end @param {{zone?: string}} [reader] */
const spell = (start, end, reader) => (end ? formatRange(start, end, reader) : formatDateTime(start, reader));

export const drawExpectations = () => html`
  <section class="stack" aria-labelledby="expect">
    <h2 id="expect">${gettext("What to expect")}</h2>
    <ol class="steps">
      <li>${icon("camera")}<span>${gettext("You check camera, microphone and speaker. It also works without a camera.")}</span></li>
      <li>${icon("hourglass")}<span>${gettext("You wait until an interviewer is there. You need not press anything.")}</span></li>
      <li>${icon("users")}<span>${gettext("You talk. If your connection drops, you are brought back by yourself; nothing is held against you.")}</span></li>
    </ol>
  </section>`;
