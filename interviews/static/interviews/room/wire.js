// @ts-check
// The words of the room protocol `te.v1` as this code uses them: the generated ones, but for fields the server always sends.
/** @import * as told from "../protocol.gen.js" */

/** @typedef {told.Person["role"]} Role */
/** @typedef {"all" | "staff"} Stream */
/** @typedef {told.You} You */
/** @typedef {told.Position} Position */
/** @typedef {Required<told.Person>} Person */
/** @typedef {told.RecordingNow} RecordingNow */
/** @typedef {told.LobbyMessage} LobbyMessage */
/** @typedef {Required<told.Waiting>} Waiting */
/** @typedef {Required<Omit<told.AllState, "participants">> & {participants: Record<string, Person>}} AllState */
/** @typedef {Required<Omit<told.StaffState, "waiting">> & {waiting: Record<string, Waiting>}} StaffState */
/** @typedef {{all: AllState, staff: StaffState}} RoomState */
/** @typedef {Omit<told.Welcome, "snapshot" | "position"> & {position: Position, snapshot?: {all: AllState, staff?: StaffState}}} Welcome */
/** @typedef {told.Lobby} Lobby */
/** @typedef {told.Ack} Ack */
/** @typedef {told.Refusal} Refusal */
/** @typedef {Omit<told.Signalled, "payload"> & {payload: Record<string, any>}} Signalled */

/**
 * An event as it comes over the wire; its own fields stand beside the envelope, and its type may be one we do not know.
 * @typedef {{type: string, stream: Stream, seq: number, id: string, at: string, by: string | null} & Record<string, any>} EventFrame
 */
/** @typedef {{type: string} & Record<string, any>} Frame */

/** What both sides of the socket must offer. */
export const protocol = "te.v1";

/** The service may name its socket by path only. @param {string} url */
export function socketUrl(url, base = globalThis.location?.href) {
  const full = new URL(url, base);
  full.protocol = full.protocol.replace("http", "ws");
  return full.href;
}
