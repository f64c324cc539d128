"""Coming dates: the page, and the file to subscribe to."""

import re
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
from django.http import QueryDict

from policy.models import Measure
from policy.record.listing import Listing
from policy.record.version import version
from policy.site.calendar_file import CalendarFile
from policy.site.calendar_page import Calendar
from tests.makers import change, make_measure, make_meeting, newest, publish, retract
from tests.site.conftest import text_of

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
RETURN = date(2027, 1, 11)


def listing(query=""):
    return Listing.parse(QueryDict(query), version())


def read_calendar(query="", today=TODAY):
    return Calendar.read(listing(query), today)


def coming(query="", today=TODAY):
    """Return the coming days with what stands on them, as (date, slugs)."""
    found = read_calendar(query, today).months
    return [
        (day.date, [*(event["slug"] for event in day.events), *(change.slug for change in day.changes)])
        for month in found
        for day in month.days
    ]


def entries(query="", today=TODAY):
    """Return the entries of the file as another program reads them, by (first day, category, status)."""
    text = CalendarFile(listing(query), today, "https://example.org{}".format).text()
    found = list(icalendar.Calendar.from_ical(text).walk("VEVENT"))
    assert len({str(one["UID"]) for one in found}) == len(found)
    return {(one.decoded("DTSTART"), one["CATEGORIES"].to_ical().decode(), str(one["STATUS"])): one for one in found}


@pytest.fixture
def suspended(empty):
    """A measure that is suspended until the tenth of January 2027, published."""
    measure = make_measure("2025-04-04-test-measure")
    effects = [{"target": measure, "effect": "suspends", "start": "2025-11-10", "until": "2027-01-10"}]
    suspension = make_measure(
        "2025-11-07-suspension", instrument_type="suspension", provisions=[], effects=effects, direction="easing"
    )
    publish(measure, suspension)
    return measure


def extend(measure, until="2027-11-10"):
    effects = [{"target": measure, "effect": "extends_suspension", "start": "2027-01-10", "until": until}]
    extension = make_measure(
        "2026-12-01-extension", instrument_type="suspension", provisions=[], effects=effects, direction="easing"
    )
    publish(extension)
    return extension


def test_the_shipped_record_names_what_comes_next(shipped):
    assert coming()[:2] == [
        ("2026-11", ["2026-11-apec-leaders-shenzhen"]),
        ("2026-11-28", ["2024-12-03-mofcom-announcement-46"]),
    ]
    assert len(dict(coming())["2027-01-11"]) == 7


def test_the_filters_of_the_timeline_narrow_it(shipped):
    assert coming("material=holmium") == [("2027-01-11", ["2025-10-09-mofcom-gac-announcement-57"])]
    assert coming("kind=meeting") == [("2026-11", ["2026-11-apec-leaders-shenzhen"])]
    assert [day for day, _ in coming("from=2026-12-01&to=2027-01-10")] == ["2027-01-01"]


def test_suspensions_that_ended_lately_without_a_recorded_act_are_told_apart(shipped):
    lapsed = read_calendar().lapsed
    assert [(day, len(changes)) for day, changes in lapsed] == [(date(2026, 11, 11), 4), (date(2026, 11, 10), 2)]
    assert read_calendar("from=2026-11-01").lapsed == []
    assert read_calendar(today=date(2027, 3, 1)).lapsed[0][0] == RETURN


def test_dates_after_the_last_review_are_marked_so(shipped):
    assert read_calendar().is_beyond_coverage
    assert not read_calendar("from=2025-11-01&to=2025-11-30").is_beyond_coverage


def test_the_page_says_up_to_which_day_the_lists_were_reviewed(read, shipped):
    assert "Reviewed up to 5 October 2026 ; later acts may be missing." in read("/calendar/?from=2026-10-01")


