"""Nightly deletion of rows that nothing can use any more."""

from django.contrib.sessions.models import Session
from django.db.models.functions import Now
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

from core import sign_ins
from core.jobs import periodic


@periodic("17 3 * * *", retries=5)
def delete_expired_credentials() -> int:
    """Sign-ins at the API, and sessions of pages (what `manage.py clearsessions` does)."""
    sessions, _ = Session.objects.filter(expire_date__lt=Now()).delete()
    # Tokens in clear, as an earlier version wrote them until its last server was replaced; none of them works.
    left_over, _ = OutstandingToken.objects.all().delete()
    return sign_ins.delete_expired() + sessions + left_over
