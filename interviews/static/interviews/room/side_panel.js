// @ts-check
// <te-side-panel>: the chat, or the staff panel, beside the stage (over it on a phone).
import { html, nothing } from "lit";
import { gettext } from "te/i18n.js";
import { icon } from "te/icon.js";
import { moveTab } from "te/tabs.js";
import { RoomElement } from "./room_element.js";
import "./chat.js";
import "./notes.js";
import "./questions.js";
import "./scorecard.js";
import "./waiting_list.js";

/** @typedef {{id: string, name: string, isFor?: boolean, count?: number}} Tab */

class SidePanel extends RoomElement {
  /** @override */
  render() {
    const { panel } = this.room;
    this.toggleAttribute("data-open", panel !== "");
    if (panel === "") return nothing;
    return html`<section class="panel" aria-label=${panel === "chat" ? gettext("Chat panel") : gettext("Staff")}>
      <header class="panel-head">
        <h2>${panel === "chat" ? gettext("Chat") : gettext("For staff only")}</h2>
        <button class="button button-quiet button-icon button-small" aria-label=${gettext("Close panel")} @click=${() => this.room.show(panel)}>${icon("x")}</button>
      </header>
      ${
        panel === "chat"
          ? html`<p class="panel-hint">${gettext("Everybody in the room can read this, also those who come later. What is marked “Waiting room” is read by that person and staff only.")}</p><te-chat class="panel-body" channel="room" .room=${this.room}></te-chat>`
          : this.#drawStaff()
      }
    </section>`;
  }

  #drawStaff() {
    const tabs = this.#tabs();
    const chosen = tabs.find(({ id }) => id === this.room.tab) ?? tabs[0];
    return html`<div class="tabs" role="tablist" aria-label=${gettext("Staff")} @keydown=${moveTab}>${tabs.map((tab) => this.#drawTab(tab, tab === chosen))}</div>
      <div class="panel-body" role="tabpanel" id="staff-panel" aria-labelledby="tab-${chosen?.id}" tabindex="-1">${this.#drawBody(chosen?.id)}</div>`;
  }

  /** @returns {Tab[]} */
  #tabs() {
    const waiting = Object.keys(this.room.state.staff.waiting).length;
    const all = [
      { id: "scorecard", name: gettext("Scorecard"), isFor: this.room.isPanel },
      { id: "notes", name: gettext("Notes") },
      { id: "questions", name: gettext("Questions") },
      { id: "staff-chat", name: gettext("Staff chat") },
      { id: "waiting", name: gettext("Waiting"), count: waiting },
    ];
    return all.filter(({ isFor }) => isFor !== false);
  }

  /** @param {Tab} tab @param {boolean} isChosen */
  #drawTab({ id, name, count }, isChosen) {
    return html`<button role="tab" id="tab-${id}" aria-controls="staff-panel" aria-selected=${isChosen} tabindex=${isChosen ? 0 : -1} @click=${() => this.#choose(id)}>
      ${name}${count ? html` <span class="badge badge-warn">${count}</span>` : nothing}</button>`;
  }

  /** @param {string | undefined} id */
  #drawBody(id) {
    const { room } = this;
    switch (id) {
      case "scorecard":
        return html`<te-scorecard .room=${room}></te-scorecard>`;
      case "notes":
        return html`<te-notes .room=${room}></te-notes>`;
      case "questions":
        return html`<te-questions .room=${room}></te-questions>`;
      case "staff-chat":
        return html`<te-chat channel="staff" .room=${room}></te-chat>`;
      default:
        return html`<te-waiting-list .room=${room}></te-waiting-list>`;
    }
  }

  /** @param {string} id */
  #choose(id) {
    this.room.tab = id;
    this.room.changed();
  }
}

customElements.define("te-side-panel", SidePanel);
