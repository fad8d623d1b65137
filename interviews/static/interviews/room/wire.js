// @ts-check
// The words of the room protocol `te.v1` as this code uses them. docs/protocol.md says what they mean.

/** @typedef {"host" | "interviewer" | "observer" | "candidate" | "guest"} Role */
/** @typedef {"all" | "staff"} Stream */
/** @typedef {{participant: string, role: Role, name: string, conn: number}} You */
/** @typedef {{all: number, staff?: number}} Position */
/**
 * @typedef {object} Person
 * @property {string} name
 * @property {Role} role
 * @property {"present" | "away" | "left" | "removed"} presence
 * @property {boolean} muted
 * @property {boolean} camera_on
 * @property {boolean} sharing
 * @property {boolean} hand_raised
 */
/** @typedef {{id: string, state: "requested" | "recording" | "interrupted" | "finalizing" | "ready" | "partial" | "failed"}} RecordingNow */
/**
 * @typedef {object} AllState
 * @property {"scheduled" | "live" | "ended"} status
 * @property {boolean} locked
 * @property {string | null} ends_at
 * @property {Record<string, Person>} participants
 * @property {Record<string, boolean>} consents
 * @property {RecordingNow | null} recording
 */
/** @typedef {{name: string, text: string}} LobbyMessage */
/** @typedef {{name: string, role: Role, messages: LobbyMessage[]}} Waiting */
/** @typedef {{waiting: Record<string, Waiting>, tags: string[], question: string | null, submitted: Record<string, number>}} StaffState */
/** @typedef {{all: AllState, staff: StaffState}} RoomState */

/**
 * An event as it comes over the wire; its own fields stand beside the envelope.
 * @typedef {{type: string, stream: Stream, seq: number, id: string, at: string, by: string | null} & Record<string, any>} EventFrame
 */
/** @typedef {{type: "welcome", you: You, epoch: string, heartbeat_s: number, window: number, mode: "resume" | "snapshot", position: Position, snapshot?: {all: AllState, staff?: StaffState}}} Welcome */
/** @typedef {{type: "lobby", state: "waiting", you: You, place: number, host_present: boolean, messages: LobbyMessage[]}} Lobby */
/** @typedef {{type: "ack", id: string, events: {stream: Stream, seq: number}[], duplicate: boolean}} Ack */
/** @typedef {{type: "error", id: string | null, code: string, detail: string, retry: boolean}} Refusal */
/** @typedef {{type: "signal", from: string, from_conn: number, payload: Record<string, any>}} Signalled */
/** @typedef {{type: string} & Record<string, any>} Frame */

/** What only the room's own words need at run time. */
export const protocol = "te.v1";
