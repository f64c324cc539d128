"""`facets/`: counts per filter value, asked for as a list is."""

import pytest

pytestmark = pytest.mark.django_db
PATH = "/api/v1/facets/"


def test_each_count_is_that_of_the_list_with_this_value(client, shipped):
    given = {"q": "rare earth", "kind": "measure", "from": "2025-01-01"}
    answer = client.get(PATH, given).json()
    assert list(answer["facets"]["kind"][0]) == ["value", "label", "count"]
    for parameter in ("kind", "instrument_type"):
        for one in answer["facets"][parameter]:
            query = {**given, parameter: one["value"], "count": "true", "page_size": 1}
            assert client.get("/api/v1/events/", query).json()["count"] == one["count"] > 0


def test_is_listed_and_cached_by_version(client, shipped):
    assert client.get("/api/v1/").json()["endpoints"]["facets"].endswith(PATH)
    first = client.get(PATH)
    assert first.json()["version"] == client.get("/api/v1/status/").json()["version"]
    assert client.get(PATH, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert client.head(PATH).status_code == 200


@pytest.mark.parametrize(
    ("query", "parameter"),
    [("order=date", "order"), ("kind=nothing", "kind"), ("to=2025-01-01&to=2025-01-01", "to"), ("x=1", "x")],
)
def test_refuses_what_it_can_t_count_and_names_it(client, shipped, query, parameter):
    response = client.get(f"{PATH}?{query}")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert [error["parameter"] for error in response.json()["errors"]] == [parameter]


def test_nothing_can_be_posted(client, shipped):
    assert client.post(PATH).status_code == 405
