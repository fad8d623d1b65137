// @ts-check
// <te-device-check>: checks camera, microphone, speaker and connection before the room.
/** @import { LobbyFacts, Service } from "./service.js" */
/** @import { Device, Media } from "./media.js" */
import { html, nothing } from "lit";
import { TeElement } from "te/element.js";
import { fill, gettext } from "te/i18n.js";
import { icon } from "te/icon.js";
import { formatDateTime, zoneName } from "te/time.js";
import { meter, speakerTest } from "./sound.js";
import "./connection_check.js";
import "./replay.js";

const measureEvery = 80;

class DeviceCheck extends TeElement {
  constructor() {
    super();
    this.media = /** @type {Media} */ (/** @type {unknown} */ (undefined));
    this.service = /** @type {Service} */ (/** @type {unknown} */ (undefined));
    this.facts = /** @type {LobbyFacts} */ (/** @type {unknown} */ (undefined));
    this.isOpening = true;
    this.isRinging = false;
    /** @type {MediaStreamTrack | null} */
    this.meteredTrack = null;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.media.addEventListener("change", () => this.requestUpdate(), { signal: this.signal });
    const timer = setInterval(() => this.#measure(), measureEvery);
    this.signal.addEventListener("abort", () => {
      clearInterval(timer);
      this.levelMeter?.stop();
    });
    void this.media.open().then(() => {
      this.isOpening = false;
      this.requestUpdate();
    });
  }

  /** @override */
  render() {
    return html`<section class="check">
      <div class="check-stage on-dark">${this.#drawPicture()}${this.#drawToggles()}</div>
      <div class="check-side stack">
        <div>
          <p class="eyebrow">${this.facts.session.company ?? nothing}</p>
          <h1>${this.facts.session.title || gettext("Interview")}</h1>
          ${this.#drawTime()}
        </div>
        <div class="stack-s stack">${Object.values(this.media.troubles).map((sentence) => html`<p class="banner banner-warn" role="alert">${icon("circle-alert")}<span class="grow">${sentence}</span></p>`)}
          ${Object.keys(this.media.troubles).length ? html`<button class="button button-small retry" @click=${() => this.media.open()}>${gettext("Try again")}</button>` : nothing}</div>
        <button class="button button-primary button-large button-block" ?disabled=${this.isOpening} @click=${this.#join}>${gettext("Join interview")}</button>
        <p class="hint">${this.#advice()}</p>
        <div class="check-devices stack">
          ${this.#drawPicker("camera", gettext("Camera"))}
          ${this.#drawPicker("microphone", gettext("Microphone"))}
          <div class="level-row"><span class="hint" id="level-label">${gettext("Microphone level")}</span><meter class="level" min="0" max="1" low="0.05" aria-labelledby="level-label"></meter></div>
          ${this.#drawPicker("speaker", gettext("Speaker"))}
          <div class="cluster"><button class="button button-small" ?disabled=${this.isRinging} @click=${this.#ring}>${icon("volume-2")}${gettext("Test speaker")}</button>
            <te-replay .media=${this.media}></te-replay></div>
        </div>
        <te-connection-check .service=${this.service} .facts=${this.facts}></te-connection-check>
      </div>
      <audio hidden></audio>
    </section>`;
  }

  /** @override */
  updated() {
    const video = this.querySelector("video");
    const track = this.media.tracks.camera;
    if (video && /** @type {MediaStream | null} */ (video.srcObject)?.getTracks()[0] !== track)
      video.srcObject = track && new MediaStream([track]);
    this.#meterMicrophone();
  }

  #drawPicture() {
    if (this.media.isCameraOn)
      return html`<video class="mirror" autoplay playsinline muted aria-label=${gettext("Your own picture")}></video>`;
    return html`<p class="check-dark">${icon("video-off")}${this.isOpening ? gettext("Asking for your camera and microphone…") : gettext("Your camera is off")}</p>`;
  }

  #drawToggles() {
    const { isCameraOn, isMuted } = this.media;
    return html`<div class="check-toggles">
      <button class="button button-icon button-off" aria-pressed=${isMuted} aria-label=${isMuted ? gettext("Unmute microphone") : gettext("Mute microphone")} @click=${this.#toggleMicrophone}>${icon(isMuted ? "mic-off" : "mic")}</button>
      <button class="button button-icon button-off" aria-pressed=${!isCameraOn} aria-label=${isCameraOn ? gettext("Turn camera off") : gettext("Turn camera on")} @click=${this.#toggleCamera}>${icon(isCameraOn ? "video" : "video-off")}</button>
    </div>`;
  }

  #drawTime() {
    const { starts_at: starts } = this.facts.session;
    return starts ? html`<p class="muted">${formatDateTime(starts)} ${zoneName(starts)}</p>` : nothing;
  }

  /** @param {Device} device @param {string} label */
  #drawPicker(device, label) {
    const listed = this.media.listed(device);
    const current = this.#current(device);
    return html`<div class="field"><label for="pick-${device}">${label}</label>
      <select id="pick-${device}" ?disabled=${!listed.length} @change=${(/** @type {Event} */ event) => this.media.pick(device, /** @type {HTMLSelectElement} */ (event.target).value)}>
        ${listed.length ? listed.map(({ deviceId, label: name }) => html`<option value=${deviceId} ?selected=${deviceId === current}>${name || label}</option>`) : html`<option>${gettext("None found")}</option>`}
      </select></div>`;
  }

  /** @param {Device} device */
  #current(device) {
    const track = device === "speaker" ? null : this.media.tracks[device];
    return track?.getSettings().deviceId ?? this.media.choices[device];
  }

  #advice() {
    const { microphone, camera } = this.media.tracks;
    if (microphone && camera) return gettext("You look and sound as the others will see and hear you.");
    return microphone
      ? gettext("You can join without a camera and turn it on later.")
      : fill(gettext("You can join without a microphone; the others will not hear you. %(more)s"), {
          more: camera ? "" : gettext("Chat works all the same."),
        });
  }

  async #toggleMicrophone() {
    if (this.media.tracks.microphone) this.media.setMuted(!this.media.isMuted);
    else await this.media.openMicrophone();
    this.media.choose({ isMuted: this.media.isMuted });
  }

  async #toggleCamera() {
    if (this.media.isCameraOn) this.media.closeCamera();
    else await this.media.openCamera();
    this.media.choose({ isCameraOn: this.media.isCameraOn });
  }

  async #ring() {
    const { stream, seconds } = speakerTest();
    const audio = /** @type {HTMLAudioElement} */ (this.querySelector("audio"));
    audio.srcObject = stream;
    const { speaker } = this.media.choices;
    if (speaker && "setSinkId" in audio) await audio.setSinkId(speaker).catch(() => undefined);
    await audio.play();
    this.isRinging = true;
    this.requestUpdate();
    setTimeout(() => {
      this.isRinging = false;
      this.requestUpdate();
    }, seconds * 1000);
  }

  /** Meters the microphone that is open now. */
  #meterMicrophone() {
    const track = this.media.tracks.microphone;
    if (this.meteredTrack === track) return;
    this.levelMeter?.stop();
    this.levelMeter = track ? meter(track) : undefined;
    this.meteredTrack = track;
  }

  #measure() {
    const level = this.querySelector("meter");
    if (level) level.value = this.levelMeter?.read() ?? 0;
  }

  #join() {
    this.dispatchEvent(new Event("join"));
  }
}

customElements.define("te-device-check", DeviceCheck);
