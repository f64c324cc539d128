"""Whichever way a search takes through a large record, it lists what the plain condition does, in the same order."""

import random

import pytest
from django.db import connection
from django.db.models import F
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils.http import urlencode

from policy.models import Event
from policy.record import asked, searched
from policy.record.listing import Listing
from policy.record.models import Revision
from policy.record.publish import republish, retract
from policy.record.title_words import title_words
from policy.record.version import version
from policy.record.vocabulary import _vocabulary

WORDS = [
    *["export", "rare earth", "镝", "稀土出口", "商务部 许可", '"export control"', "licences -dysprosium", "2025"],
    *["tariffs magnets", "MOFCOM 61", "Geneva talks", "-export", "dysprosum", "61号", "rare -earths", "the"],
    *["samarium gadolinium terbium", "欧盟"],
]
OTHERS = [
    *[{}, {"kind": "measure"}, {"country": "US", "kind": "statement,meeting"}, {"material": "dysprosium"}],
    *[{"from": "2025-04-01", "to": "2025-10-31"}, {"from": "2025-04-10", "country": "CN"}, {"actor": "mofcom"}],
]
ORDERS = {
    "-date": ["-projection__order_key"],
    "date": ["projection__order_key"],
    "-published_at": ["-seq"],
    "relevance": ["-rank", "-projection__order_key"],
}


@pytest.fixture
def large(monkeypatch):
    """Let the shipped record count as a large one: its searches walk a little, and rank a few."""

    def counts(near, ranked=10):
        monkeypatch.setattr(searched, "NEAR", near)
        monkeypatch.setattr(asked, "NEWEST", near)
        monkeypatch.setattr(searched, "RANKED", ranked)
        _vocabulary.cache_clear()
        searched._near.cache_clear()

    return counts


def listing(parameters, cursor=None, size=7):
    given = parameters | ({"cursor": cursor} if cursor else {})
    return Listing.parse(QueryDict(urlencode(given)), version(), page_size=size)


def walked(parameters, size):
    """Return what the pages list, one after the other, and what the walk back lists before the last of them."""
    page = listing(parameters, size=size).page()
    forwards = [page.revisions]
    while page.next:
        page = listing(parameters, page.next, size).page()
        forwards.append(page.revisions)
    back = []
    while page.previous:
        page = listing(parameters, page.previous, size).page()
        back.insert(0, page.revisions)
    return [[one.seq for one in page] for page in forwards], [[one.seq for one in page] for page in back]


def expected(parameters):
    """Return what the plain condition finds, in order: only the newest few of many are ordered by relevance."""
    plain, order = listing(parameters), parameters["order"]
    found = plain.filters.qs.annotate(rank=plain.asked.rank()).order_by(*ORDERS[order]).values_list("seq", flat=True)
    if order != "relevance" or plain.search is None:
        return list(found)
    newest = list(plain.filters.qs.order_by("-projection__order_key").values_list("seq", flat=True))
    ranked = set(newest[: searched.RANKED])
    return [seq for seq in found if seq in ranked] + [seq for seq in newest if seq not in ranked]


def assert_same(parameters, size=7):
    whole = expected(parameters)
    forwards, back = walked(parameters, size)
    assert [seq for page in forwards for seq in page] == whole, parameters
    assert back == forwards[:-1], parameters


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ("-date", "rare earth"),
        ("date", "稀土 -dysprosium"),
        ("-published_at", "samarium terbium"),
        ("relevance", "licences"),
    ],
)
def test_a_search_of_a_large_record_lists_the_same_in_the_same_order(shipped, large, order, words):
    large(12)
    asked = {"q": words, "order": order, "from": "2025-04-01", "country": "CN"}
    assert_same(asked, size=20)
    assert_same(asked, size=20)  # knowing which walks are in vain


@pytest.mark.slow
@pytest.mark.parametrize("near", [12, 60])
def test_all_searches_do_so_where_much_is_superseded(shipped, large, near):
    republish(["material:dysprosium"], reason="For the test.", by="tester")
    at = Revision.objects.get(seq=len(shipped.published)).published_at
    large(near)
    chosen = random.Random(near)
    for words in WORDS:
        for order in ORDERS:
            others = chosen.choice([*OTHERS, {"known_at": at.isoformat()}])
            assert_same({"q": words, "order": order, **others}, size=30)


def test_a_whole_list_by_relevance_has_the_order_of_its_pages(shipped, large):
    large(12)
    parameters = {"q": "export", "order": "relevance"}
    assert [one.seq for one in listing(parameters).whole()] == expected(parameters)


@pytest.mark.parametrize(
    ("words", "near", "queries", "again"),
    [("export", 100, 1, 1), ("rare earth", 12, 2, 1), ("samarium", 12, 3, 2), ("unheard", 12, 3, 2)],
)
def test_a_page_of_a_search_costs_few_queries(shipped, large, words, near, queries, again):
    large(near)
    assert listing({"q": words}).asked
    for expected in (queries, again):
        asking = listing({"q": words})
        with CaptureQueriesContext(connection) as made:
            asking.page()
        assert len(made) == expected


def test_a_walk_that_was_in_vain_is_tried_again_in_another_version(shipped, large):
    large(12)
    first = listing({"q": "rare earth"}).page().revisions[0]
    retract(Event.objects.get(pk=first.event_id), reason="For the test.", by="tester")
    asking = listing({"q": "rare earth"})
    assert asking.asked
    with CaptureQueriesContext(connection) as made:
        found = asking.page().revisions
    assert len(made) == 2
    assert [one.seq for one in found] == expected({"q": "rare earth", "order": "-date"})[:7]


def test_what_words_mean_is_read_once_in_a_version(shipped):
    _vocabulary.cache_clear()
    listing({"q": "export"}).page()
    with CaptureQueriesContext(connection) as made:
        listing({"q": "export", "order": "relevance"}).page()
    assert len(made) == 2  # the version, the page


def test_a_walk_cannot_be_answered_by_the_index(shipped, large):
    large(12)
    search = listing({"q": "export"}).search
    rows = search.rows.annotate(order_key=F("projection__order_key"))
    walk = rows.filter(search.asked.condition_in_walk()).order_by("-order_key")[:7]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "gin" not in walk.explain()


def test_titles_that_are_known_are_not_read_again(shipped):
    known = title_words()
    retract(Event.objects.get(slug="2025-09-19-trump-on-call-with-xi"), reason="For the test.", by="tester")
    with CaptureQueriesContext(connection) as made:
        left = title_words()
    assert left <= known
    assert [query["sql"] for query in made if "title" in query["sql"]] == []
