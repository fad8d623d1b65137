"""Tenants, members and the abstract bases of all other rows.

Rows of a tenant are read through `Model.objects.of(tenant)`. A queryset that was never scoped raises when it is
evaluated: a forgotten tenant fails in the first test instead of leaking in production. A subquery is not caught.
"""

from __future__ import annotations

import re
import uuid
from typing import Any, ClassVar, Self, TypeVar

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.db.models.functions import Lower, Now

from core.actors import Actor, MemberRole

Row = TypeVar("Row", bound=models.Model, covariant=True)


class Unscoped(RuntimeError):
    """A queryset of tenants' rows was evaluated without a tenant."""


class TenantedQuerySet(models.QuerySet[Row]):
    """Raises Unscoped when it is evaluated before `.of(tenant)`, `.across_tenants()` or a parent row scoped it."""

    _scoped = False

    def of(self, tenant: uuid.UUID | Tenant | Actor) -> Self:
        match tenant:
            case Actor():
                tenant_id = tenant.tenant_id
            case Tenant():
                tenant_id = tenant.pk
            case _:
                tenant_id = tenant
        scoped = self.filter(tenant_id=tenant_id)
        scoped._scoped = True  # noqa: SLF001 -- our own attribute on our own clone
        return scoped

    def across_tenants(self) -> Self:
        """Only for what serves every tenant at once: public lists, sweepers, jobs that hold a row's id."""
        everything = self.all()
        everything._scoped = True  # noqa: SLF001 -- our own attribute on our own clone
        return everything

    def _require_scope(self) -> None:
        parent = self._hints.get("instance")  # type: ignore[attr-defined]  # Django's own, left out of the stubs
        if not (self._scoped or parent):  # a parent row's related manager is scoped by that row
            raise Unscoped(f"{self.model.__name__}: say which tenant with .of(tenant) or .across_tenants()")

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]  # private API that django-stubs leaves out
        clone._scoped = self._scoped
        return clone

    def _fetch_all(self) -> None:
        self._require_scope()
        super()._fetch_all()

    def iterator(self, *args: Any, **kwargs: Any) -> Any:
        self._require_scope()
        return super().iterator(*args, **kwargs)

    def count(self) -> int:
        self._require_scope()
        return super().count()

    def exists(self) -> bool:
        self._require_scope()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._require_scope()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._require_scope()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._require_scope()
        return super().delete()


