from rest_framework import serializers

from permits.models import PermitDecision
from policy.models import (
    Actor,
    Citation,
    ControlledItem,
    Effect,
    Event,
    Link,
    Material,
    Measure,
    Meeting,
    Provision,
    Quotation,
    Source,
    Statement,
    Target,
    Topic,
)


def nested(of, *names, **fields):
    """Return the usual ModelSerializer of some columns and nested rows."""
    meta = type("Meta", (), {"model": of, "fields": [*names, *fields]})
    return type(f"{of.__name__}Serializer", (serializers.ModelSerializer,), {"Meta": meta, **fields})


ActorSerializer = nested(Actor, "slug", "name", "kind", "country")
MaterialSerializer = nested(Material, "slug", "symbol", "name")
TopicSerializer = nested(Topic, "slug", "name")
ItemSerializer = nested(
    ControlledItem, "slug", "form", "control_code", "hs_codes", "description", material=MaterialSerializer()
)
SourceSerializer = nested(
    Source,
    *("slug", "title", "url", "published", "language", "tier", "checked", "archive_url"),
    publisher=ActorSerializer(),
)
CitationSerializer = nested(Citation, "supports", "locator", "quote", source=SourceSerializer())
LinkedSerializer = nested(Event, "slug", "kind", "title", "date")
LinkOutSerializer = nested(Link, "relation", "note", to_event=LinkedSerializer())
LinkInSerializer = nested(Link, "relation", "note", from_event=LinkedSerializer())
TargetSerializer = nested(Target, "country", actor=ActorSerializer())
EffectSerializer = nested(Effect, "effect", "start", "until", "provision", target=LinkedSerializer())
ProvisionSerializer = nested(
    Provision,
    *("ref", "summary", "requirement", "destinations", "commencement", "expiry", "notes"),
    items=ItemSerializer(many=True),
    materials=MaterialSerializer(many=True),
)
MeasureSerializer = nested(
    Measure,
    *("instrument_number", "instrument_type", "country", "direction", "legal_basis"),
    issuers=ActorSerializer(many=True),
    targets=TargetSerializer(many=True),
    provisions=ProvisionSerializer(many=True),
    effects=EffectSerializer(many=True),
)
QuotationSerializer = nested(Quotation, "text", "language", "translation")
StatementSerializer = nested(
    Statement,
    *("time", "timezone", "channel", "stance"),
    speaker=ActorSerializer(),
    on_behalf_of=ActorSerializer(),
    quotes=QuotationSerializer(many=True),
    materials=MaterialSerializer(many=True),
)
MeetingSerializer = nested(Meeting, "meeting_kind", "place", "country", "held", participants=ActorSerializer(many=True))
PermitSerializer = nested(
    PermitDecision,
    *("outcome", "licence_type", "count_kind", "count_value", "sectors", "destinations", "valid_from", "valid_to"),
    authority=ActorSerializer(),
    beneficiaries=ActorSerializer(many=True),
    items=ItemSerializer(many=True),
    materials=MaterialSerializer(many=True),
    under=LinkedSerializer(many=True),
)
EventSerializer = nested(
    Event,
    *("slug", "kind", "date", "date_end", "title", "title_original", "summary", "certainty"),
    topics=TopicSerializer(many=True),
    citations=CitationSerializer(many=True),
    links_out=LinkOutSerializer(many=True),
    links_in=LinkInSerializer(many=True),
    measure=MeasureSerializer(allow_null=True, default=None),
    statement=StatementSerializer(allow_null=True, default=None),
    meeting=MeetingSerializer(allow_null=True, default=None),
    permitdecision=PermitSerializer(allow_null=True, default=None),
)
ControlSerializer = nested(
    Provision,
    *("ref", "summary", "requirement", "destinations", "commencement", "expiry", "notes"),
    items=ItemSerializer(many=True),
    materials=MaterialSerializer(many=True),
    measure=nested(Measure, "slug", "title", "date", "country")(),
)
