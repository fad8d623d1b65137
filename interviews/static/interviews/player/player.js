// @ts-check
// A native <video> with our own controls: each has a name, a key and a large enough target.
import { html } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import { announce } from "te/announce.js";
import { TeElement } from "te/element.js";
import { bindHotkeys } from "te/hotkeys.js";
import { fill, gettext } from "te/i18n.js";
import { icon } from "te/icon.js";
import { formatClock } from "te/time.js";
import { toast } from "te/toast.js";
import { FilmSource } from "./film_source.js";
import { readMoment, writeMoment } from "./moment_link.js";
import { drawHelp, playerKeys } from "./shortcuts.js";

const rates = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];
const frameSeconds = 1 / 25;

export class Player extends TeElement {
  /** @override */
  static properties = {
    media: {},
    poster: {},
    duration: { type: Number },
    failed: { state: true },
    waiting: { state: true },
  };

  constructor() {
    super();
    this.media = "";
    this.poster = "";
    this.duration = 0;
    this.failed = false;
    this.waiting = false;
    /** @type {FilmSource | undefined} */ this.source = undefined;
  }

  get video() {
    return /** @type {HTMLVideoElement} */ (this.querySelector("video"));
  }

  get now() {
    return this.source?.place?.at ?? this.video.currentTime;
  }

  /** @override */
  firstUpdated() {
    const { video, signal } = this;
    const still = this.querySelector("canvas") ?? undefined;
    this.source = new FilmSource(video, {
      url: this.media,
      ...(still ? { still } : {}),
      gaveUp: () => {
        this.failed = true;
      },
      signal,
    });
    this.source.load(Math.min(readMoment(location.search), this.duration));
    for (const change of ["play", "pause", "volumechange", "ratechange", "timeupdate", "seeking", "loadedmetadata"]) {
      video.addEventListener(change, () => this.onMediaChange(), { signal });
    }
    for (const change of ["waiting", "playing", "seeked", "canplay"])
      video.addEventListener(
        change,
        () => {
          this.waiting = change === "waiting";
        },
        { signal },
      );
    bindHotkeys(playerKeys(this), { signal });
  }

  onMediaChange() {
    if (this.source && !this.source.place) this.failed = false;
    this.dispatchEvent(new CustomEvent("te-time", { detail: this.now, bubbles: true }));
    this.requestUpdate();
  }

  toggle() {
    if (this.video.paused)
      this.video.play().catch(() => undefined); // a failure to load is reported by the source
    else this.video.pause();
  }

  /** @param {number} seconds */
  seek(seconds) {
    const target = Math.max(0, Math.min(seconds, this.duration));
    if (this.source?.place) this.source.place.at = target;
    else this.video.currentTime = target;
  }

  /** @param {number} seconds */
  skip(seconds) {
    this.seek(this.now + seconds);
  }

  /** @param {number} frames */
  step(frames) {
    this.video.pause();
    this.skip(frames * frameSeconds);
  }

  /** @param {number} steps */
  changeRate(steps) {
    const next = rates[rates.indexOf(this.video.playbackRate) + steps];
    if (next === undefined) return;
    this.video.playbackRate = next;
    announce(fill(gettext("Speed %(rate)s"), { rate: next }));
  }

  /** @param {number} step */
  changeVolume(step) {
    this.video.muted = false;
    this.video.volume = Math.max(0, Math.min(1, Math.round((this.video.volume + step) * 10) / 10));
  }

  toggleSound() {
    this.video.muted = !this.video.muted;
  }

  async toggleFullscreen() {
    if (document.fullscreenElement) return document.exitFullscreen();
    const frame = /** @type {HTMLElement} */ (this.querySelector(".player"));
    await frame
      .requestFullscreen?.()
      .catch(() => toast(gettext("This browser does not allow full screen here."), { tone: "danger" }));
  }

  async togglePicture() {
    try {
      await (document.pictureInPictureElement ? document.exitPictureInPicture() : this.video.requestPictureInPicture());
    } catch {
      toast(gettext("This browser does not show videos in a window of their own."), { tone: "danger" });
    }
  }

