"""Keys of the API, and how much their holders and others have asked of it. Of a key's secret only a hash is kept."""

from datetime import date, datetime, timedelta
from typing import Any

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from policy.keys import text

YEAR = timedelta(days=365)
ENDING = timedelta(days=14)
USED_EVERY = timedelta(minutes=1)  # how exactly it is known when a key was last used


class Scope(models.TextChoices):
    """What a key may do beside reading documents and lists, which every key may."""

    SEARCH = "search", "search (q, facets)"
    EXPORT = "export", "export whole lists"


class Quota(models.TextChoices):
    KEYED = "keyed", "usual"
    PARTNER = "partner", "large, for partners who copy the record"


class State(models.TextChoices):
    WORKS = "works", "works"
    ENDING = "ending", "expires soon"
    EXPIRED = "expired", "expired"
    REVOKED = "revoked", "revoked"


def a_year_ahead() -> date:
    return timezone.localdate() + YEAR


def all_scopes() -> list[str]:
    return list(Scope.values)


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def in_state(self, state: State, today: date) -> "ApiKeyQuerySet":
        """Keep the keys that are in a state on a day (UTC)."""
        kept = self.filter(revoked_at=None)
        by_state = {
            State.REVOKED: self.exclude(revoked_at=None),
            State.EXPIRED: kept.filter(expires_on__lt=today),
            State.ENDING: kept.filter(expires_on__gte=today, expires_on__lte=today + ENDING),
            State.WORKS: kept.filter(expires_on__gt=today + ENDING),
        }
        return by_state[state]

    def of_text(self, key: str) -> "ApiKey | None":
        """Return the row of a key's whole text, however it stands; `None` if it is nobody's."""
        return self.filter(sha256=text.sha256_of(key)).first()


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    obj_field=pghistory.ObjForeignKey(related_name="history_rows"),
    exclude=["sha256", "last_used_at"],
    model_name="ApiKeyHistory",
)
class ApiKey(models.Model):
    """A key of the API. It is never deleted: revoked, it still tells who had it."""

    prefix = models.CharField(
        max_length=text.PREFIX_LENGTH,
        unique=True,
        editable=False,
        help_text="The part of the key that isn't secret, by which it is called.",
    )
    sha256 = models.CharField(max_length=64, unique=True, editable=False, help_text="Of the whole key, in hexadecimal.")
    name = models.CharField(max_length=100, help_text="What it is for, such as “nightly copy”.")
    owner = models.CharField(max_length=200, help_text="The person or organisation that has it.")
    contact = models.EmailField("e-mail", help_text="Whom to tell when it is about to expire, or does harm.")
    scopes = ArrayField(
        models.CharField(max_length=10, choices=Scope),
        default=all_scopes,
        blank=True,
        verbose_name="what it may do",
        help_text="Beside reading documents, lists and changes page by page, which every key may.",
    )
    quota = models.CharField(
        max_length=10, choices=Quota, default=Quota.KEYED, help_text="How many requests it may make in a minute."
    )
    created_at = models.DateTimeField("created", default=timezone.now, editable=False)
    expires_on = models.DateField(
        "expires", default=a_year_ahead, help_text="The last day (UTC) on which it is accepted."
    )
    revoked_at = models.DateTimeField("revoked", null=True, blank=True)
    last_used_at = models.DateTimeField("last used", null=True, editable=False, help_text="To the minute.")

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = "API key"
        default_permissions = ["add", "change", "view"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scopes__contained_by=Scope.values),
                name="keys_apikey_scopes",
                violation_error_message="Some of what it may do is nothing that a key may do.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({text.START}_{self.prefix}_…)"

    def state(self, today: date) -> State:
        """Return how it stands on a day (UTC)."""
        if self.revoked_at:
            return State.REVOKED
        if self.expires_on < today:
            return State.EXPIRED
        return State.ENDING if self.expires_on <= today + ENDING else State.WORKS

    def note_use(self, now: datetime) -> None:
        """Keep when it was last used, at most once a minute."""
        if self.last_used_at is None or now - self.last_used_at >= USED_EVERY:
            earlier = Q(last_used_at=None) | Q(last_used_at__lte=now - USED_EVERY)
            ApiKey.objects.filter(earlier, pk=self.pk).update(last_used_at=now)


def issue(key: ApiKey) -> str:
    """Save a new key and return its text, which nothing tells again."""
    told = text.new_key()
    key.prefix, key.sha256 = text.prefix_of(told), text.sha256_of(told)
    key.save(force_insert=True)
    return told


def revoke(key: ApiKey, now: datetime) -> None:
    """Refuse a key from now on, for ever; one that was revoked keeps its day."""
    ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now)


class Counter(models.Model):
    """How often a client came in a window. The table isn't logged: after a crash of the database all begin anew."""

    pk: Any = models.CompositePrimaryKey("policy", "client")
    policy = models.CharField(max_length=20)
    client = models.CharField(
        max_length=64, help_text="The number of a key, or a keyed hash of the network that requests came from."
    )
    ends_at = models.DateTimeField()
    used = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.policy} until {self.ends_at:%H:%M:%S}: {self.used}"
