// @ts-check
// Opens, switches and closes microphone, camera and screen. Dispatches "change" whenever a track changed, and
// "lost" when a microphone or camera ended without being turned off.
/** @import { Choices } from "./choices.js" */
import { keepChoices, readChoices } from "./choices.js";
import { describeLoss, describeMediaError } from "./media_errors.js";

/** @typedef {"microphone" | "camera" | "screen"} Lane */
/** @typedef {"microphone" | "camera" | "speaker"} Device */

const deviceKinds = /** @type {const} */ ({ microphone: "audioinput", camera: "videoinput", speaker: "audiooutput" });
const picture = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } };
const sound = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

export class Media extends EventTarget {
  /** @type {Record<Lane, MediaStreamTrack | null>} */
  tracks = { microphone: null, camera: null, screen: null };
  /** @type {Partial<Record<"microphone" | "camera", string>>} a sentence for each device that could not be opened */
  troubles = {};
  /** @type {MediaDeviceInfo[]} */
  devices = [];
  #opening = /** @type {Partial<Record<Lane, symbol>>} */ ({});

  constructor() {
    super();
    /** @type {Choices} */
    this.choices = readChoices();
    navigator.mediaDevices?.addEventListener("devicechange", () => void this.#list());
  }

  /** @param {Device} device */
  listed(device) {
    return this.devices.filter(({ kind, deviceId }) => kind === deviceKinds[device] && deviceId !== "");
  }

  get isMuted() {
    return !this.tracks.microphone?.enabled;
  }

  get isCameraOn() {
    return this.tracks.camera !== null;
  }

  /** Opens the devices chosen the last time. Never throws; see `troubles`. */
  async open() {
    await this.openMicrophone();
    if (this.choices.isCameraOn) await this.openCamera();
    await this.#list();
  }

  openMicrophone() {
    return this.#open("microphone", () =>
      navigator.mediaDevices.getUserMedia({ audio: { ...sound, ...wanted(this.choices.microphone) } }),
    );
  }

  openCamera() {
    return this.#open("camera", () =>
      navigator.mediaDevices.getUserMedia({ video: { ...picture, ...wanted(this.choices.camera) } }),
    );
  }

  /** Stops the track, which turns the camera's light off. */
  closeCamera() {
    this.#put("camera", null);
  }

  /** @param {boolean} muted */
  setMuted(muted) {
    if (this.tracks.microphone) this.tracks.microphone.enabled = !muted;
    this.#changed();
  }

  /** Remembers choices for the next visit. @param {Partial<Choices>} choices */
  choose(choices) {
    this.choices = { ...this.choices, ...choices };
    keepChoices(this.choices);
  }

  /** @param {Device} device @param {string} id */
  async pick(device, id) {
    this.choose({ [device]: id });
    if (device === "microphone") await this.openMicrophone();
    if (device === "camera" && this.isCameraOn) await this.openCamera();
    this.#changed();
  }

  /** Lets the person choose a screen. Raises the browser's errors; NotAllowedError when they cancelled. */
  async openScreen() {
    const stream = await navigator.mediaDevices.getDisplayMedia({
      video: { frameRate: { ideal: 15, max: 30 } },
      audio: false,
    });
    const track = /** @type {MediaStreamTrack} */ (stream.getVideoTracks()[0]);
    track.contentHint = "detail";
    this.#put("screen", track);
  }

  closeScreen() {
    this.#put("screen", null);
  }

  close() {
    for (const lane of /** @type {Lane[]} */ (Object.keys(this.tracks))) this.#put(lane, null);
  }

  /** @param {"microphone" | "camera"} lane @param {() => Promise<MediaStream>} ask */
  async #open(lane, ask) {
    const wasMuted = lane === "microphone" && (this.tracks.microphone ? this.isMuted : this.choices.isMuted);
    const wasOpen = this.tracks[lane] !== null;
    if (lane === "camera") this.#put(lane, null); // some cameras cannot be opened twice
    const turn = (this.#opening[lane] = Symbol(lane));
    try {
      const track = (await ask()).getTracks()[0] ?? null;
      if (turn !== this.#opening[lane]) return track?.stop();
      if (track) track.enabled = !wasMuted;
      delete this.troubles[lane];
      this.#put(lane, track);
    } catch (error) {
      this.#miss(lane, describeMediaError(error, lane), { wasOpen });
    }
  }

  /** @param {Lane} lane @param {MediaStreamTrack | null} track */
  #put(lane, track) {
    if (track === null) delete this.#opening[lane];
    this.tracks[lane]?.stop();
    this.tracks[lane] = track;
    track?.addEventListener("ended", () => this.#ended(lane, track));
    this.#changed();
  }

  /** Called when a track ended by itself: a device was unplugged or forbidden, or a screen was stopped in the browser's bar. @param {Lane} lane @param {MediaStreamTrack} track */
  #ended(lane, track) {
    if (this.tracks[lane] !== track) return;
    if (lane === "screen") this.#put(lane, null);
    else this.#miss(lane, describeLoss(lane), { wasOpen: true });
  }

  /** @param {"microphone" | "camera"} lane @param {string} sentence @param {{wasOpen: boolean}} before */
  #miss(lane, sentence, { wasOpen }) {
    this.troubles[lane] = sentence;
    this.#put(lane, null);
    if (wasOpen) this.dispatchEvent(new CustomEvent("lost", { detail: lane }));
  }

  async #list() {
    this.devices = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
    // Not every browser fires "ended" on the track when its device is removed.
    for (const [lane, track] of /** @type {[Lane, MediaStreamTrack | null][]} */ (Object.entries(this.tracks)))
      if (track?.readyState === "ended") this.#ended(lane, track);
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** Ideal, not exact: a missing headset must not keep anybody out. @param {string | undefined} id */
const wanted = (id) => (id ? { deviceId: { ideal: id } } : {});
