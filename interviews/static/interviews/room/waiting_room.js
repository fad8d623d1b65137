// @ts-check
// <te-waiting-room>: the page of a waiting person: start, place in the queue, and messages with the interviewers.
import { html, nothing } from "lit";
import { ref } from "lit/directives/ref.js";
import { fill, gettext } from "te/i18n.js";
import { icon } from "te/icon.js";
import { formatDateTime, zoneName } from "te/time.js";
import { messageBox } from "./message_box.js";
import { RoomElement } from "./room_element.js";

class WaitingRoom extends RoomElement {
  /** @override */
  render() {
    const { lobby, facts, isLost } = this.room;
    const { title, company, starts_at: starts } = facts.session;
    return html`<section class="waiting">
      <div class="waiting-words stack">
        <p class="eyebrow">${company ?? nothing}</p>
        <h1>${gettext("You are in the waiting room")}</h1>
        <p class="lead" role="status">${isLost ? gettext("Connection lost. Reconnecting…") : this.#situation()}</p>
        <ul class="facts-list">
          <li>${icon("briefcase")}${title || gettext("Interview")}</li>
          ${starts ? html`<li>${icon("clock")}${fill(gettext("Planned for %(time)s"), { time: `${formatDateTime(starts)} ${zoneName(starts)}` })}</li>` : nothing}
          <li>${icon("users")}${lobby?.host_present ? gettext("The interviewers have joined") : gettext("The interviewers have not joined yet")}</li>
          ${lobby && lobby.place > 1 ? html`<li>${icon("list-checks")}${fill(gettext("Your place: %(place)s"), { place: lobby.place })}</li>` : nothing}
        </ul>
        <div class="cluster"><button class="button" @click=${() => this.room.leave()}>${gettext("Leave interview")}</button></div>
      </div>
      <aside class="waiting-side stack">
        <video class="mirror" autoplay playsinline muted aria-label=${gettext("Your own picture")} ?hidden=${!this.room.media.isCameraOn} ${ref((video) => this.#show(video))}></video>
        <section class="card card-tight stack-s stack" aria-labelledby="lobby-chat"><h2 id="lobby-chat" class="small">${gettext("Write to the interviewers")}</h2>
          <div role="log" aria-labelledby="lobby-chat">${(lobby?.messages ?? []).map(({ name, text }) => html`<p class="small"><b>${name}:</b> ${text}</p>`)}</div>
          ${messageBox({ label: gettext("Message to the interviewers"), button: gettext("Send message"), send: (text) => this.ask("chat.send", { text, channel: "lobby" }) })}
        </section>
      </aside></section>`;
  }

  #situation() {
    return this.room.lobby?.host_present
      ? gettext("The interviewers know that you are here. They will let you in shortly.")
      : gettext("All is ready. You enter by yourself as soon as an interviewer is here; you may leave this page open.");
  }

  /** @param {Element | undefined} element */
  #show(element) {
    const video = /** @type {HTMLVideoElement | undefined} */ (element);
    const track = this.room.media.tracks.camera;
    if (video && track && /** @type {MediaStream | null} */ (video.srcObject)?.getTracks()[0] !== track)
      video.srcObject = new MediaStream([track]);
  }
}

customElements.define("te-waiting-room", WaitingRoom);
