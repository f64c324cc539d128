"""Controls on a day, and the states of one measure, as partners ask for them."""

from datetime import UTC, datetime, timedelta

import pytest

from policy.record.control_rows import row_keys
from policy.record.control_texts import kept
from policy.record.models import Revision
from policy.record.version import rows_changed
from tests.makers import make_material

pytestmark = pytest.mark.django_db

LIST = "/api/v1/controls/"
STATUS = "/api/v1/measures/2024-12-03-mofcom-announcement-46/status/"
LONG_AGO = "2020-01-01T00:00:00Z"


def results(client, query):
    response = client.get(f"{LIST}?{query}")
    assert response.status_code == 200, response.content
    return response.json()["results"]


def refused(client, address):
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    return {error["parameter"]: error for error in response.json()["errors"]}


def test_a_row_has_the_keys_of_the_contract_in_their_order(client):
    [row] = results(client, "on=2025-11-08&code=1C909.a&form=metal")
    assert list(row) == row_keys()
    assert (row["item"], row["state"], row["until"]) == ("2025-57-ho-metal", "suspended", "2027-01-10")


def test_without_a_day_it_answers_for_today_in_utc_and_says_so(client):
    today = datetime.now(UTC).date()
    assert results(client, "page_size=1")[0]["on"] in {str(today), str(today - timedelta(days=1))}


def test_every_issuer_and_destination_is_there_unless_asked_otherwise(client):
    assert {row["issuing_country"] for row in results(client, "on=2026-01-01&page_size=200&issuer=US")} == {"US"}
    both = client.get(f"{LIST}?on=2026-01-01&count=true").json()["count"]
    assert both > client.get(f"{LIST}?on=2026-01-01&count=true&issuer=CN").json()["count"] > 0


def test_pages_follow_each_other_and_come_back(client):
    first = client.get(f"{LIST}?on=2025-11-08&page_size=100").json()
    second = client.get(first["next"]).json()
    assert client.get(second["previous"]).json()["results"] == first["results"]
    assert 'rel="next"' in client.get(f"{LIST}?page_size=5")["Link"]
    assert first["version"] == Revision.objects.newest().seq


def test_fields_limit_a_row(client):
    assert results(client, "fields=item,state&page_size=1&code=1C909.a&on=2025-11-08&form=metal") == [
        {"item": "2025-57-ho-metal", "state": "suspended"}
    ]


def test_before_the_record_begins_it_is_empty_and_says_when_it_does(client):
    body = client.get(f"{LIST}?known_at={LONG_AGO}").json()
    assert (body["results"], body["next"]) == ([], None)
    assert body["record_begins"].startswith("20")


def test_a_question_costs_the_same_however_long_the_answer(client, django_assert_num_queries):
    client.get(LIST)  # the vocabulary, and which scopes meet the filters, are read once for each version
    for size in (1, 50, 200):
        kept.clear()
        for queries in (5, 2):  # the version before and after; the second time its rows are kept
            with django_assert_num_queries(queries):
                client.get(f"{LIST}?page_size={size}")


def test_as_announced_costs_a_constant_number_of_queries(client, django_assert_num_queries):
    client.get(LIST)
    for size in (1, 200):
        with django_assert_num_queries(6):
            client.get(f"{LIST}?as_announced=2025-10-10&on=2025-12-01&page_size={size}")


def test_mistakes_are_told_together_with_what_is_allowed(client):
    told = refused(
        client, f"{LIST}?on=2025-02-30&hs=28A5&state=over&colour=red&destination=Mars&page_size=900&cursor=x"
    )
    assert set(told) == {"on", "hs", "state", "colour", "destination", "page_size", "cursor"}
    assert "in_force" in told["state"]["allowed"]
    assert "material" in told["colour"]["allowed"]


@pytest.mark.parametrize(
    "query", ["on=2025-01-01&on=2025-01-02", "material=", "known_at=2025-01-01", "form=gas", "hs=280"]
)
def test_what_is_repeated_empty_or_malformed_is_refused(client, query):
    assert len(refused(client, f"{LIST}?{query}")) == 1


def test_a_cursor_of_another_list_is_refused(client):
    cursor = client.get("/api/v1/events/?page_size=1").json()["next"].partition("cursor=")[2]
    assert set(refused(client, f"{LIST}?cursor={cursor}")) == {"cursor"}


