"""Rows about controls as answers show them: one definition, from which they are built and the API describes them."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from rest_framework import serializers

from policy.choices import EffectKind, Form, Requirement, State
from policy.record.chain import instant
from policy.record.controls import Control
from policy.record.documents import MaterialEntry, Partial
from policy.record.states import ProvisionState
from policy.record.stored_controls import told


class NextChange(serializers.Serializer):
    """The first day after the period, and the state that begins then."""

    date = serializers.DateField()
    state = serializers.ChoiceField(State.choices)


class Because(serializers.Serializer):
    """An effect that decides a state; `from` and `until` are inclusive, `until` null when open-ended."""

    measure = serializers.SlugField()
    effect = serializers.ChoiceField(EffectKind.choices)
    vars()["from"] = Partial()
    until = Partial(allow_null=True)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        return told(instance)


class MeasureEntry(serializers.Serializer):
    slug = serializers.SlugField()
    instrument_number = serializers.CharField(allow_null=True)
    title = serializers.CharField()


class ProvisionEntry(serializers.Serializer):
    ref = serializers.CharField()
    requirement = serializers.ChoiceField(Requirement.choices)
    summary = serializers.CharField()


class ControlRow(serializers.Serializer):
    """One thing that a provision controls, with the provision's state on the day asked about.

    `since` and `until` are the first and last day, inclusive, of the unbroken period of that state; null is no bound.
    """

    measure = MeasureEntry()
    issuing_country = serializers.CharField(source="document.detail.issuing_country")
    targets = serializers.ListField(child=serializers.CharField(), source="document.detail.targets")
    provision = ProvisionEntry()
    material = MaterialEntry(allow_null=True)
    via = serializers.SlugField(allow_null=True)
    item = serializers.SlugField(source="item.slug", allow_null=True, default=None)
    form = serializers.ChoiceField(Form.choices, source="item.form", allow_null=True, default=None)
    control_code = serializers.CharField(source="item.control_code", allow_null=True, default=None)
    hs_codes = serializers.ListField(child=serializers.CharField(), source="item.hs_codes", default=list)
    destinations = serializers.ListField(child=serializers.CharField(), source="provision.destinations")
    state = serializers.ChoiceField(State.choices, source="period.state")
    since = serializers.DateField(source="period.since", allow_null=True)
    until = serializers.DateField(source="period.until", allow_null=True)
    next_change = NextChange(allow_null=True)
    lapsed_suspension = serializers.BooleanField(source="period.lapsed_suspension")
    amended_by = serializers.ListField(child=serializers.SlugField())
    because = Because(many=True, source="period.because")
    notes = serializers.CharField(source="provision.notes", allow_null=True)
    reviewed_through = Partial(source="asked.version.reviewed_through", allow_null=True)
    beyond_coverage = serializers.BooleanField(source="asked.beyond_coverage")
    on = serializers.DateField(source="asked.on")
    known_at = serializers.SerializerMethodField()
    as_announced = serializers.DateField(source="asked.as_announced", allow_null=True)

    def get_known_at(self, control: Control) -> str | None:
        return instant(control.asked.known_at) if control.asked.known_at else None


class StatusRow(serializers.Serializer):
    """A provision's state on a day; null for those of a suspending instrument, which have none."""

    ref = serializers.CharField(source="provision.ref")
    requirement = serializers.ChoiceField(Requirement.choices, source="provision.requirement")
    state = serializers.ChoiceField(State.choices, allow_null=True)
    since = serializers.DateField(allow_null=True)
    until = serializers.DateField(allow_null=True)
    next_change = NextChange(allow_null=True)
    lapsed_suspension = serializers.BooleanField()
    amended_by = serializers.ListField(child=serializers.SlugField())
    because = Because(many=True)
    notes = serializers.CharField(source="provision.notes", allow_null=True)


def control_rows(controls: Iterable[Control]) -> Iterator[dict[str, Any]]:
    """Yield rows with the keys of contract.md, section 2, in their order."""
    return (_control().to_representation(control) for control in controls)


def status_rows(states: Iterable[ProvisionState]) -> list[dict[str, Any]]:
    return [_status().to_representation(state) for state in states]


def row_keys() -> list[str]:
    return list(_control().fields)


@cache
def _control() -> ControlRow:
    return ControlRow()


@cache
def _status() -> StatusRow:
    return StatusRow()
