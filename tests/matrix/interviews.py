"""The routes of interviews."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from core.models import Member
from interviews.invitations import verbs as invitations
from interviews.sessions import verbs as sessions
from tests.cards import whole
from tests.matrix import Entry, World


def build(owner: Member) -> dict[str, Any]:
    """An interview with an invited candidate."""
    by = owner.as_actor()
    session = sessions.create(by, title="Backend engineer", candidate_email="carol@home.example")
    invitation, _ = invitations.invite(session.pk, by, name="Carol", email="carol@home.example")
    return {"session": session, "invitation": invitation, "recording_id": uuid4()}


def _session(world: World) -> dict[str, Any]:
    return {"session_id": world["session"].pk}


def _invitation(world: World) -> dict[str, Any]:
    return {"invitation_id": world["invitation"].pk}


def _recording(world: World) -> dict[str, Any]:
    return {"recording_id": world["recording_id"]}


def _named(**more: Any) -> Callable[[World], dict[str, Any]]:
    """The session is named in the body, as in the contract's operations."""
    return lambda world: {"session_id": str(world["session"].pk)} | more


def _person(world: World) -> dict[str, Any]:
    return {"participant_id": str(world["invitation"].participant_id)}


def _below(body: Callable[[World], Any] = lambda _: {}) -> Entry:
    return Entry(kwargs=_session, body=body)


_FILM = Entry(kwargs=lambda world: _session(world) | _recording(world))
_LETTER = Entry(kwargs=lambda world: _session(world) | _invitation(world))
_POLL = {"scores": {"technical": 5}, "notes": "Stolen", "tags": ["stolen"]}
ENTRIES = {
    "session": _below(lambda _: _POLL),
    "session-admit": _below(_person),
    "session-cancel": _below(),
    "session-chat": _below(),
    "session-consent": _below(lambda _: {"granted": True}),
    "session-deny": _below(_person),
    "session-end": _below(),
    "session-events": _below(),
    "session-extend": _below(lambda _: {"ends_at": "2999-01-01T00:00:00Z"}),
    "invitations": _below(lambda _: {"name": "Mallory", "email": "mallory@rival.example"}),
    "invitation-resend": _LETTER,
    "invitation-revoke": _LETTER,
    "session-lobby": _below(),
    "session-lock": _below(lambda _: {"locked": True}),
    "recording": _below(),
    "session-recordings": _below(),
    "recording-chunks": _FILM,
    "recording-media": _FILM,
    "recording-poster": _FILM,
    "session-remove": _below(_person),
    "scorecard": _below(lambda _: {"notes": "Stolen"}),
    "scorecard-submit": _below(lambda _: {"notes": "Stolen", **whole()}),
    "session-stop-recording": _below(),
    "ticket": _below(),
    "members": Entry("own"),
    "invitation-redeem": Entry("public", kwargs=_invitation),
    "sessions": Entry("own", body=lambda _: {"title": "Mine"}),
    "join-session": Entry(body=_named(), anonymous=frozenset({"post"})),
    "leave-session": Entry(body=_named()),
    "toggle-mute": Entry(body=_named(mute=True)),
    "toggle-camera": Entry(body=_named(camera_on=False)),
    "update-interview-data": Entry(body=_named(**_POLL)),
    "start-recording": Entry(body=_named()),
    "stop-recording": Entry(body=_named()),
    "interviews": Entry("own"),
    "interview-new": Entry("own"),
    "interview": Entry(kwargs=_session),
    "interview-recording": Entry(kwargs=_session),
    "join": Entry("public", kwargs=_invitation),
    "room": Entry("public", kwargs=_session),
    "room-ended": Entry("public", kwargs=_session),
    "unsupported": Entry("public"),
    "recordings": Entry("own"),
    "review": Entry(kwargs=_recording),
}
