// @ts-check
// <te-knocks>: people in the waiting room, over the stage, while the staff panel's list is not shown.
import { html, nothing } from "lit";
import { fill, gettext } from "te/i18n.js";
import { RoomElement } from "./room_element.js";

class Knocks extends RoomElement {
  /** @override */
  render() {
    const waiting = Object.entries(this.room.state.staff.waiting);
    if (!waiting.length || (this.room.panel === "staff" && this.room.tab === "waiting")) return nothing;
    return html`<ul class="knocks">${waiting.map(
      ([id, { name }]) => html`<li class="card card-tight knock">
      <p id="knock-${id}" class="grow">${fill(gettext("%(name)s is waiting"), { name })}</p>
      <button class="button button-small" aria-describedby="knock-${id}" @click=${() => this.ask("participant.deny", { participant: id })}>${gettext("Deny")}</button>
      <button class="button button-small button-primary" aria-describedby="knock-${id}" @click=${() => this.ask("participant.admit", { participant: id })}>${gettext("Admit")}</button>
    </li>`,
    )}</ul>`;
  }
}

customElements.define("te-knocks", Knocks);
