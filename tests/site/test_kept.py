"""What is kept of pages: how much, and that it follows whatever it shows."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from django.http import QueryDict
from django.test.signals import template_rendered

from policy.models import Actor, Material
from policy.record.changes import nearest_changes
from policy.record.listing import Listing
from policy.record.version import rows_changed, version
from policy.site.kept import BYTES_AT_MOST, Kept, kept
from tests.makers import change, make_link, make_measure, make_statement, publish

CARD = re.compile(r"<article .*?</article>", re.DOTALL)


@pytest.fixture
def rendered():
    """The names of the templates that are rendered, those of parts of pages included."""
    names = []

    def note(sender, template, **_kwargs):
        names.append(template.name)

    template_rendered.connect(note)
    yield names
    template_rendered.disconnect(note)


def page(client, path="/"):
    return client.get(path).content.decode()


def on_day(monkeypatch, day):
    """Let the day in UTC be another one."""

    class Then(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.combine(day, datetime.min.time(), UTC)

    monkeypatch.setattr("policy.record.http.datetime", Then)


def test_what_was_used_longest_ago_goes_when_there_is_too_much():
    store = Kept(bytes_at_most=4_000)
    for key in "abc":
        store.get(key, lambda: "x" * 1_000)
    store.get("a", pytest.fail)
    store.get("d", lambda: "y" * 1_000)
    assert store.get("a", pytest.fail) == "x" * 1_000
    assert store.get("b", lambda: "made anew") == "made anew"
    assert store.size <= 4_000


def test_a_value_too_large_is_returned_and_not_kept():
    store = Kept(bytes_at_most=100)
    assert store.get("a", lambda: "x" * 1_000) == "x" * 1_000
    assert store.size == 0


def test_what_several_ask_for_at_once_is_made_once():
    store, made, is_made = Kept(bytes_at_most=1_000), [], threading.Event()

    def make():
        made.append(threading.get_ident())
        assert is_made.wait(10)
        return "value"

    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(store.get, "a", make) for _ in range(3)]
        assert store.get("b", lambda: "another") == "another"  # whoever asks for something else doesn't wait
        is_made.set()
        assert [one.result(10) for one in asked] == ["value"] * 3
    assert len(made) == 1


def test_where_making_fails_the_next_one_tries():
    store = Kept(bytes_at_most=1_000)
    with pytest.raises(ZeroDivisionError):
        store.get("a", lambda: 1 / 0)
    assert store.get("a", lambda: "made") == "made"


@pytest.mark.django_db
def test_a_page_asked_for_again_renders_no_card_and_asks_for_its_events_alone(
    client, shipped, rendered, django_assert_num_queries
):
    first = page(client)
    assert sum(name.startswith("events/cards/") for name in rendered) > 100
    rendered.clear()
    with django_assert_num_queries(3):  # the version before, which servers are told, the page, and the version after
        assert page(client) == first
    again = {name for name in rendered if not name.startswith("components/")}
    assert again == {
        "base.html",
        "timeline/_list.html",
        "timeline/timeline.html",
        "timeline/_pages.html",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/measures/", "/?order=-published_at", "/?country=CN"])
def test_what_is_kept_stays_within_its_bytes(client, shipped, path):
    page(client, path)
    assert 0 < kept.size <= BYTES_AT_MOST
    assert len(page(client, path)) < 400_000


@pytest.mark.django_db
def test_a_publication_renders_the_cards_that_it_changed_and_no_other(client, empty, rendered):
    publish(*(make_statement(f"2025-04-{day:02}-test-statement") for day in range(1, 9)))
    page(client)
    rendered.clear()
    publish(change(make_statement("2025-04-05-other-statement"), title="Another one"))
    assert "Another one" in page(client)
    assert rendered.count("events/cards/statement.html") == 1


@pytest.mark.django_db
def test_a_card_follows_the_title_of_a_linked_event(client, empty):
    first, second = make_measure(), make_statement()
    make_link(second, first)
    publish(first, second)
    assert page(client).count('Test measure</a> <span class="chain-when">') == 1
    publish(change(first, title="A new title"))
    assert 'A new title</a> <span class="chain-when">' in page(client)


@pytest.mark.django_db
def test_a_chinese_card_follows_the_original_title_of_a_linked_event(client, empty):
    first, second = make_measure(), make_statement()
    make_link(second, first)
    publish(first, second)
    page(client, "/zh-hans/")
    publish(change(first, title_original="稀土公告"))
    assert '稀土公告</a> <span class="chain-when">' in page(client, "/zh-hans/")


@pytest.mark.django_db
def test_a_card_follows_reference_rows(client, empty):
    publish(make_measure())
    assert "测试部" not in page(client, "/zh-hans/")
    Actor.objects.filter(slug="ministry-of-tests").update(name_zh="测试部")
    Material.objects.filter(slug="testium").update(atomic_number=61)
    rows_changed()
    assert "测试部" in CARD.search(page(client, "/zh-hans/"))[0]
    assert '<span class="tile-number" aria-hidden="true">61</span>' in page(client)


@pytest.mark.django_db
def test_a_card_follows_the_acts_that_decide_the_states_of_its_provisions(client, empty):
    measure = make_measure()
    publish(measure)
    assert "state-in_force" in CARD.search(page(client))[0]
    effects = [{"target": measure, "effect": "repeals", "start": "2025-05-01"}]
    publish(make_measure("2025-04-20-test-repeal", provisions=[], effects=effects))
    assert "state-repealed" in page(client, "/?to=2025-04-04&changes=hide")


@pytest.mark.django_db
def test_a_card_follows_the_day(client, empty, monkeypatch):
    publish(make_measure())
    for day, state in ((date(2025, 4, 3), "not_yet_effective"), (date(2025, 4, 4), "in_force")):
        on_day(monkeypatch, day)
        assert f"state-{state}" in CARD.search(page(client))[0]


@pytest.mark.django_db
def test_languages_do_not_mix(client, shipped):
    english, chinese = page(client), page(client, "/zh-hans/")
    assert (page(client), page(client, "/zh-hans/")) == (english, chinese)
    assert "今天：" in chinese
    assert "今天：" not in english


@pytest.mark.django_db
def test_words_searched_for_are_marked_on_that_page_alone(client, shipped):
    page(client, "/?from=2025-06-01&to=2025-06-30")
    assert '<mark class="hit">' in page(client, "/?q=licences&from=2025-06-01&to=2025-06-30")
    assert '<mark class="hit">' not in page(client, "/?from=2025-06-01&to=2025-06-30")


@pytest.mark.django_db
def test_a_card_leads_to_a_linked_event_where_that_stands(client, shipped):
    leading = re.compile(r'<a class="chain-link"[^>]* href="#([^"]+)"')
    for query in ("", "?kind=statement", "?from=2025-06-07&to=2025-06-12"):
        shown = page(client, f"/{query}")
        assert all(f'id="{slug}"' in shown for slug in leading.findall(shown))


@pytest.mark.django_db
@pytest.mark.parametrize("newest_first", [True, False])
def test_changes_of_state_beyond_a_number_are_left_out_by_whole_days(shipped, newest_first):
    bounds = {"first": None, "last": None, "known_at": None, "events": None, "newest_first": newest_first}
    whole, nothing = nearest_changes(**bounds, at_most=100_000)
    some, beyond = nearest_changes(**bounds, at_most=40)
    assert nothing is None
    assert 0 < sum(len(one.refs) for one in some) <= 40
    told = [one for one in whole if (one.day > beyond if newest_first else one.day < beyond)]
    assert some == told


@pytest.mark.django_db
def test_a_page_says_where_changes_of_state_are_left_out(client, shipped, monkeypatch):
    link = re.compile(r'href="/controls/\?on=([\d-]+)">All controls, on any day</a>')
    assert not link.search(page(client, "/?order=date"))
    monkeypatch.setattr("policy.site.changes.TURNING_AT_MOST", 5)
    kept.clear()
    assert link.search(page(client))


@pytest.mark.django_db
def test_a_list_of_a_version_is_not_that_of_another(client, empty):
    publish(make_statement())
    assert "<strong>1 event</strong>" in page(client)
    publish(make_measure())
    assert "<strong>2 events</strong>" in page(client)
    assert Listing.parse(QueryDict(), version()).count() == 2
