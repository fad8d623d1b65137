// @ts-check
// <te-chat channel="room" | "staff">: the messages, and a field to write one.
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { fill, gettext } from "te/i18n.js";
import { formatTime } from "te/time.js";
import { messageBox } from "./message_box.js";
import { RoomElement } from "./room_element.js";

/** @import { Line } from "./transcript.js" */
/** @typedef {"room" | "staff"} Channel */

class Chat extends RoomElement {
  /** @override */
  static properties = { channel: {} };

  constructor() {
    super();
    /** @type {Channel} */
    this.channel = "room";
    this.count = 0;
  }

  /** @override */
  render() {
    const lines = this.room.transcript[this.channel];
    return html`
      <div class="lines" role="log" aria-label=${gettext("Messages")} tabindex="0">${
        lines.length
          ? repeat(
              lines,
              ({ id }) => id,
              (line) => this.#draw(line),
            )
          : html`<p class="lines-empty">${this.channel === "room" ? gettext("Nothing has been written yet.") : gettext("Only staff can read what is written here.")}</p>`
      }</div>
      ${messageBox({
        label: this.channel === "room" ? gettext("Message to everybody") : gettext("Message to staff"),
        button: gettext("Send message"),
        send: (text) => this.ask("chat.send", { text, channel: this.channel }),
      })}`;
  }

  /** @override */
  updated() {
    const list = this.querySelector(".lines");
    const count = list?.childElementCount ?? 0;
    if (list && count !== this.count) list.scrollTop = list.scrollHeight;
    this.count = count;
  }

  /** @param {Line} line */
  #draw(line) {
    const { at, by, name, text } = line;
    const isMine = by === this.room.you?.participant;
    return html`<div class="line ${isMine ? "line-mine" : ""}">
      <p class="line-head"><b>${isMine ? gettext("You") : name}</b> <time datetime=${at}>${formatTime(at)}</time>
        ${line.channel === "lobby" ? html`<span class="badge">${this.#describeLobby(line)}</span>` : nothing}</p>
      <p class="line-text">${text}</p></div>`;
  }

  /** @param {Line} line */
  #describeLobby({ by, to }) {
    const name = this.room.state.all.participants[to ?? ""]?.name;
    return name && to !== by && to !== this.room.you?.participant
      ? fill(gettext("Waiting room, to %(name)s"), { name })
      : gettext("Waiting room");
  }
}

customElements.define("te-chat", Chat);
