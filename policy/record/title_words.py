"""The words of published titles: what a misspelt word may have meant."""

import re
from collections.abc import Callable

from policy.record.models import Revision

TITLES = 5_000  # so that it takes no longer with a larger record
TitleWords = Callable[[], set[str]]


def title_words() -> set[str]:
    """Return the words of the titles of the newest published events, in lower case; one query."""
    newest = Revision.objects.current().public().order_by("-projection__order_key")
    titles = newest.values_list("facts__title", flat=True)[:TITLES]
    return {word for title in titles for word in re.findall(r"[^\W\d_]+", title.lower())}
