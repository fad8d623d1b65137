"""The finalizer's lease: a deadline in the recording's row, which expires when the worker dies.

It only saves work. Correctness does not depend on it: two finalizers at once make the same file under the same name.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Now

from interviews.models import Recording
from interviews.room.timings import timings


@contextmanager
def held(recording: Recording) -> Iterator[Callable[[], None] | None]:
    """Hold the lease. Yields a function that renews it, or None while another worker holds it."""
    mine = Recording.objects.of(recording.tenant_id).filter(pk=recording.pk)
    free = Q(lease_until=None) | Q(lease_until__lt=Now())

    def renew() -> None:
        mine.update(lease_until=Now() + timedelta(seconds=timings().finalizer_lease))

    if not mine.filter(free).update(lease_until=Now() + timedelta(seconds=timings().finalizer_lease)):
        yield None
        return
    try:
        yield renew
    finally:
        mine.update(lease_until=None)


def expired() -> list[str]:
    """Ids of recordings whose finalizer died at work. Each is returned once, to one caller."""
    abandoned = Recording.objects.across_tenants().filter(lease_until__lt=Now())
    found = abandoned.values_list("pk", flat=True)
    return [str(pk) for pk in found if abandoned.filter(pk=pk).update(lease_until=None)]
