"""A socket ends with the sign-in that opened it, in every way one can end."""

from collections.abc import Callable

import pytest
from asgiref.sync import sync_to_async

from core.models import Member
from interviews.models import Participant
from tests.consumers.visitor import Visitor
from tests.sign_outs import WAYS, Pair, sign_in


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
async def test_the_socket_ends_and_nobody_else_s(
    visit: Callable[[Member | Participant], Visitor], alice: Member, bob: Member, way: Callable[[Member, Pair], None]
) -> None:
    at_alices, at_bobs = await visit(alice).enter(), await visit(bob).enter()
    pair = await sync_to_async(sign_in)(alice)
    await sync_to_async(way)(alice, pair)
    closed = await at_alices.until("close")
    assert closed["code"] in (4401, 4403)
    assert (await at_bobs.asks("hand.set", raised=True))["type"] == "ack"
    await at_bobs.cut()
