"""Whatever is asked for, page, API, file, feeds and calendar are about the same events, and facets count them."""

import csv
import io
import json
import os
import re
from datetime import datetime, timedelta
from urllib.parse import urlencode

import icalendar
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from policy import kinds
from policy.models import Event
from policy.record.chain import instant
from policy.record.filters import EventFilters
from policy.record.models import Revision
from policy.record.version import version
from policy.record.vocabulary import vocabulary
from tests.makers import change, publish, retract

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

EXAMPLES = 25
ENTRIES_OF_A_FEED = 50
ASKED_OF_ALL = 40  # values of a filter; of more, those are asked for that the facet names
CARD = re.compile(r'class="card-link"[^>]* href="/events/([^/]+)/"')
OLDER = re.compile(r'rel="next" href="/\?([^"]+)"')
SYMBOLS = ["61号", "No. 61", "Announcement 61", "dyprosium", "镝", "Tb", "-tariff", '"export control"', "the"]


@pytest.fixture
def history(shipped):
    """The shipped data, and later an event corrected, one retracted, and one that others are linked to."""
    slugs = list(Revision.objects.current().public().order_by("seq").values_list("slug", flat=True))
    linked = next(one.slug for one in Revision.objects.current() if one.content["links"])
    for slug in (slugs[3], linked):
        event = Event.objects.get(slug=slug)
        change(event, title=f"稀土 {event.title}")
        publish(event, reason="Correction: it was misspelt.")
    retract(Event.objects.get(slug=slugs[-5]))
    return Revision.objects.order_by("seq")


@st.composite
def questions(draw, revisions):
    """Draw parameters of a list: any of them, in any combination, with values that the record has, or that one event has."""
    allowed = vocabulary(version()).labels
    one = draw(st.sampled_from(revisions))
    own = {name: [value for value in allowed[name] if f"{name}:{value}" in one.projection.tags] for name in allowed}
    pools = {name: own[name] or list(allowed[name]) for name in allowed} if draw(st.booleans()) else allowed
    days = st.sampled_from(sorted({str(one.projection.date) for one in revisions}))
    asked = {
        **{name: st.lists(st.sampled_from(sorted(pools[name])), min_size=1, max_size=3, unique=True) for name in pools},
        "from": days,
        "to": days,
        "q": st.sampled_from(_words(revisions)),
        "known_at": st.sampled_from([_moment(one, days) for one in revisions for days in (-1, 0)]),
    }
    names = draw(st.lists(st.sampled_from(sorted(asked)), max_size=3, unique=True))
    chosen = {name: draw(asked[name]) for name in names}
    orders = ["-date", "date", "-published_at", *(["relevance"] if "q" in chosen else [])]
    if chosen.get("from", "") > chosen.get("to", "9999"):
        chosen["from"], chosen["to"] = chosen["to"], chosen["from"]
    given = {name: ",".join(value) if isinstance(value, list) else value for name, value in chosen.items()}
    return given | draw(st.fixed_dictionaries({}, optional={"order": st.sampled_from(orders)}))


def _words(revisions):
    texts = [text for one in revisions for text in (one.content["title"], one.content["title_original"]) if text]
    latin = {word for text in texts for word in re.findall(r"[A-Za-z]{3,}|\d+", text)}
    chinese = {run[:length] for text in texts for run in re.findall("[\u4e00-\u9fff]+", text) for length in (1, 2, 4)}
    return [*SYMBOLS, *sorted(latin | chinese)]


def _moment(revision, days):
    return instant(revision.published_at + timedelta(days=days))


def asked(path, params):
    return f"{path}?{urlencode(params)}"


def got(client, address):
    response = client.get(address)
    assert response.status_code == 200, (address, response.content)
    return response


def listed(client, params, path="/api/v1/events/"):
    """Return the documents of all pages of the API."""
    found, address = [], asked(path, {**params, "page_size": 50, "fields": "slug,kind,revision"})
    while address:
        answer = got(client, address).json()
        found, address = found + answer["results"], answer["next"]
    return found


def on_pages(client, params):
    """Return the slugs of the cards on all pages of the timeline."""
    found, query = [], urlencode(params)
    while query is not None:
        html = got(client, f"/?{query}").content.decode()
        found += CARD.findall(html)
        following = OLDER.search(html)
        query = following[1].replace("&amp;", "&") if following else None
    return found