  help() {
    /** @type {HTMLDialogElement} */ (this.querySelector("dialog")).showModal();
  }

  async copyLink() {
    const link = writeMoment(location.href, this.now);
    const copied = await navigator.clipboard.writeText(link).then(
      () => true,
      () => false,
    );
    if (copied) toast(fill(gettext("Link to %(time)s copied."), { time: formatClock(this.now) }), { tone: "ok" });
    else toast(fill(gettext("Copy this link: %(link)s"), { link }));
  }

  /** @override */
  render() {
    return html`<div class="player on-dark">
      <div class="screen">
        <video playsinline preload="metadata" poster=${ifDefined(this.poster || undefined)} tabindex="-1" aria-label=${gettext("Recording")} @click=${this.toggle}></video>
        <canvas hidden aria-hidden="true"></canvas>
        ${this.waiting ? html`<span class="spinner" role="status" aria-label=${gettext("Loading")}></span>` : ""}
      </div>
      ${this.failed ? this.drawFailure() : ""}
      ${this.drawControls(/** @type {HTMLVideoElement | null} */ (this.querySelector("video")))}
    </div>
    <dialog class="dialog" aria-labelledby="keys">${drawHelp(() => /** @type {HTMLDialogElement} */ (this.querySelector("dialog")).close())}</dialog>`;
  }

  drawFailure() {
    return html`<div class="banner banner-danger" role="alert">${icon("circle-alert")}<p>${gettext("The recording does not load. Check your connection; if you were logged out in another tab, log in there again.")}</p>
      <button class="button button-small" @click=${() => {
        this.failed = false;
        void this.source?.again();
      }}>${gettext("Try again")}</button></div>`;
  }

  /** @param {HTMLVideoElement | null} video */
  drawControls(video) {
    const paused = video?.paused ?? true;
    const silent = video?.muted || video?.volume === 0;
    return html`<div class="controls" role="group" aria-label=${gettext("Player")}>
      ${drawButton(paused ? gettext("Play") : gettext("Pause"), paused ? "play" : "pause", () => this.toggle())}
      ${drawButton(gettext("Back 10 seconds"), "rewind", () => this.skip(-10))}
      ${drawButton(gettext("Forward 10 seconds"), "fast-forward", () => this.skip(10))}
      <p class="clock num"><span>${formatClock(video ? this.now : 0)}</span> <span class="muted">/ ${formatClock(this.duration)}</span></p>
      <span class="grow"></span>
      <label class="rate"><span class="visually-hidden">${gettext("Speed")}</span>
        <select @change=${(/** @type {Event} */ event) => {
          this.video.playbackRate = Number(/** @type {HTMLSelectElement} */ (event.target).value);
        }}>
          ${rates.map((rate) => html`<option value=${rate} .selected=${rate === (video?.playbackRate ?? 1)}>${rate}×</option>`)}
        </select></label>
      ${drawButton(silent ? gettext("Sound on") : gettext("Sound off"), silent ? "volume-x" : "volume-2", () => this.toggleSound())}
      <input class="volume" type="range" min="0" max="1" step="0.05" aria-label=${gettext("Volume")} .value=${String(silent ? 0 : (video?.volume ?? 1))}
        @input=${(/** @type {Event} */ event) => {
          this.video.muted = false;
          this.video.volume = Number(/** @type {HTMLInputElement} */ (event.target).value);
        }}>
      ${drawButton(gettext("Copy link at this time"), "link", () => this.copyLink())}
      ${document.pictureInPictureEnabled ? drawButton(gettext("Picture in picture"), "picture-in-picture-2", () => this.togglePicture()) : ""}
      ${drawButton(gettext("Keyboard shortcuts"), "keyboard", () => this.help())}
      ${drawButton(gettext("Full screen"), "maximize", () => this.toggleFullscreen())}
    </div>`;
  }
}

/** @param {string} name @param {string} picture @param {() => void} act */
const drawButton = (name, picture, act) =>
  html`<button class="button button-quiet button-icon" aria-label=${name} title=${name} @click=${act}>${icon(picture)}</button>`;

customElements.define("te-player", Player);
