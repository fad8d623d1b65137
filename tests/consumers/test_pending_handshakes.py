"""One address cannot fill the house with connections that say nothing."""

from collections.abc import Callable

import pytest
from pytest_django import Settings

from consumers import handshake
from consumers.hub import Hub
from consumers.limits import PendingHandshakes
from core.models import Member
from interviews.models import Participant
from tests.consumers.visitor import Visitor, together

Visit = Callable[[Member | Participant], Visitor]


async def test_a_full_doorstep_refuses_and_who_says_hello_leaves_it(visit: Visit, alice: Member) -> None:
    pending, a = Hub.here().pending, visit(alice)
    pending.room = 0
    assert not await a.open()
    pending.room = 1
    await a.enter()
    async with together(a):
        assert not pending.waiting


def test_each_address_has_a_doorstep_of_its_own() -> None:
    pending = PendingHandshakes(room=2)
    assert [pending.enter("1.1.1.1") for _ in range(3)] == [True, True, False]
    assert pending.enter("2.2.2.2")
    pending.leave("1.1.1.1")
    assert pending.enter("1.1.1.1")


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "6.6.6.6", "10.0.0.9"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1, 10.0.0.2", "1.1.1.1"),
        (2, "1.1.1.1", "1.1.1.1"),
        (1, "", "10.0.0.9"),
    ],
)
def test_only_trusted_proxies_say_whose_connection_it_is(
    settings: Settings, proxies: int, forwarded: str, address: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    assert handshake.address({"headers": headers, "client": ("10.0.0.9", 4321)}) == address
