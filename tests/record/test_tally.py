"""Counts from memory are those of the database, at every version, and none is given where that can't be sure."""

import json
import random
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection
from django.http import QueryDict

from policy.models import DataSet
from policy.record import counting, held, tally
from policy.record.counting import InDatabase, InMemory
from policy.record.cursors import Cursor
from policy.record.facets import facets
from policy.record.filters import EventFilters
from policy.record.listing import Listing
from policy.record.models import NamedRow, Projection, Revision, UsedTag
from policy.record.publish import republish
from policy.record.tally import Tally
from policy.record.version import version
from policy.renaming import merge_actors, rename_actor
from policy.site.density import density
from tests.databases import environment
from tests.makers import (
    change,
    make_actor,
    make_item,
    make_measure,
    make_permit,
    make_statement,
    newest,
    publish,
    retract,
)

RACER = Path(__file__).parent / "tallier.py"
SAID = {"reason": "It was wrong.", "by": "tester"}
WORDS = ["", "", "", "dysprosium", "稀土", "licence -samarium", "nothingofthekind"]


@pytest.fixture
def counted(db):
    """A tally that was read now."""
    forget_words()
    read = Tally()
    read.read()
    return read


@pytest.fixture
def few(monkeypatch):
    """Let a few events be too many that hold words."""

    def are(at_most):
        monkeypatch.setattr(held, "AT_MOST", at_most)
        monkeypatch.setattr(held, "WHOLE", at_most)
        monkeypatch.setattr(held, "READ_AT_ONCE", at_most)
        forget_words()

    yield are
    forget_words()


def forget_words():
    """Forget which events hold the words of searches: a test's version may be another one's."""
    held.held.cache_clear()
    held.newest_held.cache_clear()


def asked(query):
    return Listing.parse(QueryDict(query), version())


def some_filters(rng):
    """Return a query string that a reader might ask for."""
    labels = asked("").vocabulary.labels
    chosen = {
        name: ",".join(rng.sample(sorted(labels[name]), min(len(labels[name]), rng.randint(1, 3))))
        for name in rng.sample(EventFilters.tagged(), rng.randint(0, 3))
        if labels[name]
    }
    first = date(2010, 1, 1) + timedelta(days=rng.randrange(6000))
    days = {"from": first, "to": first + timedelta(days=rng.randrange(2000))}
    chosen |= {name: f"{day:%Y-%m-%d}" for name, day in days.items() if rng.random() < 0.3}
    query = QueryDict(mutable=True)
    query.update(chosen | ({"q": words} if (words := rng.choice(WORDS)) else {}))
    return query.urlencode()


def numbers(way):
    """Return all that a way of counting says, in a form that can be compared."""
    values = {name: dict(found.by_value) for name, found in way.values(EventFilters.tagged()).items()}
    return way.total().count, values, way.months().counts


def agree(query, counted):
    listing = asked(query)
    return numbers(InMemory(listing, counted)) == numbers(InDatabase(listing))


@pytest.mark.parametrize("seed", range(6))
def test_both_count_the_same_whatever_is_asked(shipped, counted, seed):
    query = some_filters(random.Random(seed))
    assert agree(query, counted), query


@pytest.mark.slow
def test_both_count_the_same_of_two_hundred_questions(shipped, counted):
    rng = random.Random(8)
    assert [query for query in (some_filters(rng) for _ in range(200)) if not agree(query, counted)] == []


def test_takes_in_what_is_published_changed_renamed_and_retracted(empty):
    kept, doubled = make_actor("ministry"), make_actor("ministry-twice")
    first, second = make_statement("2025-04-04-one", speaker=kept), make_statement("2025-05-05-two", speaker=doubled)
    counted = Tally()
    counted.read()
    steps = [
        lambda: publish(first, second),
        lambda: (change(first, certainty="reported"), publish(first)),
        lambda: merge_actors(doubled, kept, **SAID),
        lambda: rename_actor(kept, "ministry-of-all", **SAID),
        lambda: retract(second),
    ]
    seen = []
    for step in steps:
        step()
        assert counted.advance(version())
        assert agree("", counted)
        assert agree("kind=statement&from=2025-05-01", counted)
        seen.append(InMemory(asked(""), counted).total().count)
    assert seen == [2, 2, 2, 2, 1]


