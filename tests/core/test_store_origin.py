"""A page allows its browser the very host that addresses are signed for, whatever the store and its region."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from core import storage

pytestmark = pytest.mark.django_db
Stored = Callable[..., None]
FROM_THE_STORE = ("connect-src", "media-src", "img-src")

AWS = {
    ("us-east-1", "talent-engine"): "https://talent-engine.s3.us-east-1.amazonaws.com",
    ("eu-central-1", "talent-engine"): "https://talent-engine.s3.eu-central-1.amazonaws.com",
    ("ap-southeast-2", "talent-engine"): "https://talent-engine.s3.ap-southeast-2.amazonaws.com",
    ("us-gov-west-1", "talent-engine"): "https://talent-engine.s3.us-gov-west-1.amazonaws.com",
    ("cn-north-1", "talent-engine"): "https://talent-engine.s3.cn-north-1.amazonaws.com.cn",
    # No certificate covers a dot more before the store's own name: such buckets stand in the path.
    ("us-east-1", "films.example.com"): "https://s3.us-east-1.amazonaws.com",
    ("eu-central-1", "films.example.com"): "https://s3.eu-central-1.amazonaws.com",
    ("cn-north-1", "films.example.com"): "https://s3.cn-north-1.amazonaws.com.cn",
}
OTHERS = {
    "http://127.0.0.1:9000": "http://127.0.0.1:9000",
    "http://minio:9000/": "http://minio:9000",
    "https://account.r2.cloudflarestorage.com": "https://account.r2.cloudflarestorage.com",
    "https://fsn1.your-objectstorage.com/": "https://fsn1.your-objectstorage.com",
    "https://store.example.com:8443/s3": "https://store.example.com:8443",
    "https://s3.eu-west-3.amazonaws.com": "https://s3.eu-west-3.amazonaws.com",
}


@pytest.fixture
def stored(settings: Any) -> Iterator[Stored]:
    """Films are kept somewhere else for one test."""

    def at(**place: Any) -> None:
        settings.S3 = settings.S3 | place
        _forget()

    yield at
    _forget()


def _forget() -> None:
    storage._client.cache_clear()
    storage.origin.cache_clear()


def signed_origins() -> set[str]:
    put, _ = storage.presigned_put("a/b", size=1, sha256="00" * 32, content_type="video/webm")
    gets = [storage.presigned_get("a/b", seconds=60, content_type="video/webm", head=head) for head in (False, True)]
    return {f"{url.scheme}://{url.netloc}" for url in map(urlsplit, (put, *gets))}


def allowed() -> dict[str, set[str]]:
    """The origins a page lets its browser load from, send to and play, besides its own."""
    policy = Client().get("/login/").headers["Content-Security-Policy"]
    directives = {words[0]: set(words[1:]) for words in (part.split() for part in policy.split(";"))}
    return {name: {source for source in directives[name] if source.startswith("http")} for name in FROM_THE_STORE}


def agree_on(origin: str) -> None:
    assert signed_origins() == {origin}
    assert allowed() == {name: {origin} for name in FROM_THE_STORE}


@pytest.mark.parametrize(("region", "bucket"), AWS)
def test_aws_is_allowed_under_the_name_it_is_signed_for(stored: Stored, region: str, bucket: str) -> None:
    stored(endpoint_url=None, region=region, bucket=bucket)
    agree_on(AWS[region, bucket])


@pytest.mark.parametrize("bucket", ["talent-engine", "films.example.com"])
@pytest.mark.parametrize("region", ["us-east-1", "auto"])
@pytest.mark.parametrize("endpoint", OTHERS)
def test_any_other_store_is_allowed_without_its_path(stored: Stored, endpoint: str, region: str, bucket: str) -> None:
    stored(endpoint_url=endpoint, region=region, bucket=bucket)
    agree_on(OTHERS[endpoint])


def test_no_credentials_are_looked_for_to_write_a_page(stored: Stored, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine with a role of its own they come over the network, which may hang."""
    monkeypatch.setattr("botocore.credentials.CredentialResolver.load_credentials", lambda _: pytest.fail("asked"))
    stored(endpoint_url=None, access_key_id=None, secret_access_key=None, region="eu-central-1", bucket="films")
    assert allowed()["media-src"] == {"https://films.s3.eu-central-1.amazonaws.com"}
