from collections.abc import Iterator
from typing import Any

from django.contrib import admin

from policy.admin.references import ReferenceAdmin
from policy.admin.renaming import ACTORS, Renamed
from policy.models import Actor
from policy.record.search import CHINESE_RUN


class CountryFilter(admin.AllValuesFieldListFilter):
    def choices(self, changelist: Any) -> Iterator[Any]:
        """Name the choice of actors without a country, as a link without words leads nowhere."""
        for choice in super().choices(changelist):
            yield {**choice, "display": choice["display"] or "none"}


@admin.register(Actor)
class ActorAdmin(Renamed, ReferenceAdmin):
    table = "actor"
    readdressed = ACTORS
    fields = ["name", "name_zh", "kind", "country", "parent", "role", "slug"]
    autocomplete_fields = ["parent"]
    prepopulated_fields = {"slug": ["name"]}
    list_display = ["name", "name_zh", "kind", "country", "parent", "role", "slug"]
    list_select_related = ["parent"]
    list_filter = ["kind", ("country", CountryFilter)]
    search_fields = ["name", "name_zh", "slug", "role"]

    def begun_with(self, term: str) -> dict[str, str]:
        return {"name": term} if term.isascii() or not CHINESE_RUN.search(term) else {"name_zh": term}

    def refs(self, row: Any) -> list[str]:
        """Count in the sources that it publishes: a published citation names its source's publisher."""
        return [*super().refs(row), *(f"source:{slug}" for slug in row.sources.values_list("slug", flat=True))]
