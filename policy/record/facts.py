"""The facts of one record, in the words and order of data/SCHEMA.md.

One set of serializers reads editorial rows into facts and checks facts that come from files, so that an export is the
inverse of a load. `publish` starts from the same facts: an event's document is its facts, dressed with what the reference
rows and links add (`policy.record.documents`).
"""

from typing import Any, ClassVar

from django.db import models
from rest_framework import serializers

from policy.models import Actor, Citation, ControlledItem, DataSet, Link, Material, Source, Topic

LARGEST_INTEGER = 2**31 - 1  # that the database's columns take


class Text(serializers.CharField):
    """A text to the letter: no number is taken for one, and white space at its ends is kept."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"trim_whitespace": False, **kwargs})

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        if any("\ud800" <= character <= "\udfff" for character in data):
            raise serializers.ValidationError("holds half a character (a lone surrogate)")
        return super().to_internal_value(data)


class Slug(Text, serializers.SlugField):
    """A stable name."""


class Address(Text, serializers.URLField):
    """A web address."""


class Whole(serializers.IntegerField):
    """A whole number; neither a text nor a fraction is taken for one."""

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            self.fail("invalid")
        return data


class Ref(serializers.Field):
    """The slug of a record of another file, such as "actors"; checked against `context["known"]`."""

    def __init__(self, file: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.file = file

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str) or data not in self.context["known"][self.file]:
            raise serializers.ValidationError(f"there is no record {data!r} in {self.file}")
        return data

    def to_representation(self, value: Any) -> str:
        return value.slug


class RefList(serializers.Field):
    """The slugs of records of another file, in their order."""

    def __init__(self, file: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.file = file

    def to_internal_value(self, data: Any) -> list[str]:
        if not isinstance(data, list):
            raise serializers.ValidationError("is not a list")
        unknown = [slug for slug in data if not isinstance(slug, str) or slug not in self.context["known"][self.file]]
        if unknown:
            raise serializers.ValidationError([f"there is no record {slug!r} in {self.file}" for slug in unknown])
        if len(set(data)) < len(data):
            raise serializers.ValidationError("names a record twice")
        return data

    def to_representation(self, value: Any) -> list[str]:
        return [row.slug for row in value.all()]


class Counted(serializers.Field):
    """A count as {kind, value}, kept in two columns `<name>_kind` and `<name>_value`; `None` when there is none."""

    def __init__(self, name: str, choices: Any, **kwargs: Any) -> None:
        super().__init__(source="*", **kwargs)
        self.name = name
        self.kind = serializers.ChoiceField(choices)
        self.value = Whole(allow_null=True, min_value=0, max_value=LARGEST_INTEGER)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, dict) or set(data) != {"kind", "value"}:
            raise serializers.ValidationError('is not of the form {"kind": …, "value": …}')
        kind, value = self.kind.run_validation(data["kind"]), self.value.run_validation(data["value"])
        return {f"{self.name}_kind": kind, f"{self.name}_value": value}

    def run_validation(self, data: Any = serializers.empty) -> Any:
        if data is None and self.allow_null:
            return {f"{self.name}_kind": "", f"{self.name}_value": None}
        return super().run_validation(data)

    def to_representation(self, value: Any) -> dict[str, Any] | None:
        kind = getattr(value, f"{self.name}_kind")
        return {"kind": kind, "value": getattr(value, f"{self.name}_value")} if kind else None


class Facts(serializers.ModelSerializer):
    """A record with exactly the keys of SCHEMA.md. Its fields say what may stand under each key.

    `Meta.added` names keys that SCHEMA.md doesn't know: they may be left out, and are written only when they say something.
    Texts that say nothing are null in files and empty in the database. `Meta.key` tells the rows below one record apart
    (else their place does); `Meta.late` rows are written when all others are in. `Meta.after_status` names keys that in
    files stand after an event's `status`. `is_text` says that files write it as a text, not as an object.
    """

    is_text: ClassVar[bool] = False

    serializer_field_mapping = serializers.ModelSerializer.serializer_field_mapping | {
        models.CharField: Text,
        models.TextField: Text,
        models.SlugField: Slug,
        models.URLField: Address,
        models.SmallIntegerField: Whole,
        models.PositiveSmallIntegerField: Whole,
    }

    def get_extra_kwargs(self) -> dict[str, Any]:
        return {"slug": {"validators": []}, "url": {"validators": []}, **super().get_extra_kwargs()}

    def get_validators(self) -> list[Any]:
        return []

    @property
    def added(self) -> tuple[str, ...]:
        return getattr(self.Meta, "added", ())

    def keyed(self, data: Any) -> dict[str, Any]:
        """Return what stands under each key, for facts that files write in a shorter way than as an object."""
        if not isinstance(data, dict):
            raise serializers.ValidationError("is not an object")
        return data

    def told(self, data: dict[str, Any]) -> dict[str, Any]:
        """Leave out added keys that say nothing, in the rows below as well."""
        said = {key: value for key, value in data.items() if key not in self.added or value not in (None, [])}
        for key, field in self.fields.items():
            if isinstance(field, serializers.ListSerializer) and isinstance(said.get(key), list):
                below: Any = field.child
                said[key] = [below.told(row) if isinstance(row, dict) else row for row in said[key]]
        return said

    def to_representation(self, instance: Any) -> dict[str, Any]:
        shown = super().to_representation(instance)
        said = {key: None if value == "" else value for key, value in shown.items()}
        return {key: value for key, value in said.items() if key not in self.added or value not in (None, [])}


class ActorFacts(Facts):
    parent = Ref("actors", allow_null=True)  # type: ignore[assignment]

    class Meta:
        model = Actor
        fields = ["slug", "name", "name_zh", "kind", "country", "parent", "role"]


class TopicFacts(Facts):
    class Meta:
        model = Topic
        fields = ["slug", "name", "name_zh"]


class MaterialFacts(Facts):
    class Meta:
        model = Material
        fields = ["slug", "symbol", "atomic_number", "name", "name_zh", "group", "aliases", "uses"]


class ItemFacts(Facts):
    material = Ref("materials")
    defined_by = Ref("measures")

    class Meta:
        model = ControlledItem
        fields = ["slug", "material", "form", "control_code", "hs_codes", "description", "defined_by"]


class SourceFacts(Facts):
    publisher = Ref("actors")

    class Meta:
        model = Source
        fields = ["slug", "title", "publisher", "url", "published", "language", "tier", "checked", "archive_url"]
        added = ("archive_url",)


class DataSetFacts(Facts):
    class Meta:
        model = DataSet
        fields = ["title", "reviewed_through", "note", "licence", "first_event", "maintainer"]


class CitationFacts(Facts):
    source = Ref("sources")  # type: ignore[assignment]

    class Meta:
        model = Citation
        fields = ["source", "supports", "locator", "quote"]
        added = ("quote",)


class LinkFacts(Facts):
    to = Ref("events", source="to_event")

    class Meta:
        model = Link
        fields = ["from", "to", "relation", "note"]

    # A key that Python keeps for itself.
    vars()["from"] = Ref("events", source="from_event")


class EventFacts(Facts):
    """What events of every kind share. `status` stands in files only: here, being published is the record's to say."""

    topics = RefList("topics")
    citations = CitationFacts(many=True)
