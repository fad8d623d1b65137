// @ts-check
// Composes everybody into one picture and one sound. The two tracks stay the same while people and devices change,
// because a MediaRecorder ends when its tracks do.
import { tiles } from "./layout.js";
import { Source } from "./source.js";

/** @typedef {{name: string, stream: MediaStream | null}} Shown */

const framesPerSecond = 25;
const side = { width: 1280, height: 480 }; // two people beside each other
const grid = { width: 1280, height: 720 };

export class Composer {
  /** @type {Map<MediaStream | string, Source>} */
  #sources = new Map();
  #audio = new AudioContext();
  #mix = this.#audio.createMediaStreamDestination();
  #ticker = new Worker(new URL("./ticker.js", import.meta.url), { type: "module" });

  /** @param {() => Shown[]} streams  the people to show now; called for every frame */
  constructor(streams) {
    this.streams = streams;
    this.canvas = Object.assign(document.createElement("canvas"), streams().length > 2 ? grid : side);
    this.pen = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d", { alpha: false }));
  }

  /** Must be called after a click, because browsers start no AudioContext without one. @returns {Promise<MediaStream>} */
  async start() {
    await this.#audio.resume();
    this.#draw();
    this.#ticker.addEventListener("message", () => {
      this.#draw();
      this.#ticker.postMessage(null);
    });
    this.#ticker.postMessage(1000 / framesPerSecond);
    return new MediaStream([
      ...this.canvas.captureStream(framesPerSecond).getVideoTracks(),
      ...this.#mix.stream.getAudioTracks(),
    ]);
  }

  stop() {
    this.#ticker.terminate();
    for (const source of this.#sources.values()) source.close();
    this.#sources.clear();
    return this.#audio.close();
  }

  #draw() {
    const shown = this.streams();
    const { width, height } = this.canvas;
    this.#forget(shown);
    this.pen.fillStyle = "#000";
    this.pen.fillRect(0, 0, width, height);
    tiles(shown.length, width, height).forEach((tile, index) => {
      const person = /** @type {Shown} */ (shown[index]);
      const source = this.#source(person);
      source.updateVoice();
      source.draw(this.pen, tile, person.name);
    });
  }

  /** @param {Shown} person */
  #source({ name, stream }) {
    const key = stream ?? name;
    const source = this.#sources.get(key) ?? new Source(stream, this.#audio, this.#mix);
    this.#sources.set(key, source);
    return source;
  }

  /** @param {Shown[]} shown */
  #forget(shown) {
    const present = new Set(shown.map(({ name, stream }) => stream ?? name));
    for (const [key, source] of this.#sources) {
      if (!present.has(key)) {
        source.close();
        this.#sources.delete(key);
      }
    }
  }
}
