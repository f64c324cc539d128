"""Prove the record: every link of the chain, every document, every projection. Nothing is written, nothing taken on trust.

Six walks, each in batches, so that memory doesn't grow with the record. They stand in an order in which the first
difference found is the one that was made, not one that follows from it:

- along the chain: each revision against the one before it and against its own hash;
- along each event's history: its numbers, its actions, and what superseded what;
- over what is public now: each document against one built anew from the published facts, today's reference rows and
  today's links. Of superseded documents this can't be asked, for rows and links have changed since: their hashes hold them;
- over the projections: each against its revision, superseded ones too. What a document needn't show, the forms of its
  items, is asked of the current ones in the walk before;
- over what is derived on both axes of time, such as the periods of provisions: against the whole history;
- over the tables that triggers keep: against the projections and the controls.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, Value, Window
from django.db.models.functions import FirstValue, Lag, Lead

from policy import rules
from policy.kinds.base import PublicEvent
from policy.record.bitemporal import Derivation, derivations, replayed, stored
from policy.record.chain import sha256
from policy.record.documents import compact, document_text
from policy.record.kept_tables import differences
from policy.record.models import REPLACED, Action, Projection, Revision
from policy.record.projections import forms, project
from policy.record.state import PublicState, Standing

BATCH = 200


class Broken(Exception):
    """The record doesn't hold; the message names the first revision (or table) where it doesn't, and what differs."""

    def __init__(self, where: Revision | str, difference: str) -> None:
        named = where if isinstance(where, str) else f"Revision {where.seq} ({where.slug})"
        super().__init__(f"{named}: {difference}")


@dataclass(frozen=True)
class Verified:
    """What was proved: how many revisions, of how many events, up to which one."""

    revisions: int
    events: int
    sha256: str


def verify() -> Verified:
    """Check the whole record as it stands at one instant. Raises `Broken` at the first difference."""
    with _snapshot():
        verified = _verify_chain()
        _verify_histories()
        _verify_documents()
        _verify_projections()
        _verify_derived()
        for kept, difference in differences():
            raise Broken(f"Table {kept.table}", f"it {difference}; `manage.py renew_record` writes it anew")
    return verified


@contextmanager
def _snapshot() -> Iterator[None]:
    """Let all queries see one state of the record while others publish; within a transaction, its own."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _verify_chain() -> Verified:
    previous: Revision | None = None
    events = 0
    for revision in Revision.objects.order_by("seq").iterator(chunk_size=BATCH):
        _raise_first(revision, _out_of_chain(revision, previous))
        previous = revision
        events += revision.number == 1
    return Verified(previous.seq, events, previous.sha256) if previous else Verified(0, 0, "")


def _out_of_chain(revision: Revision, previous: Revision | None) -> Iterator[str]:
    if revision.seq != (previous.seq if previous else 0) + 1:
        yield f"it follows revision {previous.seq if previous else 0}: there is a gap"
    if revision.previous_sha256 != (previous.sha256 if previous else ""):
        yield "it names another hash than that of the revision before it"
    if sha256(revision) != revision.sha256:
        yield "its hash is not that of what it says"
    if previous and revision.published_at < previous.published_at:
        yield "it was published before the revision before it"
    if revision.document is not None:
        yield from _garbled(revision)


def _garbled(revision: Revision) -> Iterator[str]:
    """Hold a document's text to the form in which it was stored: the hash is of its meaning, not of its bytes."""
    assert revision.document is not None
    assert revision.facts is not None
    document = json.loads(revision.document, parse_float=_no_float)
    if compact(document) != revision.document:
        yield "its document is not written as it was stored"
    if (document["slug"], document["kind"], revision.facts["slug"]) != (revision.slug, revision.kind, revision.slug):
        yield "its document or its facts are those of another event"


def _no_float(text: str) -> float:
    raise ValueError(f"no document holds {text}")


def _verify_histories() -> None:
    own: dict[str, Any] = {"partition_by": "event_id", "order_by": "seq"}
    revisions = Revision.objects.order_by("seq").defer("document", "facts")
    told = revisions.annotate(
        number_before=Window(Lag("number", default=0), **own),
        action_before=Window(Lag("action"), **own),
        slug_before=Window(Lag("slug"), **own),
        replaced_before=Window(Lag("replaced_by", default=Value("")), **own),
        replaced_slug=Window(Lag("replaced_by", default=Value("")), partition_by="slug", order_by="seq"),
        slug_next=Window(Lead("slug"), order_by="seq"),
        action_next=Window(Lead("action"), order_by="seq"),
        at_next=Window(Lead("published_at"), order_by="seq"),
        published_next=Window(Lead("published_at"), **own),
        event_of_slug=Window(FirstValue("event_id"), partition_by="slug", order_by="seq"),
    )
    for revision in told.iterator(chunk_size=BATCH):
        _raise_first(revision, _out_of_history(revision))


