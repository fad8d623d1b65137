// @ts-check
// Probes of the connections the room needs: its socket, and ICE candidates for media.
import { ApiError } from "te/api.js";
import { protocol, socketUrl } from "./wire.js";

const pingWithin = 6000; // ms
const gatherFor = 3000;

/** @param {number} milliseconds @returns {Promise<null>} */
const after = (milliseconds) =>
  new Promise((resolve) => {
    setTimeout(() => resolve(null), milliseconds);
  });

/**
 * Opens the room's socket and pings it, without entering. `roundTrip` is in milliseconds, null when the socket does not
 * open; `refusal` is the reason there was no ticket.
 * @param {() => Promise<{ticket: string, url: string}>} ticket
 * @returns {Promise<{roundTrip: number | null, refusal: ApiError | null}>}
 */
export async function pingSocket(ticket) {
  try {
    const { ticket: secret, url } = await ticket();
    const socket = new WebSocket(socketUrl(url), [protocol, `te.ticket.${secret}`]);
    const roundTrip = await Promise.race([ping(socket), after(pingWithin)]);
    socket.close(1000);
    return { roundTrip, refusal: null };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { roundTrip: null, refusal: error };
  }
}

/** The shortest of three round trips. @param {WebSocket} socket @returns {Promise<number | null>} */
function ping(socket) {
  /** @type {number[]} */
  const times = [];
  let sentAt = 0;
  const send = () => {
    sentAt = performance.now();
    socket.send('{"type":"ping"}');
  };
  return new Promise((resolve) => {
    socket.addEventListener("open", send);
    socket.addEventListener("close", () => resolve(null));
    socket.addEventListener("message", ({ data }) => {
      if (JSON.parse(data).type !== "pong") return;
      times.push(performance.now() - sentAt);
      if (times.length === 3) resolve(Math.min(...times));
      else send();
    });
  });
}

/** The types of ICE candidates media could use: host, srflx (through the router), relay. @param {RTCIceServer[]} iceServers */
export async function gatherPaths(iceServers) {
  /** @type {Set<string>} */
  const types = new Set();
  const pc = new RTCPeerConnection({ iceServers });
  const done = new Promise((resolve) =>
    pc.addEventListener("icecandidate", ({ candidate }) => {
      if (candidate?.type) types.add(candidate.type);
      if (!candidate) resolve(null);
    }),
  );
  pc.createDataChannel("probe");
  await pc.setLocalDescription();
  await Promise.race([done, after(gatherFor)]);
  pc.close();
  return types;
}
