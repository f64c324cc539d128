import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from rest_framework import serializers

from policy import kinds
from policy.choices import Certainty, Direction, EffectKind, InstrumentType, Requirement, State
from policy.kinds.base import EventKind
from policy.models import Effect, Measure, Provision, Target
from policy.models.constraints import DESTINATION
from policy.record.documents import Detail, ItemEntry, Partial
from policy.record.facts import EventFacts, Facts, Ref, RefList, Text
from policy.record.references import References
from policy.record.search import Where
from policy.record.stored_controls import CONTROLS

Document = dict[str, Any]


def is_code(target: str) -> bool:
    """Say whether a target is a country code or "all", and not the slug of an actor."""
    return re.fullmatch(DESTINATION, target) is not None


class ProvisionFacts(Facts):
    items = RefList("items")
    materials = RefList("materials")
    effective = Text(source="commencement", allow_null=True, validators=Provision.commencement.field.validators)
    expires = Text(source="expiry", allow_null=True, validators=Provision.expiry.field.validators)

    class Meta:
        model = Provision
        fields = [
            *["ref", "summary", "requirement", "items", "materials", "destinations"],
            *["effective", "expires", "notes"],
        ]
        key = "ref"


class ProvisionRef(Text):
    """A provision of the effect's target, by its ref; it is looked up when all provisions are in."""

    def to_representation(self, value: Any) -> str:
        return value.ref


class EffectFacts(Facts):
    target = Ref("measures")
    provision_ref = ProvisionRef(source="provision", allow_null=True)

    class Meta:
        model = Effect
        fields = ["target", "provision_ref", "effect", "from", "until"]
        late = True

    vars()["from"] = Text(source="start", validators=Effect.start.field.validators)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        refs = self.context["provision_refs"].get(attrs["target"], set())
        if attrs["provision"] is not None and attrs["provision"] not in refs:
            raise serializers.ValidationError(
                {"provision_ref": [f"{attrs['target']} has no provision {attrs['provision']!r}"]}
            )
        return attrs


class TargetFacts(Facts):
    """A country code, "all" or the slug of an actor; one text in files, a row in the database."""

    is_text = True
    actor = Ref("actors", allow_null=True)

    class Meta:
        model = Target
        fields = ["country", "actor"]

    def keyed(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, str):
            raise serializers.ValidationError("is neither a country code, all, nor the slug of an actor")
        return {"country": data, "actor": None} if is_code(data) else {"country": None, "actor": data}

    def to_representation(self, instance: Target) -> Any:
        return str(instance)


class MeasureFacts(EventFacts):
    issuers = RefList("actors")
    targets = TargetFacts(many=True)
    announced = Text(source="date", validators=Measure.date.field.validators)
    provisions = ProvisionFacts(many=True)
    effects = EffectFacts(many=True)

    class Meta:
        model = Measure
        fields = [
            *["slug", "title", "title_original", "instrument_number", "instrument_type"],
            *["issuers", "country", "targets"],
            *["announced", "direction", "summary", "provisions", "effects", "topics", "citations", "certainty"],
            *["legal_basis"],
        ]
        added = ("legal_basis",)
        after_status = ("topics",)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if any(effect["target"] == attrs["slug"] for effect in attrs["effects"]):
            raise serializers.ValidationError({"effects": ["An instrument has no effect on itself."]})
        return attrs


class ProvisionEntry(serializers.Serializer):
    """A provision as the document shows it: `effective` and `expires` are its first and last day, both inclusive."""

    ref = serializers.CharField(help_text=_("What the measure calls it, such as Article 1(1)(a)."))
    summary = serializers.CharField(help_text=_("What it demands, in our own words."))
    requirement = serializers.ChoiceField(Requirement.choices, help_text=_("What it demands, in one word."))
    items = ItemEntry(many=True, help_text=_("The controlled items that it names."))
    materials = serializers.ListField(
        child=serializers.SlugField(), help_text=_("Slugs of the materials that it names itself, beside its items.")
    )
    destinations = serializers.ListField(
        child=serializers.CharField(),
        help_text=_("Where goods go, as ISO codes, EU or all; of tariffs, the country that imports."),
    )
    effective = Partial(
        allow_null=True, help_text=_("Its first day with legal effect, inclusive; null where none is recorded.")
    )
    expires = Partial(allow_null=True, help_text=_("Its last day with legal effect, inclusive; null when open-ended."))
    notes = serializers.CharField(
        allow_null=True, help_text=_("What to know of it; they go with its state everywhere.")
    )


class EffectEntry(serializers.Serializer):
    """What the measure does to an earlier one; `from` and `until` are inclusive, `until` null when open-ended."""

    target = serializers.SlugField(help_text=_("The earlier measure, by slug."))
    provision_ref = serializers.CharField(
        allow_null=True, help_text=_("Which provision of it; null for the whole instrument.")
    )
    effect = serializers.ChoiceField(EffectKind.choices, help_text=_("What is done to it."))
    vars()["from"] = Partial(help_text=_("First day of the effect, inclusive."))
    until = Partial(allow_null=True, help_text=_("Last day of the effect, inclusive; null when open-ended."))