def test_the_page_words_what_happens_and_links_to_its_cause(client, shipped):
    response = client.get("/calendar/?from=2025-11-08&to=2025-11-08&material=holmium")
    assert "Would have commenced; suspended until 10 January 2027" in text_of(response)
    assert 'href="/events/2026-09-24-kuala-lumpur-arrangement-extended/"' in response.content.decode()


def test_the_page_offers_the_file_with_the_same_filters(client, shipped):
    page = client.get("/calendar/?material=holmium&from=2026-11-01").content.decode()
    assert 'rel="alternate" type="text/calendar"' in page
    query = "/calendar.ics?material=holmium&amp;from=2026-11-01"
    assert re.findall(r'href="([^"]*calendar\.ics[^"]*)"', page) == [query, f"webcal://testserver{query}", query]


def test_a_calendar_without_a_coming_date_says_so(read, empty):
    assert "No coming date is on record" in read("/calendar/")


@pytest.mark.parametrize("query", ["order=date", "cursor=x", "from=2026-02-30", "colour=red", "material=unobtainium"])
@pytest.mark.parametrize("path", ["/calendar/", "/calendar.ics"])
def test_bad_parameters_are_refused_by_name(client, shipped, path, query):
    response = client.get(f"{path}?{query}")
    assert response.status_code == 400
    assert query.partition("=")[0] in text_of(response)


def test_fields_left_empty_are_dropped_from_the_address(client, shipped):
    response = client.get("/calendar/?q=&material=holmium")
    assert (response.status_code, response.headers["Location"]) == (302, "/calendar/?material=holmium")


