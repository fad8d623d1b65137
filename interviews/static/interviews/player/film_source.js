// @ts-check
// Keeps a film playing although its address expires: a new address at the same place, with the last picture kept in view.

const pauses = [0, 1, 3, 8];

/** @param {number} seconds */
const wait = (seconds) => new Promise((resolve) => { setTimeout(resolve, seconds * 1000); });

export class FilmSource {
  /**
   * @param {HTMLVideoElement} video
   * @param {{url: string, still?: HTMLCanvasElement, gaveUp: () => void, signal: AbortSignal}} parts
   */
  constructor(video, { url, still, gaveUp, signal }) {
    this.video = video;
    this.url = url;
    this.still = still;
    this.gaveUp = gaveUp;
    this.tries = 0;
    this.loads = 0;
    /** @type {{at: number, rate: number} | undefined} Where to go back to once the new address answers. */
    this.place = undefined;
    /** What the reader wants; an element that failed or loads anew pauses by itself. */
    this.plays = false;
    video.addEventListener("play", () => { this.plays = true; }, { signal });
    video.addEventListener("pause", () => { this.plays &&= Boolean(this.place ?? video.error); }, { signal });
    video.addEventListener("error", () => void this.renew(), { signal });
    video.addEventListener("loadedmetadata", () => this.restore(), { signal });
    for (const shows of ["seeked", "playing"]) video.addEventListener(shows, () => this.settle(), { signal });
  }

  /** @param {number} at */
  load(at) {
    this.place = { at, rate: this.video.playbackRate };
    this.ask();
  }

  ask() {
    const url = new URL(this.url, location.href);
    this.loads += 1;
    // Chromium remembers where an address led: only a new one is asked for again.
    if (this.loads > 1) url.searchParams.set("again", String(this.loads));
    this.video.src = url.href;
  }

  async renew() {
    const { video } = this;
    this.place ??= { at: video.currentTime, rate: video.playbackRate };
    const pause = pauses[this.tries];
    if (pause === undefined) return this.gaveUp();
    this.tries += 1;
    this.freeze();
    await wait(pause);
    this.ask();
  }

  /** From the beginning of patience, because a person asked. */
  again() {
    this.tries = 0;
    return this.renew();
  }

  restore() {
    const { video, place } = this;
    if (!place) return;
    video.playbackRate = place.rate;
    if (place.at) video.currentTime = place.at;
    if (this.plays) video.play().catch(() => undefined); // refused only when the reader never touched the page
    this.place = undefined;
  }

  settle() {
    if (this.place) return;
    this.tries = 0;
    if (this.still) this.still.hidden = true;
  }

  /** The last picture stays while the new address is fetched. */
  freeze() {
    const { video, still } = this;
    const brush = still?.getContext("2d");
    if (!still || !brush || !video.videoWidth) return;
    still.width = video.videoWidth;
    still.height = video.videoHeight;
    brush.drawImage(video, 0, 0);
    still.hidden = false;
  }
}
