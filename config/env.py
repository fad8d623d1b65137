"""Read the environment once into one typed object, and report every mistake at the same time."""

import os
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from config import servers

INSECURE_SECRET = "insecure-for-checks-and-tests-only-0123456789abcdef"  # noqa: S105 -- refused outside the demo by a system check


class SecretFiles(PydanticBaseSettingsSource):
    """Reads `NAME` from the file in `NAME_FILE=/run/secrets/name`, as container platforms mount secrets."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        path = os.environ.get(f"{field_name.upper()}_FILE")
        return (Path(path).read_text().strip() if path else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        found = {name: self.get_field_value(field, name)[0] for name, field in self.settings_cls.model_fields.items()}
        return {name: text for name, text in found.items() if text is not None}


class Environment(BaseSettings):
    """Every setting. The environment variables are the names in capitals; lists are JSON."""

    model_config = SettingsConfigDict(
        extra="ignore",
        env_ignore_empty=True,
        hide_input_in_errors=True,  # a URL that cannot be read may hold a password
    )

    te_demo: bool = Field(
        default=False, description="The one-command demo: embedded services, demo data, open closing policy."
    )
    te_testing: bool = Field(default=False, description="Set by the test suite only.")
    debug: bool = Field(default=False, description="Django's DEBUG; never on a public host.")
    secret_key: str = Field(default=INSECURE_SECRET, description="Signs sessions and tokens.")
    base_url: str = Field(
        default="http://localhost:8002", description="Where people reach this service; used in mails."
    )
    allowed_hosts: list[str] = Field(default=["localhost", "127.0.0.1"], description="Host names answered.")
    allowed_origins: list[str] = Field(
        default=[], description="Exact origins allowed to open sockets, besides base_url."
    )
    cors_origins: list[str] = Field(default=[], description="Origins of other web pages that may call the REST API.")
    trusted_proxies: int = Field(
        default=0, ge=0, description="Number of proxies in front whose X-Forwarded-For is believed."
    )

    database_url: str = Field(default="postgres:///talent_engine", description="PostgreSQL 14 or newer.")
    db_statement_timeout_ms: int = Field(default=0, ge=0, description="0 = none; `serve` sets 2000.")
    request_threads: int = Field(
        default=16, ge=1, description="Requests a server works on at once; each may hold a database connection."
    )
    redis_url: str = Field(default="redis://127.0.0.1:6379/0", description="Redis 6.2 or Valkey, newer ones too.")
    redis_prefix: str = Field(default="te", description="Separates services that share one Redis.")
    s3_endpoint_url: str | None = Field(
        default=None,
        description="None = AWS, at the bucket's own host in its region. Else where browsers, too, reach the store.",
    )
    s3_bucket: str = Field(default="talent-engine", description="Holds recordings; private.")
    s3_prefix: str = Field(default="", description="Key prefix inside the bucket.")
    s3_region: str = Field(default="us-east-1", description="Region of the bucket; on AWS a part of its host.")
    s3_access_key_id: str | None = Field(default=None, description="None = the machine's own role.")
    s3_secret_access_key: str | None = Field(default=None, description="Belongs to s3_access_key_id.")
    email_url: str = Field(
        default="consolemail://",
        description="smtp://user:password@host:port, smtps:// with STARTTLS, smtp+ssl:// with TLS.",
    )
    email_from: str = Field(default="Talent Engine <interviews@localhost>", description="Sender of every mail.")

    jwt_access_minutes: int = Field(default=30, gt=0, description="Life of an access token.")
    jwt_refresh_days: int = Field(default=7, gt=0, description="Life of a refresh token; each works once.")
    jwt_sign_in_days: int = Field(
        default=30, gt=0, description="Life of a sign-in at the API, however often its tokens are refreshed."
    )
    jwt_jwks_url: str | None = Field(default=None, description="Accept tokens of an outside issuer, by its key set.")
    jwt_issuer: str | None = Field(default=None, description="What `iss` must say in outside tokens.")
    jwt_audience: str | None = Field(default=None, description="What `aud` must say in outside tokens.")
    jwt_algorithm: Literal["RS256", "RS384", "RS512", "ES256", "ES384", "EdDSA"] = Field(
        default="RS256", description="The one algorithm accepted of the outside issuer."
    )

    public_close_policy: Literal["signed", "open"] = Field(
        default="signed", description="Who may close jobs by the public URLs."
    )
    public_close_secret: str | None = Field(default=None, description="HMAC key of services that close jobs.")
    static_root: Path | None = Field(default=None, description="Where collectstatic gathers the pages' files.")
    media_url_ttl: int = Field(default=60, ge=1, description="Seconds a redirect to the store stays valid.")
    ice_servers: list[dict[str, Any]] = Field(default=[], description="RTCIceServer objects given to browsers.")
    turn_urls: list[str] = Field(default=[], description="TURN URLs for time-limited credentials.")
    turn_secret: str | None = Field(default=None, description="Shared with coturn (`static-auth-secret`).")
    room_time_scale: float = Field(default=1.0, gt=0, le=1, description="Shrinks every room timing; tests use 0.1.")
    throttle_scale: float = Field(default=1.0, gt=0, description="Multiplies every request rate limit.")
    docs_public: bool = Field(default=True, description="Serve /api/schema/ and /api/docs/ to anybody.")
    log_json: bool = Field(default=True, description="Log lines as JSON on stderr; off, as text for people.")
    metrics_token: str | None = Field(
        default=None, description="Bearer token of /metrics; without one it is there in the demo and with DEBUG only."
    )

    @field_validator("base_url")
    @classmethod
    def without_trailing_slash(cls, url: str) -> str:
        return url.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def database_url_is_readable(cls, url: str) -> str:
        servers.database(url)
        return url

    @field_validator("email_url")
    @classmethod
    def email_url_is_readable(cls, url: str) -> str:
        servers.mail(url)
        return url

    @model_validator(mode="after")
    def outside_issuer_is_named(self) -> Self:
        """Without both, tokens that the same issuer made for other services would be accepted here."""
        if self.jwt_jwks_url and not (self.jwt_issuer and self.jwt_audience):
            raise ValueError("JWT_JWKS_URL needs JWT_ISSUER and JWT_AUDIENCE.")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, SecretFiles(settings_cls)
