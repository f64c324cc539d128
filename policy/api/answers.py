"""What the API's answers are made of: described for its schema, and for nobody else."""

from typing import Any

from rest_framework import serializers

from policy import kinds
from policy.record.change_feed import ChangeEntry
from policy.record.control_rows import ControlRow, StatusRow
from policy.record.documents import Instant, KindName, Partial, Sha256
from policy.record.event_versions import VersionRow
from policy.record.filters import EventFilters
from policy.record.held import AT_MOST
from policy.record.models import Action
from policy.record.served import RevisionEntry, ServedDocument

SEQ = "The newest sequence number of the record: the version that was read."


class Rows(serializers.ListField):
    """Rows of a list: whole, or with the keys that were asked for alone."""


class Correction(serializers.Serializer):
    """A word of `q` that nothing holds."""

    typed = serializers.CharField(help_text="The word as it was typed.")
    used = serializers.CharField(help_text="What was looked for in its place.")


class Page(serializers.Serializer):
    """A page of a list."""

    next = serializers.URLField(allow_null=True, help_text="The address of the next page; null on the last one.")
    previous = serializers.URLField(allow_null=True, help_text="That of the page before; null on the first one.")
    version = serializers.IntegerField(min_value=0, help_text=SEQ)
    count = serializers.IntegerField(
        required=False, min_value=0, help_text="How many rows there are: with `count=true`."
    )


class KnownPage(Page):
    """A page of a list that can be asked for as it was known at an instant."""

    record_begins = Instant(
        required=False,
        allow_null=True,
        help_text="The instant of the first publication: where `known_at` finds nothing. Null before there was one.",
    )


class EventPage(KnownPage):
    """A page of published events."""

    corrected = Correction(required=False, many=True, help_text="Words of `q` that were misspelt, if there were any.")
    results = Rows(child=ServedDocument(), help_text="The events, in the order asked for.")


class ControlPage(KnownPage):
    """A page of what is controlled on a day."""

    results = Rows(child=ControlRow(), help_text="One row for each controlled item, or for what stands in its place.")


class Tombstone(serializers.Serializer):
    """What stands in place of a document that is public no more."""

    slug = serializers.SlugField(help_text="The slug of the event, as it was then.")
    kind = KindName(help_text="The kind of event.")
    action = serializers.ChoiceField([Action.DELETE.value], help_text="Delete it from a copy.")
    replaced_by = serializers.SlugField(allow_null=True, help_text="The slug that took its place; else null.")
    revision = RevisionEntry(help_text="The publication that ended it: when, and why.")


class ChangePage(Page):
    """A page of the change feed."""

    results = Rows(child=ChangeEntry(), help_text="The entries that follow `after`, the oldest first.")


class VersionPage(Page):
    """A page of the published versions of an event."""

    merged = Tombstone(many=True, help_text="The tombstones of the events that were merged into this one.")
    results = Rows(child=VersionRow(), help_text="The versions, the oldest first.")


def page_of(row: type[serializers.Serializer], about: str) -> type[Page]:
    """Return what describes a page of rows that have no page of their own."""
    own = {"results": Rows(child=row(), help_text="The rows, by slug."), "__doc__": about}
    return type(f"{row.__name__}Page", (Page,), own)


class CountedValue(serializers.Serializer):
    """A value of a filter."""

    value = serializers.CharField(help_text="The value, as the filter takes it.")
    label = serializers.CharField(help_text="What people call it, in English.")
    count = serializers.IntegerField(
        min_value=0, help_text="How many events the list has with this value in place of those chosen."
    )
    at_least = serializers.BooleanField(
        required=False,
        help_text=f"True where there may be more: more than {AT_MOST} events match a search, and the newest are counted.",
    )


class CountedFilters(serializers.Serializer):
    """For each filter its values; those that would list nothing are left out, but for those chosen."""

    def get_fields(self) -> dict[str, Any]:
        help_text = "The values of the filter `{}`."
        return {name: CountedValue(many=True, help_text=help_text.format(name)) for name in EventFilters.tagged()}


