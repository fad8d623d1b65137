"""Consent: an append-only ledger of answers, each with the version and digest of the text that was shown."""

import hashlib
from uuid import UUID

from core.errors import Invalid
from interviews.models import Consent, Participant, VideoSession
from interviews.recordings import stopping
from interviews.room import commands, events
from interviews.room.transaction import LockedRoom, verb

PURPOSE = "recording"
TEXTS = {  # by version; the last one is shown. Never edit or remove one: the ledger refers to it.
    "2026-11": (
        "This interview may be recorded in picture and sound. The recording is seen only by the people who decide on your "
        "application, and is deleted when the company's retention period ends. You may decline, and you may withdraw at "
        "any time during the interview: the recording then stops at once."
    ),
    "2026-11-26": (
        "This interview may be recorded in picture and sound. Everybody at the company who has an account here can watch "
        "the recording. It is kept until the company deletes it; ask the company how long that is, or ask for it to be "
        "deleted. You may decline, and you may withdraw at any time during the interview: the recording then stops at "
        "once. What was recorded until then is kept."
    ),
}
TEXT_VERSION = list(TEXTS)[-1]
TEXT = TEXTS[TEXT_VERSION]


def digest(version: str) -> str:
    return hashlib.sha256(TEXTS[version].encode()).hexdigest()


@verb(commands.SetConsent)
def answer(room: LockedRoom, *, granted: bool, purpose: str = PURPOSE, version: str | None = None) -> None:
    """Agree, decline or withdraw. Withdrawing while a recording runs stops it in the same transaction.

    `version` is the text that was shown, by default the present one. Raises Invalid for agreeing to an outdated text: the
    page was loaded before the text changed. Declining counts whichever text was shown.
    """
    if purpose != PURPOSE:
        raise Invalid({"purpose": f'"{purpose}" is not a valid choice.'})
    shown = version or TEXT_VERSION
    if granted and shown != TEXT_VERSION:
        raise Invalid({"version": "The text has changed. Reload the page, read it again, and then agree or decline."})
    me, given = room.mine, (granted, shown if shown in TEXTS else TEXT_VERSION)
    if newest(room.session).get(me.pk) == given:
        return
    write(me, granted=granted, version=given[1])
    room.append(events.ConsentChanged(participant=me.pk, purpose="recording", granted=granted, version=given[1]))
    enforce(room)


def write(person: Participant, *, granted: bool, version: str) -> None:
    """Add an answer to the ledger. The caller appends the event."""
    person.consents.create(
        tenant_id=person.tenant_id,
        purpose=PURPOSE,
        granted=granted,
        text_version=version,
        text_sha256=digest(version),
    )


def newest(session: VideoSession) -> dict[UUID, tuple[bool, str]]:
    """The newest answer of each participant who gave one, with the version of its text: `{id: (True, "2026-11")}`."""
    ledger = Consent.objects.of(session.tenant_id).filter(participant__session=session, purpose=PURPOSE).order_by("pk")
    return {
        who: (granted, version)
        for who, granted, version in ledger.values_list("participant_id", "granted", "text_version")
    }


def in_force(session: VideoSession) -> dict[UUID, bool]:
    """The answers in force, by participant. Agreeing counts for one text only. Declining stays in force for later texts,
    since staff without an answer agree by joining."""
    return {
        who: granted for who, (granted, version) in newest(session).items() if not granted or version == TEXT_VERSION
    }


def missing(session: VideoSession) -> list[Participant]:
    """The people in the room who have not agreed. Staff agree by joining, under the notice shown, unless they decline."""
    granted = in_force(session)
    present = session.participants.filter(presence__in=Participant.HERE)
    return [person for person in present if not granted.get(person.pk, person.is_staff)]


def enforce(room: LockedRoom) -> None:
    """Stop the recording in the same transaction in which somebody present no longer agrees."""
    if stopping.running(room.session) and missing(room.session):
        stopping.stop.inside(room, why="consent")
