// @ts-check
// <te-controls>: the row of buttons for the room. Toggles are labelled with their action, and aria-pressed is their state.
import { html, nothing } from "lit";
import { confirmDialog } from "te/dialog.js";
import { bindHotkeys } from "te/hotkeys.js";
import { gettext } from "te/i18n.js";
import { icon } from "te/icon.js";
import { RoomElement } from "./room_element.js";
import "./recording_button.js";

/** @typedef {{name: string, icon: string, pressed: boolean, run: () => unknown, isOff?: boolean}} Toggle */

class Controls extends RoomElement {
  /** @override */
  connectedCallback() {
    super.connectedCallback();
    const { devices } = this.room;
    const unlessObserving = (/** @type {() => unknown} */ run) => () => {
      if (this.room.maySpeak) run();
    };
    bindHotkeys(
      {
        "mod+d": unlessObserving(() => devices.toggleMicrophone()),
        "mod+e": unlessObserving(() => devices.toggleCamera()),
      },
      { signal: this.signal },
    );
  }

  /** @override */
  render() {
    const { room } = this;
    return html`<div class="controls" role="group" aria-label=${gettext("Interview controls")}>
      ${room.maySpeak ? this.#drawDevices() : nothing}
      ${this.#draw(this.#hand())}
      ${room.isPanel ? html`<te-recording-button .room=${room}></te-recording-button>` : nothing}
      <span class="controls-gap"></span>
      <button class="button button-icon" aria-label=${gettext("Chat")} aria-expanded=${room.panel === "chat"} title=${gettext("Chat")} @click=${() => room.show("chat")}>
        ${icon("message-square")}${room.unread ? html`<span class="unread"><span class="visually-hidden">${gettext("New messages:")} </span>${room.unread}</span>` : nothing}</button>
      ${
        room.isStaff
          ? html`<button class="button button-icon" aria-label=${gettext("Staff panel")} aria-expanded=${room.panel === "staff"} title=${gettext("Staff panel")}
        @click=${() => room.show("staff")}>${icon("clipboard-check")}</button>`
          : nothing
      }
      <span class="controls-gap"></span>
      <button class="button button-danger leave" @click=${() => room.leave()} aria-label=${gettext("Leave interview")} title=${gettext("Leave interview")}>${icon("phone-off")}<span class="wide">${gettext("Leave")}</span></button>
      ${room.isHost ? html`<button class="button end" @click=${this.#end} aria-label=${gettext("End interview for everyone")} title=${gettext("End interview for everyone")}>${icon("circle-x")}<span class="wide">${gettext("End")}</span></button>` : nothing}
    </div>`;
  }

  #drawDevices() {
    const { devices } = this.room;
    const { isMuted, isCameraOn, isSharing } = devices;
    return [
      this.#draw({
        name: isMuted ? gettext("Unmute microphone") : gettext("Mute microphone"),
        icon: isMuted ? "mic-off" : "mic",
        pressed: isMuted,
        isOff: true,
        run: () => devices.toggleMicrophone(),
      }),
      this.#draw({
        name: isCameraOn ? gettext("Turn camera off") : gettext("Turn camera on"),
        icon: isCameraOn ? "video" : "video-off",
        pressed: !isCameraOn,
        isOff: true,
        run: () => devices.toggleCamera(),
      }),
      "getDisplayMedia" in (navigator.mediaDevices ?? {})
        ? this.#draw({
            name: isSharing ? gettext("Stop sharing") : gettext("Share screen"),
            icon: isSharing ? "monitor-x" : "monitor-up",
            pressed: isSharing,
            run: () => devices.toggleScreen(),
          })
        : nothing,
    ];
  }

  /** @returns {Toggle} */
  #hand() {
    const raised = this.room.me?.hand_raised ?? false;
    return {
      name: raised ? gettext("Lower hand") : gettext("Raise hand"),
      icon: "hand",
      pressed: raised,
      run: () => this.room.devices.toggleHand(),
    };
  }

  /** @param {Toggle} toggle */
  #draw({ name, icon: picture, pressed, run, isOff = false }) {
    return html`<button class="button button-icon ${isOff ? "button-off" : ""}" aria-label=${name} title=${name} aria-pressed=${pressed} @click=${run}>${icon(picture)}</button>`;
  }

  async #end() {
    const yes = await confirmDialog({
      title: gettext("End the interview for everyone?"),
      text: gettext("Everybody leaves, and the interview cannot be begun again. Scorecards stay open."),
      confirm: gettext("End interview"),
      danger: true,
    });
    if (yes) await this.ask("session.end");
  }
}

customElements.define("te-controls", Controls);
