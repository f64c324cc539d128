"""What autocompletion finds, the best match first."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from django.db.models import Case, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.utils.text import slugify


class Ranked:
    """Lets autocompletion put a row first that is called what was typed, and last what only speaks of it.

    `names` are the fields that say what a row is called; of rows that match alike, the `preferred` ones come first.
    """

    names: Sequence[str] = ["name", "name_zh", "slug"]
    preferred: ClassVar[Q | None] = None

    def get_search_results(self: Any, request: HttpRequest, queryset: QuerySet, search_term: str) -> Any:
        """Order what autocompletion finds; lists keep the order of their columns."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)  # type: ignore[misc]
        match = request.resolver_match
        if search_term.strip() and match and match.url_name == "autocomplete":
            ordering = self.get_ordering(request) or self.opts.ordering
            found = found.order_by(*self._ranks(search_term.strip()), *ordering)
        return found, may_repeat

    def _ranks(self, term: str) -> Iterator[Case]:
        conditions = [self._called(lookup, term) for lookup in ("iexact", "istartswith", "iregex", "icontains")]
        yield Case(*(When(one, then=place) for place, one in enumerate(conditions)), default=Value(len(conditions)))
        if self.preferred is not None:
            yield Case(When(self.preferred, then=0), default=Value(1))

    def _called(self, lookup: str, term: str) -> Q:
        """Return the condition that one of the names matches; "announcement 18" stands in a slug as announcement-18."""
        called = Q(pk__in=[])
        for name in self.names:
            text = slugify(term) if name.endswith("slug") else term
            if text:
                called |= Q(**{f"{name}__{lookup}": rf"\m{re.escape(text)}\M" if lookup == "iregex" else text})
        return called


class Unmerged:
    """Lets no choice offer an event that was merged into another one; lists show it."""

    def get_search_results(self: Any, request: HttpRequest, queryset: QuerySet, search_term: str) -> Any:
        found, may_repeat = super().get_search_results(request, queryset, search_term)  # type: ignore[misc]
        match = request.resolver_match
        return found.unmerged() if match and match.url_name == "autocomplete" else found, may_repeat
