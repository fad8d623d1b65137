// Written by `manage.py export_docs` from consumers/, interviews/room/ and interviews/vocabulary.py. Do not edit.
import { gettext } from "te/i18n.js";

/**
 * The last event of each stream the client has applied. Guests leave `staff` out.
 * @typedef {{ all: number, staff?: number }} Position
 */

/**
 * The first frame: enter the room, from this tab, resuming after `position` if there is one.
 * @typedef {{ type: "hello", tab: string, epoch?: string | null, position?: Position | null }} Hello
 */

/**
 * Events applied so far; opens the send window. Due every 32 events or second.
 * @typedef {{ type: "position", all: number, staff?: number }} Applied
 */

/**
 * @typedef {{ type: "ping" }} Ping
 */

/**
 * @typedef {{ type: "pong" }} Pong
 */

/**
 * To another browser, at most once: SDP, ICE candidates, speaking, typing, quality. `to` null is everybody.
 * @typedef {{ type: "signal", to?: string | null, to_conn?: number | null, payload: Record<string, unknown> }} Signal
 */

/**
 * The recorder's heartbeat, every 2 s; `queued_bytes` are recorded and not yet stored.
 * @typedef {{ type: "recording.report", recording: string, track: string, last_seq: number, queued_bytes: number }} Report
 */

/**
 * @typedef {{ type: "session.leave", id: string }} Leave
 */

/**
 * @typedef {{ type: "session.lock", id: string, locked: boolean }} LockSession
 */

/**
 * @typedef {{ type: "session.extend", id: string, ends_at: string }} ExtendSession
 */

/**
 * @typedef {{ type: "session.end", id: string }} EndSession
 */

/**
 * Mute or unmute the actor's microphone. A host may name another person, and only mute them.
 * @typedef {{ type: "mute.set", id: string, muted: boolean, participant?: string | null }} SetMute
 */

/**
 * Turn the actor's camera on or off. A host may name another person, and only turn theirs off.
 * @typedef {{ type: "camera.set", id: string, camera_on: boolean, participant?: string | null }} SetCamera
 */

/**
 * @typedef {{ type: "screen.set", id: string, sharing: boolean }} SetScreen
 */

/**
 * @typedef {{ type: "hand.set", id: string, raised: boolean, participant?: string | null }} SetHand
 */

/**
 * Send a chat message. `to` names the waiting person when the channel is `lobby`.
 * @typedef {{ type: "chat.send", id: string, text: string, channel?: "room" | "staff" | "lobby", to?: string | null }} SendChat
 */

/**
 * Agree or decline. `version` names the text that was shown; agreeing to an outdated text is refused.
 * @typedef {{ type: "consent.set", id: string, granted: boolean, purpose?: "recording", version?: string | null }} SetConsent
 */

/**
 * @typedef {{ type: "participant.admit", id: string, participant: string }} Admit
 */

/**
 * @typedef {{ type: "participant.deny", id: string, participant: string }} Deny
 */

/**
 * @typedef {{ type: "participant.remove", id: string, participant: string }} Remove
 */

/**
 * @typedef {{ type: "note.add", id: string, text: string }} AddNote
 */

/**
 * @typedef {{ type: "tags.set", id: string, tags: Array<string> }} SetTags
 */

/**
 * @typedef {{ type: "question.start", id: string, question: string }} StartQuestion
 */

/**
 * @typedef {{ type: "question.finish", id: string, question: string }} FinishQuestion
 */

/**
 * Change a part of the actor's own card; what is left out stays as it is.
 * @typedef {{ type: "score.set", id: string, scores?: Record<string, number | null>, evidence?: Record<string, string>, notes?: string | null, recommendation?: "" | "strong_no" | "no" | "mixed" | "yes" | "strong_yes" | null }} SetScore
 */

/**
 * Submit the actor's own card, with a last change if any; then the others' submitted cards can be read.
 * @typedef {{ type: "score.submit", id: string, scores?: Record<string, number | null>, evidence?: Record<string, string>, notes?: string | null, recommendation?: "" | "strong_no" | "no" | "mixed" | "yes" | "strong_yes" | null }} SubmitScore
 */

/**
 * @typedef {{ type: "recording.start", id: string }} StartRecording
 */

/**
 * @typedef {{ type: "recording.stop", id: string }} StopRecording
 */

/**
 * The half that everybody in the room may see.
 * @typedef {{ status?: "scheduled" | "live" | "ended", locked?: boolean, ends_at?: string | null, participants?: Record<string, Person>, consents?: Record<string, boolean>, consent_texts?: Record<string, string>, recording?: RecordingNow | null }} AllState
 */

