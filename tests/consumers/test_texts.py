"""Every text of a scorecard and every note: as long as the limit it is kept whole, one character more is refused by
either edge, with a sentence that names the limit."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import orjson
import pytest
from asgiref.sync import sync_to_async
from rest_framework.test import APIClient

from core.models import Member
from interviews.models import Participant, Scorecard, VideoSession
from interviews.vocabulary import CARD_NOTES_MAX, CHAT_MAX, EVIDENCE_MAX, NOTE_MAX
from tests.cards import whole
from tests.consumers.visitor import Visitor, together

Visit = Callable[[Member | Participant], Visitor]
Api = Callable[[Member], APIClient]
BASE = "/api/talent-engine/video-sessions/"


def evidence(text: str) -> dict[str, Any]:
    return {"evidence": {"technical": text}}


def notes(text: str) -> dict[str, Any]:
    return {"notes": text}


CARD = [(evidence, EVIDENCE_MAX), (notes, CARD_NOTES_MAX)]
ROUTES = [
    *[("patch", "{id}/scorecard/", field, most) for field, most in CARD],
    *[("put", "{id}/scorecard/", field, most) for field, most in CARD],
    *[("post", "{id}/scorecard/submit/", field, most) for field, most in CARD],
    ("post", "update_interview_data/", notes, CARD_NOTES_MAX),
    ("patch", "{id}/", notes, CARD_NOTES_MAX),
]
COMMANDS = [
    *[(command, field, most) for command in ("score.set", "score.submit") for field, most in CARD],
    ("note.add", lambda text: {"text": text}, NOTE_MAX),
    ("chat.send", lambda text: {"text": text}, CHAT_MAX),
]


def written(session: VideoSession) -> str:
    card = Scorecard.objects.of(session.tenant_id).filter(session=session).first()
    return "" if card is None else card.notes + card.evidence.get("technical", "")


@pytest.mark.parametrize(("method", "path", "field", "most"), ROUTES)
def test_by_rest_a_text_is_kept_whole_or_refused(
    api: Api, interview: VideoSession, alice: Member, method: str, path: str, field: Any, most: int
) -> None:
    def send(text: str) -> Any:
        card = whole(technical=4) if "scorecard/" in path else {"scores": {"technical": 4}}
        body = {"session_id": str(interview.pk)} | card | field(text)
        return getattr(api(alice), method)(BASE + path.format(id=interview.pk), body)

    over = send("x" * most + "!")
    assert (over.status_code, written(interview)) == (400, "")
    assert str(most) in over.content.decode()
    text = "x" * (most - 2) + "! "
    assert (send(text).status_code, written(interview)) == (200, text)


@pytest.mark.parametrize(("command", "field", "most"), COMMANDS)
async def test_by_socket_a_text_is_kept_whole_or_refused(
    visit: Visit, interview: VideoSession, alice: Member, command: str, field: Any, most: int
) -> None:
    a = await visit(alice).enter()
    async with together(a):
        card = whole(technical=4) if command == "score.submit" else {}
        frame = {"type": command, "id": str(uuid4())} | card | field("x" * most + "!")
        await a.socket.send_to(text_data=orjson.dumps(frame).decode())  # `asks` sends nothing that is wrong
        over = await a.until("error", "ack")
        assert (over["type"], over["code"]) == ("error", "bad_request")
        assert str(most) in over["detail"]
        text = "x" * (most - 1) + "!"
        assert (await a.asks(command, **card, **field(text)))["type"] == "ack"
        kept = await sync_to_async(written)(interview) or a.heard[-1]["text"]
        assert kept == text
