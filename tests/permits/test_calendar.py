"""Permits among the coming dates: on the page, and in the file to subscribe to."""

import hashlib
from datetime import UTC, date, datetime, timedelta

import pytest

from policy.site.calendar_page import Calendar
from tests.makers import change, make_permit, newest, publish, retract
from tests.site.test_calendar import TODAY, entries, listing

pytestmark = [pytest.mark.usefixtures("empty"), pytest.mark.slow]

EXPIRY = date(2027, 1, 1)
EXPIRES = (EXPIRY, "Permit expiry", "CONFIRMED")
CANCELLED = (EXPIRY, "Permit expiry", "CANCELLED")


def coming(query="", today=TODAY):
    """Return what the page says of permits, as (date, slug, words)."""
    months = Calendar.read(listing(query), today).months
    return [(day.date, one.slug, one.happens) for month in months for day in month.days for one in day.dates]


@pytest.fixture
def permit():
    """A permit that is valid until the last day of 2026, published."""
    permit = make_permit("2026-01-05-permit", valid_to="2026-12-31")
    publish(permit)
    return permit


def decide(slug, permit, **changes):
    later = make_permit(slug, **{"replaces": [permit], **changes})
    publish(later)
    return later


def test_a_permit_expires_on_the_day_after_its_last(permit):
    assert coming() == [("2027-01-01", permit.slug, "permit expires: its last day is 31 December 2026")]
    said = "permit expired: its last day was 31 December 2026"
    assert coming("from=2027-01-01", EXPIRY) == [("2027-01-01", permit.slug, said)]


@pytest.mark.parametrize(("given", "days"), [("2026-12-31", []), ("2027-01-01", ["2027-01-01"])])
def test_it_is_told_up_to_its_day_inclusive(permit, given, days):
    assert [day for day, *_ in coming(f"to={given}")] == days
    assert [day for day, *_ in coming(today=date(2027, 1, 2))] == []


def test_a_first_day_after_the_decision_is_told_and_that_of_the_decision_is_not():
    ahead = make_permit("2026-11-20-ahead", valid_from="2026-12-01")
    publish(ahead, make_permit("2026-11-21-at-once", valid_from="2026-11-21"), make_permit("2026-12-05-scheduled"))
    assert coming() == [("2026-12-01", ahead.slug, "permit becomes valid: its first day is 1 December 2026")]
    assert list(entries()) == [(date(2026, 12, 1), "Permit validity", "CONFIRMED")]


def test_a_term_in_words_only_has_no_date():
    publish(make_permit("2026-11-20-permit", validity_text="one year"))
    assert (coming(), entries()) == ([], {})


def test_a_last_day_that_stands_for_a_month_says_so():
    publish(make_permit("2026-01-05-permit", valid_to="2026-12"))
    [(day, _, said)] = coming()
    assert (day, said) == ("2027-01-01", "permit expires: its last day is in December 2026")


@pytest.mark.parametrize(
    ("outcome", "count", "said"),
    [
        ("revoked", {"count_kind": "unspecified", "count_value": None}, "permit to be revoked on 1 December 2026"),
        ("approved", {}, "permit to be replaced on 1 December 2026"),
    ],
)
def test_a_decision_that_takes_effect_later_ends_it_then(permit, outcome, count, said):
    later = decide("2026-11-20-later", permit, outcome=outcome, valid_from="2026-12-01", **count)
    assert [(day, told) for day, slug, told in coming() if slug == permit.slug] == [("2026-12-01", said)]
    entry = next(one for key, one in entries().items() if one["SUMMARY"].endswith(said))
    assert f"Decided by Test permit: https://example.org/events/{later.slug}/" in entry["DESCRIPTION"]


def test_a_decision_that_takes_effect_at_once_is_an_event_and_no_date(permit):
    decide("2026-12-01-revoked", permit, outcome="revoked")
    assert coming() == []
    assert list(entries()) == [CANCELLED]


def test_the_filters_of_the_timeline_choose_permits(permit):
    other = make_permit("2026-01-06-other", valid_to="2026-12-31", outcome="approved_temporary")
    publish(other)
    slugs = [slug for _, slug, _ in coming("outcome=approved_temporary")]
    assert (slugs, len(coming("kind=permit")), coming("kind=meeting")) == ([other.slug], 2, [])
    assert entries("outcome=denied") == {}


