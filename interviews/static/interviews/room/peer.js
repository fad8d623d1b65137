// @ts-check
// One other browser: perfect negotiation over three fixed lanes, so that toggling a device never renegotiates.
/** @import { Lane } from "./media.js" */

const lanes = /** @type {const} */ (["microphone", "camera", "screen"]);
const answerWithin = 5000;

/** @typedef {{kind: "description", description: RTCSessionDescriptionInit} | {kind: "candidate", candidate: RTCIceCandidateInit | null} | {kind: "here", isAnswer: boolean}} Said */
/**
 * @typedef {object} PeerParts
 * @property {boolean} isPolite  the impolite side makes the first offer and wins when offers cross
 * @property {RTCIceServer[]} iceServers
 * @property {Record<Lane, MediaStreamTrack | null>} tracks
 * @property {(said: Said) => void} say
 * @property {() => void} changed
 */

export class Peer {
  #isOffering = false;
  #isDeaf = false;
  #turn = Promise.resolve();
  #timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);

  /** @param {PeerParts} parts */
  constructor(parts) {
    this.parts = parts;
    this.face = new MediaStream();
    this.screen = new MediaStream();
    this.pc = new RTCPeerConnection({ iceServers: parts.iceServers });
    this.pc.addEventListener("negotiationneeded", () => void this.#offer());
    this.pc.addEventListener("icecandidate", ({ candidate }) => parts.say({ kind: "candidate", candidate: candidate?.toJSON() ?? null }));
    this.pc.addEventListener("connectionstatechange", () => this.#connectionChanged());
    this.pc.addEventListener("track", ({ track, transceiver }) => this.#receive(track, transceiver));
    if (!parts.isPolite) for (const lane of lanes) this.pc.addTransceiver(lane === "microphone" ? "audio" : "video", { direction: "sendrecv" });
    void this.#sendTracks();
    this.#expectAnswer();
  }

  /** @param {Lane} lane @param {MediaStreamTrack | null} track */
  async setTrack(lane, track) {
    this.parts.tracks[lane] = track;
    const sender = this.pc.getTransceivers()[lanes.indexOf(lane)]?.sender;
    if (sender && sender.track !== track) await sender.replaceTrack(track).catch(() => undefined);
  }

  /** Signals are taken one after the other: a candidate must not overtake its description. @param {Said} said */
  receive(said) {
    this.#turn = this.#turn.then(() => this.#take(said)).catch((error) => console.warn("A signal could not be used.", error));
  }

  /** The other side asks again: it may have missed the offer. */
  repeatOffer() {
    if (this.pc.signalingState === "have-local-offer" && this.pc.localDescription) this.#sendDescription();
  }

  close() {
    clearTimeout(this.#timer);
    this.pc.close();
  }

  /** 0 to 1, as the other side sent it. */
  get loudness() {
    const receiver = this.pc.getTransceivers()[0]?.receiver;
    return receiver?.getSynchronizationSources?.()[0]?.audioLevel ?? 0;
  }

  async #offer() {
    try {
      this.#isOffering = true;
      await this.pc.setLocalDescription();
      this.#sendDescription();
      this.#expectAnswer();
    } finally {
      this.#isOffering = false;
    }
  }

  /** @param {Said} said */
  async #take(said) {
    if (said.kind === "description") await this.#takeDescription(said.description);
    if (said.kind === "candidate" && !this.#isDeaf) await this.pc.addIceCandidate(said.candidate ?? undefined);
  }

  /** @param {RTCSessionDescriptionInit} description */
  async #takeDescription(description) {
    const isOffer = description.type === "offer";
    const crosses = isOffer && (this.#isOffering || this.pc.signalingState !== "stable");
    this.#isDeaf = crosses && !this.parts.isPolite;
    if (this.#isDeaf) return;
    if (!isOffer && this.pc.signalingState !== "have-local-offer") return; // an answer to an offer taken back since
    await this.pc.setRemoteDescription(description); // takes a crossing offer of our own back
    clearTimeout(this.#timer);
    if (!isOffer) return;
    await this.#sendTracks();
    await this.pc.setLocalDescription();
    this.#sendDescription();
  }

  async #sendTracks() {
    for (const transceiver of this.pc.getTransceivers()) transceiver.direction = "sendrecv";
    await Promise.all(lanes.map((lane) => this.setTrack(lane, this.parts.tracks[lane])));
  }

  #sendDescription() {
    const description = this.pc.localDescription;
    if (description) this.parts.say({ kind: "description", description: description.toJSON() });
  }

  /** No answer in 5 s, or no path: begin again with fresh addresses. */
  #expectAnswer() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#beginAgain(), answerWithin);
  }

  async #beginAgain() {
    if (this.pc.connectionState === "connected" || this.pc.signalingState === "closed") return;
    this.#expectAnswer();
    if (this.parts.isPolite) return this.parts.say({ kind: "here", isAnswer: false });
    if (this.pc.signalingState === "have-local-offer") await this.pc.setLocalDescription({ type: "rollback" });
    this.pc.restartIce();
  }

  #connectionChanged() {
    const state = this.pc.connectionState;
    if (state === "connected") clearTimeout(this.#timer);
    if (state === "failed") void this.#beginAgain();
    if (state === "disconnected") this.#expectAnswer();
    this.parts.changed();
  }

  /** @param {MediaStreamTrack} track @param {RTCRtpTransceiver} transceiver */
  #receive(track, transceiver) {
    const isScreen = this.pc.getTransceivers().indexOf(transceiver) === lanes.indexOf("screen");
    const stream = isScreen ? this.screen : this.face;
    if (!stream.getTracks().includes(track)) stream.addTrack(track);
    this.parts.changed();
  }
}
