// @ts-check
// Microphone, camera, screen and hand of this participant: changed here at once, then sent to the server (optimistic).
/** @import { CommandType, EventFrame, FieldArguments } from "./wire.js" */
/** @import { Lane } from "./media.js" */
/** @import { Room } from "./room.js" */
import { fill, gettext } from "te/i18n.js";
import { toast } from "te/toast.js";

export class Devices {
  /** @type {Partial<Record<Lane, MediaStreamTrack | null>>} */
  #sent = {};
  /** Closes the toast about a device that ended. @type {Partial<Record<Lane, () => void>>} */
  #closeLostToast = {};

  /** @param {Room} room */
  constructor(room) {
    this.room = room;
    room.media.addEventListener("change", () => this.#send());
    room.media.addEventListener("lost", (event) =>
      this.#lost(/** @type {CustomEvent<"microphone" | "camera">} */ (event).detail),
    );
  }

  get isMuted() {
    return this.room.media.isMuted;
  }
  get isCameraOn() {
    return this.room.media.isCameraOn;
  }
  get isSharing() {
    return this.room.media.tracks.screen !== null;
  }

  async toggleMicrophone() {
    const { media } = this.room;
    if (!media.tracks.microphone) {
      media.choose({ isMuted: false });
      await media.openMicrophone();
      if (media.troubles.microphone) return void toast(media.troubles.microphone, { tone: "danger" });
    } else media.setMuted(!media.isMuted);
    media.choose({ isMuted: media.isMuted });
    await this.#ask("mute.set", () => media.setMuted(true), { muted: media.isMuted });
  }

  async toggleCamera() {
    const { media } = this.room;
    if (media.isCameraOn) media.closeCamera();
    else await media.openCamera();
    if (media.troubles.camera) return void toast(media.troubles.camera, { tone: "danger" });
    media.choose({ isCameraOn: media.isCameraOn });
    await this.#ask("camera.set", () => media.closeCamera(), { camera_on: media.isCameraOn });
  }

  async toggleScreen() {
    const { media } = this.room;
    if (this.isSharing) return media.closeScreen();
    try {
      await media.openScreen();
    } catch (error) {
      if (/** @type {Error} */ (error).name !== "NotAllowedError")
        toast(gettext("The screen could not be shared. Try another window."), { tone: "danger" });
    }
  }

  async toggleHand() {
    await this.#ask("hand.set", null, { raised: !this.room.me?.hand_raised });
  }

  /**
   * Resolves differences between the server's state and ours after a (re)connection. Off wins: it never turns a device on.
   * @param {{isFirst: boolean}} when
   */
  reconcile({ isFirst }) {
    const { room } = this;
    const { me, media } = room;
    if (!me || !room.maySpeak) return;
    const { socket } = room; // a command that is still unanswered is newer than the server's state
    if (!socket.hasUnanswered("mute.set")) {
      if (!isFirst && me.muted) media.setMuted(true);
      if (me.muted !== media.isMuted) void this.#ask("mute.set", null, { muted: media.isMuted });
    }
    if (!socket.hasUnanswered("camera.set")) {
      if (!isFirst && !me.camera_on) media.closeCamera();
      if (me.camera_on !== media.isCameraOn) void this.#ask("camera.set", null, { camera_on: media.isCameraOn });
    }
    if (me.sharing !== this.isSharing) void this.#ask("screen.set", null, { sharing: this.isSharing });
  }

  /** Follows a host who turned our devices off. @param {EventFrame} event */
  onEvent(event) {
    const { room } = this;
    if (event.type !== "mute.changed" && event.type !== "camera.changed") return;
    if (event.participant !== room.you?.participant || event.by === event.participant) return;
    const host = room.state.all.participants[event.by ?? ""]?.name ?? gettext("The host");
    if (event.type === "mute.changed" && event.muted) {
      room.media.setMuted(true);
      toast(fill(gettext("%(name)s muted your microphone."), { name: host }));
    }
    if (event.type === "camera.changed" && !event.camera_on) {
      room.media.closeCamera();
      toast(fill(gettext("%(name)s turned your camera off."), { name: host }));
    }
  }

  /** Reports a lost device as off, so that the others do not wait for its sound or picture. @param {"microphone" | "camera"} lane */
  #lost(lane) {
    const { phase, me, media, you, socket } = this.room;
    if (phase === "over" || you?.role === "observer") return;
    const [run, isOff] =
      lane === "microphone"
        ? [() => this.toggleMicrophone(), () => this.isMuted]
        : [() => this.toggleCamera(), () => !this.isCameraOn];
    this.#closeLostToast[lane] = toast(media.troubles[lane] ?? "", {
      tone: "danger",
      action: {
        label: gettext("Try again"),
        run: () => {
          if (isOff()) void run();
        },
      },
    });
    if (phase !== "inside") return; // reconcile() sends the state on entering
    if (lane === "microphone" && (!me?.muted || socket.hasUnanswered("mute.set")))
      void this.#ask("mute.set", null, { muted: true });
    if (lane === "camera" && (me?.camera_on || socket.hasUnanswered("camera.set")))
      void this.#ask("camera.set", null, { camera_on: false });
  }

  /** Sends every changed track to the other peers. */
  #send() {
    const { media, mesh, phase } = this.room;
    const wasSharing = Boolean(this.#sent.screen);
    for (const lane of /** @type {Lane[]} */ (Object.keys(media.tracks))) {
      if (this.#sent[lane] !== media.tracks[lane]) mesh?.setTrack(lane, media.tracks[lane]);
      this.#sent[lane] = media.tracks[lane];
      if (media.tracks[lane]) this.#closeLostToast[lane]?.();
    }
    if (phase === "inside" && wasSharing !== this.isSharing)
      void this.#ask("screen.set", () => media.closeScreen(), { sharing: this.isSharing });
  }

  /**
   * @template {CommandType} Type
   * @param {Type} type
   * @param {(() => void) | null} undo  what to do here when the command is refused
   * @param {FieldArguments<Type>} fields
   */
  async #ask(type, undo, ...fields) {
    try {
      await this.room.ask(type, ...fields);
    } catch (error) {
      if (this.room.phase === "over") return;
      undo?.();
      toast(/** @type {Error} */ (error).message, { tone: "danger" });
    }
  }
}
