"""What pages tell programs about themselves: every value is the document's, and no text ends the block."""

import json
import re
from types import SimpleNamespace

import pytest

from policy import kinds
from policy.choices import State
from policy.kinds.measure import legal_force
from policy.record.chain import instant
from policy.record.models import Revision
from policy.site import json_ld
from policy.site.entry import Entry

pytestmark = pytest.mark.django_db

MEASURE = "2025-04-04-mofcom-gac-announcement-18"
HERE = "http://testserver"
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
ADDRESSES = {"@id", "url", "item", "contentUrl", "image", "license", "legislationLegalForce", "eventStatus"}
TYPES = {
    "measure": {"Legislation", "Action"},
    "statement": {"CreativeWork"},
    "meeting": {"Event"},
    "permit": {"GovernmentPermit", "Action"},
}


def told(client, path):
    return json.loads(BLOCK.search(client.get(path).content.decode())[1])


def parts(client, slug):
    """Return what the page of an event tells: of itself, of the event, and the way to it."""
    return told(client, f"/events/{slug}/")["@graph"]


def addresses(node):
    if isinstance(node, dict):
        for key, value in node.items():
            yield from [value] if key in ADDRESSES and isinstance(value, str) else addresses(value)
    elif isinstance(node, list):
        for one in node:
            yield from addresses(one)


def test_a_measure_is_legislation_with_its_force_today(client, shipped):
    document = Revision.objects.current().get(slug=MEASURE).content
    page, measure, trail = parts(client, MEASURE)
    assert measure["@type"] == "Legislation"
    assert measure["legislationIdentifier"] == document["detail"]["instrument_number"]
    assert measure["legislationDate"] == document["detail"]["announced"]
    names = {actor["name"] for actor in document["actors"] if actor["role"] == "issuer"}
    assert {one["name"] for one in measure["legislationPassedBy"]} == names
    assert measure["legislationLegalForce"] == "https://schema.org/InForce"
    assert page["mainEntity"]["@id"] == measure["@id"] == f"{HERE}/events/{MEASURE}/#event"
    assert [one["item"] for one in trail["itemListElement"]] == [f"{HERE}/", f"{HERE}/events/{MEASURE}/"]


def test_a_page_cites_the_sources_of_its_document_in_their_order(client, shipped):
    document = Revision.objects.current().get(slug=MEASURE).content
    cited = parts(client, MEASURE)[0]["citation"]
    assert [(one["url"], one["name"]) for one in cited] == [
        (one["source"]["url"], one["source"]["title"]) for one in document["citations"]
    ]
    assert {one["@type"] for one in cited} <= {"NewsArticle", "Report", "CreativeWork"}


def test_every_event_is_of_the_type_of_its_kind_and_says_nothing_that_is_unknown(shipped):
    for revision in Revision.objects.current().public():
        # those named are made up: reading them for all events would take long, and their types are tested above
        document = revision.content
        agents = {one["slug"]: {"@type": "Organization", "name": one["name"]} for one in document["actors"]}
        found = json_ld.without_nothing(kinds.get(revision.kind).schema_org(document, agents, []))
        assert found["@type"] in TYPES[revision.kind]
        assert json_ld.without_nothing(found) == found
        dates = [value for key, value in found.items() if "Date" in key or key in ("validFrom", "validUntil")]
        assert all(one in revision.document for one in dates)


def test_what_no_authority_said_to_have_issued_is_no_legislation(shipped):
    reported = Revision.objects.current().get(slug="2010-10-28-china-reported-resumption-rare-earth-shipments").content
    agents = {one["slug"]: one for one in reported["actors"]}
    assert kinds.get("measure").schema_org(reported, agents, [State.IN_FORCE])["@type"] == "Action"


@pytest.mark.parametrize(
    ("states", "word"),
    [
        ([State.IN_FORCE, State.IN_FORCE], "InForce"),
        ([State.IN_FORCE, State.SUSPENDED], "PartiallyInForce"),
        ([State.EXPIRED, State.NOT_YET_EFFECTIVE], "NotInForce"),
        ([State.IN_FORCE, State.UNDATED], "InForce"),
    ],
)
def test_the_legal_force_is_that_of_all_provisions(states, word):
    assert legal_force(states) == f"https://schema.org/{word}"
    assert legal_force([State.UNDATED]) is None


def test_talks_that_were_held_are_not_called_scheduled(client, shipped):
    meeting = parts(client, "2025-06-09-london-talks")[1]
    assert (meeting["@type"], meeting["startDate"], meeting["endDate"]) == ("Event", "2025-06-09", "2025-06-10")
    assert meeting["location"]["address"]["addressCountry"] == "GB"
    assert "eventStatus" not in meeting


def test_the_front_page_describes_the_record(client, shipped):
    record = told(client, "/")
    newest = Revision.objects.newest()
    assert (record["@context"], record["@type"], record["version"]) == (
        "https://schema.org",
        "Dataset",
        str(newest.seq),
    )
    assert record["temporalCoverage"] == "2010/.."
    assert record["dateModified"] == instant(newest.published_at)
    for one in record["distribution"]:
        assert client.get(one["contentUrl"]).headers["Content-Type"].startswith(one["encodingFormat"])


@pytest.mark.parametrize("path", ["/", f"/events/{MEASURE}/", "/events/2025-06-09-london-talks/"])
def test_addresses_are_whole(client, shipped, path):
    found = list(addresses(told(client, path)))
    assert found
    assert all(re.match("https?://", one) for one in found)


def test_no_text_ends_the_block(shipped):
    revision = Revision.objects.current().get(slug=MEASURE)
    entry = Entry.read(revision)
    entry.event["title"] = "</script><script>alert(1)//&\u2028"
    block = json_ld.block(json_ld.event(entry, [], lambda path: f"{HERE}{path}"))
    assert block.count("<") == 2
    assert json.loads(BLOCK.search(block)[1])["@graph"][1]["name"] == entry.event["title"]


def test_an_empty_record_tells_no_dates(empty):
    version = SimpleNamespace(
        title="Monazite", data_set=SimpleNamespace(urn="urn:uuid:0"), seq=0, published_at=None, first_event=None
    )
    record = json_ld.without_nothing(json_ld.data_set(version, lambda path: f"{HERE}{path}"))
    assert not {"dateModified", "temporalCoverage"} & record.keys()