/**
 * @typedef {{ name: string, text: string }} LobbyMessage
 */

/**
 * A person who has entered the room at least once.
 * @typedef {{ name: string, role: Role, presence?: "present" | "away" | "left" | "removed", muted?: boolean, camera_on?: boolean, sharing?: boolean, hand_raised?: boolean }} Person
 */

/**
 * The newest recording and its state.
 * @typedef {{ id: string, state: "requested" | "recording" | "interrupted" | "finalizing" | "ready" | "partial" | "failed" }} RecordingNow
 */

/**
 * A person's role in one interview. Their role in the company is `core.actors.MemberRole`.
 * @typedef {"host" | "interviewer" | "observer" | "candidate" | "guest"} Role
 */

/**
 * The folded state as this audience may see it; guests get no `staff`.
 * @typedef {{ all: AllState, staff?: StaffState | null }} Snapshot
 */

/**
 * The half that only staff may see. `waiting` is in order of arrival, `submitted` is member → revision of the card.
 * @typedef {{ waiting?: Record<string, Waiting>, tags?: Array<string>, question?: string | null, submitted?: Record<string, number> }} StaffState
 */

/**
 * The last number of each stream; guests get no `staff`.
 * @typedef {{ all: number, staff?: number }} StreamHeads
 */

/**
 * A person in the waiting room.
 * @typedef {{ name: string, role: Role, messages?: Array<LobbyMessage> }} Waiting
 */

/**
 * The client's own person, as the server knows them. `conn` names this connection in signals.
 * @typedef {{ participant: string, role: Role, name: string, conn: number }} You
 */

/**
 * The client is in the room. `snapshot` comes unless the missed events follow (`mode: resume`).
 * @typedef {{ type: "welcome", you: You, epoch: string, heartbeat_s: number, window: number, mode: "resume" | "snapshot", position: StreamHeads, snapshot?: Snapshot }} Welcome
 */

/**
 * The position of an event in its log: `{"stream": "all", "seq": 42}`.
 * @typedef {{ stream: "all" | "staff", seq: number }} EventPosition
 */

/**
 * A command was done; no events means that nothing had to change.
 * @typedef {{ type: "ack", id: string, events: Array<EventPosition>, duplicate: boolean }} Ack
 */

/**
 * A frame was refused. With `retry` the outcome is unknown: send it again with the same id.
 * @typedef {{ type: "error", id: string | null, code: string, detail: string, retry: boolean }} Refusal
 */

/**
 * The waiting room as one waiting person may see it; sent whole on every change, without a number.
 * @typedef {{ type: "lobby", state: "waiting", you: You, place: number, host_present: boolean, messages: Array<LobbyMessage> }} LobbyFrame
 */

/**
 * Another browser's signal, stamped by the server.
 * @typedef {{ type: "signal", from: string, from_conn: number, payload: Record<string, unknown> }} Signalled
 */

/**
 * The recorder cannot store chunks as fast as it records; for staff only.
 * @typedef {{ type: "recording.lag", recording: string, queued_bytes: number }} RecorderLag
 */

/**
 * This process is going down: reconnect, which leads elsewhere, after `after_ms` milliseconds.
 * @typedef {{ type: "drain", after_ms: number }} Drain
 */

/**
 * @typedef {{ type: "ping" }} ServerPing
 */

/**
 * @typedef {{ type: "pong", position: StreamHeads }} ServerPong
 */

/**
 * A person entered the room, for the first time or again after leaving.
 * @typedef {{ stream: "all", seq: number, id: string, at: string, by: string | null, type: "participant.joined", participant: string, name: string, role: Role, muted: boolean, camera_on: boolean }} ParticipantJoined
 */

/**
 * A person's last connection was lost; they are expected back.
 * @typedef {{ stream: "all", seq: number, id: string, at: string, by: string | null, type: "participant.away", participant: string }} ParticipantAway
 */

/**
 * A person who was away is connected again.
 * @typedef {{ stream: "all", seq: number, id: string, at: string, by: string | null, type: "participant.back", participant: string }} ParticipantBack
 */

/**
 * A person left: by their own wish, because their connection stayed lost, or with the end of the session.
 * @typedef {{ stream: "all", seq: number, id: string, at: string, by: string | null, type: "participant.left", participant: string, reason: "leave" | "lease" | "ended" }} ParticipantLeft
 */

