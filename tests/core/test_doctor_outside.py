"""The doctor finds each broken promise of the store, of mail and of TURN, and prints its fix."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from core import storage
from core.doctor import Failed, Finding, mail, store, turn
from interviews.models import Participant
from interviews.room import ice
from tests import stand_ins
from tests.checkups import SECRETS, examined, results


@pytest.fixture
def stored(settings: Any) -> Iterator[Callable[..., None]]:
    """Objects are kept somewhere else for one test."""

    def at(**place: Any) -> None:
        settings.S3 = settings.S3 | place
        forget()

    def forget() -> None:
        for cached in (storage._client, storage._quick_client, storage.origin):
            cached.cache_clear()

    yield at
    forget()


def test_a_store_that_takes_anything_is_found_out(stored: Callable[..., None], settings: Any) -> None:
    with stand_ins.careless_store() as (port, objects):
        stored(endpoint_url=f"http://127.0.0.1:{port}", prefix="")
        objects["t/film"] = b"of somebody"
        found = examined(*store.probes())
        assert objects == {"t/film": b"of somebody"}, "all of ours are gone, and nothing else"
    assert results(found) == {
        "store.connect": "ok",
        "store.origin": "ok",
        "store.put": "ok",
        "store.repeat": "failed",
        "store.wrong_bytes": "failed",
        "store.longer": "failed",
        "store.get": "failed",
        "store.private": "failed",
        "store.list": "failed",
        "store.cors": "failed",
        "store.clean": "ok",
    }
    assert "keeps If-None-Match" in found["store.repeat"].fix
    assert "checks x-amz-checksum-sha256 of a signed PUT" in found["store.wrong_bytes"].fix
    assert "checks the signed Content-Length" in found["store.longer"].fix
    assert "pass Range on" in found["store.get"].fix
    assert "Make the bucket private" in found["store.private"].fix
    assert found["store.list"].seen.startswith("3 objects instead of 1")
    assert "The bucket's CORS rule" in found["store.cors"].fix


def test_a_bucket_whose_rule_names_other_pages_is_found_out(settings: Any) -> None:
    settings.BASE_URL = "http://elsewhere.example"
    found = examined(*store.probes())
    assert found["store.cors"].result == "failed"
    assert "The bucket's CORS rule" in found["store.cors"].fix
    assert "with http://elsewhere.example as its origin" in found["store.cors"].fix
    assert {finding.result for name, finding in found.items() if name != "store.cors"} == {"ok"}


@pytest.mark.parametrize(
    ("place", "fix"),
    [
        ({"bucket": "no-such-bucket"}, "Create the bucket, or correct S3_BUCKET"),
        ({"secret_access_key": "no-such-key"}, "Correct S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY"),
        ({"endpoint_url": "http://127.0.0.1:1"}, "Start the store"),
    ],
)
def test_a_store_that_does_not_let_us_in_is_told_apart(
    stored: Callable[..., None], place: dict[str, str], fix: str
) -> None:
    stored(**place)
    found = examined(*store.probes())
    assert found["store.connect"].fix.startswith(fix)
    assert results(found) == {name: "failed" if name == "store.connect" else "skipped" for name in found}


def test_a_store_without_tls_for_pages_with_it_is_found_out(stored: Callable[..., None], settings: Any) -> None:
    settings.BASE_URL = "https://interviews.example"
    stored(endpoint_url="http://store.example")
    with pytest.raises(Failed) as failed:
        store.SampleObjects().origin()
    assert failed.value.fix
    assert failed.value.fix.startswith("Give the store TLS")


def test_a_refused_login_is_told_without_the_password(settings: Any) -> None:
    with stand_ins.indiscreet_mail_server() as port:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "app", "hunter2hunter2"
        found = examined(*mail.probes(None))
    assert found["mail.connect"].seen == "535 5.7.8 I do not know [secret]"
    assert found["mail.connect"].fix == "Correct the user and password in EMAIL_URL."
    assert found["mail.send"].result == "skipped"


def test_a_login_that_the_server_does_not_offer_is_told(settings: Any) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "app", "hunter2hunter2"
    found = examined(*mail.probes(None))["mail.connect"]
    assert found.result == "failed"
    assert found.fix.startswith("The server offers no STARTTLS or login there")


def test_mail_that_goes_to_nobody_is_a_warning(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    found = examined(*mail.probes(None))
    assert results(found) == {"mail.connect": "warning", "mail.sender": "warning", "mail.send": "skipped"}
    assert found["mail.connect"].fix.startswith("Set EMAIL_URL")
    assert found["mail.sender"].fix.startswith("Set EMAIL_FROM")


def relayed(settings: Any, url: str) -> Finding:
    settings.TURN_URLS, settings.TURN_SECRET = [url], SECRETS["TURN_SECRET"]
    [_, [probe]] = turn.parts(ice.servers(Participant(role="host")))
    return examined(probe)["turn.1"]


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_a_relay_of_another_secret_is_found_out(settings: Any, transport: str) -> None:
    with stand_ins.relay("another secret") as (port, _):
        found = relayed(settings, f"turn:127.0.0.1:{port}?transport={transport}")
    assert (found.result, found.seen) == ("failed", "the credentials were refused (401)")
    assert "the value of TURN_SECRET as static-auth-secret" in found.fix


def test_a_relay_for_anybody_is_found_out(settings: Any) -> None:
    with stand_ins.relay("", is_open=True) as (port, _):
        found = relayed(settings, f"turn:127.0.0.1:{port}")
    assert found.fix.startswith("Set use-auth-secret in coturn")


@pytest.mark.parametrize(
    ("url", "port"),
    [
        ("turn:127.0.0.1:1?transport=tcp", "1/tcp"),
        ("turns:127.0.0.1", "5349/tcp"),
        ("turn:127.0.0.1", "3478/udp"),
        ("turn://127.0.0.1", "as in turn:turn.example.com:3478"),
    ],
)
def test_a_relay_that_nobody_reaches_is_found_out(settings: Any, url: str, port: str) -> None:
    found = relayed(settings, url)
    assert found.result == "failed"
    assert found.fix == f"Start the server of {url}, and open its port to the internet ({port})."


@pytest.mark.parametrize(
    ("urls", "secret", "result", "fix"),
    [
        ([], None, "skipped", "About one call in ten"),
        (["turn:a.example"], None, "failed", "Give coturn use-auth-secret"),
        ([], "sesame", "warning", "Set TURN_URLS"),
    ],
)
def test_half_a_relay_is_found_out(settings: Any, urls: list[str], secret: str | None, result: str, fix: str) -> None:
    settings.TURN_URLS, settings.TURN_SECRET = urls, secret
    found = examined(*turn.parts([])[0])["turn.settings"]
    assert found.result == result
    assert found.fix.startswith(fix)
