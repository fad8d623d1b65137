// @ts-check
// <te-tile>: one person: video or initials, name, role, and the state of microphone, hand and connection.
/** @import { Quality } from "./link_quality.js" */
/** @import { Peer } from "./peer.js" */
/** @import { Person } from "./wire.js" */
import { html, nothing } from "lit";
import { confirmDialog } from "te/dialog.js";
import { fill, gettext } from "te/i18n.js";
import { icon } from "te/icon.js";
import { rateLink, readLink } from "./link_quality.js";
import { RoomElement } from "./room_element.js";

const inspectEvery = 2000;

class Tile extends RoomElement {
  /** @override */
  static properties = { who: {}, person: { attribute: false }, peer: { attribute: false } };

  constructor() {
    super();
    this.who = "";
    /** @type {Person} */
    this.person = /** @type {any} */ (undefined);
    /** @type {Peer | undefined} */
    this.peer = undefined;
    /** @type {Quality} */
    this.quality = "good";
    /** @type {MediaStream | undefined} */
    this.own = undefined;
  }

  get isMe() {
    return this.who === this.room.you?.participant;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    const timer = setInterval(() => void this.#inspect(), inspectEvery);
    this.signal.addEventListener("abort", () => clearInterval(timer));
  }

  /** @override */
  render() {
    const isPictured = this.isMe ? this.room.media.isCameraOn : this.person.camera_on && this.peer !== undefined;
    const muted = this.isMe ? this.room.maySpeak && this.room.media.isMuted : this.person.muted;
    this.toggleAttribute("data-me", this.isMe);
    this.toggleAttribute("data-away", this.person.presence === "away");
    return html`
      <video class="picture ${isPictured ? "" : "dark"}" autoplay playsinline .muted=${this.isMe} aria-label=${this.#label()}></video>
      ${isPictured ? nothing : html`<span class="avatar avatar-large" aria-hidden="true">${initials(this.person.name)}</span>`}
      <p class="name-tag">
        ${muted ? html`<span class="muted-sign">${icon("mic-off")}<span class="visually-hidden">${gettext("Muted")}</span></span>` : nothing}
        <span class="truncate">${this.#name()}</span>
        ${this.person.presence === "away" ? html`<span class="badge badge-warn">${gettext("Reconnecting")}</span>` : nothing}
        ${this.quality === "good" || this.isMe ? nothing : this.#drawQuality()}
      </p>
      ${this.person.hand_raised ? html`<span class="hand-sign">${icon("hand")}<span class="visually-hidden">${gettext("Hand raised")}</span></span>` : nothing}
      ${this.room.isHost && !this.isMe ? this.#drawHostControls() : nothing}`;
  }

  /** @override */
  updated() {
    const video = this.querySelector("video");
    if (!video) return;
    const stream = this.isMe ? this.#ownStream() : (this.peer?.face ?? null);
    if (video.srcObject !== stream) video.srcObject = stream;
    const { speaker } = this.room.media.choices;
    if (speaker && !this.isMe && "setSinkId" in video && video.sinkId !== speaker)
      void video.setSinkId(speaker).catch(() => undefined);
    if (stream && video.paused) void video.play().catch((error) => this.#notPlaying(error));
  }

  #drawHostControls() {
    const { name, muted } = this.person;
    const [mute, remove] = [fill(gettext("Mute %(name)s"), { name }), fill(gettext("Remove %(name)s"), { name })];
    return html`<div class="tile-actions">
      ${muted ? nothing : html`<button class="button button-icon button-small" aria-label=${mute} title=${mute} @click=${() => this.ask("mute.set", { muted: true, participant: this.who })}>${icon("mic-off")}</button>`}
      <button class="button button-icon button-small" aria-label=${remove} title=${remove} @click=${() => this.#remove(name)}>${icon("user-x")}</button></div>`;
  }

  #drawQuality() {
    const [picture, text] =
      this.quality === "fair"
        ? ["signal-medium", gettext("Fair connection")]
        : ["signal-low", gettext("Poor connection")];
    return html`<span class="quality-sign" title=${text}>${icon(picture)}<span class="visually-hidden">${text}</span></span>`;
  }

  #name() {
    if (this.isMe) return gettext("You");
    return html`${this.person.name} <span class="role">${roleName(this.person.role)}</span>`;
  }

  #label() {
    return this.isMe ? gettext("Your own picture") : fill(gettext("Picture of %(name)s"), { name: this.person.name });
  }

  /** Returns the same stream object while the camera stays the same. */
  #ownStream() {
    const track = this.room.media.tracks.camera;
    if (!track) return null;
    if (this.own?.getTracks()[0] !== track) this.own = new MediaStream([track]);
    return this.own;
  }

  /** Asks for a click: browsers refuse sound before one. @param {Error} error */
  #notPlaying(error) {
    if (error.name === "NotAllowedError") this.dispatchEvent(new Event("silent", { bubbles: true }));
  }

  async #inspect() {
    if (!this.peer) return;
    const link = await readLink(this.peer.pc, this.link);
    this.link = link;
    const quality = rateLink(link);
    if (quality !== this.quality) this.requestUpdate();
    this.quality = quality;
  }

  /** @param {string} name */
  async #remove(name) {
    const yes = await confirmDialog({
      title: fill(gettext("Remove %(name)s?"), { name }),
      text: gettext("They leave the room at once, and can only come back if a host lets them in."),
      confirm: gettext("Remove"),
      danger: true,
    });
    if (yes) await this.ask("participant.remove", { participant: this.who });
  }
}

/** "Carol Danvers" → "CD" @param {string} name */
export const initials = (name) =>
  name
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => word[0])
    .join("")
    .slice(0, 2)
    .toUpperCase();

/** @param {string} role */
export const roleName = (role) =>
  ({
    host: gettext("Host"),
    interviewer: gettext("Interviewer"),
    observer: gettext("Observer"),
    candidate: gettext("Candidate"),
    guest: gettext("Guest"),
  })[role] ?? role;

customElements.define("te-tile", Tile);
