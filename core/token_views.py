"""`/api/token/`: sign in, refresh, verify, log out. The credential is in the body; an `Authorization` header is not read."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework_simplejwt import serializers as simplejwt
from rest_framework_simplejwt.tokens import AccessToken, UntypedToken
from rest_framework_simplejwt.views import TokenViewBase

from core import sign_ins
from core.throttles import LoginAttempts


class ObtainSerializer(simplejwt.TokenObtainPairSerializer):
    """`{email, password}` → `{access, refresh}`; the claims carry what other services of the house read."""

    @classmethod
    def get_token(cls, user: Any) -> Any:
        return sign_ins.begin(user)


class TokenRefreshSerializer(simplejwt.TokenRefreshSerializer):
    """`{refresh}` → `{access, refresh}`. The token is used up; for 10 s it still answers the same pair."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, str]:
        token = sign_ins.refresh(attrs["refresh"])
        return {"access": str(token.access_token), "refresh": str(token)}


class TokenVerifySerializer(simplejwt.TokenVerifySerializer):
    """`{token}` → `{}` for an access or refresh token of ours that works now, or a well-formed one of a guest."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, str]:
        token = UntypedToken(attrs["token"])
        kind = token.get("token_type")
        if kind == sign_ins.RefreshToken.token_type:
            sign_ins.require_usable(attrs["token"])
        elif kind == AccessToken.token_type:
            sign_ins.holder_of(token)
        return {}


class TokenLogoutSerializer(serializers.Serializer[Any]):
    """`{refresh, everywhere?}`; `everywhere` ends every token of the member, not only this sign-in's."""

    refresh = serializers.CharField(write_only=True)
    everywhere = serializers.BooleanField(write_only=True, default=False)


class Obtain(TokenViewBase):
    """Sign in: e-mail and password for an access and a refresh token."""

    serializer_class = ObtainSerializer
    throttle_classes = (LoginAttempts,)


class Refresh(TokenViewBase):
    """Use a refresh token for the next access and refresh token."""

    serializer_class = TokenRefreshSerializer
    throttle_classes = (LoginAttempts,)


class Verify(TokenViewBase):
    """Ask whether a token works now; not what for."""

    serializer_class = TokenVerifySerializer
    throttle_classes = (LoginAttempts,)


class TokenLogout(TokenViewBase):
    """End a sign-in: its access and refresh tokens, tickets and sockets. 204 also where the token works no more, so that
    a repeat does no harm and nothing can be found out about other people's tokens (RFC 7009, 2.2)."""

    serializer_class = TokenLogoutSerializer
    throttle_classes = (LoginAttempts,)

    @extend_schema(responses={204: None})
    def post(self, request: Request, *_: Any, **__: Any) -> Response:
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        sign_ins.end(asked.validated_data["refresh"], everywhere=asked.validated_data["everywhere"])
        return Response(status=204)
