import json
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.fields.ranges import RangeStartsWith
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat

from policy.choices import ChangeKind, State
from policy.models.fields import ChoiceField
from policy.record.querysets import BitemporalQuerySet, RevisionQuerySet


class Action(models.TextChoices):
    """What a revision does to the public record; the words of the change feed."""

    ADD = "add", "published"
    MODIFY = "modify", "changed"
    DELETE = "delete", "retracted"


REPLACED = "Replaced by {}: "  # how the reason of a revision begins that ends an address for another one


class Revision(models.Model):
    """One publication of one event: an immutable document, chained by hash to the revision before it.

    Database triggers refuse every UPDATE, DELETE and TRUNCATE, but for setting `superseded_at` once, and every INSERT that
    isn't the next link of the chain.
    """

    seq = models.BigIntegerField(
        primary_key=True, help_text="Gapless, in commit order; the newest is the version of the data set."
    )
    event = models.ForeignKey("policy.Event", models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(help_text="1 for the event's first publication.")
    action = ChoiceField(choices=Action.choices)
    kind = models.CharField(max_length=20)
    slug = models.CharField(max_length=120)
    published_at = models.DateTimeField(help_text="UTC; never before that of the revision before.")
    superseded_at = models.DateTimeField(null=True, help_text="When the event's next revision was published.")
    reason = models.TextField(help_text="Why, for the public.")
    published_by = models.CharField(max_length=150, help_text="User name, or dataset; not public.")
    previous_sha256 = models.CharField(
        max_length=64, blank=True, help_text="Hash of the revision before; empty for the first."
    )
    sha256 = models.CharField(max_length=64)
    document = models.TextField(
        null=True, help_text="The JSON document as served, less revision, url and api_url; null for a tombstone."
    )
    replaced_by = models.CharField(
        max_length=120,
        blank=True,
        default="",
        db_default="",
        help_text="The slug that took the place of this one, by a rename or a merge; its reason, which is hashed, names it.",
    )
    facts = models.JSONField(
        null=True, help_text="The event's own facts, without what it takes from reference rows and links; not public."
    )

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["event"], condition=Q(superseded_at__isnull=True), name="record_one_current_revision"
            ),
            models.UniqueConstraint(fields=["event", "number"], name="record_revision_number_once"),
            models.CheckConstraint(
                condition=Q(action=Action.DELETE, document__isnull=True, facts__isnull=True)
                | Q(~Q(action=Action.DELETE), document__isnull=False, facts__isnull=False),
                name="record_tombstone_is_empty",
            ),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True) | Q(superseded_at__gte=models.F("published_at")),
                name="record_superseded_after_published",
            ),
            models.CheckConstraint(condition=Q(reason__regex=r"\S"), name="record_reason_given"),
            models.CheckConstraint(
                condition=Q(replaced_by="")
                | Q(
                    ~Q(replaced_by=F("slug")),
                    action=Action.DELETE,
                    reason__startswith=Concat(Value("Replaced by "), F("replaced_by"), Value(": ")),
                ),
                name="record_replacement_is_told",
            ),
        ]
        indexes = [
            models.Index(fields=["slug", "number"]),
            models.Index(
                fields=["-seq"],
                name="record_corrections",
                condition=Q(reason__startswith=ChangeKind.CORRECTION.told("")),
            ),
            models.Index(fields=["replaced_by"], name="record_replaced", condition=~Q(replaced_by="")),
        ]

    def __str__(self) -> str:
        return f"{self.seq}: {self.slug} {self.action}"

    @property
    def change(self) -> ChangeKind | None:
        """Return what sort of change it was to a public event, if its reason says so."""
        if self.action != Action.MODIFY:
            return None
        return next((kind for kind in ChangeKind if self.reason.startswith(kind.told(""))), None)

    @property
    def sentence(self) -> str:
        """Return the reason without the words that say what sort of change it was."""
        return self.reason.removeprefix(self.change.told("")) if self.change else self.reason

    @property
    def content(self) -> dict[str, Any]:
        """The document; there is none to ask for of a tombstone."""
        assert self.document is not None
        return json.loads(self.document)

    @property
    def title(self) -> str:
        return self.facts["title"] if self.facts else self.slug


class FormerSlug(models.Model):
    """A slug that a reference row once had in public, and the one that took its place; written once, and never changed.

    Events have none of these: the revision that ended an address names its successor.
    """

    table = models.CharField(max_length=20, help_text='What the record calls the rows, such as "actor".')
    slug = models.CharField(max_length=120)
    replaced_by = models.CharField(max_length=120)
    replaced_at = models.DateTimeField(help_text="UTC.")
    reason = models.TextField(help_text="Why, for the public.")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["table", "slug"], name="record_former_slug_once"),
            models.CheckConstraint(condition=~Q(slug=F("replaced_by")), name="record_former_slug_is_another"),
        ]
        indexes = [models.Index(fields=["table", "replaced_by"], name="record_former_slugs")]

    def __str__(self) -> str:
        return f"{self.table}:{self.slug} is {self.replaced_by}"