def test_a_refresh_raises_the_edition_and_is_taken_in(empty):
    publish(make_measure())
    counted = Tally()
    counted.read()
    edition = DataSet.objects.get().edition
    projection = Projection.objects.get()
    projection.tags = [*projection.tags, "form:oxide"]
    projection.save()
    assert DataSet.objects.get().edition == edition + 1
    counted.advance(version())
    assert InMemory(asked("form=oxide"), counted).total().count == 1
    projection.save()  # nothing that is counted changed
    assert DataSet.objects.get().edition == edition + 1


def test_counts_the_newest_of_a_search_that_too_many_events_match_and_says_so(shipped, counted, few, monkeypatch):
    listing = asked("q=export&kind=measure,statement")
    exact, newest = listing.count(), Listing.page(asked("q=export&kind=measure,statement")).revisions[:20]
    few(20)
    monkeypatch.setattr(counting, "current", lambda of: counted)
    listing = asked("q=export&kind=measure,statement")
    found = facets(listing, ["kind", "direction"])
    assert listing.count() == exact > 20
    assert (listing.counting.total().count, listing.counting.total().is_at_least) == (20, True)
    assert sum(one.count for one in found["direction"]) == sum(bool(one.content["direction"]) for one in newest)
    assert {one.number[-1] for one in found["direction"]} == {"+"}
    strip = density(listing)
    assert strip.are_newest
    assert f"{strip.counts[0].month:%Y-%m}" not in strip.listed


@pytest.mark.slow
def test_answers_and_pages_say_that_there_may_be_more(shipped, counted, few, monkeypatch, client):
    few(20)
    monkeypatch.setattr(counting, "current", lambda of: counted)
    told = client.get("/api/v1/facets/?q=export").json()["facets"]["kind"]
    assert [one["at_least"] for one in told] == [True] * len(told)
    assert "<strong>20+ events</strong>" in client.get("/?q=export").content.decode()


def test_words_that_many_events_hold_are_counted_exactly_under_filters_that_few_meet(shipped, counted, few):
    few(20)
    listing = asked("q=export&country=NL")
    assert not InMemory(listing, counted).total().is_at_least
    assert InMemory(listing, counted).total() == InDatabase(listing).total()


@pytest.mark.parametrize(
    ("query", "number"),
    {"": 0, "kind=measure&topic=licensing&from=2025-01-01": 0, "actor=mofcom": 1, "q=rare": 5}.items(),
)
def test_counting_in_memory_asks_the_database_for_words_and_former_slugs_alone(
    shipped, counted, django_assert_num_queries, query, number
):
    listing = asked(query)
    _ = listing.asked
    with django_assert_num_queries(number):
        numbers(InMemory(listing, counted))


def test_none_is_given_within_a_transaction(shipped, counted, monkeypatch):
    monkeypatch.setattr(tally, "_tally", counted)
    assert tally.current(version()) is None
    assert isinstance(asked("").counting, InDatabase)


def test_none_is_given_before_it_is_read_nor_when_the_record_was_restored(empty, counted, monkeypatch):
    began, restored = [], replace(version(), seq=9)
    monkeypatch.setattr(tally, "begin", lambda: began.append(True))
    monkeypatch.setattr(tally, "_tally", Tally())
    monkeypatch.setattr(tally, "connection", SimpleNamespace(in_atomic_block=False, cursor=connection.cursor))
    assert tally.current(version()) is None
    tally._tally = counted
    assert tally.current(version()) is counted
    counted.version = restored
    assert (tally.current(version()), began) == (None, [True])


def test_what_is_known_at_an_instant_is_counted_in_the_database(shipped, counted, monkeypatch):
    monkeypatch.setattr(counting, "current", lambda of: counted)
    assert isinstance(asked("known_at=2030-01-01T00:00:00Z").counting, InDatabase)
    assert isinstance(asked("").counting, InMemory)


def kept_and_found():
    """Return what the triggers keep, and what the projections say now."""
    current = Projection.objects.filter(revision__in=Revision.objects.current())
    refs = [ref for found in current.values_list("refs", flat=True) for ref in found if not ref.startswith("event:")]
    tags = {tag for found in Projection.objects.values_list("tags", flat=True) for tag in found}
    kept = dict(NamedRow.objects.filter(events__gt=0).values_list("ref", "events"))
    return (kept, set(UsedTag.objects.values_list("tag", flat=True))), ({ref: refs.count(ref) for ref in refs}, tags)