/**
 * A host removed a person, whose link works again only after they are re-admitted.
 * @typedef {{ stream: "all", seq: number, id: string, at: string, by: string | null, type: "participant.removed", participant: string }} ParticipantRemoved
 */

/**
 * A person's microphone was muted or unmuted. A host can mute others, never unmute them.
 * @typedef {{ stream: "all", seq: number, id: string, at: string, by: string | null, type: "mute.changed", participant: string, muted: boolean }} MuteChanged
 */

/**
 * A person's camera was turned on or off.
 * @typedef {{ stream: "all", seq: number, id: string, at: string, by: string | null, type: "camera.changed", participant: string, camera_on: boolean }} CameraChanged
 */

/**
 * A person began or stopped sharing their screen.
 * @typedef {{ stream: "all", seq: number, id: string, at: string, by: string | null, type: "screen.changed", participant: string, sharing: boolean }} ScreenChanged
 */

/**
 * A person raised or lowered their hand.
 * @typedef {{ stream: "all", seq: number, id: string, at: string, by: string | null, type: "hand.changed", participant: string, raised: boolean }} HandChanged
 */

/**
 * A person wrote: to the whole room, among staff, or to one person in the waiting room.
 * @typedef {{ stream: "all" | "staff", seq: number, id: string, at: string, by: string | null, type: "chat.sent", channel: "room" | "staff" | "lobby", name: string, text: string, to: string | null }} ChatSent
 */

/**
 * A person agreed, declined or withdrew for one purpose.
 * @typedef {{ stream: "all", seq: number, id: string, at: string, by: string | null, type: "consent.changed", participant: string, purpose: "recording", granted: boolean, version: string }} ConsentChanged
 */

/**
 * Recording was asked for; nothing is stored yet.
 * @typedef {{ stream: "all", seq: number, id: string, at: string, by: string | null, type: "recording.requested", recording: string }} RecordingRequested
 */

/**
 * The first chunk is safely in the store.
 * @typedef {{ stream: "all", seq: number, id: string, at: string, by: string | null, type: "recording.started", recording: string }} RecordingStarted
 */

/**
 * The recorder has not reported for too long; what it stored is safe.
 * @typedef {{ stream: "all", seq: number, id: string, at: string, by: string | null, type: "recording.interrupted", recording: string }} RecordingInterrupted
 */

/**
 * The recorder, or another in its place, is storing again.
 * @typedef {{ stream: "all", seq: number, id: string, at: string, by: string | null, type: "recording.resumed", recording: string }} RecordingResumed
 */

/**
 * Recording has ended; the finalizer makes the file.
 * @typedef {{ stream: "all", seq: number, id: string, at: string, by: string | null, type: "recording.stopped", recording: string }} RecordingStopped
 */

/**
 * The file can be watched. `complete` is false while a known chunk is missing.
 * @typedef {{ stream: "all", seq: number, id: string, at: string, by: string | null, type: "recording.ready", recording: string, duration_ms: number, complete: boolean }} RecordingReady
 */

/**
 * Nothing playable could be made; what the store holds is kept.
 * @typedef {{ stream: "all", seq: number, id: string, at: string, by: string | null, type: "recording.failed", recording: string }} RecordingFailed
 */

/**
 * The first person entered.
 * @typedef {{ stream: "all", seq: number, id: string, at: string, by: string | null, type: "session.started" }} SessionStarted
 */

/**
 * The room was locked: newcomers stay in the waiting room.
 * @typedef {{ stream: "all", seq: number, id: string, at: string, by: string | null, type: "session.locked" }} SessionLocked
 */

/**
 * The room was unlocked: people can enter again.
 * @typedef {{ stream: "all", seq: number, id: string, at: string, by: string | null, type: "session.unlocked" }} SessionUnlocked
 */

/**
 * The planned end was moved.
 * @typedef {{ stream: "all", seq: number, id: string, at: string, by: string | null, type: "session.extended", ends_at: string }} SessionExtended
 */

/**
 * The interview is over for everyone; only scorecards and recordings go on.
 * @typedef {{ stream: "all", seq: number, id: string, at: string, by: string | null, type: "session.ended" }} SessionEnded
 */

/**
 * A person came to the waiting room.
 * @typedef {{ stream: "staff", seq: number, id: string, at: string, by: string | null, type: "participant.knocked", participant: string, name: string, role: Role }} ParticipantKnocked
 */

/**
 * A person was admitted from the waiting room, by a host or because staff arrived.
 * @typedef {{ stream: "staff", seq: number, id: string, at: string, by: string | null, type: "participant.admitted", participant: string }} ParticipantAdmitted
 */

