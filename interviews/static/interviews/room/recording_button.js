// @ts-check
// <te-recording-button>: starts or stops the recording. Two buttons, not one that toggles: a press that began on one
// never ends on the other.
import { html, nothing } from "lit";
import { gettext } from "te/i18n.js";
import { icon } from "te/icon.js";
import { RoomElement } from "./room_element.js";
import { Steady } from "./steady.js";

const open = ["requested", "recording", "interrupted"];

class RecordingButton extends RoomElement {
  #steady = new Steady(this);
  #hadFocus = false;

  /** @override */
  willUpdate() {
    this.#hadFocus = this.contains(document.activeElement);
  }

  /** @override */
  render() {
    const isOn = open.includes(this.room.state.all.recording?.state ?? "");
    const isSteady = this.#steady.is("recording", isOn);
    const [start, stop] = [gettext("Start recording"), gettext("Stop recording")];
    return isOn
      ? html`<button class="button button-icon button-on" aria-label=${stop} title=${stop} aria-disabled=${!isSteady} @keydown=${ignoreRepeats}
        @click=${isSteady ? () => this.ask("recording.stop") : nothing}>${icon("square")}</button>`
      : html`<button class="button button-icon" aria-label=${start} title=${start} aria-disabled=${!isSteady} @keydown=${ignoreRepeats}
        @click=${isSteady ? () => this.ask("recording.start") : nothing}>${icon("circle-dot")}</button>`;
  }

  /** @override */
  updated() {
    if (this.#hadFocus && !this.contains(document.activeElement)) this.querySelector("button")?.focus();
  }
}

/** Ignores the repeats of a key that is held down. @param {KeyboardEvent} event */
const ignoreRepeats = (event) => {
  if (event.repeat) event.preventDefault();
};

customElements.define("te-recording-button", RecordingButton);
