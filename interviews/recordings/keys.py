"""The keys of a recording's objects in the store: one folder per tenant, session and recording."""

from interviews.models import Recording

COMPOSED = "composed"  # the track that shows everybody; the only one that becomes the master


def folder(recording: Recording) -> str:
    return f"t/{recording.tenant_id}/s/{recording.session_id}/r/{recording.pk}"


def raw(recording: Recording) -> str:
    return f"{folder(recording)}/raw/"


def chunk(recording: Recording, *, track: str, segment: int, seq: int) -> str:
    """`t/…/s/…/r/…/raw/composed/0000/00000042`: keys sort in the order of recording."""
    return f"{raw(recording)}{track}/{segment:04d}/{seq:08d}"


def master(recording: Recording, digest: str) -> str:
    """Named by the digest of its inputs, so two workers that saw the same chunks write the same object."""
    return f"{folder(recording)}/master/{digest}.webm"


def poster(master_key: str) -> str:
    return f"{master_key.removesuffix('.webm')}.jpg"
