"""The recordings' REST operations: start, stop, presigned URLs for chunks, and permanent URLs that redirect to the store.

No media byte passes through this service.
"""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponseRedirect
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers as fields
from rest_framework.request import Request
from rest_framework.response import Response

from core import audit, storage
from core.errors import Forbidden, NotFound
from core.idempotency import idempotent
from interviews.models import Recording, VideoSession
from interviews.recordings import chunks, verbs
from interviews.recordings.chunks import CONTENT_TYPE
from interviews.recordings.serializers import (
    AddressSerializer,
    ChunkSpecSerializer,
    ChunkSpecsSerializer,
    RecordingSerializer,
)
from interviews.sessions.base import SessionView
from interviews.sessions.bodies import SessionId
from interviews.sessions.serializers import recording_url
from interviews.vocabulary import PANEL

PAGE_SPARE = 15 * 60  # seconds a page's URL outlives the recording's duration: for pauses, and for going back
MOVED: dict[str, fields.Field[Any, Any, Any, Any]] = {"recording_id": fields.UUIDField(), "state": fields.CharField()}
TTL = OpenApiParameter("ttl", str, enum=["page"], description="A longer-lived address, for a logged-in page's player.")


class StartRecording(SessionView):
    """Start recording. The response's `recording_url` is permanent, and works once there is a file."""

    @extend_schema(
        request=SessionId,
        responses=inline_serializer("RecordingRequested", {"recording_url": fields.URLField(), **MOVED}),
    )
    @idempotent
    def post(self, request: Request) -> Response:
        session = self.named_session()
        recording = verbs.start(session.pk, self.actor)
        moved = {"recording_id": str(recording.pk), "state": recording.state}
        return Response({"recording_url": recording_url(session), **moved})


class StopRecording(SessionView):
    """Stop recording. The session is named in the path, or in the body as in the contract's other operations."""

    @extend_schema(request=None, responses=inline_serializer("RecordingStopped", MOVED))
    @idempotent
    def post(self, request: Request, session_id: UUID | None = None) -> Response:
        session = self.session(session_id) if session_id else self.named_session()
        recording = verbs.stop(session.pk, self.actor)
        if recording is None:
            raise NotFound("Nothing was recorded in this interview.")
        return Response({"recording_id": str(recording.pk), "state": recording.state})


class Recordings(SessionView):
    """The recordings of a session, newest first."""

    @extend_schema(responses=RecordingSerializer(many=True))
    def get(self, request: Request, session_id: UUID) -> Response:
        session = self.session(session_id)
        self.require("recording.play")
        kept = session.recordings.kept()
        return Response(RecordingSerializer(kept.order_by("-created_at"), many=True).data)


class Chunks(SessionView):
    """Presigned URLs for chunks. Every call is also the recorder's heartbeat."""

    @extend_schema(request=ChunkSpecSerializer(many=True), responses=AddressSerializer(many=True))
    def post(self, request: Request, session_id: UUID, recording_id: UUID) -> Response:
        session = self.session(session_id)
        recording = session.recordings.filter(pk=recording_id).first()
        if recording is None:
            raise NotFound
        self._require_recorder(session)
        wanted = ChunkSpecsSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        addresses = chunks.presign(recording, wanted.specs)
        chunks.heartbeat(recording, drained=not wanted.specs)
        return Response(addresses)

    def _require_recorder(self, session: VideoSession) -> None:
        """Refuse all but the panel. They may have left the room: the chunks they still hold are wanted."""
        me = self.me(session)
        if me is None or me.role not in PANEL:
            raise Forbidden


class _Playable(SessionView):
    """The base of views that redirect to a file in the store."""

    def playable(self, session_id: UUID, recording_id: UUID | None = None) -> Recording:
        """The named recording, or the newest of the session that can be watched. Raises NotFound, Forbidden."""
        session = self.session(session_id)
        self.require("recording.play")
        found = Recording.objects.of(self.actor).filter(session=session).playable()
        if recording_id is not None:
            found = found.filter(pk=recording_id)
        newest = found.order_by("-created_at").first()
        if newest is None:
            raise NotFound
        return newest

    def redirect_to(self, key: str, content_type: str, *, seconds: int) -> HttpResponseRedirect:
        is_head = self.request.method == "HEAD"
        url = storage.presigned_get(key, seconds=seconds, content_type=content_type, head=is_head)
        return HttpResponseRedirect(url, headers={"Cache-Control": "no-store"})


class RecordingMedia(_Playable):
    """The permanent URL of a recording's file: records the view in the audit log and redirects to a short-lived presigned URL."""

    @extend_schema(parameters=[TTL], responses={302: None})
    def get(self, request: Request, session_id: UUID, recording_id: UUID | None = None) -> HttpResponseRedirect:
        recording = self.playable(session_id, recording_id)
        if request.method == "GET":
            audit.record("recording.viewed", recording.pk, by=self.actor, address=request.META.get("REMOTE_ADDR", ""))
        return self.redirect_to(recording.master_key, CONTENT_TYPE, seconds=_seconds(request, recording))


class Poster(_Playable):
    """The poster image of a recording."""

    @extend_schema(responses={302: None})
    def get(self, request: Request, session_id: UUID, recording_id: UUID) -> HttpResponseRedirect:
        recording = self.playable(session_id, recording_id)
        if not recording.poster_key:
            raise NotFound
        return self.redirect_to(recording.poster_key, "image/jpeg", seconds=settings.MEDIA_URL_TTL)


def _seconds(request: Request, recording: Recording) -> int:
    """The lifetime of the presigned URL. Only the player of a logged-in page may ask for one as long as the recording."""
    if request.query_params.get("ttl") == "page" and request.auth is None:
        return recording.duration_ms // 1000 + PAGE_SPARE
    return int(settings.MEDIA_URL_TTL)
