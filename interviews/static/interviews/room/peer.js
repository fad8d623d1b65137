// @ts-check
// One peer connection with perfect negotiation (WebRTC 1.0), over three fixed transceivers: toggling a device replaces
// a track and needs no renegotiation.
/** @import { Lane } from "./media.js" */

const lanes = /** @type {const} */ (["microphone", "camera", "screen"]);
const answerWithin = 5000;

/** @typedef {{kind: "description", description: RTCSessionDescriptionInit} | {kind: "candidate", candidate: RTCIceCandidateInit | null} | {kind: "here", isAnswer: boolean}} PeerSignal */
/**
 * @typedef {object} PeerParts
 * @property {boolean} isPolite  the impolite peer makes the first offer, and ignores colliding offers (glare)
 * @property {RTCIceServer[]} iceServers
 * @property {Record<Lane, MediaStreamTrack | null>} tracks
 * @property {(signal: PeerSignal) => void} send
 * @property {() => void} changed
 */

export class Peer {
  #isOffering = false;
  #ignoresOffer = false;
  #applying = Promise.resolve();
  #timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);

  /** @param {PeerParts} parts */
  constructor(parts) {
    this.parts = parts;
    this.face = new MediaStream();
    this.screen = new MediaStream();
    this.pc = new RTCPeerConnection({ iceServers: parts.iceServers });
    this.pc.addEventListener("negotiationneeded", () => void this.#offer());
    this.pc.addEventListener("icecandidate", ({ candidate }) =>
      parts.send({ kind: "candidate", candidate: candidate?.toJSON() ?? null }),
    );
    this.pc.addEventListener("connectionstatechange", () => this.#connectionChanged());
    this.pc.addEventListener("track", ({ track, transceiver }) => this.#onTrack(track, transceiver));
    if (!parts.isPolite)
      for (const lane of lanes)
        this.pc.addTransceiver(lane === "microphone" ? "audio" : "video", { direction: "sendrecv" });
    void this.#sendTracks();
    this.#restartUnlessAnswered();
  }

  /** @param {Lane} lane @param {MediaStreamTrack | null} track */
  async setTrack(lane, track) {
    this.parts.tracks[lane] = track;
    const sender = this.pc.getTransceivers()[lanes.indexOf(lane)]?.sender;
    if (sender && sender.track !== track) await sender.replaceTrack(track).catch(() => undefined);
  }

  /** Applies signals one after the other: a candidate must not overtake its description. @param {PeerSignal} signal */
  receive(signal) {
    this.#applying = this.#applying
      .then(() => this.#apply(signal))
      .catch((error) => console.warn("A signal could not be used.", error));
  }

  /** Sends a pending offer again: the other peer, which asks for it, may have missed it. */
  repeatOffer() {
    if (this.pc.signalingState === "have-local-offer" && this.pc.localDescription) this.#sendDescription();
  }

  close() {
    clearTimeout(this.#timer);
    this.pc.close();
  }

  /** The audio level, 0 to 1, as the other peer sent it. */
  get loudness() {
    const receiver = this.pc.getTransceivers()[0]?.receiver;
    return receiver?.getSynchronizationSources?.()[0]?.audioLevel ?? 0;
  }

  async #offer() {
    try {
      this.#isOffering = true;
      await this.pc.setLocalDescription();
      this.#sendDescription();
      this.#restartUnlessAnswered();
    } finally {
      this.#isOffering = false;
    }
  }

  /** @param {PeerSignal} signal */
  async #apply(signal) {
    if (signal.kind === "description") await this.#applyDescription(signal.description);
    if (signal.kind === "candidate" && !this.#ignoresOffer)
      await this.pc.addIceCandidate(signal.candidate ?? undefined);
  }

  /** @param {RTCSessionDescriptionInit} description */
  async #applyDescription(description) {
    const isOffer = description.type === "offer";
    const collides = isOffer && (this.#isOffering || this.pc.signalingState !== "stable");
    this.#ignoresOffer = collides && !this.parts.isPolite;
    if (this.#ignoresOffer) return;
    if (!isOffer && this.pc.signalingState !== "have-local-offer") return; // an answer to an offer that was rolled back
    await this.pc.setRemoteDescription(description); // rolls our own offer back if they collided
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
    if (description) this.parts.send({ kind: "description", description: description.toJSON() });
  }

  /** Restarts ICE unless an answer or a connection comes within 5 s. */
  #restartUnlessAnswered() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#restart(), answerWithin);
  }

  async #restart() {
    if (this.pc.connectionState === "connected" || this.pc.signalingState === "closed") return;
    this.#restartUnlessAnswered();
    if (this.parts.isPolite) return this.parts.send({ kind: "here", isAnswer: false });
    if (this.pc.signalingState === "have-local-offer") await this.pc.setLocalDescription({ type: "rollback" });
    this.pc.restartIce();
  }

  #connectionChanged() {
    const state = this.pc.connectionState;
    if (state === "connected") clearTimeout(this.#timer);
    if (state === "failed") void this.#restart();
    if (state === "disconnected") this.#restartUnlessAnswered();
    this.parts.changed();
  }

  /** @param {MediaStreamTrack} track @param {RTCRtpTransceiver} transceiver */
  #onTrack(track, transceiver) {
    const isScreen = this.pc.getTransceivers().indexOf(transceiver) === lanes.indexOf("screen");
    const stream = isScreen ? this.screen : this.face;
    if (!stream.getTracks().includes(track)) stream.addTrack(track);
    this.parts.changed();
  }
}
