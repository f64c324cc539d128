from django.db import models

from policy.choices import Certainty, Relation
from policy.models.constraints import in_order, not_blank, slug_format
from policy.models.fields import ChoiceField, OrderedManyToManyField, PartialDateField
from policy.models.history import tracked, tracked_relation
from policy.querysets import EventQuerySet


@tracked
class Event(models.Model):
    """One dated entry of the timeline, as its editors have it. Each kind adds its own fields in a model of its own.

    Readers see none of this table: they read the record, which `policy.record.publish` writes.
    """

    slug = models.SlugField(
        max_length=120,
        unique=True,
        help_text="Stable name in addresses; begins with the date, such as 2025-06-07-mofcom-statement.",
    )
    kind = models.CharField(max_length=20, editable=False)
    date = PartialDateField(help_text="Local date, as precise as it is known: 2025-06-07, 2025-06 or 2025.")
    date_end = PartialDateField(
        "last day", null=True, blank=True, help_text="Last day, when it lasted longer than a day."
    )
    title = models.CharField(max_length=200)
    title_original = models.CharField("original title", max_length=300, blank=True, default="")
    summary = models.TextField(blank=True, default="", help_text="One to four sentences of our own: what happened.")
    certainty = ChoiceField(
        choices=Certainty.choices,
        help_text="Official: the authority itself said or did it. Reported: media. Claimed: one party about another.",
    )
    topics = OrderedManyToManyField("policy.Topic", related_name="events", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-id"]
        permissions = [
            ("change_public_event", "Can prepare changes of published events"),
            ("submit_event", "Can submit events for review"),
            ("approve_event", "Can approve events, and send them back"),
            ("publish_event", "Can publish events"),
            ("retract_event", "Can retract published events"),
            ("rename_event", "Can rename and merge events and actors"),
        ]
        constraints = [
            slug_format(),
            not_blank("title"),
            in_order("date", "date_end", "The last day is before the first."),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.title}"


@tracked
class Link(models.Model):
    """A typed relation from one event to another, told by the first."""

    from_event = models.ForeignKey(Event, models.CASCADE, related_name="links_out")
    to_event = models.ForeignKey(Event, models.PROTECT, related_name="links_in")
    relation = ChoiceField(choices=Relation.choices)
    note = models.CharField(max_length=300, blank=True, default="", help_text="Why, when it isn't plain.")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["from_event", "to_event", "relation"],
                name="policy_link_once",
                violation_error_message="This link is already there.",
            ),
            models.CheckConstraint(
                condition=~models.Q(from_event=models.F("to_event")),
                name="policy_link_not_to_itself",
                violation_error_message="An event cannot be linked to itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_event.slug} {self.relation} {self.to_event.slug}"


EventTopic = tracked_relation(Event.topics.through, "EventTopic")
