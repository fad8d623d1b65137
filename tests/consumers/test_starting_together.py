"""Everybody of the panel asks for a recording in the same moment, by socket and by REST: one begins, and all mean it."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

import orjson
from asgiref.sync import sync_to_async
from django.db import connections
from rest_framework.test import APIClient

from core.models import Member
from interviews.models import Recording, VideoSession
from interviews.room import log
from tests.consumers.visitor import Visitor, together

URL = "/api/talent-engine/video-sessions/start_recording/"
TIMES = 4


async def test_many_starts_at_once_are_one_recording_which_all_are_answered(
    api: Callable[[Member], APIClient],
    visit: Callable[..., Visitor],
    interview: VideoSession,
    alice: Member,
    bob: Member,
) -> None:
    visitors = [await visit(member).enter() for member in (alice, bob)]
    clients = [await sync_to_async(api)(member) for member in (alice, bob)]
    async with together(*visitors):
        by_rest = [asyncio.to_thread(_start, client, interview.pk) for client in clients * TIMES]
        by_socket = [_starts(visitor) for visitor in visitors]
        replies, answers = await asyncio.gather(asyncio.gather(*by_rest), asyncio.gather(*by_socket))
        recording = await Recording.objects.of(interview.tenant_id).aget(session=interview)
        assert replies == [(200, str(recording.pk), "requested")] * len(by_rest)
        assert [answer["type"] for said in answers for answer in said] == ["ack"] * len(visitors) * TIMES
        told = await sync_to_async(lambda: [frame for _, frame in log.read(interview.pk, "all")])()
        kinds = [orjson.loads(frame)["type"] for frame in told]
        assert [kind for kind in kinds if kind.startswith("recording.")] == ["recording.requested"]


def _start(client: APIClient, session_id: UUID) -> tuple[int, Any, Any]:
    """In a thread and a connection of its own."""
    try:
        answer = client.post(URL, {"session_id": str(session_id)})
        return answer.status_code, answer.json().get("recording_id"), answer.json().get("state")
    finally:
        connections.close_all()


async def _starts(visitor: Visitor) -> list[dict[str, Any]]:
    return [await visitor.asks("recording.start") for _ in range(TIMES)]
