"""What permit decisions add up to, and what the shipped record does."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from permits.choices import CountKind
from permits.summary import APPROVALS, BY, summary
from tests.permits.decisions import ABOUT_2000, AT_LEAST_4, EXACT_3, UNKNOWN, decision, several


def sums(row):
    return row.decisions, row.known_minimum, row.unspecified


@pytest.mark.parametrize(
    ("story", "total"),
    [
        ([decision(count=EXACT_3)], (1, 3, 0)),
        ([decision(count=AT_LEAST_4)], (1, 4, 0)),
        ([decision(count=UNKNOWN)], (1, 0, 1)),
        ([decision(count=ABOUT_2000)], (1, 0, 1)),
        ([decision(outcome="denied", count=EXACT_3)], (1, 0, 0)),
        ([decision(count=EXACT_3), decision(outcome="revoked", count=EXACT_3)], (2, 3, 0)),
        ([decision(outcome="pending", count=EXACT_3)], (0, 0, 0)),
        ([decision(count=EXACT_3, is_replaced=True), decision(count=EXACT_3)], (2, 3, 0)),
        (
            [decision(outcome="denied"), decision(count=EXACT_3, is_replaced=True), decision(count=AT_LEAST_4)],
            (3, 4, 1),
        ),
    ],
)
def test_stories_of_permits_add_up(story, total):
    assert sums(summary(story, "month").total) == total


def test_a_decision_with_several_keys_counts_in_each_row_and_once_in_the_total():
    told = summary([decision(count=EXACT_3, sectors=["automotive", "robotics"])], "sector")
    assert {row.key: sums(row) for row in told.rows} == {"automotive": (1, 3, 0), "robotics": (1, 3, 0)}
    assert sums(told.total) == (1, 3, 0)


def test_a_decision_without_a_key_stands_under_none_and_all_is_a_key():
    told = summary([decision(destinations=[]), decision(destinations=["all"])], "destination")
    assert [row.key for row in told.rows] == ["all", None]


def test_what_is_pending_has_a_row_among_outcomes_and_is_in_no_total():
    decided, pending = decision(count=EXACT_3), decision(outcome="pending", count=EXACT_3)
    assert [(row.key, row.decisions) for row in summary([decided, pending], "outcome").rows] == [
        ("approved", 1),
        ("pending", 1),
    ]
    assert [row.decisions for row in summary([decided, pending], "month").rows] == [1]


def test_months_stand_in_the_order_of_time_and_a_year_alone_is_a_key():
    found = [decision("2025-06-07-a"), decision("2024-01-02-b"), decision("2025-x", date="2025")]
    assert [row.key for row in summary(found, "month").rows] == ["2024-01", "2025", "2025-06"]


def test_applications_are_told_where_one_decision_states_them_and_never_summed():
    once = decision(applications=ABOUT_2000)
    assert summary([once, decision()], "month").total.applications == ABOUT_2000
    assert summary([once, once], "month").total.applications is None


def test_applications_without_a_number_are_not_told_and_hide_none_that_are():
    unknown = decision(applications=UNKNOWN)
    assert summary([unknown], "month").total.applications is None
    assert summary([decision(applications=ABOUT_2000), unknown], "month").total.applications == ABOUT_2000


@pytest.mark.parametrize("by", BY)
@settings(max_examples=40, deadline=None)
@given(found=several(st.sampled_from([EXACT_3, AT_LEAST_4, ABOUT_2000, UNKNOWN])))
def test_no_sum_holds_what_was_not_counted(by, found):
    told = summary(found, by)
    for row in [*told.rows, told.total]:
        is_pending = row is not told.total and row.key == "pending"
        own = [one for one in found if row is told.total or row.key in (keys(one, by) or [None])]
        own = [one for one in own if (one.outcome == "pending") == is_pending]
        counted = [one for one in own if one.outcome in APPROVALS and one.count["kind"] in ("exact", "at_least")]
        unknown = [one for one in own if one.count["kind"] in (CountKind.APPROXIMATELY, CountKind.UNSPECIFIED)]
        assert sums(row) == (len(own), sum(one.count["value"] for one in counted), len(unknown))


def keys(one, by):
    return {
        "month": [one.date[:7]],
        "sector": one.sectors,
        "destination": one.destinations,
        "outcome": [one.outcome],
        "material": one.materials,
    }[by]


@pytest.mark.django_db
class TestApi:
    ADDRESS = "/api/v1/permits/summary/"

    def test_the_shipped_record_adds_up_as_its_files_do(self, client, shipped):
        body = client.get(f"{self.ADDRESS}?by=outcome").json()
        rows = [row for row in shipped.files["permits"] if row["status"] == "published" and row["outcome"] != "pending"]
        known = [row["count"]["value"] for row in rows if row["count"]["kind"] in ("exact", "at_least")]
        assert (body["by"], body["total"]["decisions"]) == ("outcome", len(rows))
        assert body["total"]["known_minimum"] == sum(known)
        assert body["total"]["unspecified"] == len(rows) - len(known)
        assert list(body["rows"][0]) == ["key", "decisions", "known_minimum", "unspecified", "applications"]

    def test_filters_narrow_it_as_they_narrow_the_list(self, client, shipped):
        count = client.get("/api/v1/permits/?from=2025-06-01&to=2025-06-30&count=true").json()["count"]
        body = client.get(f"{self.ADDRESS}?by=month&from=2025-06-01&to=2025-06-30").json()
        assert [row["decisions"] for row in body["rows"]] == [count] == [body["total"]["decisions"]]

    def test_the_approval_of_a_certain_number_enters_no_sum(self, client, shipped):
        [row] = client.get(f"{self.ADDRESS}?by=month&from=2025-06-07&to=2025-06-07").json()["rows"]
        assert (row["decisions"], row["known_minimum"], row["unspecified"]) == (1, 0, 1)

    @pytest.mark.parametrize("query", ["by=year", "by=", "by=month&by=sector", "order=date", "cursor=x", "page_size=5"])
    def test_what_can_not_be_meant_is_refused(self, client, query):
        response = client.get(f"{self.ADDRESS}?{query}")
        assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")

    def test_it_takes_a_constant_number_of_queries(self, client, shipped, django_assert_num_queries):
        client.get(self.ADDRESS)
        for by in BY:
            with django_assert_num_queries(4):
                client.get(f"{self.ADDRESS}?by={by}")