def in_file(client, params):
    text = b"".join(got(client, asked("/api/v1/events/", {**params, "format": "csv"}))).decode()
    return [row["slug"] for row in csv.DictReader(io.StringIO(text, newline=""))]


def slug_of(address):
    return address.rstrip("/").rpartition("/")[2]


def in_feeds(client, params):
    """Return the newest publications by slug, with when each was updated: the three feeds have the same."""
    items = json.loads(got(client, asked("/feeds/events.json", params)).content)["items"]
    for form in ("atom", "rss"):
        text = got(client, asked(f"/feeds/events.{form}", params)).content.decode()
        assert all(one["url"] in text for one in items)
        assert text.count("<entry>") + text.count("<item>") == len(items)
    return {slug_of(one["url"]): datetime.fromisoformat(one["date_modified"]) for one in items}


def on_calendar(client, params, public):
    """Return the entries of the calendar by id, each with its event; those of events not public any more left out."""
    calendar = icalendar.Calendar.from_ical(got(client, asked("/calendar.ics", params)).content)
    entries = {str(one["UID"]): slug_of(str(one["URL"])) for one in calendar.walk("VEVENT")}
    return {uid: slug for uid, slug in entries.items() if slug in public}


def some(params, *names):
    return {name: value for name, value in params.items() if name in names}


def but(params, *names):
    return {name: value for name, value in params.items() if name not in names}


def same_in_feed(client, params, events):
    """Check that the feed has the matching events, or the fifty that were published last."""
    entries = in_feeds(client, but(params, "order"))
    slugs = {event["slug"] for event in events}
    if len(slugs) <= ENTRIES_OF_A_FEED:
        return set(entries) == slugs
    # An event that was published once only has the place of its publication: those left out came before all that are in.
    once = [one["revision"] for one in events if one["slug"] not in entries and one["revision"]["number"] == 1]
    oldest = min(entries.values())
    is_newest = all(datetime.fromisoformat(one["published_at"]) <= oldest for one in once)
    return len(entries) == ENTRIES_OF_A_FEED and set(entries) <= slugs and is_newest


def same_on_calendar(client, params):
    """Check that the calendar under a filter is the calendar without it, less the entries of events that don't match.

    `from` and `to` are of the entries' days, on either; `known_at` is kept on either. A cancelled entry of an event that
    was retracted is told to whoever had its entry, and no list has the event: such entries are left aside.
    """
    known = some(params, "known_at")
    public = {event["slug"] for event in listed(client, known)}
    matching = {event["slug"] for event in listed(client, but(params, "from", "to", "order"))}
    whole = on_calendar(client, some(params, "known_at", "from", "to"), public)
    found = on_calendar(client, but(params, "order"), public)
    return found == {uid: slug for uid, slug in whole.items() if slug in matching}


def counted(client, params, parameter):
    """Check each count of one filter by the list that its value leads to."""
    values = got(client, asked("/api/v1/facets/", but(params, "order"))).json()["facets"][parameter]
    counts = {one["value"]: one["count"] for one in values}
    allowed = list(vocabulary(version()).labels[parameter])
    for value in allowed if len(allowed) <= ASKED_OF_ALL else counts:
        query = {**params, parameter: value, "page_size": 1, "count": "true", "fields": "slug"}
        number = got(client, asked("/api/v1/events/", query)).json()["count"]
        assert number == counts.get(value, 0), (parameter, value)
    return True


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="CI" in os.environ,
    phases=[Phase.explicit, Phase.generate],  # what fails takes seconds each time: it isn't made smaller
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
@given(data=st.data())
def test_whatever_is_asked_for_is_the_same_everywhere(client, history, data):
    revisions = [one for one in history.select_related("projection") if one.document]
    params = data.draw(questions(revisions))
    parameter = data.draw(st.sampled_from(EventFilters.tagged()))
    events = listed(client, params)
    slugs = [event["slug"] for event in events]
    assert len(set(slugs)) == len(slugs)
    assert sorted(on_pages(client, params)) == sorted(slugs)
    assert in_file(client, params) == slugs
    assert same_in_feed(client, params, events)
    assert same_on_calendar(client, params)
    assert counted(client, params, parameter)
    for kind in kinds.every():
        if params.get("kind") == kind.name:
            assert listed(client, but(params, "kind"), f"/api/v1/{kind.plural}/") == events
