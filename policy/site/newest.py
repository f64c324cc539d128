"""The newest of the events that name something, as the page of that thing shows them."""

import json
from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict
from django.urls import reverse

from policy.record.listing import Listing
from policy.record.version import Version
from policy.record.vocabulary import vocabulary
from policy.site.addresses import query_string
from policy.site.months import Month, in_months

EVENTS_SHOWN = 20


@dataclass(frozen=True)
class NewestEvents:
    """The newest published events that name a row; `address` lists all of them, `listing` is `None` when none ever did."""

    address: str
    listing: Listing | None

    @classmethod
    def naming(cls, parameter: str, slug: str, version: Version) -> "NewestEvents":
        """Take the events that a filter finds, such as those with the "material" of a slug; nothing is read yet."""
        query = query_string({parameter: slug})
        is_named = vocabulary(version).allows(parameter, slug)
        listing = Listing.parse(QueryDict(query), version, page_size=EVENTS_SHOWN) if is_named else None
        return cls(f"{reverse('timeline')}?{query}", listing)

    @property
    def query_of_feed(self) -> str:
        """Return the query string of their feeds; empty when no event ever named the row."""
        return query_string(self.listing.params) if self.listing else ""

    @cached_property
    def count(self) -> int:
        return self.listing.count() if self.listing else 0

    @cached_property
    def months(self) -> list[Month]:
        revisions = self.listing.page().revisions if self.listing else []
        return in_months(json.loads(revision.document) for revision in revisions if revision.document)

    @property
    def is_whole(self) -> bool:
        return self.count <= EVENTS_SHOWN
