"""What an alert asks for, for as long as it lasts."""

from typing import Any

from django.utils.translation import gettext

from policy.record import sentences
from policy.record.lasting import given, lasting_filters
from policy.record.querysets import RevisionQuerySet
from policy.record.version import Version
from policy.record.vocabulary import Vocabulary, vocabulary

LACKING = ("order", "cursor", "known_at")  # what is told comes in its own order, and isn't known yet
UNSAID = "…"


def said(params: dict[str, Any], words: Vocabulary) -> str:
    """Say in words what cleaned filters ask for."""
    return sentences.sentence(params, words) if params else gettext("All events")


class Standing:
    """The filters of a query string that was valid once, read in a version of the record, in the language spoken."""

    def __init__(self, query: str, version: Version) -> None:
        self.vocabulary, self.filters = vocabulary(version), lasting_filters(query, version)
        self.params = given(self.filters)

    def sentence(self) -> str:
        """Say in words what is asked for."""
        return said(self.params, self.vocabulary)

    def sentence_without_words(self) -> str:
        """Say it without the words looked for: a stranger may have typed them for somebody else to read."""
        unsaid = {"q": UNSAID} if "q" in self.params else {}
        return said(self.params | unsaid, self.vocabulary)

    def among(self, revisions: RevisionQuerySet) -> set[int]:
        """Return the sequence numbers of those revisions that the filters let through."""
        return set(self.filters.narrowed(revisions, apart_from=LACKING).values_list("seq", flat=True))