/**
 * A person in the waiting room was turned away.
 * @typedef {{ stream: "staff", seq: number, id: string, at: string, by: string | null, type: "participant.denied", participant: string }} ParticipantDenied
 */

/**
 * A person left the waiting room before being admitted.
 * @typedef {{ stream: "staff", seq: number, id: string, at: string, by: string | null, type: "participant.withdrew", participant: string }} ParticipantWithdrew
 */

/**
 * A member of staff wrote a note, at this moment of the interview.
 * @typedef {{ stream: "staff", seq: number, id: string, at: string, by: string | null, type: "note.added", name: string, text: string }} NoteAdded
 */

/**
 * The session's tags changed; the event holds all of them.
 * @typedef {{ stream: "staff", seq: number, id: string, at: string, by: string | null, type: "tags.changed", tags: Array<string> }} TagsChanged
 */

/**
 * The panel began a question of the kit.
 * @typedef {{ stream: "staff", seq: number, id: string, at: string, by: string | null, type: "question.started", question: string }} QuestionStarted
 */

/**
 * The panel finished a question of the kit.
 * @typedef {{ stream: "staff", seq: number, id: string, at: string, by: string | null, type: "question.done", question: string }} QuestionDone
 */

/**
 * An interviewer submitted a scorecard. The event carries no values: those who may read the card fetch it.
 * @typedef {{ stream: "staff", seq: number, id: string, at: string, by: string | null, type: "score.submitted", member: string, revision: number }} ScoreSubmitted
 */

/**
 * An interviewer changed a scorecard after submitting it.
 * @typedef {{ stream: "staff", seq: number, id: string, at: string, by: string | null, type: "score.amended", member: string, revision: number }} ScoreAmended
 */

/**
 * One value of a draft changed; sent only in tenants that chose open scores.
 * @typedef {{ stream: "staff", seq: number, id: string, at: string, by: string | null, type: "score.changed", member: string, criterion: string, value: number | null }} ScoreChanged
 */

/** @typedef {Hello | Applied | Ping | Pong | Signal | Report | Leave | LockSession | ExtendSession | EndSession | SetMute | SetCamera | SetScreen | SetHand | SendChat | SetConsent | Admit | Deny | Remove | AddNote | SetTags | StartQuestion | FinishQuestion | SetScore | SubmitScore | StartRecording | StopRecording} Incoming */
/** @typedef {Welcome | Ack | Refusal | LobbyFrame | Signalled | RecorderLag | Drain | ServerPing | ServerPong} Outgoing */
/** @typedef {ParticipantJoined | ParticipantAway | ParticipantBack | ParticipantLeft | ParticipantRemoved | MuteChanged | CameraChanged | ScreenChanged | HandChanged | ChatSent | ConsentChanged | RecordingRequested | RecordingStarted | RecordingInterrupted | RecordingResumed | RecordingStopped | RecordingReady | RecordingFailed | SessionStarted | SessionLocked | SessionUnlocked | SessionExtended | SessionEnded | ParticipantKnocked | ParticipantAdmitted | ParticipantDenied | ParticipantWithdrew | NoteAdded | TagsChanged | QuestionStarted | QuestionDone | ScoreSubmitted | ScoreAmended | ScoreChanged} RoomEvent */

/** The most characters of a text, or items of a list. */
export const limits = {
  level: 5,
  chat: 4000,
  note: 4000,
  cardNotes: 10000,
  evidence: 2000,
  criterion: 40,
  criterionLabel: 80,
  criterionHelp: 400,
  criteria: 20,
  questionId: 40,
  questionText: 1000,
  question: 200,
  questions: 50,
  tag: 60,
  tags: 20,
  consentVersion: 32,
  title: 200,
  name: 120,
  email: 254,
  applicationId: 64,
  meetingId: 64,
  panel: 20,
};

/** Roles by what they may do. @type {Record<string, readonly Role[]>} */
export const roles = {
  host: ["host"],
  panel: ["host", "interviewer"],
  staff: ["host", "interviewer", "observer"],
  speakers: ["candidate", "guest", "host", "interviewer"],
};

export const lobbyMessages = 20;

/** For the levels 1 to 5. */
export const levels = () => [gettext("Poor"), gettext("Weak"), gettext("Sound"), gettext("Strong"), gettext("Outstanding")];

/** @returns {Record<string, string>} */
export const recommendations = () => ({ strong_no: gettext("Strong no"), no: gettext("No"), mixed: gettext("Mixed"), yes: gettext("Yes"), strong_yes: gettext("Strong yes") });
