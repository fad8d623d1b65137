// @ts-check
// The words of the room protocol `te.v1` as this code uses them: the generated ones, but for fields the server always sends.
/** @import * as generated from "../protocol.gen.js" */

/** @typedef {generated.Person["role"]} Role */
/** @typedef {"all" | "staff"} Stream */
/** @typedef {generated.You} You */
/** @typedef {generated.Position} Position */
/** @typedef {Required<generated.Person>} Person */
/** @typedef {generated.RecordingNow} RecordingNow */
/** @typedef {generated.LobbyMessage} LobbyMessage */
/** @typedef {Required<generated.Waiting>} Waiting */
/** @typedef {Required<Omit<generated.AllState, "participants">> & {participants: Record<string, Person>}} AllState */
/** @typedef {Required<Omit<generated.StaffState, "waiting">> & {waiting: Record<string, Waiting>}} StaffState */
/** @typedef {{all: AllState, staff: StaffState}} RoomState */
/** @typedef {Omit<generated.Welcome, "snapshot" | "position"> & {position: Position, snapshot?: {all: AllState, staff?: StaffState}}} Welcome */
/** @typedef {generated.LobbyFrame} Lobby */
/** @typedef {generated.Ack} Ack */
/** @typedef {generated.Refusal} Refusal */
/** @typedef {Omit<generated.Signalled, "payload"> & {payload: Record<string, any>}} Signalled */

/**
 * An event as it comes over the wire; its own fields stand beside the envelope, and its type may be one we do not know.
 * @typedef {{type: string, stream: Stream, seq: number, id: string, at: string, by: string | null} & Record<string, any>} EventFrame
 */
/**
 * One function per type of event. A newer server's unknown events have none.
 * @template State
 * @typedef {{[Type in generated.RoomEvent["type"]]?: (state: State, event: Extract<generated.RoomEvent, {type: Type}>) => void}} EventTable
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
