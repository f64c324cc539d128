"""Changes of state among the events of the timeline."""

import re
from collections import Counter
from datetime import date
from itertools import chain

import pytest
from django.http import QueryDict

from policy.choices import State
from policy.record.changes import StateChange, state_changes
from policy.record.listing import Listing
from policy.record.periods import EffectOn
from policy.record.version import version
from policy.site import changes
from policy.site.months import in_months
from tests.makers import make_measure, publish
from tests.site.conftest import text_of

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
MEASURE = re.compile(r'class="link change-measure" href="/events/([a-z0-9-]+)/"')
FIFTY_SEVEN = "2025-10-09-mofcom-gac-announcement-57"
STARTS = "2025-11-07-mofcom-gac-announcement-70"
EXTENSION = "2026-09-24-kuala-lumpur-arrangement-extended"


def told(client, query):
    """Return the measures whose changes a page shows."""
    response = client.get(f"/?{query}")
    assert response.status_code == 200
    return MEASURE.findall(response.content.decode())


def shown_at(query, cursor=None):
    """Return a page of a list, and what it shows of changes, whatever the day."""
    listing = Listing.parse(QueryDict(query + (f"&cursor={cursor}" if cursor else "")), version(), page_size=7)
    page = listing.page()
    return page, [(change.day, change.slug) for change in changes.on_page(listing, page, date.max).among]


def walk(query, step, cursor=None):
    """Return what each page of a list shows of changes, and the last of the pages, going by its links."""
    page, shown = shown_at(query, cursor)
    found = [shown]
    while getattr(page, step):
        page, shown = shown_at(query, getattr(page, step))
        found.append(shown)
    return found, page


def change(before, state, day="2026-11-28", until=None, **more):
    document = {"slug": "a", "title": "A", "detail": {"provisions": [{"ref": "1"}, {"ref": "2"}]}}
    values = {"because": (), "lapsed_suspension": False, **more}
    return StateChange(
        date.fromisoformat(day), document, State(before), State(state), until and date.fromisoformat(until), **values
    )


@pytest.mark.parametrize(
    ("happening", "past", "coming"),
    [
        (("not_yet_effective", "in_force"), "in force", "comes into force on 28 November 2026"),
        (("in_force", "suspended"), "suspended until resumed", "to be suspended until resumed"),
        (("in_force", "repealed"), "repealed", "to be repealed"),
        (
            ("in_force", "expired"),
            "expired: its last day was 27 November 2026",
            "expires: its last day is 27 November 2026",
        ),
        (("suspended", "in_force"), "in force again", "returns to force on 28 November 2026"),
    ],
)
def test_what_happens_is_said_by_the_day(happening, past, coming):
    assert changes.happens(change(*happening), date(2026, 11, 28)) == past
    assert changes.happens(change(*happening), date(2026, 11, 27)) == coming


def test_a_suspension_before_commencement_says_that_the_measure_would_have_commenced():
    suspended = change("not_yet_effective", "suspended", until="2027-01-10")
    assert changes.happens(suspended, date(2027, 1, 1)) == "would have commenced; suspended until 10 January 2027"


@pytest.mark.parametrize(
    ("today", "said"),
    [
        ("2026-11-27", "returns to force on 28 November 2026 unless extended"),
        ("2026-11-28", "in force again: the suspension ended on 27 November 2026 and no extension is on record"),
    ],
)
def test_a_lapsed_suspension_is_worded_by_the_day(today, said):
    lapsed = change("suspended", "in_force", lapsed_suspension=True)
    assert changes.happens(lapsed, date.fromisoformat(today)) == said


def test_an_entry_is_marked_as_derived_and_links_to_the_measure_and_to_what_caused_it(client, shipped):
    response = client.get("/?material=holmium&from=2025-11-08&to=2025-11-08")
    page = response.content.decode()
    assert "Would have commenced; suspended until 10 January 2027" in text_of(response)
    why = re.search(r'<p class="change-why">(Derived from the dates of .*?)</p>', page, re.DOTALL)[1]
    assert re.findall(r'href="/events/([a-z0-9-]+)/"', why) == [STARTS, EXTENSION]
    assert MEASURE.findall(page) == [FIFTY_SEVEN]


@pytest.mark.parametrize("order", ["-date", "date"])
@pytest.mark.slow
def test_walking_the_pages_meets_every_change_once(shipped, order):
    found, last = walk(f"order={order}", "next")
    assert Counter(chain(*found)) == Counter((change.day, change.slug) for change in state_changes())
    back, first = walk(f"order={order}", "previous", last.previous)
    assert (back[::-1], first.previous) == (found[:-1], None)
    assert len(found) > 30


def test_changes_stand_between_the_events_of_their_page(shipped):
    listing = Listing.parse(QueryDict("order=date"), version(), page_size=10)
    page = listing.page()
    shown = changes.on_page(listing, page, TODAY).among
    assert shown
    assert all(one.day < page.next_day for one in shown)


def test_a_change_stands_with_the_events_of_its_day_or_on_a_day_of_its_own():
    event = {"date": "2026-11-28", "acting_countries": ["CN"]}
    alone = change("in_force", "repealed", day="2026-12-01")
    months = in_months([event], [change("in_force", "suspended"), alone])
    assert [[(day.date, len(day.events), len(day.changes)) for day in month.days] for month in months] == [
        [("2026-12-01", 0, 1)],
        [("2026-11-28", 1, 1)],
    ]


