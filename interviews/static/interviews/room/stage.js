// @ts-check
// <te-stage>: the tiles of everybody, a shared screen in front, and knocks.
/** @import { Person } from "./wire.js" */
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { fill, gettext } from "te/i18n.js";
import { icon } from "te/icon.js";
import { RoomElement } from "./room_element.js";
import "./tile.js";
import "./knocks.js";

const measureEvery = 250;
const audible = 0.015;

class Stage extends RoomElement {
  constructor() {
    super();
    /** @type {Set<string>} */
    this.speaking = new Set();
    this.isSilent = false;
    /** @type {MediaStream | undefined} */
    this.ownScreen = undefined;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    const timer = setInterval(() => this.#updateSpeaking(), measureEvery);
    this.signal.addEventListener("abort", () => clearInterval(timer));
    this.addEventListener(
      "silent",
      () => {
        this.isSilent = true;
        this.requestUpdate();
      },
      { signal: this.signal },
    );
  }

  /** @override */
  render() {
    const { people } = this.room;
    const sharing = this.#sharing;
    return html`
      <div class="tiles" data-count=${people.length} ?data-screen=${sharing !== undefined}>
        ${sharing ? this.#drawScreen(sharing) : nothing}
        ${repeat(
          people,
          ([id]) => id,
          ([id, person]) => this.#drawTile(id, person),
        )}
      </div>
      ${people.length === 1 ? html`<p class="alone">${gettext("You are the only one here so far.")}</p>` : nothing}
      ${this.isSilent ? html`<button class="button button-primary sound-prompt" @click=${this.#unsilence}>${icon("volume-2")}${gettext("Turn sound on")}</button>` : nothing}
      ${this.room.isPanel ? html`<te-knocks .room=${this.room}></te-knocks>` : nothing}`;
  }

  /** Assigns only a different stream: assigning the same one restarts the video at every render. @override */
  updated() {
    const video = /** @type {HTMLVideoElement | null} */ (this.querySelector(".screen video"));
    const sharing = this.#sharing;
    if (!video || !sharing) return;
    const stream = this.#screenOf(sharing[0]);
    if (video.srcObject !== stream) video.srcObject = stream;
  }

  /** @returns {[string, Person] | undefined} */
  get #sharing() {
    return this.room.people.find(([, { sharing }]) => sharing);
  }

  /** @param {string} id @param {Person} person */
  #drawTile(id, person) {
    return html`<te-tile class="tile" data-participant=${id} .room=${this.room} .who=${id} .person=${person} .peer=${this.room.mesh?.of(id)} ?speaking=${this.speaking.has(id)}></te-tile>`;
  }

  /** @param {[string, Person]} sharer */
  #drawScreen([id, { name }]) {
    const isMine = id === this.room.you?.participant;
    const label = isMine ? gettext("Your shared screen") : fill(gettext("%(name)s's screen"), { name });
    return html`<figure class="tile screen"><video class="picture" autoplay playsinline muted aria-label=${label}></video>
      <figcaption class="name-tag">${icon("monitor")}${label}</figcaption></figure>`;
  }

  /** Returns the same stream object each time, because a different one restarts the video. @param {string} id */
  #screenOf(id) {
    if (id !== this.room.you?.participant) return this.room.mesh?.of(id)?.screen ?? null;
    const track = this.room.media.tracks.screen;
    if (this.ownScreen?.getTracks()[0] !== track) this.ownScreen = new MediaStream(track ? [track] : []);
    return this.ownScreen;
  }

  #unsilence() {
    this.isSilent = false;
    for (const video of this.querySelectorAll("video")) void video.play();
    this.requestUpdate();
  }

  #updateSpeaking() {
    const peers = this.room.mesh?.peers ?? [];
    const now = new Set(peers.filter(({ peer }) => peer.loudness > audible).map(({ participant }) => participant));
    if (now.size === this.speaking.size && [...now].every((id) => this.speaking.has(id))) return;
    this.speaking = now;
    this.requestUpdate();
  }
}

customElements.define("te-stage", Stage);
