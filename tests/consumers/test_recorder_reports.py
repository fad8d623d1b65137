"""The recorder's sign of life over the socket, and the warning when it cannot store what it takes."""

from collections.abc import Callable

from asgiref.sync import sync_to_async

from core.models import Member
from interviews.models import Participant, Recording
from interviews.people import consents
from tests.cast import as_guest
from tests.consumers.visitor import Visitor, together

Visit = Callable[[Member | Participant], Visitor]


async def test_staff_are_warned_of_a_recorder_that_lags_and_the_candidate_is_not(
    visit: Visit, alice: Member, bob: Member, carol: Participant
) -> None:
    a, b, c = await visit(alice).enter(), await visit(bob).enter(), await visit(carol).enter()
    async with together(a, b, c):
        await sync_to_async(consents.answer)(a.session_id, as_guest(carol), granted=True)
        assert (await a.asks("recording.start"))["type"] == "ack"
        recording = await sync_to_async(Recording.objects.across_tenants().get)()
        before = recording.heard_at
        await a.say(
            type="recording.report", recording=str(recording.pk), track="composed", last_seq=3, queued_bytes=5_000_000
        )
        lag = await b.until("recording.lag")
        assert (lag["recording"], lag["queued_bytes"]) == (str(recording.pk), 5_000_000)
        await sync_to_async(recording.refresh_from_db)()
        assert recording.heard_at > before
        assert (await c.asks("hand.set", raised=True))["type"] == "ack"
        assert "recording.lag" not in {frame["type"] for frame in c.frames}


async def test_a_guest_may_not_send_recorder_reports(visit: Visit, alice: Member, carol: Participant) -> None:
    a, c = await visit(alice).enter(), await visit(carol).enter()
    async with together(a, c):
        await c.say(
            type="recording.report",
            recording="11111111-1111-4111-8111-111111111111",
            track="composed",
            last_seq=0,
            queued_bytes=0,
        )
        assert (await c.until("error"))["code"] == "forbidden"
