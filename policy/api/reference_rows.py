"""Reference rows as the API gives them: the facts of data/SCHEMA.md, under the same names, and their addresses.

`policy.record.facts` reads what stands under each key; the serializers here describe it.
"""

from typing import Any

from rest_framework import serializers

from policy.choices import ActorKind, Checked, Form, MaterialGroup, SourceTier
from policy.record.documents import Partial


class ReferenceRow(serializers.Serializer):
    """What every reference row has."""

    slug = serializers.SlugField(help_text="Its stable name.")

    def get_fields(self) -> dict[str, Any]:
        """Put the addresses last."""
        addresses = {
            "page_url": serializers.URLField(help_text="The address of the page of the site that shows it."),
            "api_url": serializers.URLField(help_text="The address of this row."),
        }
        return {**super().get_fields(), **addresses}


class MaterialRow(ReferenceRow):
    """An element, another mineral, or a collective name such as rare earths."""

    symbol = serializers.CharField(allow_null=True, help_text="The chemical symbol, of elements.")
    atomic_number = serializers.IntegerField(allow_null=True, help_text="The atomic number, of elements.")
    name = serializers.CharField(help_text="Its name in English.")
    name_zh = serializers.CharField(allow_null=True, help_text="Its name in Chinese.")
    group = serializers.ChoiceField(MaterialGroup.choices, help_text="To which group of materials it belongs.")
    aliases = serializers.ListField(child=serializers.CharField(), help_text="Other names of it.")
    uses = serializers.CharField(help_text="What it is used for, in one to four sentences.")


class ItemRow(ReferenceRow):
    """A controlled item: a material in a form, as a measure lists it."""

    material = serializers.SlugField(help_text="What it is made of, by slug.")
    form = serializers.ChoiceField(Form.choices, help_text="In which form.")
    control_code = serializers.CharField(
        allow_null=True, help_text="Its code in the list of controlled items; null where the source gives none."
    )
    hs_codes = serializers.ListField(
        child=serializers.CharField(), help_text="Customs codes that the notice gives, of as many digits as it gives."
    )
    description = serializers.CharField(help_text="What the list names, in our words.")
    defined_by = serializers.SlugField(
        allow_null=True, help_text="The measure that lists it, by slug; null where that isn't published."
    )


class ActorRow(ReferenceRow):
    """A ministry, official, company, medium or organisation."""

    name = serializers.CharField(help_text="Its name in English.")
    name_zh = serializers.CharField(allow_null=True, help_text="Its name in Chinese.")
    kind = serializers.ChoiceField(ActorKind.choices, help_text="What sort of actor it is.")
    country = serializers.CharField(
        allow_null=True, help_text="ISO 3166-1 code of its country; EU for the European Union."
    )
    parent = serializers.SlugField(allow_null=True, help_text="The body that it belongs to, by slug.")
    role = serializers.CharField(allow_null=True, help_text="The office that it holds.")


class SourceRow(ReferenceRow):
    """A document that published events cite."""

    title = serializers.CharField(help_text="Its title, in its own language or as it is cited.")
    publisher = serializers.SlugField(help_text="Who published it, by slug of the actor.")
    url = serializers.URLField(help_text="Where the document is read.")
    published = Partial(allow_null=True, help_text="When it was published, as precisely as it is known.")
    language = serializers.CharField(help_text="Language tag of its text, such as en or zh.")
    tier = serializers.ChoiceField(SourceTier.choices, help_text="What sort of source it is.")
    checked = serializers.ChoiceField(
        Checked.choices, help_text="Whether somebody read the passage that supports the fact."
    )
    archive_url = serializers.URLField(
        allow_null=True, help_text="Where an archive keeps the page as it was read; null where none does."
    )


class TopicRow(ReferenceRow):
    """A subject that gathers events."""

    name = serializers.CharField(help_text="Its name in English.")
    name_zh = serializers.CharField(help_text="Its name in Chinese.")
