// @ts-check
// <te-notes>: short notes with timestamps, shown to the panel at once and never to the candidate.
import { html } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { gettext } from "te/i18n.js";
import { formatTime } from "te/time.js";
import { messageBox } from "./message_box.js";
import { RoomElement } from "./room_element.js";

class Notes extends RoomElement {
  /** @override */
  render() {
    const { notes } = this.room.transcript;
    return html`
      ${messageBox({ label: gettext("Write a note"), button: gettext("Save note"), send: (text) => this.ask("note.add", { text }) })}
      <p class="hint">${gettext("Enter saves. Each note marks its moment in the recording.")}</p>
      <ol class="lines" aria-label=${gettext("Notes so far")} tabindex="0">${
        notes.length
          ? repeat(
              [...notes].reverse(),
              ({ id }) => id,
              ({ at, name, text }) => html`<li class="line">
            <p class="line-head"><time datetime=${at}>${formatTime(at)}</time> ${name}</p><p class="line-text">${text}</p></li>`,
            )
          : html`<li class="lines-empty">${gettext("No notes yet.")}</li>`
      }</ol>`;
  }
}

customElements.define("te-notes", Notes);
