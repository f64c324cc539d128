"""Of which day, and as known or announced when, the states of a measure are asked for."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import QueryDict

from policy.record.chain import instant
from policy.record.control_filters import MEANINGS
from policy.record.controls import beyond_coverage
from policy.record.parameters import BadParameters, DayField, InstantField, invalid, malformed
from policy.record.version import Version


class StatusForm(forms.Form):
    on = DayField(required=False, help_text=MEANINGS["on"])
    known_at = InstantField(required=False, help_text=MEANINGS["known_at"])
    as_announced = DayField(required=False, help_text=MEANINGS["as_announced"])


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

    def told(self, version: Version) -> dict[str, Any]:
        """Return what an answer says of its question."""
        return {
            "on": self.on.isoformat(),
            "known_at": instant(self.known_at) if self.known_at else None,
            "as_announced": self.as_announced.isoformat() if self.as_announced else None,
            "reviewed_through": version.reviewed_through,
            "beyond_coverage": beyond_coverage(self.on, version),
        }
