"""Rows about controls as answers show them, and what describes them for the API."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from rest_framework import serializers

from policy.choices import EffectKind, Form, Requirement, State
from policy.record.controls import Control
from policy.record.documents import MaterialEntry, Partial
from policy.record.periods import Period, next_change
from policy.record.states import ProvisionState
from policy.record.stored_controls import told


class NextChange(serializers.Serializer):
    """The first day after the period, and the state that begins then."""

    date = serializers.DateField(help_text="The first day of the next state.")
    state = serializers.ChoiceField(State.choices, help_text="The next state.")


class Because(serializers.Serializer):
    """An effect that decides a state; `from` and `until` are inclusive, `until` null when open-ended."""

    measure = serializers.SlugField(help_text="The measure that has the effect, by slug.")
    effect = serializers.ChoiceField(EffectKind.choices, help_text="What it does to the provision.")
    vars()["from"] = Partial(help_text="First day of the effect, inclusive.")
    until = Partial(allow_null=True, help_text="Last day of the effect, inclusive; null when open-ended.")


class MeasureEntry(serializers.Serializer):
    """The measure to which a provision belongs."""

    slug = serializers.SlugField(help_text="Its stable name.")
    instrument_number = serializers.CharField(allow_null=True, help_text="Its number, as the issuer writes it.")
    title = serializers.CharField(help_text="Its title.")


class ControllingProvision(serializers.Serializer):
    """The provision that controls something."""

    ref = serializers.CharField(help_text="What the measure calls it, such as Article 1(1)(a).")
    requirement = serializers.ChoiceField(Requirement.choices, help_text="What it demands, in one word.")
    summary = serializers.CharField(help_text="What it demands, in our own words.")


class ControlRow(serializers.Serializer):
    """One thing that a provision controls, with the provision's state on the day asked about.

    `since` and `until` are the first and last day, inclusive, of the unbroken period of that state; null is no bound.
    """

    measure = MeasureEntry(help_text="The measure that controls it.")
    issuing_country = serializers.CharField(help_text="The country whose law it is, as ISO code.")
    targets = serializers.ListField(
        child=serializers.CharField(),
        help_text="At whom the measure is aimed: ISO codes, all, or slugs of actors.",
    )
    provision = ControllingProvision(help_text="The provision that controls it.")
    material = MaterialEntry(
        allow_null=True, help_text="The material; null where the provision names neither item nor material."
    )
    via = serializers.SlugField(
        allow_null=True, help_text="The group on which it is written, where its element was asked for."
    )
    item = serializers.SlugField(allow_null=True, default=None, help_text="The controlled item, by slug.")
    form = serializers.ChoiceField(Form.choices, allow_null=True, default=None, help_text="The form of the item.")
    control_code = serializers.CharField(
        allow_null=True,
        default=None,
        help_text="Its code in the list of controlled items, such as 1C902.a; null where the source gives none.",
    )
    hs_codes = serializers.ListField(
        child=serializers.CharField(),
        default=list,
        help_text="Customs codes that the notice gives for reference, of as many digits as it gives.",
    )
    destinations = serializers.ListField(
        child=serializers.CharField(),
        help_text="Where goods go, as ISO codes, EU or all; of tariffs, the country that imports.",
    )
    state = serializers.ChoiceField(State.choices, help_text="What the provision is on the day asked about.")
    since = serializers.DateField(allow_null=True, help_text="First day of this state, inclusive; null is no bound.")
    until = serializers.DateField(allow_null=True, help_text="Last day of this state, inclusive; null is no bound.")
    next_change = NextChange(allow_null=True, help_text="The state that follows; null where none is known.")
    lapsed_suspension = serializers.BooleanField(
        help_text="Whether a suspension ended with neither an extension nor a resumption on record.",
    )
    amended_by = serializers.ListField(
        child=serializers.SlugField(), help_text="Measures that amend or implement it, by slug."
    )
    because = Because(
        many=True,
        help_text="The effects that decide the state; empty where the provision’s own dates do.",
    )
    notes = serializers.CharField(allow_null=True, help_text="What to know of the provision; goes with its state.")
    reviewed_through = Partial(allow_null=True, help_text="The day up to which the authorities’ lists were read.")
    beyond_coverage = serializers.BooleanField(help_text="Whether the day lies after that: later acts may be missing.")
    on = serializers.DateField(help_text="The day asked about.")
    known_at = serializers.CharField(allow_null=True, help_text="As known at which instant, if one was asked for.")
    as_announced = serializers.DateField(
        allow_null=True,
        help_text="Counting only acts announced by which day, if one was asked for.",
    )


class StatusRow(serializers.Serializer):
    """A provision's state on a day; null for those of a suspending instrument, which have none."""

    ref = serializers.CharField(help_text="What the measure calls it.")
    requirement = serializers.ChoiceField(Requirement.choices, help_text="What it demands, in one word.")
    state = serializers.ChoiceField(
        State.choices, allow_null=True, help_text="What it is on the day; null of a suspending instrument."
    )
    since = serializers.DateField(allow_null=True, help_text="First day of this state, inclusive; null is no bound.")
    until = serializers.DateField(allow_null=True, help_text="Last day of this state, inclusive; null is no bound.")
    next_change = NextChange(allow_null=True, help_text="The state that follows; null where none is known.")
    lapsed_suspension = serializers.BooleanField(
        help_text="Whether a suspension ended with neither an extension nor a resumption on record."
    )
    amended_by = serializers.ListField(
        child=serializers.SlugField(), help_text="Measures that amend or implement it, by slug."
    )
    because = Because(many=True, help_text="The effects that decide the state.")
    notes = serializers.CharField(allow_null=True, help_text="What to know of it.")


