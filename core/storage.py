"""The object store (S3): presigned URLs for browsers, and the calls the finalizer needs. The only importer of boto3.

Media passes through this service in the finalizer only; browsers use presigned URLs.
"""

import base64
import hashlib
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import ObjectIdentifierTypeDef

StoreError = (BotoCoreError, ClientError)
UPLOAD_TTL = 300  # seconds
READERS = 8  # threads


@dataclass(frozen=True, slots=True)
class Stored:
    """One object: its key and size in bytes."""

    key: str
    size: int


def _s3_client(key_id: str | None, secret: str | None, *, connect: float, read: float, attempts: int) -> "S3Client":
    return boto3.client(
        "s3",
        endpoint_url=settings.S3["endpoint_url"],
        region_name=settings.S3["region"],
        aws_access_key_id=key_id,
        aws_secret_access_key=secret,
        config=Config(
            signature_version="s3v4",
            # The bucket's own host in its region: AWS redirects from any other, and the pages' policy would have to allow
            # both. A bucket with a dot in its name stays in the path by itself.
            s3={
                "addressing_style": "path" if settings.S3["endpoint_url"] else "virtual",
                "us_east_1_regional_endpoint": "regional",
            },
            connect_timeout=connect,
            read_timeout=read,
            retries={"mode": "standard", "total_max_attempts": attempts},
            # Our own SHA-256 proves both directions; stores other than AWS refuse the newer default trailers.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )


@cache
def _client() -> "S3Client":
    """The client of jobs, and of signing, which needs no network."""
    return _s3_client(settings.S3["access_key_id"], settings.S3["secret_access_key"], connect=2, read=30, attempts=3)


@cache
def _quick_client() -> "S3Client":
    """The client of requests: a store that hangs must not hold their threads."""
    return _s3_client(settings.S3["access_key_id"], settings.S3["secret_access_key"], connect=1, read=1, attempts=1)


@cache
def origin() -> str:
    """Return scheme and host of every presigned URL, for the pages' policy; read from one, so the two cannot differ.

    Signed with false credentials, because finding the machine's own may take a call over the network.
    """
    signer = _s3_client("nobody", "nothing", connect=1, read=1, attempts=1)
    url = urlsplit(signer.generate_presigned_url("get_object", Params=_at("any")))
    return f"{url.scheme}://{url.netloc}"


def _bucket() -> str:
    return str(settings.S3["bucket"])


def _prefix() -> str:
    return str(settings.S3["prefix"])


def _at(key: str) -> dict[str, Any]:
    return {"Bucket": _bucket(), "Key": f"{_prefix()}{key}"}


def _below(prefix: str) -> dict[str, Any]:
    return {"Bucket": _bucket(), "Prefix": f"{_prefix()}{prefix}"}


def presigned_put(key: str, *, size: int, sha256: str, content_type: str) -> tuple[str, dict[str, str]]:
    """Return a URL (valid 5 min) and the headers that the upload must send, to write one object once.

    The store refuses other bytes (400), another length or type (403), and a second write (412).
    """
    checksum = base64.b64encode(bytes.fromhex(sha256)).decode()
    url = _client().generate_presigned_url(
        "put_object",
        Params={
            **_at(key),
            "ContentLength": size,
            "ChecksumSHA256": checksum,
            "IfNoneMatch": "*",
            "ContentType": content_type,
        },
        ExpiresIn=UPLOAD_TTL,
    )
    return url, {"content-type": content_type, "if-none-match": "*", "x-amz-checksum-sha256": checksum}


def presigned_get(key: str, *, seconds: int, content_type: str, head: bool = False) -> str:
    """Return a URL that reads one object, by HEAD if `head`: the method is part of the signature."""
    params = _at(key) | {"ResponseContentType": content_type}
    return _client().generate_presigned_url("head_object" if head else "get_object", Params=params, ExpiresIn=seconds)


def listed(prefix: str) -> Iterator[Stored]:
    """Yield the objects below `prefix`, in key order."""
    cut = len(_prefix())
    for page in _client().get_paginator("list_objects_v2").paginate(**_below(prefix)):
        for entry in page.get("Contents", []):
            yield Stored(key=entry["Key"][cut:], size=entry["Size"])


def holds_any(prefix: str) -> bool:
    """Return whether any object is below `prefix`. Answers, or raises one of `StoreError`, within about a second."""
    found = _quick_client().list_objects_v2(**_below(prefix), MaxKeys=1)
    return bool(found.get("Contents"))


def read(key: str) -> bytes:
    return _client().get_object(**_at(key))["Body"].read()


def read_all(keys: Sequence[str]) -> Iterator[bytes]:
    """Yield the bodies in the order of `keys`, at most 2 × READERS of them fetched ahead and held in memory."""
    ahead: deque[Future[bytes]] = deque()
    with ThreadPoolExecutor(READERS, thread_name_prefix="store") as readers:
        for key in keys:
            ahead.append(readers.submit(read, key))
            if len(ahead) > 2 * READERS:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


def upload(key: str, path: Path, *, content_type: str) -> None:
    """Upload a file, in parts if it is large; boto3 aborts an upload that it cannot finish."""
    _client().upload_file(str(path), **_at(key), ExtraArgs={"ContentType": content_type})


def write(key: str, body: bytes, *, content_type: str) -> None:
    _client().put_object(**_at(key), Body=body, ContentType=content_type)


def sha256(key: str) -> str:
    """Return the hex digest of the bytes that the store returns: the only proof that it has them."""
    digest = hashlib.sha256()
    for block in _client().get_object(**_at(key))["Body"].iter_chunks(1024 * 1024):
        digest.update(block)
    return digest.hexdigest()


def delete(prefix: str) -> int:
    """Remove everything below `prefix`; return the number of objects."""
    keys = [stored.key for stored in listed(prefix)]
    for start in range(0, len(keys), 1000):
        batch: list[ObjectIdentifierTypeDef] = [{"Key": f"{_prefix()}{key}"} for key in keys[start : start + 1000]]
        _client().delete_objects(Bucket=_bucket(), Delete={"Objects": batch})
    return len(keys)


def probe() -> None:
    """Raises one of `StoreError` unless the store answers for our bucket within about a second."""
    _quick_client().head_bucket(Bucket=_bucket())
