"""The rows of an interview. Changed only by verbs, under the room's lock, together with the events that say so."""

from interviews.models.recordings import Recording, RecordingChunk, RecordingQuerySet, RecordingSegment
from interviews.models.rooms import Connection, Hub, RoomCommand, RoomEvent, RoomHead, Ticket
from interviews.models.scorecards import Scorecard
from interviews.models.sessions import Consent, Invitation, Participant, SessionQuerySet, VideoSession

__all__ = [
    "Connection",
    "Consent",
    "Hub",
    "Invitation",
    "Participant",
    "Recording",
    "RecordingChunk",
    "RecordingQuerySet",
    "RecordingSegment",
    "RoomCommand",
    "RoomEvent",
    "RoomHead",
    "Scorecard",
    "SessionQuerySet",
    "Ticket",
    "VideoSession",
]
