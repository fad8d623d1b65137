"""Where a recording's objects lie in the store: one folder per tenant, session and recording."""

from interviews.models import Recording

COMPOSED = "composed"  # the track that shows everybody; the only one that becomes the master


def folder(recording: Recording) -> str:
    return f"t/{recording.tenant_id}/s/{recording.session_id}/r/{recording.pk}"


def raw(recording: Recording) -> str:
    return f"{folder(recording)}/raw/"


def chunk(recording: Recording, *, track: str, segment: int, seq: int) -> str:
    """Sorts in the order of recording, so that a listing reads like the film."""
    return f"{raw(recording)}{track}/{segment:04d}/{seq:08d}"


def master(recording: Recording, digest: str) -> str:
    """Named after what it was made of: two workers that saw the same chunks write the same object."""
    return f"{folder(recording)}/master/{digest}.webm"


def poster(master_key: str) -> str:
    return f"{master_key.removesuffix('.webm')}.jpg"
