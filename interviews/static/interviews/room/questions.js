// @ts-check
// <te-questions>: the kit's questions with their times; starting one marks the timeline.
/** @import { Kit, Question } from "./service.js" */
import { html, nothing } from "lit";
import { fill, gettext } from "te/i18n.js";
import { formatClock, formatDuration } from "te/time.js";
import { RoomElement } from "./room_element.js";
import { Steady } from "./steady.js";

class Questions extends RoomElement {
  #steady = new Steady(this);

  constructor() {
    super();
    /** @type {Kit | null} */
    this.kit = null;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    const timer = setInterval(() => this.requestUpdate(), 1000);
    this.signal.addEventListener("abort", () => clearInterval(timer));
    void this.room.service.kit().then(
      (kit) => {
        this.kit = kit;
        this.requestUpdate();
      },
      () => undefined,
    );
  }

  /** @override */
  render() {
    if (!this.kit) return html`<p role="status" class="muted">${gettext("Loading…")}</p>`;
    const questions = this.kit.questions ?? [];
    if (!questions.length) return html`<p class="muted">${gettext("This interview has no prepared questions.")}</p>`;
    return html`<ol class="questions">${questions.map((question) => this.#draw(question))}</ol>`;
  }

  /** @param {Question} question */
  #draw({ id, text, minutes }) {
    const isOpen = this.room.state.staff.question === id;
    const isSteady = this.#steady.is(id, isOpen);
    const seconds = this.#secondsOn(id);
    const isOver = seconds > minutes * 60;
    return html`<li class="question ${isOpen ? "question-open" : ""}"><p>${text}</p>
      <div class="spread"><span class="num small ${isOver ? "late" : "muted"}">${seconds ? `${formatClock(seconds)} / ` : ""}${formatDuration(minutes * 60)}</span>
      ${
        this.room.isPanel
          ? html`<button class="button button-small ${isOpen ? "button-primary" : ""}" aria-label=${fill(isOpen ? gettext("Finish question: %(text)s") : gettext("Start question: %(text)s"), { text })}
        aria-disabled=${!isSteady} @click=${isSteady ? () => this.ask(isOpen ? "question.finish" : "question.start", { question: id }) : nothing}>${isOpen ? gettext("Finish") : gettext("Start")}</button>`
          : ""
      }</div></li>`;
  }

  /** @param {string} id */
  #secondsOn(id) {
    const asked = this.room.transcript.questions.filter(({ question }) => question === id);
    return asked.reduce(
      (sum, { from, until }) => sum + (Date.parse(until ?? new Date().toISOString()) - Date.parse(from)) / 1000,
      0,
    );
  }
}

customElements.define("te-questions", Questions);
