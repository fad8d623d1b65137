"""Consent: a ledger of answers, each with the version and digest of the text that was shown."""

import hashlib

from core.errors import Invalid
from interviews.models import Consent, Participant, VideoSession
from interviews.recordings import stopping
from interviews.room import commands, events
from interviews.room.transaction import LockedRoom, verb

PURPOSE = "recording"
TEXT_VERSION = "2026-11"
TEXT = (
    "This interview may be recorded in picture and sound. The recording is seen only by the people who decide on your "
    "application, and is deleted when the company's retention period ends. You may decline, and you may withdraw at any "
    "time during the interview: the recording then stops at once."
)
TEXT_SHA256 = hashlib.sha256(TEXT.encode()).hexdigest()


@verb(commands.SetConsent)
def answer(room: LockedRoom, *, granted: bool, purpose: str = PURPOSE) -> None:
    """Agree, decline or withdraw. Withdrawing while a recording runs stops it in the same transaction."""
    if purpose != PURPOSE:
        raise Invalid({"purpose": f'"{purpose}" is not a valid choice.'})
    me = room.mine
    if in_force(room.session).get(me.pk) == granted:
        return
    write(me, granted=granted)
    room.append(events.ConsentChanged(participant=me.pk, purpose="recording", granted=granted))
    enforce(room)


def write(person: Participant, *, granted: bool) -> None:
    """Add an answer to the ledger. The caller tells the room."""
    person.consents.create(
        tenant_id=person.tenant_id,
        purpose=PURPOSE,
        granted=granted,
        text_version=TEXT_VERSION,
        text_sha256=TEXT_SHA256,
    )


def in_force(session: VideoSession) -> dict[object, bool]:
    """The newest answer of each participant who gave one, by participant id."""
    ledger = Consent.objects.of(session.tenant_id).filter(participant__session=session, purpose=PURPOSE).order_by("pk")
    return dict(ledger.values_list("participant_id", "granted"))


def missing(session: VideoSession) -> list[Participant]:
    """People in the room who do not agree. Staff agree by joining under the notice shown, unless they decline."""
    granted = in_force(session)
    present = session.participants.filter(presence__in=Participant.HERE)
    return [person for person in present if not granted.get(person.pk, person.is_staff)]


def enforce(room: LockedRoom) -> None:
    """No picture is taken of anybody against their will: stop, in the very transaction in which that became so."""
    if stopping.running(room.session) and missing(room.session):
        stopping.stop.inside(room, why="consent")
