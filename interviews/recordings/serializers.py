"""Request and response shapes of the recordings' REST operations."""

from typing import Any

from django.urls import reverse
from rest_framework import serializers

from core.fields import RowSerializer
from interviews.models import Recording
from interviews.recordings import keys
from interviews.recordings.chunks import MAX_SIZE, ChunkSpec

MAX_NUMBER = 1_000_000


class ChunkSpecSerializer(serializers.Serializer[Any]):
    track = serializers.ChoiceField([keys.COMPOSED])
    segment = serializers.IntegerField(min_value=0, max_value=9999)
    seq = serializers.IntegerField(min_value=0, max_value=MAX_NUMBER)
    size = serializers.IntegerField(min_value=1, max_value=MAX_SIZE)
    sha256 = serializers.RegexField(r"\A[0-9a-f]{64}\Z")
    mime = serializers.CharField(max_length=64, required=False)
    age_ms = serializers.IntegerField(min_value=0, max_value=24 * 3600 * 1000, required=False)
    last = serializers.BooleanField(required=False)


class ChunkSpecsSerializer(serializers.ListSerializer[Any]):
    """The chunks a recorder wants presigned URLs for; an empty list is a heartbeat: all its chunks are stored."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=ChunkSpecSerializer(), allow_empty=True, max_length=32, **kwargs)

    @property
    def specs(self) -> list[ChunkSpec]:
        return [ChunkSpec(**spec) for spec in self.validated_data]


class AddressSerializer(serializers.Serializer[Any]):
    """The presigned URL of a chunk: PUT it there, with exactly these headers."""

    track = serializers.CharField()
    segment = serializers.IntegerField()
    seq = serializers.IntegerField()
    url = serializers.URLField()
    headers = serializers.DictField(child=serializers.CharField())


class RecordingSerializer(RowSerializer):
    segments = serializers.SerializerMethodField(help_text="How many there are: the number of the next recorder's.")
    media_url = serializers.SerializerMethodField()
    poster_url = serializers.SerializerMethodField()

    class Meta:
        model = Recording
        fields = [
            "id",
            "state",
            "created_at",
            "started_at",
            "stopped_at",
            "duration_ms",
            "master_size",
            "segments",
            "parts",
            "gaps",
            "warnings",
            "peaks",
            "media_url",
            "poster_url",
        ]

    def get_segments(self, recording: Recording) -> int:
        return recording.segments.filter(track=keys.COMPOSED).count()

    def get_media_url(self, recording: Recording) -> str | None:
        return _url("recording-media", recording) if recording.master_key else None

    def get_poster_url(self, recording: Recording) -> str | None:
        return _url("recording-poster", recording) if recording.poster_key else None


def _url(name: str, recording: Recording) -> str:
    return reverse(name, args=[recording.session_id, recording.pk])
