// @ts-check
// Keeps a film playing when its signed address expires: loads a new address at the same position, with the last frame kept in view.

const pauses = [0, 1, 3, 8];

/** @param {number} seconds */
const wait = (seconds) =>
  new Promise((resolve) => {
    setTimeout(resolve, seconds * 1000);
  });

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
    /** @type {{at: number, rate: number} | undefined} The position to restore once the new address has loaded. */
    this.place = undefined;
    /** Whether the viewer wants it to play; an element that failed or reloads pauses by itself. */
    this.plays = false;
    video.addEventListener(
      "play",
      () => {
        this.plays = true;
      },
      { signal },
    );
    video.addEventListener(
      "pause",
      () => {
        this.plays &&= Boolean(this.place ?? video.error);
      },
      { signal },
    );
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
    // Chromium caches the redirect of an address: only a different address is requested again.
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

  /** Starts over with all tries, because the viewer asked. */
  again() {
    this.tries = 0;
    return this.renew();
  }

  restore() {
    const { video, place } = this;
    if (!place) return;
    video.playbackRate = place.rate;
    if (place.at) video.currentTime = place.at;
    if (this.plays) video.play().catch(() => undefined); // refused only when the viewer never interacted with the page
    this.place = undefined;
  }

  settle() {
    if (this.place) return;
    this.tries = 0;
    if (this.still) this.still.hidden = true;
  }

  /** Shows the last frame while the new address loads. */
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
