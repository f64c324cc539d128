"""Feeds and calendar as the programs of others read them: two independent ones for each."""

import json
from datetime import date, datetime

import fastfeedparser
import feedparser
import icalendar
import jsonschema
import pytest
from ical.calendar_stream import IcsCalendarStream

from tests.makers import make_measure, make_meeting, make_statement, publish, retract
from tests.site.json_feed import SCHEMA
from tests.site.test_history import correct

pytestmark = pytest.mark.django_db

QUERIES = [
    "",
    "q=稀土",
    "kind=meeting&from=2025-01-01",
    "known_at=2020-01-01T00:00:00Z",
    "country=CN&topic=licensing&q=-tariff",
]
TITLE = "商务部公告2025年第61号 “稀土” <b>&amp;</b> 💎"


@pytest.fixture
def hard_cases(empty):
    """A title in Chinese with what markup is made of, a correction, and an event that was retracted."""
    statement, gone = make_statement(title=TITLE, summary="说 & <said>"), make_meeting()
    measure = make_measure(effects=[])
    suspension = make_measure(
        "2026-12-01-suspension",
        title="暂停; a, b\\n",
        provisions=[],
        effects=[{"target": measure, "effect": "suspends", "start": "2027-02-01", "until": "2027-03-31"}],
    )
    talks = make_meeting("2027-05-05-talks", title=TITLE, held="scheduled", place="日内瓦")
    publish(statement, gone, measure, suspension, talks)
    correct(statement, "It was reported only: 更正.", certainty="reported")
    retract(gone)


def items(client, query=""):
    """Hold the JSON Feed against the specification; return its items."""
    feed = json.loads(client.get(f"/feeds/events.json?{query}").content)
    jsonschema.validate(feed, SCHEMA, cls=jsonschema.Draft202012Validator)
    return feed["items"]


def told(entry):
    return entry["id"], entry["title"], entry["link"]


def check_feeds(client, query=""):
    """Read each form with each reader; return what all of them tell."""
    own = [(one["id"], one["title"], one["url"]) for one in items(client, query)]
    for form in ("atom", "rss"):
        content = client.get(f"/feeds/events.{form}?{query}").content
        read = feedparser.parse(content, sanitize_html=False)
        assert (read.bozo, read.version) == (0, {"atom": "atom10", "rss": "rss20"}[form])
        assert [told(entry) for entry in read.entries] == own
        assert read.feed.link.startswith("http://testserver/")
        assert [told(entry) for entry in fast(content, own)] == own
    assert [told(entry) for entry in fast(client.get(f"/feeds/events.json?{query}").content, own)] == own
    return own


def fast(content, own):
    """Read a feed with the second reader, which refuses one that has no entry."""
    return fastfeedparser.parse(content).entries if own else []


@pytest.mark.parametrize("query", QUERIES)
def test_two_readers_agree_about_each_form_of_any_filter(client, shipped, query):
    matching = client.get(f"/api/v1/events/?{query}&count=true&page_size=1").json()["count"]
    assert len(check_feeds(client, query)) == min(matching, 50)


def test_readers_get_titles_to_the_letter_and_no_retracted_event(client, hard_cases):
    entries = check_feeds(client)
    assert entries[0][1] == TITLE
    assert len(entries) == 4
    corrected = feedparser.parse(client.get("/feeds/events.atom").content).entries[0]
    assert datetime(*corrected.updated_parsed[:6]) >= datetime(*corrected.published_parsed[:6])
    assert "更正" in corrected.summary


def test_the_schema_refuses_what_the_specification_does(client, hard_cases):
    feed = json.loads(client.get("/feeds/events.json").content)
    for wrong in ({"version": "1"}, {"items": [{"title": "no id"}]}, {"pages": 1}, {"title": ""}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(feed | wrong, SCHEMA)


@pytest.mark.parametrize("query", ["", "q=稀土", "kind=meeting", "known_at=2020-01-01T00:00:00Z"])
def test_two_readers_agree_about_the_calendar_of_any_filter(client, shipped, query):
    text = client.get(f"/calendar.ics?{query}").content.decode()
    assert len(entries_of(client, query)) == text.count("BEGIN:VEVENT")


def test_readers_get_the_calendar_to_the_letter(client, hard_cases):
    found = entries_of(client, "from=2027-01-01")
    assert (TITLE, date(2027, 5, 5), "日内瓦") in found
    assert [day for _, day, _ in sorted(found, key=lambda one: one[1])][:2] == [date(2027, 2, 1), date(2027, 4, 1)]


def entries_of(client, query):
    """Read the calendar with both readers, which must agree; return its entries as (summary, day, place)."""
    text = client.get(f"/calendar.ics?{query}").content.decode()
    first = icalendar.Calendar.from_ical(text).walk("VEVENT")
    second = IcsCalendarStream.calendar_from_ics(text).events
    own = [(str(one["SUMMARY"]), one.decoded("DTSTART"), str(one.get("LOCATION", ""))) for one in first]
    assert [(one.summary, one.dtstart, one.location or "") for one in second] == own
    assert [one.uid for one in second] == [str(one["UID"]) for one in first]
    return own
