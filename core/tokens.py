"""Turn credentials into an Actor: our own JWTs, an outside issuer's, a guest's, or the staff session of a page."""

from abc import ABC, abstractmethod
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any, cast
from uuid import UUID

import jwt
import orjson
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import DataError, IntegrityError, transaction
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.backends import TokenBackend
from rest_framework_simplejwt.exceptions import AuthenticationFailed, InvalidToken, TokenBackendError
from rest_framework_simplejwt.tokens import AccessToken, Token

from core import sign_ins
from core.actors import Actor, MemberRole
from core.models import Member, Tenant

OUTSIDE_LEEWAY = 60  # seconds that an outside issuer's clock may differ from ours
_NAMES = ("email", "first_name", "last_name", "job_role", "role")


class GuestToken(Token):
    """The token of a guest who redeemed a personal link. It is valid as long as that link: every use must check in the
    database that the link still works."""

    token_type = "guest"  # noqa: S105 -- a type name
    lifetime = timedelta(hours=12)  # simplejwt requires a default; `of` sets the real one

    @classmethod
    def of(cls, *, guest_id: UUID, tenant_id: UUID, name: str, email: str, lifetime: timedelta) -> "GuestToken":
        token = cls()
        token.set_exp(lifetime=lifetime)
        token["sub"] = str(guest_id)
        token["tenant_id"] = str(tenant_id)
        token["name"] = name
        token["email"] = email
        return token


def _unverified(raw: bytes) -> Mapping[str, Any]:
    """Return the unverified claims, only to choose the verification that applies."""
    try:
        payload = raw.split(b".")[1]
        claims = orjson.loads(urlsafe_b64decode(payload + b"=" * (-len(payload) % 4)))
    except (IndexError, ValueError):
        return {}
    return claims if isinstance(claims, dict) else {}


class _Bearer(JWTAuthentication, ABC):
    """One authenticator for each kind of bearer token; each leaves the others' tokens alone."""

    security_scheme = "bearer"
    leeway = 0  # seconds that a token is accepted after its end

    def authenticate(self, request: Request) -> tuple[Actor, Token] | None:  # type: ignore[override]  # we return Actors
        header = self.get_header(request)
        raw = self.get_raw_token(header) if header else None
        if raw is None or not self.accepts(_unverified(raw)):
            return None
        token = self.get_validated_token(raw)
        return replace(self.actor(token), good_until=float(token["exp"]) + self.leeway), token

    def get_raw_token(self, header: bytes) -> bytes | None:
        """The scheme is `Bearer` in any case (RFC 9110, 11.1)."""
        scheme, space, rest = header.partition(b" ")
        known = b"Bearer" if scheme.lower() == b"bearer" else scheme
        return super().get_raw_token(known + space + rest)

    @abstractmethod
    def accepts(self, claims: Mapping[str, Any]) -> bool:
        """Return whether a token with these (unverified) claims is of this kind."""

    @abstractmethod
    def actor(self, token: Token) -> Actor:
        """Return the actor that a verified token names. Raises AuthenticationFailed or InvalidToken (401)."""


def _is_outside(claims: Mapping[str, Any]) -> bool:
    return settings.OUTSIDE_ISSUER is not None and claims.get("iss") == settings.OUTSIDE_ISSUER["issuer"]


class MemberToken(_Bearer):
    """Tokens we issued ourselves. Also takes what no other authenticator accepts: an unknown token is a 401."""

    def accepts(self, claims: Mapping[str, Any]) -> bool:
        return claims.get("token_type") != GuestToken.token_type and not _is_outside(claims)

    def actor(self, token: Token) -> Actor:
        return sign_ins.holder_of(token).as_actor()


class GuestBearer(_Bearer):
    def accepts(self, claims: Mapping[str, Any]) -> bool:
        return claims.get("token_type") == GuestToken.token_type

    def get_validated_token(self, raw_token: bytes) -> Token:
        return guest_token(raw_token)

    def actor(self, token: Token) -> Actor:
        try:
            guest_id, tenant_id = UUID(token["sub"]), UUID(token["tenant_id"])
            email, name = str(token["email"]), str(token["name"])
        except (KeyError, ValueError) as error:
            raise InvalidToken from error
        return Actor(
            kind="guest", tenant_id=tenant_id, id=str(guest_id), guest_id=guest_id, email=email, first_name=name
        )


