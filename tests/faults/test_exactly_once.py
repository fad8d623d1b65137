"""However often and however simultaneously it is said: once."""

import asyncio
import random
import threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from uuid import UUID, uuid4

import httpx
from django.db import connection

from interviews.models import VideoSession
from interviews.people import chat
from interviews.people import verbs as participants
from interviews.room.transaction import Receipt
from tests.faults.conftest import FULL, Come, within
from tests.faults.person import Person, gathered
from tests.faults.scene import Interview, ask, interview, told
from tests.faults.stack import Server, Stack

COMMANDS, ROOMS, THREADS = (10_000, 10, 16) if FULL else (1_000, 4, 8)
CHANCE = random.Random(7)  # noqa: S311 -- repeatable on purpose


def test_commands_sent_up_to_four_times_at_once_make_one_event_each(stack: Stack) -> None:
    held = [interview() for _ in range(ROOMS)]
    for room in held:
        participants.enter(room.session_id, room.staff[0].as_actor())
    wanted = [(uuid4(), held[n % ROOMS]) for n in range(COMMANDS)]
    sendings = [command for command in wanted for _ in range(CHANCE.randint(1, 4))]
    receipts: dict[UUID, list[Receipt]] = defaultdict(list)
    left = iter(sendings)
    taking = threading.Lock()

    def work() -> None:
        """Neighbours in the list are the same command: they meet in several threads."""
        try:
            while True:
                with taking:
                    command_id, room = next(left)
                by = room.staff[0].as_actor()
                receipts[command_id].append(chat.send.once(command_id, room.session_id, by, text=str(command_id)))
        except StopIteration:
            return
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        for done in [pool.submit(work) for _ in range(THREADS)]:
            done.result()
    assert len(receipts) == COMMANDS
    for command_id, answers in receipts.items():
        assert [answer.duplicate for answer in answers].count(False) == 1, command_id
        assert all(answer.events == answers[0].events for answer in answers)
    said = [event["text"] for room in held for event in told(room.session_id)["all"] if event["type"] == "chat.sent"]
    assert sorted(said) == sorted(str(command_id) for command_id, _ in wanted)


async def test_frames_sent_up_to_four_times_at_once_make_one_event_each(come: Come, servers: list[Server]) -> None:
    held = await ask(interview, 4)
    people = [come(seat, servers) for seat in held.seats]
    async with gathered(*people):
        texts = [text for texts in await asyncio.gather(*map(_repeat, people)) for text in texts]
        for text in texts:
            await people[0].hears("chat.sent", within=within(5), text=text)
        log = await ask(told, held.session_id)
        assert sorted(event["text"] for event in log["all"] if event["type"] == "chat.sent") == sorted(texts)
        assert all(person.lost_nothing for person in people)


async def _repeat(who: Person) -> list[str]:
    """Ten commands, each in one to four frames, as fast as the limit of a connection allows."""
    texts = [f"{who.seat.name} {uuid4()}" for _ in range(10)]
    for text in texts:
        frame, answer = who.room.outbox.add("chat.send", {"text": text})
        for _ in range(CHANCE.randint(1, 4)):
            await who.room._send(frame)
        assert (await answer)["events"]
    return texts


async def test_requests_with_a_key_sent_up_to_four_times_at_once_happen_once(servers: list[Server]) -> None:
    held = await ask(interview)
    keys = [str(uuid4()) for _ in range(200 if FULL else 25)]
    async with httpx.AsyncClient(trust_env=False, timeout=30) as http:

        async def create(key: str, server: Server) -> tuple[str, str]:
            url = f"{server.url}/api/talent-engine/video-sessions/"
            headers = {"Authorization": f"Bearer {held.seats[0].token}", "Idempotency-Key": key}
            answer = await http.post(url, json={"title": key}, headers=headers)
            assert answer.status_code == 201, answer.text
            return key, answer.json()["id"]

        sendings = [create(key, CHANCE.choice(servers)) for key in keys for _ in range(CHANCE.randint(1, 4))]
        made = await asyncio.gather(*sendings)
    assert len(set(made)) == len(keys)
    titles = await ask(partial(_titles, held))
    assert sorted(titles) == sorted(keys)


def _titles(held: Interview) -> list[str]:
    mine = VideoSession.objects.of(held.staff[0].as_actor()).exclude(pk=held.session_id)
    return list(mine.values_list("title", flat=True))