def test_the_status_of_a_measure_tells_its_provisions_in_their_order(client):
    body = client.get(f"{STATUS}?on=2025-11-09").json()
    assert list(body)[:6] == ["measure", "on", "known_at", "as_announced", "reviewed_through", "beyond_coverage"]
    states = {one["ref"]: one["state"] for one in body["provisions"]}
    assert (states["Article 1"], states["Article 2"]) == ("in_force", "suspended")
    assert list(body["provisions"][0]) == [
        *("ref", "requirement", "state", "since", "until", "next_change"),
        *("lapsed_suspension", "amended_by", "because", "notes"),
    ]


def test_the_status_agrees_with_the_rows(client):
    for on in ("2024-12-03", "2025-11-09", "2026-11-28"):
        rows = results(client, f"measure=2024-12-03-mofcom-announcement-46&on={on}&page_size=200")
        told = {one["ref"]: one for one in client.get(f"{STATUS}?on={on}").json()["provisions"]}
        for row in rows:
            own = told[row["provision"]["ref"]]
            assert all(own[key] == row[key] for key in ("state", "since", "until", "next_change", "because", "notes"))


def test_an_amendment_shows_from_the_day_of_its_effect(client):
    own = "/api/v1/measures/2024-11-15-mofcom-announcement-51-dual-use-list/status/"
    amendment = "2025-02-04-mofcom-gac-announcement-10"
    for on, amended in (("2025-02-03", []), ("2025-02-04", [amendment])):
        assert {tuple(one["amended_by"]) for one in client.get(f"{own}?on={on}").json()["provisions"]} == {
            tuple(amended)
        }


def test_provisions_of_a_suspending_instrument_have_no_state(client):
    body = client.get("/api/v1/measures/2025-11-04-us-reciprocal-tariff-suspension-extended/status/").json()
    assert body["provisions"]
    assert {one["state"] for one in body["provisions"]} == {None}


def test_an_undated_provision_says_so(client):
    body = client.get("/api/v1/measures/2024-05-14-ustr-section-301-four-year-review/status/").json()
    [proposal] = body["provisions"]
    assert (proposal["state"], proposal["since"], proposal["until"]) == ("undated", None, None)
    assert proposal["notes"]


def test_as_announced_before_its_announcement_a_measure_has_no_states(client):
    assert client.get(f"{STATUS}?as_announced=2024-12-02").json()["provisions"] == []
    [_, article, *_] = client.get(f"{STATUS}?as_announced=2025-01-01&on=2025-12-01").json()["provisions"]
    assert (article["ref"], article["state"]) == ("Article 2", "in_force")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"{STATUS}?known_at={LONG_AGO}", 404),
        ("/api/v1/measures/no-such-measure/status/", 404),
        ("/api/v1/measures/2025-06-05-trump-xi-call/status/", 404),
        (f"{STATUS}?on=yesterday", 400),
        (f"{STATUS}?destination=US", 400),
        (f"{STATUS}?on=2026-W01-1", 400),
        (f"{STATUS}?on=%202026-01-01", 400),
        (f"{STATUS}?known_at=2026-W48-1T00:00:00Z", 400),
        (f"{STATUS}?known_at=20261123T153100Z", 400),
        (f"{LIST}?issuer=%20CN", 400),
    ],
)
def test_what_has_no_status_is_a_problem(client, address, status):
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")


def test_a_measure_that_was_not_public_yet_says_where_to_look(client):
    assert "known_at" in client.get(f"{STATUS}?known_at={LONG_AGO}").json()["detail"]


@pytest.mark.parametrize("address", [LIST, STATUS])
def test_answers_are_tagged_by_day_and_unchanged_ones_are_304(client, address, monkeypatch):
    tag = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304

    class Tomorrow(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + timedelta(days=1)

    monkeypatch.setattr("policy.record.http.datetime", Tomorrow)
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_can_be_written(client, method):
    assert getattr(client, method)(LIST).status_code == 405


def test_drafts_are_in_no_answer(client, shipped):
    everything = "licence_required,prohibited,reporting_required,tariff,exemption,framework,other"
    measures = {row["measure"]["slug"] for row in every_row(client, f"{LIST}?requirement={everything}&page_size=200")}
    assert not measures & set(shipped.drafts)
    assert measures <= set(shipped.published)


def every_row(client, address):
    while address:
        page = client.get(address).json()
        yield from page["results"]
        address = page["next"]


def test_materials_that_drafts_alone_name_are_neither_asked_for_nor_offered(client):
    make_material("secretium", group="other_critical_mineral", name="Secretium", symbol="")
    rows_changed()
    assert "secretium" not in refused(client, f"{LIST}?material=secretiun")["material"]["allowed"]
    assert refused(client, f"{LIST}?material=secretium").keys() == {"material"}
    assert refused(client, f"{LIST}?material=Secretium").keys() == {"material"}
