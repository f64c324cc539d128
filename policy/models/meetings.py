from django.db import models

from policy.choices import Held, MeetingKind
from policy.models.constraints import country_format
from policy.models.events import Event
from policy.models.fields import ChoiceField, OrderedManyToManyField
from policy.models.history import tracked, tracked_relation


@tracked
class Meeting(Event):
    """A call, round of talks, summit or consultation. Its summary is the outcome."""

    meeting_kind = ChoiceField(choices=MeetingKind.choices)
    place = models.CharField(max_length=120, blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="", help_text="Where it was held: ISO 3166-1 code.")
    participants = OrderedManyToManyField("policy.Actor", related_name="meetings")
    held = ChoiceField(choices=Held.choices)

    class Meta:
        constraints = [country_format()]


MeetingParticipant = tracked_relation(Meeting.participants.through, "MeetingParticipant")
