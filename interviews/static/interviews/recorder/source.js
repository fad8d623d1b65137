// @ts-check
// One person in the recording: their video, or their name while there is none; and their voice.
/** @import { Box } from "./layout.js" */
import { contain } from "./layout.js";

const font = "20px system-ui, sans-serif";
const padding = 8;
const lineHeight = 32;
const colours = { empty: "#20242b", text: "#ffffff", plate: "rgb(0 0 0 / 0.55)" };

export class Source {
  /** @type {MediaStreamAudioSourceNode | null} */
  #voice = null;
  /** @type {string | undefined} */
  #voiceOf;

  /** @param {MediaStream | null} stream @param {AudioContext} audio @param {AudioNode} mix */
  constructor(stream, audio, mix) {
    this.stream = stream;
    this.audio = audio;
    this.mix = mix;
    this.video = document.createElement("video");
    this.video.muted = true;
    this.video.playsInline = true;
    this.video.srcObject = stream;
    this.#play();
  }

  /** Connects the stream's present microphone; devices change during a call. */
  updateVoice() {
    const track = this.stream?.getAudioTracks().find(({ readyState }) => readyState === "live");
    if (track?.id === this.#voiceOf) return;
    this.#voice?.disconnect();
    this.#voice = track ? this.audio.createMediaStreamSource(new MediaStream([track])) : null;
    this.#voice?.connect(this.mix);
    this.#voiceOf = track?.id;
  }

  /** @param {CanvasRenderingContext2D} canvas @param {Box} tile @param {string} name */
  draw(canvas, tile, name) {
    canvas.font = font;
    if (this.#hasPicture) {
      const { x, y, width, height } = contain(this.video.videoWidth, this.video.videoHeight, tile);
      canvas.drawImage(this.video, x, y, width, height);
      this.#label(canvas, tile, name);
    } else {
      canvas.fillStyle = colours.empty;
      canvas.fillRect(tile.x, tile.y, tile.width, tile.height);
      canvas.fillStyle = colours.text;
      canvas.textAlign = "center";
      canvas.fillText(name, tile.x + tile.width / 2, tile.y + tile.height / 2, tile.width);
    }
  }

  close() {
    this.#voice?.disconnect();
    this.video.srcObject = null;
  }

  get #hasPicture() {
    const live = this.stream
      ?.getVideoTracks()
      .some(({ readyState, muted, enabled }) => readyState === "live" && enabled && !muted);
    if (live && this.video.paused) this.#play();
    return live && this.video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && this.video.videoWidth > 0;
  }

  #play() {
    this.video.play().catch(() => undefined); // no frame yet, or the stream was removed: the next tick tries again
  }

  /** @param {CanvasRenderingContext2D} canvas @param {Box} tile @param {string} name */
  #label(canvas, tile, name) {
    const width = Math.min(tile.width, canvas.measureText(name).width + 2 * padding);
    const top = tile.y + tile.height - lineHeight;
    canvas.fillStyle = colours.plate;
    canvas.fillRect(tile.x, top, width, lineHeight);
    canvas.fillStyle = colours.text;
    canvas.textAlign = "left";
    canvas.fillText(name, tile.x + padding, top + lineHeight - padding - 2, tile.width - 2 * padding);
  }
}
