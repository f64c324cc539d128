from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from rest_framework import serializers

from policy import kinds
from policy.choices import Held, MeetingKind, State
from policy.kinds.base import EventKind
from policy.models import Meeting
from policy.record.documents import Detail
from policy.record.facts import EventFacts, RefList, Text
from policy.record.search import Where

# What schema.org has words for: that talks took place, it doesn't say.
STATUSES = {
    Held.SCHEDULED: "https://schema.org/EventScheduled",
    Held.CANCELLED: "https://schema.org/EventCancelled",
}
Document = dict[str, Any]


class MeetingFacts(EventFacts):
    kind = serializers.ChoiceField(MeetingKind.choices, source="meeting_kind")
    start = Text(source="date", validators=Meeting.date.field.validators)
    end = Text(source="date_end", allow_null=True, validators=Meeting.date_end.field.validators)
    participants = RefList("actors")
    outcome = Text(source="summary", allow_blank=True)

    class Meta:
        model = Meeting
        fields = [
            *["slug", "title", "kind", "start", "end", "place", "country", "participants", "held", "outcome"],
            *["topics", "citations", "certainty", "title_original"],
        ]
        added = ("title_original",)
        after_status = ("topics",)


class MeetingDetail(Detail):
    meeting_kind = serializers.ChoiceField(MeetingKind.choices, source="kind", help_text=_("In which way they met."))
    place = serializers.CharField(allow_null=True, help_text=_("Where it was held: a city, or words for a call."))
    country = serializers.CharField(allow_null=True, help_text=_("The country where it was held, as ISO code."))
    participants = serializers.ListField(
        child=serializers.SlugField(), help_text=_("Who took part, by slug of the actor.")
    )
    held = serializers.ChoiceField(Held.choices, help_text=_("Whether it took place."))
    outcome = serializers.CharField(allow_null=True, help_text=_("What came of it, in our own words."))


class MeetingEventKind(EventKind):
    name, plural = gettext_noop("meeting"), gettext_noop("meetings")
    heading = _("Meetings")
    intro = _("Talks and calls between the two sides: who met, when and where, and what is known to have come of it.")
    model, facts, detail = Meeting, MeetingFacts, MeetingDetail
    related = ("participants",)
    date_key, date_end_key, summary_key = "start", "end", "outcome"

    def roles(self, facts: dict[str, Any]) -> Iterable[tuple[str, str]]:
        return ((slug, "participant") for slug in facts["participants"])

    def acting(self, facts: dict[str, Any]) -> list[str]:
        return facts["participants"]

    def direction(self, facts: dict[str, Any]) -> str | None:
        return None

    def schema_org(self, document: Document, agents: Mapping[str, Document], states: Sequence[State]) -> Document:
        detail = document["detail"]
        address = {"@type": "PostalAddress", "addressCountry": detail["country"]} if detail["country"] else None
        place = {"@type": "Place", "name": detail["place"], "address": address}
        return {
            "@type": "Event",
            "startDate": document["date"],
            "endDate": document["date_end"],
            "eventStatus": STATUSES.get(detail["held"]),
            "location": place if detail["place"] or address else None,
            "attendee": [agents[slug] for slug in detail["participants"]],
        }

    def texts(self, detail: dict[str, Any]) -> Iterable[tuple[Where, str | None]]:
        yield Where.PLACE, detail["place"]


kinds.register(MeetingEventKind())
