// @ts-check
// Folds the log into the room's state: the same pure fold as interviews/room/state.py, tested with the same golden logs.
/** @import { AllState, EventFrame, EventTable, Person, RecordingNow, RoomState, StaffState } from "./wire.js" */
import { lobbyMessages } from "../protocol.gen.js";
import { callEntry } from "./wire.js";

/** @returns {RoomState} */
export const emptyRoom = () => ({
  all: {
    status: "scheduled",
    locked: false,
    ends_at: null,
    participants: {},
    consents: {},
    consent_texts: {},
    recording: null,
  },
  staff: { waiting: {}, tags: [], question: null, submitted: {} },
});

/** Applies one event of the log, in order. Unknown types change nothing. @param {RoomState} room @param {EventFrame} event */
export function applyEvent(room, event) {
  if (event.stream === "staff") callEntry(staffEvents, room.staff, event);
  else callEntry(allEvents, room.all, event);
}

/** @type {EventTable<AllState>} */
const allEvents = {
  "participant.joined": (room, { participant, name, role, muted, camera_on }) => {
    room.participants[participant] = {
      name,
      role,
      presence: "present",
      muted,
      camera_on,
      sharing: false,
      hand_raised: false,
    };
  },
  "participant.away": (room, event) => {
    personOf(room, event).presence = "away";
  },
  "participant.back": (room, event) => {
    personOf(room, event).presence = "present";
  },
  "participant.left": (room, event) => gone(personOf(room, event), "left"),
  "participant.removed": (room, event) => gone(personOf(room, event), "removed"),
  "mute.changed": (room, event) => {
    personOf(room, event).muted = event.muted;
  },
  "camera.changed": (room, event) => {
    personOf(room, event).camera_on = event.camera_on;
  },
  "screen.changed": (room, event) => {
    personOf(room, event).sharing = event.sharing;
  },
  "hand.changed": (room, event) => {
    personOf(room, event).hand_raised = event.raised;
  },
  "consent.changed": (room, { participant, granted, version = "2026-11" }) => {
    room.consents[participant] = granted;
    room.consent_texts[participant] = version;
  },
  "session.started": (room) => {
    room.status = "live";
  },
  "session.ended": (room) => {
    room.status = "ended";
  },
  "session.locked": (room) => {
    room.locked = true;
  },
  "session.unlocked": (room) => {
    room.locked = false;
  },
  "session.extended": (room, { ends_at }) => {
    room.ends_at = ends_at;
  },
  "recording.requested": (room, { recording }) => {
    room.recording = { id: recording, state: "requested" };
  },
  "recording.started": (room, event) => setRecording(room, event, "recording"),
  "recording.resumed": (room, event) => setRecording(room, event, "recording"),
  "recording.interrupted": (room, event) => setRecording(room, event, "interrupted"),
  "recording.stopped": (room, event) => setRecording(room, event, "finalizing"),
  "recording.ready": (room, event) => setRecording(room, event, event.complete ? "ready" : "partial"),
  "recording.failed": (room, event) => setRecording(room, event, "failed"),
};

/** @type {EventTable<StaffState>} */
const staffEvents = {
  "participant.knocked": (staff, { participant, name, role }) => {
    staff.waiting[participant] = { name, role, messages: [] };
  },
  "participant.admitted": (staff, { participant }) => {
    delete staff.waiting[participant];
  },
  "participant.denied": (staff, { participant }) => {
    delete staff.waiting[participant];
  },
  "participant.withdrew": (staff, { participant }) => {
    delete staff.waiting[participant];
  },
  "chat.sent": (staff, { channel, to, name, text }) => {
    const messages = channel === "lobby" && to ? staff.waiting[to]?.messages : undefined;
    messages?.push({ name, text });
    messages?.splice(0, messages.length - lobbyMessages);
  },
  "tags.changed": (staff, { tags }) => {
    staff.tags = [...tags];
  },
  "question.started": (staff, { question }) => {
    staff.question = question;
  },
  "question.done": (staff) => {
    staff.question = null;
  },
  "score.submitted": (staff, { member, revision }) => {
    staff.submitted[member] = revision;
  },
  "score.amended": (staff, { member, revision }) => {
    staff.submitted[member] = revision;
  },
};

/** Raises TypeError when the log names somebody who never joined; the socket then asks for a snapshot. @param {AllState} room @param {{participant: string, type: string}} event @returns {Person} */
function personOf(room, { participant, type }) {
  const person = room.participants[participant];
  if (!person) throw new TypeError(`${type} names a person who never joined`);
  return person;
}

/** @param {Person} person @param {"left" | "removed"} how */
function gone(person, how) {
  person.presence = how;
  person.sharing = person.hand_raised = false;
}

/** An older recording may become ready after a newer one began. @param {AllState} room @param {{recording: string}} event @param {RecordingNow["state"]} state */
function setRecording(room, { recording }, state) {
  if (room.recording && room.recording.id === recording) room.recording.state = state;
}
