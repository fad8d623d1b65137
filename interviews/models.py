"""All models of interviews. Only verbs change them, under the room's lock, together with the events of the change."""

from interviews.invitations.models import Invitation
from interviews.people.models import Consent, Participant
from interviews.recordings.models import Recording, RecordingChunk, RecordingQuerySet, RecordingSegment
from interviews.room.models import Connection, Hub, RoomCommand, RoomEvent, RoomHead, Ticket
from interviews.scorecards.models import Scorecard
from interviews.sessions.models import SessionQuerySet, VideoSession

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
