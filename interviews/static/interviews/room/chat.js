// @ts-check
// <te-chat channel="room" | "staff">: what was said, and a field to say more.
import { html } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { gettext } from "te/i18n.js";
import { formatTime } from "te/time.js";
import { messageBox } from "./message_box.js";
import { RoomElement } from "./room_element.js";

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
      <div class="lines" role="log" aria-label=${gettext("Messages")} tabindex="0">${lines.length
        ? repeat(lines, ({ id }) => id, (line) => this.#draw(line))
        : html`<p class="lines-empty">${this.channel === "room" ? gettext("Nothing has been written yet.") : gettext("Only staff can read what is written here.")}</p>`}</div>
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

  /** @param {{at: string, by: string | null, name: string, text: string}} line */
  #draw({ at, by, name, text }) {
    const isMine = by === this.room.you?.participant;
    return html`<div class="line ${isMine ? "line-mine" : ""}"><p class="line-head"><b>${isMine ? gettext("You") : name}</b> <time datetime=${at}>${formatTime(at)}</time></p><p class="line-text">${text}</p></div>`;
  }
}

customElements.define("te-chat", Chat);
