"""The words of published titles: what a misspelt word may have meant."""

import re
from collections.abc import Callable

from policy.record.models import Revision

TITLES = 5_000  # so that it takes no longer with a larger record
TitleWords = Callable[[], set[str]]

_known: dict[str, frozenset[str]] = {}  # the words of each title that was read last, by the hash of its revision


def title_words() -> set[str]:
    """Return the words of the titles of the newest published events, in lower case.

    It takes two queries; titles that this process knows aren't read again, so a publication costs one title.
    """
    global _known
    current = Revision.objects.current().public()
    newest = list(current.order_by("-projection__order_key").values_list("sha256", "seq")[:TITLES])
    unread = [seq for sha256, seq in newest if sha256 not in _known]
    titles = Revision.objects.filter(seq__in=unread).values_list("sha256", "facts__title")
    read = {sha256: frozenset(re.findall(r"[^\W\d_]+", title.lower())) for sha256, title in titles}
    known = _known | read
    _known = {sha256: known[sha256] for sha256, _ in newest if sha256 in known}
    return {word for words in _known.values() for word in words}