class Projection(models.Model):
    """How a revision is found and ordered; derived from it and from the reference rows, and rebuilt at will."""

    revision = models.OneToOneField(Revision, models.CASCADE, primary_key=True)
    order_key = models.BigIntegerField(
        help_text="Day of the event, then its place within the day; no two current events share one."
    )
    date = models.DateField(help_text="First day that the event's date covers.")
    tags = ArrayField(models.TextField(), help_text="What filters ask for, such as kind:permit or material:dysprosium.")
    refs = ArrayField(models.TextField(), help_text="What the facts name, such as source:reuters-2025-06-06.")
    search = SearchVectorField()
    search_form = models.PositiveSmallIntegerField(
        default=0,
        db_default=0,
        help_text="Which form of the program's search words it has; see `policy.record.indexed`.",
    )

    class Meta:
        indexes = [
            models.Index(fields=["-order_key"]),
            GinIndex(fields=["tags"]),
            GinIndex(fields=["refs"]),
            GinIndex(fields=["search"]),
        ]

    def __str__(self) -> str:
        return f"projection of {self.revision_id}"

    def values(self) -> dict[str, Any]:
        """Return what verification compares: every derived column but the search vector."""
        return {"order_key": self.order_key, "date": self.date, "tags": self.tags, "refs": self.refs}


class UsedTag(models.Model):
    """A tag that some projection has, those of superseded revisions included; kept by triggers on projections."""

    tag = models.TextField(primary_key=True)

    def __str__(self) -> str:
        return self.tag


class NamedRow(models.Model):
    """How many current public events name a row of reference; kept by triggers on projections and revisions."""

    ref = models.TextField(primary_key=True, help_text="Such as source:reuters-2025-06-06.")
    events = models.IntegerField(help_text="0 where none names it any more.")

    def __str__(self) -> str:
        return self.ref


class Refresh(models.Model):
    """A projection that was written anew though nothing was published; kept by a trigger on projections.

    The trigger raises the edition of the data set: whoever knows an edition can ask what was refreshed since.
    """

    edition = models.PositiveIntegerField(db_index=True, help_text="That which the refresh made.")
    revision = models.ForeignKey(Revision, models.DO_NOTHING, db_index=False, db_constraint=False, related_name="+")

    def __str__(self) -> str:
        return f"{self.revision_id} in edition {self.edition}"


class RecordedProvision(models.Model):
    """A provision as the record knows it: by its measure and its ref, for ever, in whatever documents it stands."""

    event = models.ForeignKey("policy.Event", models.PROTECT, related_name="recorded_provisions")
    ref = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "ref"], name="record_provision_once")]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.ref}"


class ControlScope(models.Model):
    """One thing that a provision demands something for: a controlled item, a material that it names, or neither.

    A row of answers about controls is a scope with the period of its provision that holds the day. Derived from documents,
    rebuilt in the transaction of each publication, and kept for as long as somebody may ask what was `known`.
    """

    provision = models.ForeignKey(RecordedProvision, models.PROTECT, related_name="scopes")
    known = DateTimeRangeField(help_text="When the record said so; the end is exclusive, open while it says so still.")
    order_key = models.CharField(
        max_length=160, db_collation="C", help_text="Measure, place of the provision in it, and place in the provision."
    )
    announced = models.DateField(help_text="First day that the announcement's date covers.")
    item = models.CharField(max_length=120, blank=True, help_text="Slug; empty for a named material, and for neither.")
    material = models.CharField(max_length=120, blank=True, help_text="Slug; empty when the provision names none.")
    is_named = models.BooleanField(help_text="It binds dealings with named companies, not a destination.")
    tags = ArrayField(models.TextField(), help_text="What filters ask for, such as hs:2805 or destination:US.")

    objects = BitemporalQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="record_scope_known_once",
                expressions=[("order_key", RangeOperators.EQUAL), ("known", RangeOperators.OVERLAPS)],
            ),
        ]
        indexes = [
            models.Index(fields=["order_key"], condition=Q(known__upper_inf=True), name="record_scope_current"),
            GinIndex(fields=["tags"]),
        ]

    def __str__(self) -> str:
        return self.order_key


class UsedScopeTag(models.Model):
    """A tag that some control has or had, but for those that name its measure; kept by a trigger on controls."""

    tag = models.TextField(primary_key=True)

    def __str__(self) -> str:
        return self.tag


class ControlPeriod(models.Model):
    """Days of a provision in one state (`valid`), and when the record said so (`known`): both axes of time.

    `valid` holds whole days, `known` instants; both ends are inclusive, exclusive as PostgreSQL writes ranges. An undated
    provision has one row, of all days. Derived from documents, as scopes are.
    """

    provision = models.ForeignKey(RecordedProvision, models.PROTECT, related_name="periods")
    valid = DateRangeField()
    shown = DateRangeField(
        help_text="The days on which answers show it: not yet effective, from the announcement on; else those of valid."
    )
    known = DateTimeRangeField()
    state = ChoiceField(choices=State.choices)
    next_state = ChoiceField(choices=State.choices, blank=True, help_text="State of the day after; empty: none.")
    lapsed_suspension = models.BooleanField(help_text="In force again, and no act is recorded that says so.")
    because = models.JSONField(help_text="The effects that decide the state, as {measure, effect, from, until}.")
    amendments = models.JSONField(help_text="The effects that amend the provision, in the same form.")

    objects = BitemporalQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="record_period_once",
                expressions=[
                    ("provision", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                    ("known", RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [
            GistIndex(fields=["state", "shown"], condition=Q(known__upper_inf=True), name="record_period_shown"),
            GistIndex(fields=["shown", "known"], name="record_period_both_axes"),
            models.Index(RangeStartsWith("valid"), name="record_period_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.provision_id} {self.state} {self.valid}"
