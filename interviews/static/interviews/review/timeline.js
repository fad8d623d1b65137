// @ts-check
// The timeline under the film: its sound, then a lane for each kind of moment. Every mark is a button that seeks to it.
import { html, svg } from "lit";
import { TeElement } from "te/element.js";
import { fill, gettext, ngettext } from "te/i18n.js";
import { formatClock } from "te/time.js";
import { cluster } from "./clusters.js";
import { laneNames } from "./lanes.js";
import { drawWave } from "./wave.js";

/** @import { Lane, Mark, Span } from "./lanes.js" */
/** @import { Cluster } from "./clusters.js" */

export class Timeline extends TeElement {
  /** @override */
  static properties = {
    duration: { type: Number },
    peaks: { attribute: false },
    marks: { attribute: false },
    spans: { attribute: false },
    width: { state: true },
  };

  constructor() {
    super();
    this.duration = 0;
    /** @type {number[]} */ this.peaks = [];
    /** @type {Mark[]} */ this.marks = [];
    /** @type {(Span & {tone?: string})[]} */ this.spans = [];
    this.width = 0;
    this.now = 0;
  }

  get scrubber() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input[type=range]"));
  }

  /** @override */
  firstUpdated() {
    const ruler = new ResizeObserver(() => {
      this.width = this.scrubber.clientWidth;
    });
    ruler.observe(this.scrubber);
    this.signal.addEventListener("abort", () => ruler.disconnect());
    this.show(this.now);
  }

  /** Shows the position. Sets properties directly, without a render, because it runs several times a second. @param {number} seconds */
  show(seconds) {
    this.now = seconds;
    if (!this.hasUpdated) return;
    this.scrubber.value = String(seconds);
    this.scrubber.setAttribute("aria-valuetext", this.spell(seconds));
    this.style.setProperty("--now", `${this.duration ? (seconds / this.duration) * 100 : 0}%`);
  }

  /** @param {number} seconds */
  spell(seconds) {
    return fill(gettext("%(now)s of %(total)s"), { now: formatClock(seconds), total: formatClock(this.duration) });
  }

  /** @param {number} seconds */
  seek(seconds) {
    this.dispatchEvent(
      new CustomEvent("te-seek", { detail: Math.max(0, Math.min(seconds, this.duration)), bubbles: true }),
    );
  }

  /** Seeks by keys: small steps are 5 s, large ones a minute. @param {KeyboardEvent} event */
  scrub(event) {
    const steps = /** @type {Record<string, number>} */ ({
      ArrowLeft: -5,
      ArrowDown: -5,
      ArrowRight: 5,
      ArrowUp: 5,
      PageDown: -60,
      PageUp: 60,
    });
    const target =
      { Home: 0, End: this.duration }[event.key] ??
      (event.key in steps ? this.now + (steps[event.key] ?? 0) : undefined);
    if (target === undefined) return;
    event.preventDefault();
    this.seek(target);
  }

  /** @override */
  updated() {
    for (const placed of /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("[data-from]"))) {
      placed.style.setProperty("--from", placed.dataset["from"] ?? "0");
      placed.style.setProperty("--to", placed.dataset["to"] ?? "0");
    }
  }

  /** @override */
  render() {
    const { bars, path } = drawWave(this.peaks);
    return html`<div class="timeline" role="group" aria-label=${gettext("Timeline")}>
      <div class="lane lane-sound">
        <span class="lane-name" aria-hidden="true">${gettext("Sound")}</span>
        <div class="track">
          ${
            bars
              ? html`<svg class="wave" viewBox="0 0 ${bars} 100" preserveAspectRatio="none" aria-hidden="true">${svg`<path d=${path}></path>`}</svg>
          <svg class="wave wave-played" viewBox="0 0 ${bars} 100" preserveAspectRatio="none" aria-hidden="true">${svg`<path d=${path}></path>`}</svg>`
              : ""
          }
          <input type="range" min="0" max=${this.duration} step="any" aria-label=${gettext("Position")} aria-valuetext=${this.spell(this.now)}
            @input=${() => this.seek(Number(this.scrubber.value))} @keydown=${this.scrub}>
        </div>
      </div>
      ${laneNames().map(([lane, name]) => this.drawLane(lane, name))}
    </div>`;
  }

  /** @param {Lane} lane @param {string} name */
  drawLane(lane, name) {
    const marks = this.marks.filter((mark) => mark.lane === lane);
    if (!marks.length) return "";
    const clusters = this.width ? cluster(marks, this) : [];
    return html`<div class="lane lane-${lane}">
      <span class="lane-name" aria-hidden="true">${name}</span>
      <div class="track" role="group" aria-label=${name} @keydown=${moveMark}>
        ${this.spans.filter((span) => span.lane === lane).map((span) => this.drawSpan(span))}
        ${clusters.map((group, index) => this.drawCluster(group, index === 0))}
      </div>
    </div>`;
  }

  /** @param {Span & {tone?: string}} span */
  drawSpan({ from, to, text, tone = "" }) {
    return html`<span class="span ${tone}" title=${text} data-from="${(from / this.duration) * 100}%" data-to="${(to / this.duration) * 100}%"></span>`;
  }

  /** @param {Cluster<Mark>} group @param {boolean} isFirst */
  drawCluster({ x, marks }, isFirst) {
    const [first] = marks;
    if (!first) return "";
    const more = fill(ngettext("%(count)s moment", "%(count)s moments", marks.length), { count: marks.length });
    const name = `${formatClock(first.seconds)} ${marks.length > 1 ? `${more}: ` : ""}${marks.map(({ text }) => text).join("; ")}`;
    return html`<button class="mark ${marks.length > 1 ? "mark-many" : ""} ${x > this.width / 2 ? "mark-late" : ""}" data-from="${x}px"
      tabindex=${isFirst ? 0 : -1} aria-label=${name} data-tip=${name} @click=${() => this.seek(first.seconds)}>
      <span aria-hidden="true">${marks.length > 1 ? marks.length : ""}</span></button>`;
  }
}

/** Moves the focus along a lane by arrow keys (roving tabindex). @param {KeyboardEvent} event */
function moveMark(event) {
  const marks = /** @type {HTMLElement[]} */ ([
    .../** @type {HTMLElement} */ (event.currentTarget).querySelectorAll(".mark"),
  ]);
  const index = marks.indexOf(/** @type {HTMLElement} */ (event.target));
  const next = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: marks.length - 1 }[event.key];
  if (next === undefined || index < 0) return;
  event.preventDefault();
  const target = marks[next];
  if (!target) return;
  for (const mark of marks) mark.tabIndex = mark === target ? 0 : -1;
  target.focus();
}

customElements.define("te-timeline", Timeline);
