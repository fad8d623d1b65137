"""Sign-ins at the API: families of refresh tokens, each token for one use (RFC 9700, 4.14.2).

Using a token makes its successor. A token used again within `GRACE`, before its successor was used, gets the very same
successor: its client lost the answer, or asked twice at once. Later it is a copy in other hands, and the family ends.
The successor's id is a keyed hash of its predecessor's, so that it can be written again without being stored.
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.db.models.functions import Now
from django.utils import timezone
from rest_framework_simplejwt.exceptions import AuthenticationFailed, InvalidToken, TokenError
from rest_framework_simplejwt.tokens import AccessToken, Token

from core import audit, members
from core.links import derived
from core.models import Member, SignIn

GRACE = timedelta(seconds=10)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_COPIED = ("email", "first_name", "last_name", "job_role", "role")


def claims_of(member: Member) -> dict[str, Any]:
    """The claims by which other services of the house know a member, and `since`, by which we know a token's age.

    `since` repeats the member's `credentials_since` (microseconds, 0 for none) instead of comparing it with `iat`:
    exact within a second, and right whatever the clocks of our servers say.
    """
    return {
        "sub": str(member.pk),
        "user_id": member.external_id,
        "tenant_id": str(member.tenant_id),
        "tenant_domain": member.tenant.domain,
        **{name: getattr(member, name) for name in _COPIED},
        "since": _since(member),
    }


def _since(member: Member) -> int:
    at = member.credentials_since
    return 0 if at is None else (at - _EPOCH) // timedelta(microseconds=1)


def _seconds(setting: str) -> int:
    lifetime: Any = settings.SIMPLE_JWT[setting]
    return int(lifetime.total_seconds())


class RefreshToken(Token):
    """`sid` names the sign-in, `auth_time` when it began, `number` how often it was refreshed."""

    token_type = "refresh"  # noqa: S105 -- a type name
    lifetime = timedelta(days=7)  # where `_last_from` is not called: simplejwt wants a default

    @classmethod
    def first(cls, member: Member) -> "RefreshToken":
        token = cls()
        begins = int(token.current_time.timestamp())
        token.payload |= claims_of(member) | {"sid": str(uuid4()), "auth_time": begins, "number": 0}
        token._last_from(begins)
        return token

    def verify(self) -> None:
        super().verify()
        if not {"sub", "sid", "auth_time", "number"} <= self.payload.keys():  # of a version before sign-ins
            raise TokenError("Token has no sign-in")
        if self._absolute_end() <= self.current_time.timestamp():  # the setting was lowered since
            raise TokenError("Token is expired")

    def successor(self, issued: int) -> "RefreshToken":
        """The next token, the same for the same `issued` (seconds since 1970)."""
        token = RefreshToken()
        token.payload |= self.payload | {"jti": derived("refresh", self["jti"]), "number": self["number"] + 1}
        token._last_from(issued)
        return token

    @property
    def access_token(self) -> AccessToken:
        """The access token given out with this one; it expires no later."""
        token = AccessToken()
        life = _seconds("ACCESS_TOKEN_LIFETIME")
        own = {"token_type", "auth_time", "number"}
        token.payload |= {name: value for name, value in self.payload.items() if name not in own} | {
            "jti": derived("access", self["jti"]),
            "exp": min(self["iat"] + life, self["exp"]),
        }
        return token

    def _last_from(self, issued: int) -> None:
        life = _seconds("REFRESH_TOKEN_LIFETIME")
        self.payload |= {"iat": issued, "exp": min(issued + life, self._absolute_end())}

    def _absolute_end(self) -> int:
        return int(self["auth_time"]) + int(settings.SIGN_IN_LIFETIME.total_seconds())


def begin(member: Member) -> RefreshToken:
    """Begin a sign-in: the first refresh token of a new family."""
    token = RefreshToken.first(member)
    SignIn.objects.create(pk=UUID(token["sid"]), member=member, issued=token["iat"], expires_at=_end(token))
    return token


def holder_of(token: Token) -> Member:
    """Find the member whom a verified token of ours names. Costs one query.

    Raises AuthenticationFailed or InvalidToken (401): nobody, inactive, or signed out since.
    """
    sid = token.get("sid")
    found = members.find(str(token.get("sub")), sign_in=UUID(sid) if sid else None)
    if found is None:
        raise AuthenticationFailed("User not found", code="user_not_found")
    if not found.member.is_active:
        raise AuthenticationFailed("User is inactive", code="user_inactive")
    if token.get("since", 0) != _since(found.member) or (sid and not found.signed_in):
        raise InvalidToken("This sign-in has ended. Sign in again.")
    return found.member


def refresh(raw: str) -> RefreshToken:
    """Use a refresh token, and answer its only successor.

    Raises TokenError, AuthenticationFailed or InvalidToken (401). A token that was used before ends its family.
    """
    token = _verified(raw)
    member = holder_of(token)
    with transaction.atomic():
        family = _locked(token, member)
        if family is not None and token["number"] >= family.number:  # above: the database was restored since
            successor = token.successor(int(timezone.now().timestamp()))
            SignIn.objects.filter(pk=family.pk).update(
                number=successor["number"], issued=successor["iat"], renewed_at=Now(), expires_at=_end(successor)
            )
            return successor
        if family is not None and _is_asked_again(token, family):
            return token.successor(family.issued)
        if family is not None:
            _replayed(family, member)
    raise TokenError("Token is blacklisted")


def end(raw: str, *, everywhere: bool) -> None:
    """Log out: end the family of a refresh token, or every token of its member; nothing for a token that works no more.

    A used token ends its family only, as refreshing it would.
    """
    try:
        token = _verified(raw)
        member = holder_of(token)
    except (TokenError, AuthenticationFailed):  # InvalidToken is one, too
        return
    with transaction.atomic():
        family = _locked(token, member)
        if family is None:
            return
        if token["number"] < family.number and not _is_asked_again(token, family):
            _replayed(family, member)
            return
        _revoke(family)
        (members.log_out if everywhere else members.close_sockets)(member)


def require_usable(raw: str) -> None:
    """Raises TokenError, AuthenticationFailed or InvalidToken (401) where `refresh` would, and changes nothing."""
    token = _verified(raw)
    if not SignIn.objects.filter(pk=token["sid"], member=holder_of(token), number__lte=token["number"]).exists():
        raise TokenError("Token is blacklisted")


def delete_expired() -> int:
    """Delete sign-ins of which no token works any more."""
    return SignIn.objects.filter(expires_at__lt=Now()).delete()[0]


def _verified(raw: str) -> RefreshToken:
    return RefreshToken(raw)  # type: ignore[arg-type]  # simplejwt takes the encoded token here


def _locked(token: RefreshToken, member: Member) -> Any:
    """The sign-in, unless it has ended. `fresh` is computed after waiting for the lock, by the database's clock."""
    fresh = ExpressionWrapper(Q(renewed_at__gt=Now() - GRACE), output_field=BooleanField())
    open_ones = SignIn.objects.select_for_update().filter(pk=token["sid"], member=member, revoked_at=None)
    return open_ones.annotate(fresh=fresh).first()


def _is_asked_again(token: RefreshToken, family: Any) -> bool:
    return bool(token["number"] == family.number - 1 and family.fresh)


def _replayed(family: SignIn, member: Member) -> None:
    _revoke(family)
    members.close_sockets(member)
    # By the service: nobody knows which of the two holders asked.
    audit.record("sign_in.replayed", family.pk, by=None, tenant_id=member.tenant_id, member=member.external_id)


def _revoke(family: SignIn) -> None:
    SignIn.objects.filter(pk=family.pk).update(revoked_at=Now())


def _end(token: RefreshToken) -> datetime:
    return datetime.fromtimestamp(token["exp"], UTC)