@pytest.mark.parametrize("path", ["/calendar/", "/calendar.ics"])
def test_it_is_cached_by_version_and_takes_nothing(client, shipped, path):
    response = client.get(path)
    assert client.get(path, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("path", ["/calendar/", "/calendar.ics", "/calendar/?from=2010-01-01"])
def test_a_few_queries_do_whatever_there_is(client, shipped, django_assert_max_num_queries, path):
    client.get("/calendar/")
    with django_assert_max_num_queries(7):
        client.get(path)


def test_the_file_is_a_calendar_with_a_name_and_a_pace(client, shipped):
    response = client.get("/calendar.ics?material=holmium")
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = icalendar.Calendar.from_ical(response.content)
    assert calendar["NAME"] == calendar["X-WR-CALNAME"] == "Monazite: coming dates (Events about Holmium)"
    assert calendar["REFRESH-INTERVAL"].to_ical() == b"PT6H"
    assert calendar["VERSION"] == "2.0"


def test_an_entry_takes_whole_days_and_tells_its_cause(shipped):
    entry = entries("material=holmium")[(RETURN, "End of suspension", "CONFIRMED")]
    assert entry.decoded("DTEND") == RETURN + timedelta(days=1)
    assert entry["DTSTART"].params["VALUE"] == "DATE"
    assert entry["SUMMARY"].endswith(": returns to force on 11 January 2027 unless extended")
    assert "https://example.org/events/2026-09-24-kuala-lumpur-arrangement-extended/" in entry["DESCRIPTION"]
    assert "Reviewed up to 5 October 2026" in entry["DESCRIPTION"]
    assert entry["URL"] == "https://example.org/events/2025-10-09-mofcom-gac-announcement-57/"


def test_the_file_holds_the_past_year_and_all_that_is_to_come(shipped):
    days = [day for day, _, _ in entries()]
    assert min(days) >= TODAY - timedelta(days=365)
    assert max(days) == date(2028, 1, 1)


def test_entries_stay_what_they_are_while_nothing_is_published(shipped):
    today, tomorrow = (CalendarFile(listing(), day, str).text() for day in (TODAY, TODAY + timedelta(days=1)))
    assert re.findall(rb"DTSTAMP.*|UID.*", today) == re.findall(rb"DTSTAMP.*|UID.*", tomorrow)


def test_time_stamps_are_those_of_the_record(suspended):
    entry = entries()[(RETURN, "End of suspension", "CONFIRMED")]
    published = newest(suspended).published_at.replace(microsecond=0)
    assert entry.decoded("DTSTAMP") == entry.decoded("LAST-MODIFIED") == published


def test_a_date_that_moves_is_cancelled_and_told_anew(suspended):
    before = entries()[(RETURN, "End of suspension", "CONFIRMED")]
    extend(suspended)
    after = entries()
    cancelled = after[(RETURN, "End of suspension", "CANCELLED")]
    assert (cancelled["UID"], before["SEQUENCE"], cancelled["SEQUENCE"]) == (before["UID"], 0, 1)
    assert cancelled["DESCRIPTION"].startswith("Cancelled: the record no longer holds this date.")
    assert (date(2027, 11, 11), "End of suspension", "CONFIRMED") in after
    assert (RETURN, "End of suspension", "CONFIRMED") not in after


def test_a_date_that_comes_back_is_confirmed_again(suspended):
    extension = extend(suspended)
    retract(extension)
    found = entries()
    assert found[(RETURN, "End of suspension", "CONFIRMED")]["SEQUENCE"] == 2
    assert found[(date(2027, 11, 11), "End of suspension", "CANCELLED")]["SEQUENCE"] == 1


def test_the_dates_of_a_retracted_measure_are_cancelled_whatever_the_filters(suspended):
    retract(Measure.objects.get(slug="2025-11-07-suspension"))
    retract(suspended)
    for query in ("", "material=testium", "kind=measure"):
        assert (RETURN, "End of suspension", "CANCELLED") in entries(query)
    assert entries("kind=statement") == {}


def test_the_file_answers_as_known_at_an_instant(suspended):
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    extend(suspended)
    known = entries(f"known_at={at}")
    assert known[(RETURN, "End of suspension", "CONFIRMED")]["SEQUENCE"] == 0
    assert (date(2027, 11, 11), "End of suspension", "CONFIRMED") not in known
    assert coming(f"known_at={at}") == [("2027-01-11", [suspended.slug])]
    assert coming() == [("2027-11-11", [suspended.slug])]


def test_talks_that_move_keep_their_identity(empty):
    talks = make_meeting("2026-12-test-meeting", held="scheduled", date="2026-12-06", date_end="2026-12-07")
    publish(talks)
    before = entries()[(date(2026, 12, 6), "Talks", "CONFIRMED")]
    publish(change(talks, date="2026-12-13", date_end=None))
    after = entries()[(date(2026, 12, 13), "Talks", "CONFIRMED")]
    assert (after["UID"], before["SEQUENCE"], after["SEQUENCE"]) == (before["UID"], 0, 1)
    assert (before.decoded("DTEND"), after.decoded("DTEND")) == (date(2026, 12, 8), date(2026, 12, 14))


def test_talks_are_cancelled_when_they_are_off_and_when_they_are_retracted(empty):
    first, second = (make_meeting(f"2026-12-0{day}-test-meeting", held="scheduled") for day in (6, 8))
    publish(first, second)
    publish(change(first, held="cancelled"))
    retract(second)
    found = entries()
    assert {key[2] for key in found} == {"CANCELLED"}
    assert [int(one["SEQUENCE"]) for one in found.values()] == [1, 1]
    assert coming() == []


def test_talks_that_were_held_stay_and_those_never_scheduled_are_none(empty):
    scheduled, held = make_meeting("2026-11-20-test-meeting", held="scheduled"), make_meeting("2026-11-21-held")
    publish(scheduled, held)
    publish(change(scheduled, held="held"))
    assert list(entries()) == [(date(2026, 11, 20), "Talks", "CONFIRMED")]


def test_talks_in_a_month_take_all_its_days(shipped):
    entry = entries("kind=meeting")[(date(2026, 11, 1), "Talks", "CONFIRMED")]
    assert entry.decoded("DTEND") == date(2026, 12, 1)
    assert entry["SUMMARY"].endswith("(November 2026, day not known)")