def test_only_measures_that_match_the_filters_are_told_of(client, shipped):
    assert set(told(client, "material=holmium&to=2025-12-31&from=2025-11-01")) == {FIFTY_SEVEN}
    assert FIFTY_SEVEN not in told(client, "country=NL&from=2025-10-01&to=2026-10-05")
    assert told(client, "kind=statement") == []
    assert FIFTY_SEVEN in told(client, "kind=statement,measure&from=2025-11-01&to=2025-11-30")


def test_a_change_counts_by_its_own_day_not_by_that_of_its_measure(client, shipped):
    assert FIFTY_SEVEN in told(client, "from=2025-11-08&to=2025-11-08")
    assert FIFTY_SEVEN not in told(client, "from=2025-10-09&to=2025-10-09")


def test_changes_are_not_counted_as_events(read, shipped):
    assert f"{len(shipped.published)} events" in read("/")
    assert f"{len(shipped.published)} events" in read("/?changes=hide")


def test_the_switch_hides_them_and_stays_in_every_link(client, shipped):
    page = client.get("/?changes=hide&kind=measure,statement").content.decode()
    assert "Derived from" not in page
    kept = [*re.findall(r'class="density-link" href="([^"]+)"', page), *re.findall(r'rel="next" href="([^"]+)"', page)]
    kept += re.findall(r'class="chip" href="([^"]+)"', page)
    assert len(kept) > 8
    assert all("changes=hide" in link for link in kept)
    assert '<option value="hide" selected>Hidden</option>' in page
    assert '<a class="link" href="/?kind=measure,statement">show them</a>' in page


def test_a_link_on_the_page_is_the_switch(client, shipped):
    assert (
        '<a class="link" href="/?kind=measure&amp;changes=hide">hide them</a>'
        in client.get("/?kind=measure").content.decode()
    )


@pytest.mark.parametrize("query", ["changes=show", "changes=hide&changes=hide", "changes=Hide"])
def test_another_value_of_the_switch_is_refused(client, shipped, query):
    response = client.get(f"/?{query}")
    assert response.status_code == 400
    assert re.search(r'id="changes-error">', response.content.decode())


def test_a_refused_switch_says_what_is_allowed(client, shipped):
    assert "Allowed: hide" in text_of(client.get("/?changes=show"))


@pytest.mark.parametrize("path", ["/api/v1/events/", "/calendar/", "/calendar.ics"])
def test_the_switch_is_of_the_timeline_alone(client, shipped, path):
    assert client.get(f"{path}?changes=hide").status_code == 400


@pytest.mark.parametrize("query", ["order=-published_at", "order=relevance&q=holmium"])
def test_lists_in_another_order_than_that_of_days_show_none(client, shipped, query):
    assert told(client, query) == []


def test_what_the_record_did_not_know_is_not_shown(client, shipped):
    assert told(client, "known_at=2020-01-01T00:00:00Z") == []


def test_what_is_coming_stands_apart_and_is_limited_to_the_next_days(shipped):
    listing = Listing.parse(QueryDict(), version())
    coming = changes.on_page(listing, listing.page(), date(2025, 10, 9)).coming
    assert changes.COMING_AT_MOST <= len(coming) < 20
    assert [one.day for one in coming] == sorted(one.day for one in coming)
    assert coming[0].day > date(2025, 10, 9)


def test_a_coming_commencement_is_named_above_the_events_with_a_link_to_the_calendar(client, empty):
    future = f"{date.today().year + 2}-03-01"
    provision = {"ref": "1", "summary": "S.", "requirement": "prohibited", "destinations": ["all"]}
    publish(make_measure("2025-04-04-test-measure", provisions=[{**provision, "commencement": future}]))
    said = text_of(client.get("/"))
    assert re.search(
        rf"Coming: 1 March {future[:4]} 1 March {future[:4]} Comes into force on 1 March {future[:4]} · Test measure",
        said,
    )
    assert '<a class="link" href="/calendar/">' in client.get("/").content.decode()


def test_changes_show_where_no_event_matches(read, shipped):
    said = read("/?from=2025-12-01&to=2025-12-01&kind=measure")
    assert "No event matches" in said
    assert "Would have commenced; suspended until 10 January 2027 · Extraterritorial controls" in said


def test_what_happens_alike_on_a_day_is_told_once_with_every_reason():
    first, second = ((EffectOn(act, "suspends", "2026-11-28", None),) for act in "bc")
    alike = [change("in_force", "suspended", because=because) for because in (first, first, second)]
    told = changes.together([*alike, change("in_force", "repealed")])
    assert [len(one.changes) for one in told] == [3, 1]
    assert [[one.because for one in same] for same in told[0].reasons] == [[first, first], [second]]


def test_provisions_are_named_only_where_not_all_are_concerned():
    assert changes.provisions(change("in_force", "suspended", refs=["1", "2"])) == ""
    assert changes.provisions(change("in_force", "suspended", refs=["2"])) == "2"


def test_a_day_that_stands_for_a_month_is_said_to_be_unknown(shipped):
    [change] = [one for one in state_changes(first=date(2025, 5, 1), last=date(2025, 5, 1)) if "tracking" in one.slug]
    assert changes.happens(change, TODAY) == "in force, day not known"