class Tenant(models.Model):
    """A company. Its `code_prefix` is unique over all tenants, so that `APP-JR-0001` names one job in the world."""

    class Admission(models.TextChoices):
        AUTOMATIC = "automatic"
        MANUAL = "manual"

    class Scores(models.TextChoices):
        BLIND = "blind"
        OPEN = "open"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    domain = models.CharField(max_length=253, unique=True)
    logo_url = models.URLField(blank=True)
    code_prefix = models.CharField(max_length=12, unique=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    admission = models.CharField(max_length=9, choices=Admission, default=Admission.AUTOMATIC)
    scores = models.CharField(max_length=5, choices=Scores, default=Scores.BLIND)
    is_public = models.BooleanField(default=True, help_text="Lists its published jobs beside other companies'.")
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.name

    @classmethod
    def free_prefix(cls, name: str) -> str:
        """Return an unused prefix: APP for AppBrew, else APPB, APPBR, …, else APP2, APP3, …"""
        letters = re.sub(r"[^A-Z]", "", name.upper()) or "TEN"
        taken = set(cls.objects.filter(code_prefix__startswith=letters[:3]).values_list("code_prefix", flat=True))
        longer = [letters[:n] for n in range(3, min(len(letters), 6) + 1)] or [letters]
        numbered = (f"{letters[:3]}{n}" for n in range(2, 100_000))
        return next(prefix for prefix in [*longer, *numbered] if prefix not in taken)


class MemberManager(BaseUserManager["Member"]):
    def get_queryset(self) -> models.QuerySet[Member]:
        return super().get_queryset().select_related("tenant")  # every actor states its tenant's domain

    def get_by_natural_key(self, email: str | None) -> Member:
        return self.get(email__iexact=email)

    def create_user(
        self, *, email: str, password: str | None, tenant: Tenant, external_id: str, **names: Any
    ) -> Member:
        member = self.model(email=self.normalize_email(email), tenant=tenant, external_id=external_id, **names)
        member.set_password(password)
        member.save(using=self._db)
        return member


class Member(AbstractBaseUser):
    """A person of staff, of one tenant. `external_id` is what the API calls `user_id`."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="members")
    external_id = models.CharField(max_length=64)
    email = models.EmailField(unique=True)
    first_name = models.CharField(max_length=80, blank=True)
    last_name = models.CharField(max_length=80, blank=True)
    job_role = models.CharField(max_length=80, blank=True, help_text="Their title, free text; rights come from role.")
    role = models.CharField(max_length=11, choices=[(role.value, role.name.title()) for role in MemberRole])
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())
    logged_out_at = models.DateTimeField(
        null=True, help_text="Tickets and connections from before then must show a sign-in again."
    )
    credentials_since = models.DateTimeField(
        null=True, help_text="Tokens issued before then are refused. The log-out, password or role that ended them."
    )

    STAMPS: ClassVar[frozenset[str]] = frozenset({"logged_out_at", "credentials_since"})
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = MemberManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="member_email_once"),
            models.UniqueConstraint("tenant", "external_id", name="member_external_id_once"),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email

    def save(self, **kwargs: Any) -> None:
        """Save the row; a new password, role or `is_active` ends the member's tokens and sockets (`core.members`).

        The stamps are left out: an instance read before a log-out must not take it back.
        """
        if not self._state.adding and kwargs.get("update_fields") is None:
            names = {field.attname for field in self._meta.concrete_fields if not field.primary_key}
            kwargs["update_fields"] = names - self.STAMPS - self.get_deferred_fields()
        with transaction.atomic():  # the stamp and what it is for, together
            super().save(**kwargs)

    def check_password(self, raw_password: str | None) -> bool:
        """Also renews an outdated hash, past `save`: that is no new password, so nobody is logged out."""

        def renew(raw: str) -> None:
            self.password = make_password(raw)
            type(self).objects.filter(pk=self.pk).update(password=self.password)

        return check_password(raw_password, self.password, renew)

    def as_actor(self) -> Actor:
        return Actor(
            kind="member",
            tenant_id=self.tenant_id,
            id=self.external_id,
            email=self.email,
            first_name=self.first_name,
            last_name=self.last_name,
            job_role=self.job_role,
            role=MemberRole(self.role),
            member_pk=self.pk,
            tenant_domain=self.tenant.domain,
        )


class SignIn(models.Model):
    """One sign-in at the API: a family of refresh tokens of which the newest works. No token is stored, nor its digest:
    the newest can be written again from its predecessor (`core.sign_ins`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="sign_ins")
    number = models.PositiveIntegerField(default=0, help_text="Of the newest refresh token; grows with every refresh.")
    issued = models.BigIntegerField(help_text="`iat` of the newest refresh token, seconds since 1970.")
    created_at = models.DateTimeField(db_default=Now())
    renewed_at = models.DateTimeField(db_default=Now(), help_text="When the newest refresh token was issued.")
    expires_at = models.DateTimeField(db_index=True, help_text="When the newest refresh token expires.")
    revoked_at = models.DateTimeField(null=True, help_text="Log-out, or a refresh token that was used again.")


class Tenanted(models.Model):
    """A row that belongs to one tenant and is read only in its scope."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    objects = TenantedQuerySet.as_manager()

    class Meta:
        abstract = True


class Stamped(models.Model):
    """When a row was made and changed, by the database's clock."""

    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True


class SoftDeleted(models.Model):
    """A row that stays in the table until it is purged; `deleted_at` is when it was put into the bin."""

    is_deleted = models.BooleanField(default=False, db_index=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Counter(models.Model):
    """The last number taken, per tenant, kind and (where numbers restart daily) UTC day."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16)
    day = models.CharField(max_length=8, default="", help_text="YYYYMMDD, or empty for numbers that never restart.")
    value = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("tenant", "kind", "day", name="counter_once")]


class AuditEntry(models.Model):
    """One action of an actor, kept after its object is gone. Written by `core.audit`, never changed."""

    id = models.BigAutoField(primary_key=True)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(db_default=Now())
    actor = models.CharField(max_length=120)
    actor_name = models.CharField(max_length=320, blank=True)
    action = models.CharField(max_length=64)
    subject = models.CharField(max_length=120)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["tenant", "subject", "id"])]


class StoredAnswer(models.Model):
    """The response to a request with an Idempotency-Key, replayed for 24 h."""

    actor = models.CharField(max_length=120)
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.TextField()
    at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint("actor", "key", name="stored_answer_once")]
