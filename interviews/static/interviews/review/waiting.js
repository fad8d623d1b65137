// @ts-check
// Polls a recording that is not ready yet, and reloads the page when its state changes.
import { ApiError, api } from "te/api.js";
import { TeElement } from "te/element.js";
import { readPage } from "te/page.js";

const pause = 3000;

export class RecordingWait extends TeElement {
  constructor() {
    super();
    /** @type {{session: string, recording: string, state: string}} */ this.page = readPage();
  }

  /** Keeps the server's markup: only the state is polled. @override */
  createRenderRoot() {
    return this;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    const timer = setInterval(() => void this.poll(), pause);
    this.signal.addEventListener("abort", () => clearInterval(timer));
  }

  async poll() {
    if (document.hidden) return;
    try {
      const recordings = await api.get(`video-sessions/${this.page.session}/recordings/`, { signal: this.signal });
      const now = recordings.find((/** @type {{id: string}} */ { id }) => id === this.page.recording)?.state;
      if (now !== this.page.state) location.reload();
    } catch (error) {
      if (!(error instanceof ApiError) && !this.signal.aborted) throw error; // after a lost connection the next poll tries again
    }
  }
}

customElements.define("te-recording-wait", RecordingWait);
