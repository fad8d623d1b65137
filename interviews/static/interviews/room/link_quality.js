// @ts-check
// Rates a connection by the browser's statistics: round-trip time and packet loss.

/** @typedef {"good" | "fair" | "poor"} Quality */
/** @typedef {{roundTrip: number, loss: number, received: number, lost: number}} Link */

/** @param {RTCPeerConnection} pc @param {Link} [before] the last measurement; losses count since then @returns {Promise<Link>} */
export async function readLink(pc, before = { roundTrip: 0, loss: 0, received: 0, lost: 0 }) {
  let [roundTrip, received, lost] = [0, 0, 0];
  for (const entry of (await pc.getStats()).values()) {
    if (entry.type === "candidate-pair" && entry.nominated) roundTrip = entry.currentRoundTripTime ?? roundTrip;
    if (entry.type === "inbound-rtp") {
      received += entry.packetsReceived;
      lost += entry.packetsLost;
    }
  }
  const [arrived, missed] = [received - before.received, lost - before.lost];
  return { roundTrip, received, lost, loss: arrived + missed > 0 ? Math.max(0, missed) / (arrived + missed) : 0 };
}

/** @param {Pick<Link, "roundTrip" | "loss">} link @returns {Quality} */
export function rateLink({ roundTrip, loss }) {
  if (loss > 0.1 || roundTrip > 0.6) return "poor";
  return loss > 0.03 || roundTrip > 0.3 ? "fair" : "good";
}