class MeasureDetail(Detail):
    instrument_number = serializers.CharField(allow_null=True, help_text=_("Its number, as the issuer writes it."))
    instrument_type = serializers.ChoiceField(InstrumentType.choices, help_text=_("What sort of instrument it is."))
    issuers = serializers.ListField(child=serializers.SlugField(), help_text=_("Who issued it, by slug of the actor."))
    issuing_country = serializers.CharField(source="country", help_text=_("The country whose law it is, as ISO code."))
    targets = serializers.ListField(
        child=serializers.CharField(), help_text=_("At whom it is aimed: ISO codes, all, or slugs of actors.")
    )
    announced = Partial(help_text=_("When it was announced, as precisely as it is known."))
    legal_basis = serializers.CharField(
        allow_null=True, default=None, help_text=_("The law on which it rests, as it says itself.")
    )
    provisions = ProvisionEntry(many=True, help_text=_("Its parts with their own dates, scope and requirement."))
    effects = EffectEntry(many=True, help_text=_("What it does to earlier measures."))


def legal_force(states: Sequence[State]) -> str | None:
    """Return schema.org's word for the states of a measure's provisions; `None` where none of them has one."""
    found = {state == State.IN_FORCE for state in states if state != State.UNDATED}
    word = {(True,): "InForce", (False,): "NotInForce", (False, True): "PartiallyInForce"}.get(tuple(sorted(found)))
    return f"https://schema.org/{word}" if word else None


class MeasureKind(EventKind):
    name, plural = gettext_noop("measure"), gettext_noop("measures")
    heading = _("Measures")
    intro = _("Laws, announcements, orders and rules: what each demands, and what of it is in force today.")
    model, facts, detail = Measure, MeasureFacts, MeasureDetail
    parameters = {"instrument_type": InstrumentType.choices}
    date_key = "announced"
    derivation = CONTROLS
    has_provisions = True
    related = (
        *["issuers", "provisions__items", "provisions__materials"],
        Prefetch("targets", Target.objects.select_related("actor")),
        Prefetch("effects", Effect.objects.select_related("target", "provision")),
    )

    def shown(self, facts: dict[str, Any], references: References) -> dict[str, Any]:
        provisions = [
            {**provision, "items": [references.items[slug] for slug in provision["items"]]}
            for provision in facts["provisions"]
        ]
        return {**facts, "provisions": provisions}

    def roles(self, facts: dict[str, Any]) -> Iterable[tuple[str, str]]:
        yield from ((slug, "issuer") for slug in facts["issuers"])
        yield from ((target, "target") for target in facts["targets"] if not is_code(target))

    def acting(self, facts: dict[str, Any]) -> list[str]:
        return facts["issuers"]

    def affected(self, facts: dict[str, Any]) -> list[str]:
        return [target for target in facts["targets"] if is_code(target)]

    def items(self, facts: dict[str, Any]) -> list[str]:
        return [item for provision in facts["provisions"] for item in provision["items"]]

    def materials(self, facts: dict[str, Any]) -> list[str]:
        return [material for provision in facts["provisions"] for material in provision["materials"]]

    def foundations(self, facts: dict[str, Any]) -> list[tuple[str, str]]:
        return [("effects", effect["target"]) for effect in facts["effects"]]

    def provisions(self, facts: dict[str, Any]) -> list[tuple[str, str, str]]:
        effects = [effect for effect in facts["effects"] if effect["provision_ref"] is not None]
        return [("effects", effect["target"], effect["provision_ref"]) for effect in effects]

    def direction(self, facts: dict[str, Any]) -> str | None:
        return Direction(facts["direction"])

    def holds(self, revision: Any, document: Document, today: date) -> Iterable[str]:
        from policy.site.measure_today import holding  # pages rest on the record, and the record on kinds

        return holding(document, revision.event_id, today)

    def schema_org(self, document: Document, agents: Mapping[str, Document], states: Sequence[State]) -> Document:
        """What no authority itself said to have issued is no legislation, but something that its issuers did."""
        detail = document["detail"]
        issuers = [agents[slug] for slug in detail["issuers"]]
        if document["certainty"] != Certainty.OFFICIAL:
            return {"@type": "Action", "agent": issuers, "startTime": document["date"]}
        return {
            "@type": "Legislation",
            "legislationIdentifier": detail["instrument_number"],
            "legislationType": InstrumentType(detail["instrument_type"]).label,
            "legislationDate": detail["announced"],
            "legislationPassedBy": issuers,
            "legislationJurisdiction": detail["issuing_country"],
            "legislationLegalForce": legal_force(states),
        }

    def tags(self, facts: dict[str, Any]) -> Iterable[str]:
        yield f"instrument_type:{facts['instrument_type']}"

    def texts(self, detail: dict[str, Any]) -> Iterable[tuple[Where, str | None]]:
        yield Where.NUMBER, detail["instrument_number"]
        for provision in detail["provisions"]:
            yield from ((Where.PROVISION, provision[key]) for key in ("summary", "ref", "notes"))
        for item in _items(detail):
            codes = [item["control_code"], *(f"HS {code}" for code in item["hs_codes"])]
            yield Where.ITEM, f"{item['description']} ({', '.join(filter(None, codes))})"

    def listed(self, detail: dict[str, Any]) -> Iterable[tuple[str, str]]:
        for item in _items(detail):
            yield "material", item["material"]
            yield from (("hs", code) for code in item["hs_codes"])


def _items(detail: dict[str, Any]) -> Iterable[dict[str, Any]]:
    return (item for provision in detail["provisions"] for item in provision["items"])


kinds.register(MeasureKind())