def _out_of_history(revision: Any) -> Iterator[str]:
    if revision.number != revision.number_before + 1:
        yield f"it has number {revision.number} after {revision.number_before}"
    was_public = revision.replaced_before or revision.action_before not in (None, Action.DELETE)
    if (revision.action == Action.ADD) is bool(was_public):
        yield f"its action is {revision.action} after {revision.action_before or 'nothing'}"
    if revision.superseded_at != revision.published_next:
        yield f"superseded_at is {revision.superseded_at}, but the event's next revision is of {revision.published_next}"
    called = revision.replaced_before or revision.slug_before or revision.slug
    if revision.slug != called or revision.event_id != revision.event_of_slug:
        yield f"its event, called {called}, is not that of its slug"
    yield from _wrongly_replaced(revision)


def _wrongly_replaced(revision: Any) -> Iterator[str]:
    """Hold what replaces a slug to the reason, which is hashed, and to the revision after it: that of what took its place."""
    if revision.replaced_slug:
        yield f"its slug was replaced by {revision.replaced_slug} before"
    told = revision.replaced_by and revision.reason.startswith(REPLACED.format(revision.replaced_by))
    if revision.replaced_by and not (told and revision.action == Action.DELETE):
        yield f"it is replaced by {revision.replaced_by}, and its reason doesn't say so"
    after = (revision.slug_next, revision.action_next, revision.at_next)
    if revision.replaced_by and after != (revision.replaced_by, Action.MODIFY, revision.published_at):
        yield f"it is replaced by {revision.replaced_by}, but the revision after it is not that of it"


def _verify_documents() -> None:
    slugs = Revision.objects.current().public().order_by("seq").values_list("slug", flat=True).iterator()
    while batch := list(islice(slugs, BATCH)):
        state = PublicState()
        state.load(Q(slug__in=batch))
        state.around(batch)
        published = state.published()
        for standing, event in state.dressed(batch):
            assert standing.current is not None
            _raise_first(standing.current, _undressed(standing, event, published))


def _undressed(standing: Standing, event: PublicEvent, published: rules.Published) -> Iterator[str]:
    """Build a current document anew, and yield how the stored one differs."""
    assert standing.current is not None
    rebuilt = document_text(event)
    if rebuilt != standing.current.document:
        where = _difference(standing.shown, json.loads(rebuilt))
        yield f"its document differs from its facts, reference rows and links: {where}"
    stored = getattr(standing.current, "projection", None)
    if stored and forms(stored) != sorted(event.forms):
        yield f"its projection's forms are {forms(stored)}, not {sorted(event.forms)}"
    for missing in rules.missing_foundations(event.kind, event.facts, published):
        yield f"it builds on what is not published ({missing.field}): {missing.message}"


def _verify_projections() -> None:
    first = Window(FirstValue("seq"), partition_by="event_id", order_by="seq")
    revisions = Revision.objects.order_by("seq").select_related("projection").annotate(first_seq=first)
    for revision in revisions.iterator(chunk_size=BATCH):
        _raise_first(revision, _misprojected(revision))


def _misprojected(revision: Any) -> Iterator[str]:
    stored: Projection | None = getattr(revision, "projection", None)
    if stored is None:
        if revision.document is not None:
            yield "it has no projection"
        return
    if revision.document is None:
        yield "it is a tombstone, but has a projection"
    derived = project(revision, forms(stored), revision.first_seq)
    for name, value in derived.values().items():
        if stored.values()[name] != value:
            yield f"its projection differs: {_difference(stored.values()[name], value, name)}"
    row = Projection.objects.filter(pk=revision.seq).annotate(derived=derived.search).values_list("search", "derived")
    if len(set(row.get())) > 1:
        yield "its projection's search words are not those of its document"


def _verify_derived() -> None:
    for derivation in derivations():
        events = Revision.objects.current().filter(kind__in=derivation.kinds)
        for revision in events.order_by("seq").iterator(chunk_size=BATCH):
            _raise_first(revision, _misderived(derivation, revision))


def _misderived(derivation: Derivation, revision: Revision) -> Iterator[str]:
    """Yield how what is stored of an event differs from what follows from its history."""
    derived = replayed(derivation, revision.event_id)
    kept = stored(derivation, revision.event_id)
    for row in sorted(derived.keys() | kept.keys(), key=str):
        if derived.get(row) != kept.get(row):
            told = ", ".join(f"{name} {value}" for name, value in row.values)
            part = f"its provision {row.part!r}" if row.part else "it"
            yield f"{part} is stored as known {kept.get(row)}, not {derived.get(row)}: {told}"


def _raise_first(revision: Revision, differences: Iterator[str]) -> None:
    """Raise `Broken` for the first difference, be it that a document lacks what is looked for."""
    try:
        difference = next(differences, None)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        difference = f"it can't be read as a revision: {error!r}"
    if difference:
        raise Broken(revision, difference)


def _difference(stored: Any, derived: Any, path: str = "") -> str:
    """Say where two values first differ, such as "actors[0].name is 'A', not 'B'"."""
    if isinstance(stored, dict) and isinstance(derived, dict) and list(stored) == list(derived):
        pairs = [(f"{path}.{key}".strip("."), stored[key], derived[key]) for key in stored]
    elif isinstance(stored, list) and isinstance(derived, list) and len(stored) == len(derived):
        pairs = [(f"{path}[{place}]", *both) for place, both in enumerate(zip(stored, derived, strict=True))]
    else:
        return f"{path} is {stored!r}, not {derived!r}"
    return next(_difference(one, other, name) for name, one, other in pairs if one != other)
