"""Of which day, and as known or announced when, the states of a measure are asked for."""

from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.http import QueryDict

from policy.record.parameters import BadParameters, DayField, InstantField, invalid, malformed


class StatusForm(forms.Form):
    on = DayField(required=False)
    known_at = InstantField(required=False)
    as_announced = DayField(required=False)


@dataclass(frozen=True)
class StatusQuery:
    on: date
    known_at: datetime | None
    as_announced: date | None

    @classmethod
    def parse(cls, query: QueryDict, today: date) -> "StatusQuery":
        """Read a query string; `today` is the day asked about when none is given. Raises `BadParameters`."""
        form = StatusForm(query)
        errors = [*malformed(dict(query.lists()), list(form.fields)), *invalid(form)]
        if errors:
            raise BadParameters(errors)
        asked = form.cleaned_data
        return cls(asked["on"] or today, asked["known_at"], asked["as_announced"])
