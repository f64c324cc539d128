"""Which revisions a subscription is told of, by the filters of the timeline and no others."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict

from policy.record.change_feed import changes_after
from policy.record.filters import EventFilters
from policy.record.known import known_version
from policy.record.lasting import given, lasting_filters
from policy.record.listing import Listing
from policy.record.models import Revision
from policy.record.parameters import BadParameters, invalid, malformed
from policy.record.sentences import sentence
from policy.record.vocabulary import vocabulary

MEANINGLESS = ("known_at", "order", "cursor")  # of a list as it is asked for, not of what is published
WINDOW = 500  # revisions that are looked through at once


@dataclass(frozen=True)
class Following:
    """What comes after a position: the next revision to tell of, and up to where there is no other."""

    revision: Any  # a Revision with `matches`; None when the window holds none to tell of
    until: int


class Selection:
    """The revisions that filters choose: those whose document they find, and those that end or change one that they found."""

    def __init__(self, filters: str) -> None:
        """Read a query string that was valid once. Raises `policy.record.parameters.BadParameters` where it is no more.

        What was called otherwise when it was written is looked for under the name that it has now.
        """
        now = known_version()
        read = lasting_filters(filters, now)
        allowed = [name for name in EventFilters.parameters() if name not in MEANINGLESS]
        if errors := [*malformed(dict(QueryDict(filters).lists()), allowed), *invalid(read.form)]:
            raise BadParameters(errors)
        self.found = read.narrowed(Revision.objects.public().order_by(), apart_from=MEANINGLESS)
        self.sentence = sentence(given(read), vocabulary(now))

    def after(self, position: int) -> Following | None:
        """Look through the revisions after a position (exclusive); `None` when there are none."""
        window = list(changes_after(position).values_list("seq", flat=True)[:WINDOW])
        if not window:
            return None
        chosen = self._chosen().filter(seq__gt=position, seq__lte=window[-1]).order_by("seq").first()
        return Following(chosen, chosen.seq - 1 if chosen else window[-1])

    def told(self, seq: int) -> Any:
        """Return one revision with `matches`; `None` when it isn't among the chosen."""
        return self._chosen().filter(seq=seq).first()

    def _chosen(self) -> Any:
        now = self.found.filter(seq=OuterRef("seq"))
        before = self.found.filter(event=OuterRef("event"), number=OuterRef("number") - 1)
        rows = changes_after(0).annotate(matches=Exists(now), matched=Exists(before))
        return rows.filter(Q(matches=True) | Q(matched=True))


def check_filters(filters: str) -> None:
    """Refuse what the timeline refuses, and what means nothing here. Raises `policy.record.parameters.BadParameters`."""
    Listing.parse(QueryDict(filters), known_version(), lacking=MEANINGLESS)
