"""One address cannot fill the server with connections that send no hello."""

from collections.abc import Callable

import pytest
from pytest_django import Settings

from consumers import handshake
from consumers.hub import RoomHub
from consumers.limits import PendingHandshakes
from core.models import Member
from interviews.models import Participant
from tests.consumers.visitor import Visitor, together

Visit = Callable[[Member | Participant], Visitor]


async def test_an_address_with_too_many_handshakes_is_refused_and_a_hello_ends_one(visit: Visit, alice: Member) -> None:
    pending, a = RoomHub.here().pending, visit(alice)
    pending.most = 0
    assert not await a.open()
    pending.most = 1
    await a.enter()
    async with together(a):
        assert len(pending) == 0


def test_each_address_has_its_own_count() -> None:
    pending = PendingHandshakes(most=2)
    assert [pending.enter(n, "1.1.1.1") for n in range(3)] == [True, True, False]
    assert pending.enter(3, "2.2.2.2")
    for _ in range(2):
        pending.leave(0)
    assert [pending.enter(n, "1.1.1.1") for n in (4, 5)] == [True, False], "leaving twice frees one place"


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
def test_the_address_is_read_from_trusted_proxies_only(
    settings: Settings, proxies: int, forwarded: str, address: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    assert handshake.address({"headers": headers, "client": ("10.0.0.9", 4321)}) == address