def guest_token(raw: bytes) -> GuestToken:
    """Verify a guest's token. Raises InvalidToken (401)."""
    try:
        return GuestToken(raw)  # type: ignore[arg-type]  # simplejwt takes the encoded token here
    except Exception as error:
        raise InvalidToken({"detail": "This link's session has expired. Open your link again."}) from error


class _OutsideBackend(TokenBackend):
    """simplejwt's, but `iat` is no bound: the issuer's clock may be ahead of ours (RFC 7519, 4.1.6 asks for no check)."""

    def decode(self, token: Any, verify: bool = True) -> dict[str, Any]:  # noqa: FBT001, FBT002 -- the base's signature
        try:
            return jwt.decode(
                token,
                self.get_verifying_key(token),
                algorithms=[self.algorithm],
                audience=self.audience,
                issuer=self.issuer,
                leeway=self.get_leeway(),
                options={"verify_iat": False, "require": ["exp"]},
            )
        except jwt.InvalidTokenError as error:
            raise TokenBackendError("Token is invalid") from error


@cache
def _outside_backend() -> TokenBackend:
    issuer: dict[str, Any] = settings.OUTSIDE_ISSUER or {}
    backend = _OutsideBackend(
        issuer["algorithm"],
        audience=issuer["audience"],
        issuer=issuer["issuer"],
        jwk_url=issuer["jwk_url"],
        leeway=OUTSIDE_LEEWAY,
    )
    backend.jwks_client = jwt.PyJWKClient(issuer["jwk_url"], timeout=2)  # the default would hold a request for 30 s
    return backend


class OutsideToken(_Bearer):
    """Tokens of the configured outside issuer; the member's row is updated from the verified claims."""

    leeway = OUTSIDE_LEEWAY

    def accepts(self, claims: Mapping[str, Any]) -> bool:
        return _is_outside(claims)

    def get_validated_token(self, raw_token: bytes) -> Any:
        try:
            return _outside_backend().decode(cast("Any", raw_token), verify=True)
        except TokenBackendError as error:
            raise InvalidToken({"detail": "Given token not valid for any token type"}) from error

    def actor(self, token: Any) -> Actor:
        try:
            tenant = Tenant.objects.get(pk=UUID(str(token["tenant_id"])))
            external_id, role, _ = str(token["user_id"]), MemberRole(token["role"]), token["email"]
        except (KeyError, ValueError, Tenant.DoesNotExist) as error:
            raise AuthenticationFailed("The token names no tenant, user or role known here.") from error
        claims = {name: str(token.get(name, "")) for name in _NAMES} | {"role": role.value}
        try:
            return _updated_member(tenant, external_id, claims).as_actor()
        except (DataError, IntegrityError) as error:  # a claim too long for its column, or another account's address
            raise AuthenticationFailed("The token's claims do not fit an account here.") from error


@transaction.atomic
def _updated_member(tenant: Tenant, external_id: str, claims: Mapping[str, str]) -> Member:
    first = {**claims, "password": make_password(None)}
    member, created = Member.objects.get_or_create(tenant=tenant, external_id=external_id, defaults=first)
    if not member.is_active:
        raise AuthenticationFailed("User is inactive", code="user_inactive")
    stale = [name for name, claim in claims.items() if getattr(member, name) != claim]
    if stale and not created:
        for name in stale:
            setattr(member, name, claims[name])
        member.save(update_fields=stale)
    return member


class StaffSession(SessionAuthentication):
    """The session cookie of the pages, with CSRF enforced on every write."""

    security_scheme = "session"

    def authenticate(self, request: Request) -> tuple[Actor, None] | None:
        found = super().authenticate(request)
        if found is None:
            return None
        ends = request._request.session.get_expiry_date()  # noqa: SLF001 -- DRF's request hides Django's
        return replace(found[0].as_actor(), good_until=ends.timestamp()), None


def access_for(member: Member) -> AccessToken:
    """An access token without a password, for the demo's documents and for tests; it belongs to no sign-in."""
    token = AccessToken()
    token.payload |= sign_ins.claims_of(member)
    return token