class FacetsAnswer(serializers.Serializer):
    """How many events each value of each filter would list."""

    version = serializers.IntegerField(min_value=0, help_text=SEQ)
    facets = CountedFilters(help_text="For each filter its values.")


class Told(serializers.Serializer):
    """What an answer about a day says of its question."""

    on = serializers.DateField(help_text="The day asked about.")
    known_at = Instant(allow_null=True, help_text="As known at which instant, if one was asked for.")
    as_announced = serializers.DateField(
        allow_null=True, help_text="Counting only acts announced by which day, if one was asked for."
    )
    reviewed_through = Partial(allow_null=True, help_text="The day up to which the authorities’ lists were read.")
    beyond_coverage = serializers.BooleanField(help_text="Whether the day lies after that: later acts may be missing.")


class MeasureStatusAnswer(Told):
    """The states of a measure's provisions on a day."""

    measure = serializers.SlugField(help_text="The measure, by slug.")
    provisions = StatusRow(many=True, help_text="Each of its provisions, in their order.")


class Counts(serializers.Serializer):
    """How many events are published."""

    events = serializers.IntegerField(min_value=0, help_text="All of them.")

    def get_fields(self) -> dict[str, Any]:
        help_text = "Those of the kind {}."
        each = {
            kind.plural: serializers.IntegerField(min_value=0, help_text=help_text.format(kind.name))
            for kind in kinds.every()
        }
        return super().get_fields() | each


class StatusAnswer(serializers.Serializer):
    """Which state of the record this is."""

    data_set = serializers.UUIDField(
        help_text="The id of the data set: sequence numbers of another one mean nothing here."
    )
    version = serializers.IntegerField(min_value=0, help_text=SEQ)
    reviewed_through = Partial(allow_null=True, help_text="The day up to which the authorities’ lists were read.")
    published_at = Instant(allow_null=True, help_text="The instant of the newest publication.")
    counts = Counts(help_text="How many events are published, in all and of each kind.")
    sha256 = Sha256(allow_null=True, help_text="The hash of the newest revision.")


class RootAnswer(serializers.Serializer):
    """What the API offers."""

    endpoints = serializers.DictField(
        child=serializers.URLField(), help_text="The addresses that need no slug, by name."
    )
    filters = serializers.ListField(child=serializers.CharField(), help_text="The filters of lists of events.")
    control_filters = serializers.ListField(child=serializers.CharField(), help_text="The filters of controls.")
    list_options = serializers.ListField(child=serializers.CharField(), help_text="What any list takes beside them.")
    licence = serializers.CharField(help_text="The licence of the data, by its SPDX identifier.")


class Mistake(serializers.Serializer):
    """What is wrong with one parameter."""

    parameter = serializers.CharField(help_text="The parameter.")
    message = serializers.CharField(help_text="What is wrong with it.")
    allowed = serializers.ListField(
        child=serializers.CharField(),
        help_text="What it takes instead, or the nearest of it; empty where that is no list.",
    )


class Problem(serializers.Serializer):
    """An error, as RFC 9457 has it."""

    type = serializers.CharField(help_text="A URI for its sort; `about:blank` where the status says all.")
    title = serializers.CharField(help_text="The status, in words.")
    status = serializers.IntegerField(min_value=400, max_value=599, help_text="The status.")
    detail = serializers.CharField(help_text="What went wrong, and what to do.")
    instance = serializers.CharField(help_text="The path and question that were asked.")
    errors = Mistake(required=False, many=True, help_text="Each parameter that can’t be meant.")


class GoneProblem(Problem):
    """Something was published and is no more."""

    tombstone = Tombstone(help_text="What stands in place of the document.")


class LimitProblem(Problem):
    """One request too many, as draft-ietf-httpapi-ratelimit-headers-11 has it."""

    def get_fields(self) -> dict[str, Any]:
        violated = serializers.ListField(
            child=serializers.CharField(), help_text="The names of the limits, one as yet."
        )
        return super().get_fields() | {"violated-policies": violated}
