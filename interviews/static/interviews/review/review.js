// @ts-check
// The review of a recording: film, timeline and moments, synchronised; the moments come from the interview's log.
import { html, render } from "lit";
import { ApiError, api } from "te/api.js";
import { TeElement } from "te/element.js";
import { bindHotkeys } from "te/hotkeys.js";
import { gettext } from "te/i18n.js";
import { icon } from "te/icon.js";
import { readPage } from "te/page.js";
import "../player/player.js";
import { createFilmClock } from "./film_clock.js";
import { findMarks, findQuestionSpans } from "./lanes.js";
import { drawMoments, drawOutages } from "./moments.js";
import { findOutages } from "./outages.js";
import "./timeline.js";

/** @import { Player } from "../player/player.js" */
/** @import { Part } from "./film_clock.js" */
/** @import { Lane, Mark, Span } from "./lanes.js" */
/** @import { EventFrame } from "../room/wire.js" */
/** @import { Timeline } from "./timeline.js" */
/** @typedef {{session: string, duration: number, startedAt: string | null, parts: Part[], peaks: number[], media: string, poster: string, questions: Record<string, string>, members: Record<string, string>}} Page */

const pageSize = 1000;

/** @param {string} session @returns {Promise<EventFrame[]>} the whole log, in its order */
async function readLog(session) {
  /** @type {EventFrame[]} */
  const events = [];
  for (let after = 0; after !== null; ) {
    const { results, next } = await api.get(`video-sessions/${session}/events/`, {
      query: { stream: "both", after, limit: pageSize },
    });
    events.push(...results.map((/** @type {{event: EventFrame}} */ { event }) => event));
    after = next;
  }
  return events;
}

export class Review extends TeElement {
  /** @override */
  static properties = {
    marks: { state: true },
    lane: { state: true },
    current: { state: true },
    problem: { state: true },
  };

  constructor() {
    super();
    /** @type {Page} */ this.page = readPage();
    this.position = createFilmClock(this.page);
    /** @type {Mark[]} */ this.marks = [];
    /** @type {(Span & {tone?: string})[]} */ this.spans = [];
    /** @type {Lane | ""} */ this.lane = "";
    this.now = 0;
    /** Index of the present mark, so that the list is drawn again only when it changes. */
    this.current = -1;
    this.problem = "";
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    bindHotkeys({ n: () => this.jump(1), p: () => this.jump(-1) }, { signal: this.signal });
    void this.load();
  }

  async load() {
    this.problem = "";
    try {
      this.onLog(await readLog(this.page.session));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.problem = error.detail;
    }
  }

  /** @param {EventFrame[]} events */
  onLog(events) {
    const film = { ...this.page, position: this.position };
    const outages = findOutages(events);
    this.spans = [
      ...findQuestionSpans(events, film),
      ...outages.flatMap(({ name, outages: own }) => own.map(({ from, to }) => this.spanOf(name, from, to))),
    ];
    this.marks = findMarks(events, film);
    const beside = /** @type {HTMLElement | null} */ (document.querySelector("[data-outages]"));
    if (beside)
      render(
        drawOutages(outages, this.position, (seconds) => this.seek(seconds)),
        beside,
      );
  }

  /** @param {string} name @param {string} from @param {string} to */
  spanOf(name, from, to) {
    return {
      lane: /** @type {Lane} */ ("people"),
      from: this.position(from).seconds,
      to: this.position(to).seconds,
      text: name,
      tone: "span-lost",
    };
  }

  /** @param {CustomEvent<number>} event */
  follow({ detail }) {
    this.now = detail;
    /** @type {Timeline | null} */ (this.querySelector("te-timeline"))?.show(detail);
    this.current = this.marks.findLastIndex(({ seconds }) => seconds <= detail + 0.05);
  }

  /** @param {number} seconds */
  seek(seconds) {
    /** @type {Player | null} */ (this.querySelector("te-player"))?.seek(seconds);
  }

  /** Seeks to the next or the previous moment. @param {1 | -1} direction */
  jump(direction) {
    const found =
      direction > 0
        ? this.marks.find(({ seconds }) => seconds > this.now + 0.5)
        : this.marks.findLast(({ seconds }) => seconds < this.now - 1.5);
    if (found) this.seek(found.seconds);
  }

  /** @override */
  render() {
    const { page } = this;
    return html`
      <te-player media=${page.media} poster=${page.poster} duration=${page.duration} @te-time=${this.follow}></te-player>
      <section class="card card-flush" aria-label=${gettext("Timeline")}>
        <te-timeline duration=${page.duration} .peaks=${page.peaks} .marks=${this.marks} .spans=${this.spans} @te-seek=${(/** @type {CustomEvent<number>} */ event) => this.seek(event.detail)}></te-timeline>
      </section>
      ${this.problem ? html`<div class="banner banner-danger" role="alert">${icon("circle-alert")}<p>${gettext("The moments could not be read.")} ${this.problem}</p><button class="button button-small" @click=${this.load}>${gettext("Try again")}</button></div>` : ""}
      <section class="card card-flush" aria-labelledby="moments">${drawMoments({
        marks: this.marks,
        now: this.now,
        shown: this.lane,
        seek: (seconds) => this.seek(seconds),
        choose: (lane) => {
          this.lane = lane;
        },
      })}</section>`;
  }
}

customElements.define("te-review", Review);
