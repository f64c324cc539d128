"""What the keys of documents are called where people read them, in the language spoken."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.translation import pgettext_lazy

from policy import kinds

NAMES: dict[str, Any] = {
    "acting_countries": pgettext_lazy("name of a field", "countries that act"),
    "announced": pgettext_lazy("name of a field", "announced"),
    "archive_url": pgettext_lazy("name of a field", "archived copy"),
    "certainty": pgettext_lazy("name of a field", "certainty"),
    "channel": pgettext_lazy("name of a field", "channel"),
    "checked": pgettext_lazy("name of a field", "how it was checked"),
    "citations": pgettext_lazy("name of a field", "citations"),
    "control_code": pgettext_lazy("name of a field", "control code"),
    "countries": pgettext_lazy("name of a field", "countries concerned"),
    "country": pgettext_lazy("name of a field", "country"),
    "date": pgettext_lazy("name of a field", "date"),
    "date_end": pgettext_lazy("name of a field", "last day"),
    "description": pgettext_lazy("name of a field", "description"),
    "destinations": pgettext_lazy("name of a field", "destinations"),
    "direction": pgettext_lazy("name of a field", "direction"),
    "disputed": pgettext_lazy("name of a field", "disputed"),
    "effect": pgettext_lazy("name of a field", "effect"),
    "effective": pgettext_lazy("name of a field", "effective"),
    "effects": pgettext_lazy("name of a field", "effects"),
    "expires": pgettext_lazy("name of a field", "expires"),
    "form": pgettext_lazy("name of a field", "form"),
    "from": pgettext_lazy("name of a field", "from"),
    "held": pgettext_lazy("name of a field", "held"),
    "hs_codes": pgettext_lazy("name of a field", "HS codes"),
    "instrument_number": pgettext_lazy("name of a field", "instrument number"),
    "instrument_type": pgettext_lazy("name of a field", "instrument type"),
    "issuers": pgettext_lazy("name of a field", "issuers"),
    "issuing_country": pgettext_lazy("name of a field", "issuing country"),
    "item": pgettext_lazy("name of a field", "item"),
    "items": pgettext_lazy("name of a field", "items"),
    "kind": pgettext_lazy("name of a field", "kind"),
    "language": pgettext_lazy("name of a field", "language"),
    "legal_basis": pgettext_lazy("name of a field", "legal basis"),
    "links": pgettext_lazy("name of a field", "links"),
    "locator": pgettext_lazy("name of a field", "locator"),
    "material": pgettext_lazy("name of a field", "material"),
    "materials": pgettext_lazy("name of a field", "materials"),
    "meeting_kind": pgettext_lazy("name of a field", "meeting kind"),
    "note": pgettext_lazy("name of a field", "note"),
    "notes": pgettext_lazy("name of a field", "notes"),
    "on_behalf_of": pgettext_lazy("name of a field", "on behalf of"),
    "order": pgettext_lazy("name of a field", "order"),
    "outcome": pgettext_lazy("name of a field", "outcome"),
    "participants": pgettext_lazy("name of a field", "participants"),
    "place": pgettext_lazy("name of a field", "place"),
    "primary_read": pgettext_lazy("name of a field", "authority’s own text read"),
    "provision_ref": pgettext_lazy("name of a field", "provision ref"),
    "provisions": pgettext_lazy("name of a field", "provisions"),
    "published": pgettext_lazy("name of a field", "published"),
    "publisher": pgettext_lazy("name of a field", "publisher"),
    "quote": pgettext_lazy("name of a field", "quote"),
    "quotes": pgettext_lazy("name of a field", "quotes"),
    "ref": pgettext_lazy("name of a field", "ref"),
    "relation": pgettext_lazy("name of a field", "relation"),
    "requirement": pgettext_lazy("name of a field", "requirement"),
    "source": pgettext_lazy("name of a field", "source"),
    "speaker": pgettext_lazy("name of a field", "speaker"),
    "stance": pgettext_lazy("name of a field", "stance"),
    "summary": pgettext_lazy("name of a field", "summary"),
    "supports": pgettext_lazy("name of a field", "supports"),
    "target": pgettext_lazy("name of a field", "target"),
    "targets": pgettext_lazy("name of a field", "targets"),
    "text": pgettext_lazy("name of a field", "text"),
    "tier": pgettext_lazy("name of a field", "tier"),
    "time": pgettext_lazy("name of a field", "time"),
    "timezone": pgettext_lazy("name of a field", "timezone"),
    "title": pgettext_lazy("name of a field", "title"),
    "title_original": pgettext_lazy("name of a field", "original title"),
    "to": pgettext_lazy("name of a field", "to"),
    "topics": pgettext_lazy("name of a field", "topics"),
    "translation": pgettext_lazy("name of a field", "translation"),
    "until": pgettext_lazy("name of a field", "until"),
    "url": pgettext_lazy("name of a field", "address"),
}


def field_name(key: str) -> str:
    """Return what a key is called; one that has no name, such as those of the desk alone, as it is written."""
    return str(_names().get(key) or key.replace("_", " "))


@cache
def _names() -> Mapping[str, Any]:
    """Return the names of all keys, those that only events of one kind have included."""
    return {**NAMES, **{key: name for kind in kinds.every() for key, name in kind.field_names.items()}}
