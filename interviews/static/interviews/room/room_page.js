// @ts-check
// <te-room session="…">: the page of a room: device check, waiting room, room, ending.
/** @import { ApiError } from "te/api.js" */
/** @import { Ending } from "./closing.js" */
/** @import { LobbyFacts } from "./service.js" */
/** @import { EventFrame } from "./wire.js" */
import { html, nothing } from "lit";
import { TeElement } from "te/element.js";
import { gettext } from "te/i18n.js";
import { icon } from "te/icon.js";
import { announceEvent } from "./announcements.js";
import { endingOfRefusal } from "./closing.js";
import { describeEnding } from "./endings.js";
import { FollowUp } from "./follow_up.js";
import { Media } from "./media.js";
import { Room } from "./room.js";
import { Service } from "./service.js";
import { playKnock } from "./sound.js";
import "./device_check.js";
import "./stage.js";
import "./top_bar.js";
import "./controls.js";
import "./side_panel.js";
import "./waiting_room.js";

class RoomPage extends TeElement {
  /** @override */
  static properties = { session: {} };

  constructor() {
    super();
    this.session = "";
    this.media = new Media();
    /** @type {Room | null} */
    this.room = null;
    /** @type {LobbyFacts | null} */
    this.facts = null;
    /** The reason the page could not load the lobby: a refusal, or else a sentence in `trouble`. @type {Ending | undefined} */
    this.refused = undefined;
    this.trouble = "";
    /** @type {FollowUp | null} */
    this.followUp = null;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.service = new Service(this.session);
    void this.#load(this.service);
  }

  /** @override */
  updated() {
    this.dataset["phase"] = this.room?.phase ?? "check";
  }

  /** @override */
  render() {
    if (this.refused) return this.#drawEnding(this.refused, () => location.reload());
    if (this.trouble) return this.#drawTrouble();
    if (this.followUp) return this.#drawFollowUp(this.followUp);
    if (!this.facts || !this.service)
      return html`<p class="room-loading" role="status"><span class="spinner"></span> ${gettext("Opening the interview…")}</p>`;
    if (!this.room) {
      return html`<te-device-check .media=${this.media} .service=${this.service} .facts=${this.facts} @join=${this.#join}></te-device-check>`;
    }
    return this.#drawRoom(this.room);
  }

  /** @param {Room} room */
  #drawRoom(room) {
    switch (room.phase) {
      case "over":
        return this.#drawEnding(room.ending, () => this.#again());
      case "waiting":
        return html`<te-waiting-room .room=${room}></te-waiting-room>`;
      case "connecting":
        return html`<p class="room-loading" role="status"><span class="spinner"></span> ${gettext("Connecting…")}</p>`;
      default:
        return html`
        <h1 class="visually-hidden">${room.facts.session.title || gettext("Interview")}</h1>
        <div class="room">
          <te-top-bar class="on-dark" .room=${room}></te-top-bar>
          <te-stage class="on-dark" .room=${room}></te-stage>
          <te-side-panel .room=${room}></te-side-panel>
          <te-controls class="on-dark" .room=${room}></te-controls>
        </div>`;
    }
  }

  /** @param {Ending | undefined} ending @param {() => void} comeBack */
  #drawEnding(ending, comeBack) {
    const { title, text, again } = describeEnding(ending, this.service?.isGuest ?? true);
    return html`<section class="page-narrow room-ending">
      <h1>${title}</h1><p class="lead">${text}</p>
      <div class="cluster">${again ? html`<button class="button button-primary" @click=${comeBack}>${again}</button>` : nothing}${this.#drawWayBack(ending)}</div>
    </section>`;
  }

  /** @param {FollowUp} followUp */
  #drawFollowUp(followUp) {
    return html`<section class="page-narrow room-ending"><h1>${gettext("The interview has ended")}</h1>
      <p class="lead">${gettext("Write your scorecard while your memory is fresh.")}</p>
      <div>${this.#drawWayBack()}</div>
      <div class="card stack"><h2>${gettext("Your scorecard")}</h2><te-scorecard .room=${followUp}></te-scorecard></div></section>`;
  }

  /** @param {Ending} [ending] */
  #drawWayBack(ending) {
    if (this.service?.isGuest) return nothing;
    if (ending === "login")
      return html`<a class="button" href="/login/?next=${encodeURIComponent(location.pathname)}">${gettext("Log in")}</a>`;
    if (ending === "missing") return html`<a class="button" href="/">${gettext("To the interviews")}</a>`;
    return html`<a class="button" href="/interviews/${this.session}/">${gettext("To the interview's page")}</a>`;
  }

  #drawTrouble() {
    return html`<section class="page-narrow room-ending"><h1>${gettext("The interview cannot be opened")}</h1>
      <p class="banner banner-warn">${icon("circle-alert")}<span>${this.trouble}</span></p>
      <div><button class="button" @click=${() => location.reload()}>${gettext("Try again")}</button></div></section>`;
  }

  /** @param {Service} service */
  async #load(service) {
    try {
      this.facts = await service.lobby();
      if (this.facts.session.title) document.title = `${this.facts.session.title} – Talent Engine`;
      if (this.facts.session.status === "ended") this.#end();
    } catch (error) {
      const refusal = /** @type {ApiError} */ (error);
      this.refused = endingOfRefusal(refusal);
      this.trouble = refusal.message;
    }
    this.requestUpdate();
  }

  /** Sends guests to the page that thanks them; lets staff finish their scorecards. */
  #end() {
    if (!this.service || this.service.isGuest) return location.replace("ended/");
    this.followUp ??= new FollowUp(this.service);
    this.requestUpdate();
  }

  #join() {
    if (!this.service || !this.facts) return;
    const room = new Room({ service: this.service, media: this.media, facts: this.facts });
    this.room = room;
    room.addEventListener("change", () => this.#changed(room), { signal: this.signal });
    room.addEventListener(
      "event",
      (event) => announceEvent(room, /** @type {CustomEvent<EventFrame>} */ (event).detail, playKnock),
      { signal: this.signal },
    );
    room.start();
    this.requestUpdate();
  }

  /** @param {Room} room */
  #changed(room) {
    if (room.phase === "over" && room.ending === "ended") this.#end();
    else if (this.dataset["phase"] !== room.phase) this.requestUpdate();
  }

  #again() {
    this.room = null;
    this.requestUpdate();
  }
}

customElements.define("te-room", RoomPage);
