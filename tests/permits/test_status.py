"""Where a permit stands on a day, as partners ask and as readers see it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from tests.makers import (
    make_actor,
    make_link,
    make_measure,
    make_permit,
    make_statement,
    newest,
    publish,
    retract,
)
from tests.site.conftest import text_of

pytestmark = pytest.mark.django_db
TERM = {"valid_from": "2025-05-01", "valid_to": "2025-10"}
MOFCOM_7_JUNE = "2025-06-07-mofcom-certain-number-of-licences"
CARMAKERS = "2025-06-06-temporary-permits-us-automaker-suppliers"


def status(client, slug="2025-04-07-test-permit", **asked):
    return client.get(reverse("permit-status", args=[slug]), asked)


def states(client, *days, **asked):
    return [status(client, on=day, **asked).json()["state"] for day in days]


@pytest.fixture
def permit(empty):
    made = make_permit(**TERM)
    publish(made)
    return made


def test_the_answer_says_the_state_its_days_and_what_comes_next(client, permit):
    assert status(client, on="2025-06-01").json() == {
        "permit": permit.slug,
        "on": "2025-06-01",
        "known_at": None,
        "as_announced": None,
        "reviewed_through": "2026-10-05",
        "beyond_coverage": False,
        "state": "valid",
        "since": "2025-05-01",
        "until": "2025-10-31",
        "next_change": {"date": "2025-11-01", "state": "expired"},
        "because": [],
        "validity_text": None,
    }


def test_a_revocation_ends_it_from_its_own_day(client, permit):
    revocation = make_permit("2025-08-01-revoked", outcome="revoked", replaces=[permit])
    publish(revocation)
    assert states(client, "2025-07-31", "2025-08-01") == ["valid", "revoked"]
    assert status(client, on="2025-09-01").json()["because"] == [revocation.slug]
    earlier = (newest(revocation).published_at - timedelta(microseconds=1)).isoformat()
    assert states(client, "2025-09-01", known_at=earlier) == ["valid"]
    assert states(client, "2025-09-01", as_announced="2025-07-31") == ["valid"]
    assert states(client, "2025-06-01", as_announced="2025-04-06") == [None]
    retract(revocation)
    assert states(client, "2025-09-01") == ["valid"]


def test_what_granted_nothing_has_no_state(client, empty):
    publish(make_permit(outcome="denied", **TERM))
    answer = status(client).json()
    assert [answer[key] for key in ("state", "since", "until", "next_change")] == [None] * 4


@pytest.mark.parametrize("query", ["on=yesterday", "state=valid", "on=2025-01-01&on=2025-01-02"])
def test_what_can_not_be_meant_is_refused(client, permit, query):
    response = client.get(f"{reverse('permit-status', args=[permit.slug])}?{query}")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


def test_a_draft_has_no_answer_and_a_retracted_one_says_so(client, permit):
    make_permit("2025-04-08-draft")
    assert status(client, "2025-04-08-draft").status_code == 404
    retract(permit)
    assert status(client).status_code == 410


def test_only_permits_have_this_answer(client, empty):
    measure = make_measure()
    publish(measure)
    assert status(client, measure.slug).status_code == 404


def test_the_list_and_the_page_say_where_it_stands_today(client, empty):
    today = datetime.now(UTC).date()
    permit = make_permit(valid_to=today.isoformat())
    publish(permit)
    words = f"valid until {today.day} {today:%B %Y}"
    assert words in text_of(client.get("/permits/"))
    assert f"V{words[1:]}" in text_of(client.get(f"/events/{permit.slug}/"))


def test_a_page_tells_its_chain_both_ways(client, permit):
    again = make_permit("2025-09-01-again", title="Extended by a year", replaces=[permit])
    publish(again)
    assert "Its place was taken by Extended by a year" in text_of(client.get(f"/events/{permit.slug}/"))
    assert f"It takes the place of {permit.title}" in text_of(client.get(f"/events/{again.slug}/"))


def test_contested_numbers_stand_side_by_side_and_in_no_sum(client, empty):
    permit = make_permit(count_kind="unspecified", count_value=None, applications_kind="", applications_value=None)
    source = permit.citations.get().source
    for name, value in (("ministry", 30), ("chamber", 12)):
        claimant = make_actor(name, name=name.capitalize())
        permit.claimed_counts.create(
            of="permits", count_kind="exact", count_value=value, claimant=claimant, source=source
        )
    publish(permit)
    page = text_of(client.get(f"/events/{permit.slug}/"))
    assert "30 permits , says Ministry" in page
    assert "12 permits , says Chamber" in page
    assert "Count not stated" not in page
    assert "numbers contested" in text_of(client.get(reverse("permits")))
    total = client.get(reverse("permit-summary")).json()["total"]
    assert (total["known_minimum"], total["unspecified"]) == (0, 1)


class TestShipped:
    def test_the_approval_of_june_2025_says_what_is_known_and_what_is_not(self, client, shipped):
        page = text_of(client.get(f"/events/{MOFCOM_7_JUNE}/"))
        assert "Known Official: approved." in page
        assert "Not stated in any source read How many permits. How many applications there were." in page

    def test_the_presidents_claim_is_linked_and_marked_as_one(self, client, shipped):
        page = text_of(client.get(f"/events/{MOFCOM_7_JUNE}/"))
        assert "Trump says that Xi agreed to let rare earths flow 6 June 2025 · Donald Trump claimed" in page

    def test_the_carmakers_suppliers_have_temporary_permits_by_report(self, client, shipped):
        page = text_of(client.get(f"/events/{CARMAKERS}/"))
        assert "Known Reported: approved, temporary." in page
        assert "How long, as stated: some are valid for six months." in page
        assert "No last day was stated" in page

    def test_the_page_takes_a_constant_number_of_queries(self, client, shipped, django_assert_num_queries):
        client.get(f"/events/{CARMAKERS}/")
        with django_assert_num_queries(11):
            client.get(f"/events/{CARMAKERS}/")
        make_link(make_statement("2025-06-08-other"), make_permit("2025-06-08-permit"))
        with django_assert_num_queries(11):
            client.get(f"/events/{MOFCOM_7_JUNE}/")
