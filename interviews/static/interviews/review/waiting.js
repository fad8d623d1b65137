// @ts-check
// Waits for a recording that is still being made, and shows it the moment it can be watched.
import { ApiError, api } from "te/api.js";
import { TeElement } from "te/element.js";
import { readPage } from "te/page.js";

const pause = 3000;

export class RecordingWait extends TeElement {
  constructor() {
    super();
    /** @type {{session: string, recording: string, state: string}} */ this.page = readPage();
  }

  /** What the server wrote stays: only the state is watched. @override */
  createRenderRoot() {
    return this;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    const timer = setInterval(() => void this.look(), pause);
    this.signal.addEventListener("abort", () => clearInterval(timer));
  }

  async look() {
    if (document.hidden) return;
    try {
      const recordings = await api.get(`video-sessions/${this.page.session}/recordings/`, { signal: this.signal });
      const now = recordings.find((/** @type {{id: string}} */ { id }) => id === this.page.recording)?.state;
      if (now !== this.page.state) location.reload();
    } catch (error) {
      if (!(error instanceof ApiError) && !this.signal.aborted) throw error; // a lost connection is asked again
    }
  }
}

customElements.define("te-recording-wait", RecordingWait);
