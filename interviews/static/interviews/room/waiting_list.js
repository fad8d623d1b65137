// @ts-check
// <te-waiting-list>: people in the waiting room with their messages, to admit or deny.
/** @import { Waiting } from "./wire.js" */
import { html, nothing } from "lit";
import { fill, gettext } from "te/i18n.js";
import { messageBox } from "./message_box.js";
import { RoomElement } from "./room_element.js";
import { initials, roleName } from "./tile.js";

class WaitingList extends RoomElement {
  /** @override */
  render() {
    const waiting = Object.entries(this.room.state.staff.waiting);
    if (!waiting.length) return html`<p class="muted">${gettext("Nobody is waiting.")}</p>`;
    return html`<ul class="list">${waiting.map(([id, person]) => this.#draw(id, person))}</ul>`;
  }

  /** @param {string} id @param {Waiting} person */
  #draw(id, { name, role, messages }) {
    return html`<li>
      <span class="avatar" aria-hidden="true">${initials(name)}</span>
      <p class="grow" id="waiting-${id}"><b>${name}</b><br><span class="small muted">${roleName(role)}</span></p>
      ${
        this.room.isPanel
          ? html`
        <button class="button button-small" aria-describedby="waiting-${id}" @click=${() => this.ask("participant.deny", { participant: id })}>${gettext("Deny")}</button>
        <button class="button button-small button-primary" aria-describedby="waiting-${id}" @click=${() => this.ask("participant.admit", { participant: id })}>${gettext("Admit")}</button>`
          : nothing
      }
      <div class="lobby-talk">
        ${messages.map((message) => html`<p class="small"><b>${message.name}:</b> ${message.text}</p>`)}
        ${messageBox({ label: fill(gettext("Message to %(name)s"), { name }), button: gettext("Send message"), send: (text) => this.ask("chat.send", { text, channel: "lobby", to: id }) })}
      </div></li>`;
  }
}

customElements.define("te-waiting-list", WaitingList);
