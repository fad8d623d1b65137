// @ts-check
// <te-top-bar>: title, end, state of the recording, consent and the lock of the room.
import { html, nothing } from "lit";
import { confirmDialog } from "te/dialog.js";
import { fill, gettext } from "te/i18n.js";
import { icon } from "te/icon.js";
import { formatTime } from "te/time.js";
import { RoomElement } from "./room_element.js";
import { Steady } from "./steady.js";

class TopBar extends RoomElement {
  #steady = new Steady(this);

  /** @override */
  render() {
    const { session } = this.room.facts;
    const ends = this.room.state.all.ends_at ?? session.ends_at;
    return html`
      <p class="top-title truncate"><strong>${session.title || gettext("Interview")}</strong>
        ${ends ? html`<span class="muted">${fill(gettext("until %(time)s"), { time: formatTime(ends) })}</span>` : nothing}</p>
      <div role="status" class="top-recording">${this.#drawRecording()}</div>
      ${this.room.isStaff ? nothing : this.#drawConsent()}
      ${this.room.isHost ? this.#drawLock() : nothing}
      ${this.room.isLost ? this.#drawLost() : nothing}`;
  }

  #drawRecording() {
    switch (this.room.state.all.recording?.state) {
      case "requested":
        return html`<span class="badge badge-warn">${gettext("Recording starts…")}</span>`;
      case "recording":
        return html`<span class="badge badge-live">${gettext("Recording")}</span>`;
      case "interrupted":
        return html`<span class="badge badge-warn badge-dot">${gettext("Recording interrupted")}</span>`;
      default:
        return nothing;
    }
  }

  #drawLock() {
    const { locked } = this.room.state.all;
    const isSteady = this.#steady.is("lock", locked);
    const label = locked ? gettext("Unlock room") : gettext("Lock room");
    return html`<button class="button button-small button-quiet" aria-pressed=${locked} aria-label=${label} title=${label} aria-disabled=${!isSteady}
      @click=${isSteady ? () => this.ask("session.lock", { locked: !locked }) : nothing}>
      ${icon(locked ? "lock" : "lock-open")}<span class="wide">${label}</span></button>`;
  }

  #drawConsent() {
    const me = this.room.you?.participant ?? "";
    const { consents, consent_texts: texts } = this.room.state.all;
    const isOutdated = Boolean(consents[me]) && texts[me] !== this.room.facts.consent.version;
    const granted = Boolean(consents[me]) && !isOutdated;
    const label = granted
      ? gettext("Recording: you agreed")
      : isOutdated
        ? gettext("Recording: please answer again")
        : gettext("Recording: not agreed");
    return html`<button class="button button-small button-quiet" aria-label=${label} title=${label} @click=${() => this.#decide(granted)}>
      ${icon("shield-check")}<span class="wide">${label}</span></button>`;
  }

  #drawLost() {
    return html`<div class="banner banner-warn room-lost" role="status"><span class="spinner"></span>
      <p><strong>${gettext("Connection lost. Reconnecting…")}</strong> ${gettext("You need not do anything; nothing you did is lost.")}</p></div>`;
  }

  /** @param {boolean} granted */
  async #decide(granted) {
    const yes = await confirmDialog({
      title: granted ? gettext("You agreed to be recorded") : gettext("May this interview be recorded?"),
      text: this.room.facts.consent.text,
      confirm: granted ? gettext("Withdraw consent") : gettext("Agree to recording"),
      cancel: gettext("Close"),
      danger: granted,
    });
    if (yes) await this.ask("consent.set", { granted: !granted, version: this.room.facts.consent.version });
  }
}

customElements.define("te-top-bar", TopBar);
