"""What an alert asks for, for as long as it lasts: the record goes on, and what it once called somehow has another name."""

from typing import Any
from urllib.parse import parse_qsl

from django.utils.translation import gettext

from policy.record import sentences
from policy.record.filters import EventFilters
from policy.record.former import now_called
from policy.record.parameters import SLUGS
from policy.record.querysets import RevisionQuerySet
from policy.record.version import Version
from policy.record.vocabulary import Vocabulary, vocabulary

LACKING = ("order", "cursor", "known_at")  # what is told comes in its own order, and isn't known yet
UNSAID = "…"


def said(params: dict[str, Any], words: Vocabulary) -> str:
    """Say in words what cleaned filters ask for."""
    return sentences.sentence(params, words) if params else gettext("All events")


class LastingVocabulary:
    """A vocabulary that takes values which no public event has any more: that the last of them went is worth telling."""

    def __init__(self, now: Vocabulary) -> None:
        self.now, self.labels, self.names = now, now.labels, now.names

    @property
    def title_words(self) -> set[str]:
        return self.now.title_words

    def allows(self, parameter: str, value: str) -> bool:
        return True

    def canonical(self, parameter: str, value: str) -> str:
        """Return what a value is called by now."""
        return (now_called(SLUGS[parameter], value) if parameter in SLUGS else None) or value


class Standing:
    """The filters of a query string that was valid once, read in a version of the record, in the language spoken."""

    def __init__(self, query: str, version: Version) -> None:
        self.vocabulary = vocabulary(version)
        self.filters = EventFilters(dict(parse_qsl(query)), LastingVocabulary(self.vocabulary))  # type: ignore[arg-type]
        self.filters.form.full_clean()

    @property
    def params(self) -> dict[str, Any]:
        return {name: value for name, value in self.filters.form.cleaned_data.items() if value not in (None, "", [])}

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