NO_PERIOD = Period(State.UNDATED, None, None)
NO_ITEM: Mapping[str, Any] = {"slug": None, "form": None, "control_code": None, "hs_codes": []}
MATERIAL = tuple(MaterialEntry().fields)
PROVISION = tuple(ControllingProvision().fields)


def control_rows(controls: Iterable[Control]) -> Iterator[dict[str, Any]]:
    """Yield rows with the keys of contract.md, section 2, in their order: those that `ControlRow` describes."""
    return map(_control_row, controls)


def status_rows(states: Iterable[ProvisionState]) -> list[dict[str, Any]]:
    """Return rows with the keys that `StatusRow` describes."""
    return [_status_row(state) for state in states]


@cache
def row_keys() -> list[str]:
    return list(ControlRow().fields)


def _control_row(control: Control) -> dict[str, Any]:
    detail, provision, item = control.document["detail"], control.provision, control.item or NO_ITEM
    material = control.material
    return {
        "measure": control.measure,
        "issuing_country": detail["issuing_country"],
        "targets": detail["targets"],
        "provision": {key: provision[key] for key in PROVISION},
        "material": {key: material[key] for key in MATERIAL} if material else None,
        "via": control.via,
        "item": item["slug"],
        "form": item["form"],
        "control_code": item["control_code"],
        "hs_codes": item["hs_codes"],
        "destinations": provision["destinations"],
        "state": str(control.period.state),
        **_course(control.period, control.amended_by),
        "notes": provision["notes"],
        **control.asked.told,
    }


def _status_row(one: ProvisionState) -> dict[str, Any]:
    provision = one.provision
    return {
        "ref": provision["ref"],
        "requirement": provision["requirement"],
        "state": str(one.period.state) if one.period else None,
        **_course(one.period or NO_PERIOD, one.amended_by),
        "notes": provision["notes"],
    }


def _course(period: Period, amended_by: list[str]) -> dict[str, Any]:
    following = next_change(period)
    return {
        "since": period.since.isoformat() if period.since else None,
        "until": period.until.isoformat() if period.until else None,
        "next_change": {"date": following["date"].isoformat(), "state": str(following["state"])} if following else None,
        "lapsed_suspension": period.lapsed_suspension,
        "amended_by": amended_by,
        "because": [told(effect) for effect in period.because],
    }
