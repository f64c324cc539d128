"""Events to tell of in words, for mails: plain texts in the language spoken."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from policy.alerts.digest import Told
from policy.choices import ChangeKind
from policy.record.differences import NOTHING, Change, differences
from policy.record.home import at_home
from policy.record.models import REPLACED, Revision
from policy.site.document_words import in_words
from policy.site.wording import byline, day, heading, label, other_title

MOST_LINES, MOST_SOURCES = 12, 3
LONGEST_VALUE, LONGEST_INLINE, LONGEST_SUMMARY = 300, 60, 700  # characters
OF_OTHERS = ("links", "disputed")  # what other events tell of it

Document = dict[str, Any]


@dataclass(frozen=True)
class Difference:
    """A field that reads otherwise than before."""

    field: str
    before: str
    after: str

    @property
    def is_short(self) -> bool:
        return max(len(self.before), len(self.after)) <= LONGEST_INLINE

    @classmethod
    def of(cls, change: Change) -> "Difference":
        return cls(capfirst(change.field), *map(_told, _from_where_they_differ(change.before, change.after)))


@dataclass(frozen=True)
class Entry:
    """What became of one event. Of one that was withdrawn, nothing is told but its name, its day and why."""

    happened: str
    facts: list[str]
    title: str
    other_title: str
    by: str
    summary: str
    listed: str
    differences: list[Difference]
    unshown: int
    reasons: list[str]
    sources: list[tuple[str, str]]
    address: str
    history: str


def entries(told: Sequence[Told]) -> list[Entry]:
    """Return what there is to say of each event; a constant number of queries, however many they are."""
    compared = [one.change for one in told if one.change.is_changed]
    pairs = [(change.before.content, change.after.content) for change in compared if change.before]
    words = in_words([document for pair in pairs for document in pair])
    differing = {
        change.after.seq: _differing(words[2 * place], words[2 * place + 1]) for place, change in enumerate(compared)
    }
    return [_entry(one, differing.get(one.change.after.seq, [])) for one in told]


def _entry(told: Told, differing: list[Difference]) -> Entry:
    change = told.change
    shown = change.after if change.after.document else change.before
    assert shown is not None  # or there is nothing to tell
    document, after = shown.content, change.after
    slug = after.replaced_by or after.slug
    return Entry(
        happened=_happened(told),
        facts=[label(document["kind"], "kind"), day(document["date"]), label(document["certainty"], "certainty")],
        title=heading(document).text,
        other_title=str(other_title(document) or ""),
        by=byline(document),
        summary=_summary(document) if change.is_published else "",
        listed=_listed(told),
        differences=differing[:MOST_LINES],
        unshown=len(differing[MOST_LINES:]),
        reasons=list(_reasons(told)),
        sources=[] if change.is_withdrawn else list(_sources(document)),
        address=at_home(reverse("event", args=[slug])),
        history="" if change.is_published or after.replaced_by else at_home(reverse("event-history", args=[slug])),
    )


def _from_where_they_differ(before: str, after: str) -> tuple[str, str]:
    """Leave out what two long values begin with alike, but for the last words of it."""
    pairs = enumerate(zip(before, after, strict=False))
    alike = next((place for place, (old, new) in pairs if old != new), min(len(before), len(after)))
    start = alike - LONGEST_INLINE
    if max(len(before), len(after)) <= LONGEST_VALUE or start <= 0:
        return before, after
    start = before.find(" ", start, alike) + 1 or start
    return f"…{before[start:]}", f"…{after[start:]}"


def _told(value: str) -> str:
    """Say the value of a field in one line."""
    if value == NOTHING:
        return pgettext("value of a field", "(none)")
    return " ".join(Truncator(value).chars(LONGEST_VALUE).split())


def _happened(told: Told) -> str:
    change = told.change
    if change.is_withdrawn and change.after.replaced_by:
        return pgettext("what became of an event", "Replaced by another entry")
    if change.is_withdrawn:
        return pgettext("what became of an event", "Withdrawn")
    if change.is_published and change.earlier:
        return pgettext("what became of an event", "Published again")
    if change.is_published:
        return pgettext("what became of an event", "Published")
    if change.was_called(ChangeKind.CORRECTION):
        return pgettext("what became of an event", "Corrected")
    return pgettext("what became of an event", "Changed")


def _listed(told: Told) -> str:
    """Say that an event came into the list, or left it, by what was changed; empty where it did neither."""
    if told.has_come:
        return _("It was public before, and is new among what you asked for.")
    return _("It is no longer among what you asked for.") if told.has_left else ""


def _summary(document: Document) -> str:
    return Truncator(document["summary"] or "").chars(LONGEST_SUMMARY)


def _reasons(told: Told) -> Iterator[str]:
    """Yield why the event says something else by now, or nothing, in the words of who published that; each once."""
    revisions = list(told.change.own_revisions) or [told.change.after]
    yield from dict.fromkeys(_reason(revision) for revision in revisions)


def _reason(revision: Revision) -> str:
    if revision.replaced_by:
        return revision.reason.removeprefix(REPLACED.format(revision.replaced_by))
    return revision.sentence


def _sources(document: Document) -> Iterator[tuple[str, str]]:
    """Yield the first sources, by title and address; each once."""
    found = {one["source"]["url"]: one["source"]["title"] for one in document["citations"]}
    yield from ((title, url) for url, title in list(found.items())[:MOST_SOURCES])


def _differing(before: Document, after: Document) -> list[Difference]:
    old, new = ({key: value for key, value in one.items() if key not in OF_OTHERS} for one in (before, after))
    return [Difference.of(change) for change in differences(old, new)]
