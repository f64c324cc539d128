"""The glossary: the words of the record, each under an address that pages lead to."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from policy import kinds
from policy.meanings import ClosedVocabulary
from policy.record.dictionary import vocabularies
from policy.record.http import versioned
from policy.site.questions import takes_no_question
from policy.terms import GROUPS


@dataclass(frozen=True)
class Entry:
    """A word and its meaning; `code` is the value that stands for it in documents, empty for what is no value."""

    name: str
    label: Any
    means: Any
    code: str = ""

    @property
    def anchor(self) -> str:
        return anchor(self.name)


@dataclass(frozen=True)
class Section:
    """Words that are explained together."""

    name: str
    title: Any
    entries: tuple[Entry, ...]

    @property
    def anchor(self) -> str:
        return f"words-{anchor(self.name)}"


def anchor(name: str) -> str:
    """Return the fragment under which the glossary has an entry."""
    return name.replace("_", "-")


def address(name: str) -> str:
    """Return where the glossary explains a word; raises `KeyError` for one that it doesn't have."""
    if name not in _names():
        raise KeyError(f"The glossary has no entry {name!r}.")
    return f"{reverse('glossary')}#{anchor(name)}"


def sections() -> list[Section]:
    """Return the terms in their groups, those of the registered kinds after them, then the closed vocabularies."""
    groups = [*GROUPS, *(group for kind in kinds.every() for group in kind.terms)]
    terms = [
        Section(f"terms-{place}", group.title, tuple(Entry(one.name, one.label, one.means) for one in group.terms))
        for place, group in enumerate(groups, start=1)
    ]
    return [*terms, *(Section(one.name, one.title, tuple(_values(one))) for one in vocabularies())]


@require_safe
@takes_no_question
@versioned
def glossary(request: Any) -> HttpResponse:
    """Explain the words of the record."""
    return render(request, "about/glossary.html", {"sections": sections()})


def _values(vocabulary: ClosedVocabulary) -> Iterator[Entry]:
    for value, label in vocabulary.labels.items():
        yield Entry(vocabulary.entry_of(value), gettext(label), vocabulary.means[value], value)


@cache
def _names() -> frozenset[str]:
    return frozenset(entry.name for section in sections() for entry in section.entries)
