// @ts-check
// <te-replay>: records three seconds of camera and microphone and plays them; they never leave this browser.
/** @import { Media } from "./media.js" */
import { html, nothing } from "lit";
import { TeElement } from "te/element.js";
import { gettext } from "te/i18n.js";
import { icon } from "te/icon.js";

const seconds = 3;

class Replay extends TeElement {
  constructor() {
    super();
    this.media = /** @type {Media} */ (/** @type {unknown} */ (undefined));
    this.isRecording = false;
    this.url = "";
  }

  /** @override */
  disconnectedCallback() {
    if (this.url) URL.revokeObjectURL(this.url);
    super.disconnectedCallback();
  }

  /** @override */
  render() {
    return html`<button class="button button-small" ?disabled=${this.isRecording} aria-busy=${this.isRecording} @click=${this.#record}>
        ${this.isRecording ? nothing : icon("rewind")}${this.isRecording ? gettext("Recording 3 seconds…") : gettext("Record and replay")}</button>
      ${this.url ? html`<video class="replayed" controls autoplay playsinline src=${this.url} aria-label=${gettext("You, three seconds ago")}></video>` : nothing}`;
  }

  async #record() {
    const { camera, microphone } = this.media.tracks;
    const tracks = [camera, microphone].filter((track) => track !== null);
    if (!tracks.length) return;
    this.isRecording = true;
    this.requestUpdate();
    const parts = await record(new MediaStream(tracks));
    if (this.url) URL.revokeObjectURL(this.url);
    this.url = URL.createObjectURL(new Blob(parts, { type: parts[0]?.type ?? "video/webm" }));
    this.isRecording = false;
    this.requestUpdate();
  }
}

/** @param {MediaStream} stream @returns {Promise<Blob[]>} */
function record(stream) {
  /** @type {Blob[]} */
  const parts = [];
  const recorder = new MediaRecorder(stream);
  recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
  recorder.start();
  setTimeout(() => recorder.stop(), seconds * 1000);
  return new Promise((resolve) => recorder.addEventListener("stop", () => resolve(parts)));
}

customElements.define("te-replay", Replay);
