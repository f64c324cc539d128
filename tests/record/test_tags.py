"""What an entity tag proves: that this very address was answered, in this very state; 304 needs nothing else."""

import pytest

from policy.record import known
from policy.record.version import version
from policy.renaming import rename_event
from tests.makers import change, make_measure, publish

pytestmark = pytest.mark.django_db
SLUG = "2025-04-04-test-measure"
PAGES = ["/", f"/events/{SLUG}/", f"/events/{SLUG}/embed/", "/zh-hans/controls/?on=2025-05-01", "/feeds/events.atom"]
ANSWERS = ["events/?kind=measure", "changes/?after=1", f"measures/{SLUG}/revisions/", "controls/?format=csv", "status/"]
ADDRESSES = [*PAGES, *(f"/api/v1/{path}" for path in ANSWERS)]
OF_ANSWERS = {"Content-Type", "Content-Length", "Content-Disposition", "Link", "Allow"}


@pytest.fixture
def measure(empty):
    measure = make_measure(SLUG)
    publish(measure)
    return measure


@pytest.fixture
def watched(measure, monkeypatch):
    """This process as one that was told the version, and believes it for as long as the test takes."""
    monkeypatch.setattr(known, "LEASE_SECONDS", 1000)
    watched = known.Known()
    watched.tell(version())
    monkeypatch.setattr(known, "_known", watched)
    return watched


def tag_of(client, address, **headers):
    answer = client.get(address, headers=headers)
    assert answer.status_code in (200, 308)
    b"".join(answer)
    return answer["ETag"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_answer_that_the_reader_has_asks_the_database_nothing(client, watched, address, django_assert_num_queries):
    tag = tag_of(client, address)
    for asked in (client.get, client.head):
        with django_assert_num_queries(0):
            again = asked(address, headers={"If-None-Match": f'"other", W/{tag}'})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_304_has_the_headers_of_the_answer_for_caches_update_theirs_by_it(client, watched, address):
    answer = client.get(address)
    again = client.get(address, headers={"If-None-Match": answer["ETag"]})
    assert dict(again.headers) == {name: told for name, told in answer.headers.items() if name not in OF_ANSWERS}
    b"".join(answer)


def test_every_address_has_a_tag_of_its_own(client, measure):
    path = "/api/v1/events/"
    same = [
        tag_of(client, path),
        tag_of(client, f"{path}?order=date"),
        tag_of(client, f"{path}?page_size=50"),
        tag_of(client, "/api/v1/measures/"),
        tag_of(client, path, accept="text/csv"),
        tag_of(client, path, accept_encoding="br"),
        tag_of(client, path, host="localhost"),
        client.get(path, secure=True)["ETag"],
    ]
    assert len(set(same)) == len(same)
    assert tag_of(client, path, accept="application/json;q=0.9, */*;q=0.1") == same[0]


def test_a_tag_proves_nothing_of_another_address(client, watched):
    tag = tag_of(client, "/api/v1/events/")
    for address, status in (("/api/v1/events/none/", 404), ("/api/v1/events/?kind=x", 400), ("/api/v1/measures/", 200)):
        assert client.get(address, headers={"If-None-Match": tag}).status_code == status


def test_an_asterisk_proves_nothing(client, watched):
    assert client.get("/api/v1/events/none/", headers={"If-None-Match": "*"}).status_code == 404
    assert client.get("/api/v1/events/", headers={"If-None-Match": "*"}).status_code == 304


def test_what_isn_t_accepted_is_refused_whatever_the_reader_has(client, watched):
    tag = tag_of(client, "/api/v1/events/")
    refused = client.get("/api/v1/events/", headers={"If-None-Match": tag, "Accept": "image/png"})
    assert refused.status_code == 406
    assert client.post("/api/v1/events/", headers={"If-None-Match": tag}).status_code == 405
    assert client.get("/api/v1/events/", headers={"If-None-Match": tag, "If-Match": '"other"'}).status_code == 412


def test_an_old_address_is_known_by_its_tag_as_well(client, watched, measure):
    rename_event(measure, "2025-04-04-better-name", reason="It misled.", by="tester")
    watched.tell(version())
    tag = tag_of(client, f"/events/{SLUG}/")
    assert client.get(f"/events/{SLUG}/", headers={"If-None-Match": tag}).status_code == 304


def test_a_publication_ends_what_tags_prove(client, watched, measure):
    tags = {address: tag_of(client, address) for address in ADDRESSES}
    publish(change(measure, title="Another title"))
    watched.tell(version())
    for address, tag in tags.items():
        answer = client.get(address, headers={"If-None-Match": tag})
        assert answer.status_code == 200
        b"".join(answer)