def test_tags_in_use_and_rows_that_are_named_are_kept_as_they_are_written(empty):
    statement, measure = make_statement(), make_measure()
    publish(statement, measure)
    change(statement, certainty="reported")
    publish(statement)
    kept, found = kept_and_found()
    assert kept == found
    retract(measure)
    projection = newest(statement).projection
    Projection.objects.filter(pk=projection.pk).update(tags=["kind:statement"], refs=["topic:testing"])
    kept, found = kept_and_found()
    assert kept == found
    assert "certainty:official" in kept[1]  # of the measure that was public once


def test_migrating_counts_what_is_there(shipped):
    kept, found = kept_and_found()
    assert kept == found


@pytest.mark.permits
def test_the_form_of_an_item_that_changes_moves_its_events(empty):
    item = make_item()
    publish(make_permit(items=[item]))
    counted = Tally()
    counted.read()
    item.form = "oxide"
    item.save()
    republish(["item:test-item"], **SAID)
    counted.advance(version())
    assert agree("form=oxide", counted)
    assert InMemory(asked("form=oxide"), counted).total().count == 1


def paged(query, size):
    """Return what the pages of a list show, one after the other, and what the way back from the last one does."""
    page = asked_of(query, size).page()
    pages = [page.revisions]
    while page.next:
        page = asked_of(f"{query}&cursor={page.next}", size).page()
        pages.append(page.revisions)
    while page.previous:
        page = asked_of(f"{query}&cursor={page.previous}", size).page()
        pages.append(page.revisions)
    return [[one.seq for one in page] for page in pages]


def asked_of(query, size):
    return Listing.parse(QueryDict(query), version(), page_size=size)


def same_pages(query, counted, monkeypatch, size):
    """Tell whether a list has the same pages where the tally tells which events they show."""
    plain = paged(query, size)
    with monkeypatch.context() as patched:
        patched.setattr(counting, "current", lambda of: counted)
        return paged(query, size) == plain


@pytest.mark.parametrize("order", ["-date", "date", "-published_at"])
def test_lists_by_tags_have_the_same_pages_with_a_tally(shipped, counted, monkeypatch, order):
    republish(["material:dysprosium"], **SAID)
    counted.advance(version())
    assert same_pages(f"country=CN&kind=measure&from=2019-01-01&order={order}", counted, monkeypatch, 30)


@pytest.mark.slow
def test_a_hundred_lists_have_the_same_pages_with_a_tally(shipped, counted, monkeypatch):
    republish(["material:dysprosium"], **SAID)
    counted.advance(version())
    rng = random.Random(22)
    orders = ["-date", "date", "-published_at"]
    asked = [f"{some_filters(rng)}&order={rng.choice(orders)}".lstrip("&") for _ in range(100)]
    assert [query for query in asked if not same_pages(query, counted, monkeypatch, rng.choice([3, 20]))] == []


@pytest.mark.parametrize("place", [0, -1, 2**40, 2**62])
def test_a_cursor_of_any_number_is_a_place(shipped, counted, monkeypatch, place):
    for order in ("-date", "date", "-published_at"):
        for backwards in (False, True):
            cursor = Cursor(order, [place], backwards).encoded()
            plain = [one.seq for one in asked(f"kind=meeting&order={order}&cursor={cursor}").page().revisions]
            with monkeypatch.context() as patched:
                patched.setattr(counting, "current", lambda of: counted)
                page = asked(f"kind=meeting&order={order}&cursor={cursor}").page()
            assert [one.seq for one in page.revisions] == plain


def test_a_page_of_a_list_by_tags_reads_few_events(shipped, counted, monkeypatch):
    monkeypatch.setattr(counting, "current", lambda of: counted)
    listing = asked_of("country=CN&kind=measure", 5)
    assert 6 <= len(listing.counting.beginning("-order_key", None, 6)) < 15
    assert len(listing.counting.beginning("-seq", None, 6)) == 6


@pytest.mark.slow
def test_threads_that_share_it_count_what_the_database_does_while_others_publish(own_database):
    done = subprocess.run(
        [sys.executable, RACER], env=environment(own_database), capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["different"] == []
    assert told["compared"] > 20
    assert told["versions"] > 10