def test_an_entry_takes_the_whole_day_and_names_the_permit(permit):
    entry = entries()[EXPIRES]
    assert entry["SUMMARY"] == "Test permit: permit expires: its last day is 31 December 2026"
    assert entry.decoded("DTEND") == EXPIRY + timedelta(days=1)
    assert entry["URL"] == f"https://example.org/events/{permit.slug}/"
    assert "Derived from the dates of the permit itself." in entry["DESCRIPTION"]
    assert entry.decoded("LAST-MODIFIED") == newest(permit).published_at.replace(microsecond=0)


def test_an_entry_stays_what_it_is_when_something_else_of_the_permit_changes(permit):
    before = entries()[EXPIRES]
    publish(change(permit, title="Another title"))
    after = entries(today=date(2027, 3, 1))[EXPIRES]
    assert (after["UID"], before["SEQUENCE"], after["SEQUENCE"]) == (before["UID"], 0, 0)
    assert after["SUMMARY"] == "Another title: permit expired: its last day was 31 December 2026"
    assert after.decoded("LAST-MODIFIED") >= before.decoded("LAST-MODIFIED")


def test_an_entry_is_known_by_its_permit_its_day_and_both_states(permit):
    known_by = "\n".join([permit.slug, "valid", "expired", "2027-01-01"])
    assert str(entries()[EXPIRES]["UID"]).startswith(f"{hashlib.sha256(known_by.encode()).hexdigest()[:32]}@")


def test_an_extension_cancels_the_date_and_tells_the_new_one(permit):
    before = entries()[EXPIRES]
    extension = decide("2026-11-20-extension", permit, valid_to="2027-06-30")
    found = entries()
    assert (found[CANCELLED]["UID"], found[CANCELLED]["SEQUENCE"]) == (before["UID"], 1)
    assert found[CANCELLED]["DESCRIPTION"].startswith("Cancelled: the record no longer holds this date.")
    assert set(found) == {CANCELLED, (date(2027, 7, 1), "Permit expiry", "CONFIRMED")}
    retract(extension)
    assert entries()[EXPIRES]["SEQUENCE"] == 2


def test_a_term_that_is_corrected_moves_the_date(permit):
    publish(change(permit, valid_to="2026-11-30"))
    assert set(entries()) == {CANCELLED, (date(2026, 12, 1), "Permit expiry", "CONFIRMED")}


@pytest.mark.parametrize("query", ["", "kind=permit"])
def test_the_date_of_a_retracted_permit_is_cancelled(permit, query):
    retract(permit)
    assert (list(entries(query)), coming(query)) == ([CANCELLED], [])


def test_it_answers_as_known_at_an_instant(permit):
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    decide("2026-11-20-extension", permit, valid_to="2027-06-30")
    assert [day for day, *_ in coming(f"known_at={at}")] == ["2027-01-01"]
    assert [day for day, *_ in coming()] == ["2027-07-01"]
    assert {key: int(one["SEQUENCE"]) for key, one in entries(f"known_at={at}").items()} == {EXPIRES: 0}


def test_the_page_shows_it_with_its_permit(client, permit):
    page = client.get("/calendar/?from=2026-12-01&kind=permit").content.decode()
    assert f'href="/events/{permit.slug}/"' in page
    assert "its last day" in page
    assert "Derived from the dates of the permit itself" in page


@pytest.mark.parametrize("path", ["/calendar/?from=2026-11-22", "/calendar.ics?from=2026-11-22"])
def test_the_number_of_queries_is_constant(client, permit, django_assert_num_queries, path):
    decide("2026-11-20-extension", permit, valid_to="2027-06-30", valid_from="2026-12-20")
    client.get(path)
    with django_assert_num_queries(6):
        client.get(path)
    publish(*(make_permit(f"2026-02-{day:02}-permit", valid_to="2027-02") for day in range(1, 9)))
    client.get(path)
    with django_assert_num_queries(6):
        client.get(path)
