"""Tests of the core start programs of their own, which must not inherit what other tests left in the environment."""

import pytest

LEFT_BEHIND = (
    "DB_STATEMENT_TIMEOUT_MS",  # by importing config.asgi; a worker with a server's time limits fails under load
    "DJANGO_ALLOW_ASYNC_UNSAFE",  # by the browser tests
)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in LEFT_BEHIND:
        monkeypatch.delenv(name, raising=False)
