"""The news story that the project started from: each of its dated facts, in our own words, is an event of the record."""

import json
from dataclasses import dataclass

import pytest

from policy.record.models import Revision

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Fact:
    """A dated fact of the story, and where the record has it. `links` are (relation, other event), told here or there."""

    told: str
    slug: str
    kind: str
    certainty: str
    date: str
    actors: tuple[str, ...]
    links: tuple[tuple[str, str], ...] = ()


CALL = "2025-06-05-trump-xi-call"
CONTROLS = "2025-04-04-mofcom-gac-announcement-18"
APPROVAL = "2025-06-07-mofcom-certain-number-of-licences"
STATEMENT = "2025-06-07-mofcom-statement-on-rare-earth-approvals"
CLAIM = "2025-06-06-trump-xi-agreed-rare-earths"
TEMPORARY = "2025-06-06-temporary-permits-us-automaker-suppliers"
TRACKING = "2025-05-china-rare-earth-magnet-tracking-system"
GENEVA = "2025-05-geneva-trade-talks"
DISCONTENT = "2025-05-trump-china-not-lifting-rare-earth-restrictions"
COUNTER = "2025-06-02-mofcom-rejects-violation-charge"
LONDON = "2025-06-09-london-talks"

FACTS = [
    Fact(
        "the two presidents speak by telephone",
        CALL,
        "meeting",
        "official",
        "2025-06-05",
        ("donald-trump", "xi-jinping"),
    ),
    Fact(
        "the ministry has approved permits, without saying how many",
        APPROVAL,
        "permit",
        "official",
        "2025-06-07",
        ("mofcom",),
        (("implements", CONTROLS), ("confirms", STATEMENT)),
    ),
    Fact(
        "the ministry says so in a statement of the 7th",
        STATEMENT,
        "statement",
        "official",
        "2025-06-07",
        ("mofcom",),
        (("follows", CLAIM),),
    ),
    Fact(
        "the US president says that Xi agreed to let rare earths flow",
        CLAIM,
        "statement",
        "claimed",
        "2025-06-06",
        ("donald-trump",),
        (("follows", CALL),),
    ),
    Fact(
        "temporary permits for the suppliers of three US carmakers, by Reuters, citing sources",
        TEMPORARY,
        "permit",
        "reported",
        "2025-06-06",
        ("mofcom", "general-motors", "ford", "stellantis"),
        (("implements", CONTROLS), ("follows", CALL)),
    ),
    Fact("controls on seven elements since 4 April", CONTROLS, "measure", "official", "2025-04-04", ("mofcom", "gac")),
    Fact(
        "a reporting system for transactions and customers",
        TRACKING,
        "measure",
        "reported",
        "2025-05",
        (),
        (("follows", CONTROLS),),
    ),
    Fact(
        "the agreement of Geneva on tariffs and other measures",
        GENEVA,
        "meeting",
        "official",
        "2025-05-10",
        ("scott-bessent", "he-lifeng"),
    ),
    Fact(
        "the US president complains that the restrictions stay",
        DISCONTENT,
        "statement",
        "reported",
        "2025-05",
        ("donald-trump",),
        (("follows", GENEVA),),
    ),
    Fact(
        "China answers that it is the US which discriminates: chips, design software, visas",
        COUNTER,
        "statement",
        "official",
        "2025-06-02",
        ("mofcom",),
        (
            ("contradicts", "2025-05-30-trump-china-violated-agreement"),
            ("responds_to", "2025-05-12-us-ascend-chip-guidance"),
            ("responds_to", "2025-05-23-us-eda-licence-letters"),
            ("responds_to", "2025-05-28-us-chinese-student-visa-revocations"),
        ),
    ),
    Fact(
        "talks in London from the 9th",
        LONDON,
        "meeting",
        "official",
        "2025-06-09",
        ("he-lifeng", "scott-bessent"),
        (("implements", GENEVA), ("leads_to", CALL)),
    ),
]


def document(slug):
    return json.loads(Revision.objects.current().get(slug=slug).document)


@pytest.mark.parametrize(
    "fact", [pytest.param(one, id=one.told, marks=pytest.mark.permits if one.kind == "permit" else ()) for one in FACTS]
)
def test_each_dated_fact_is_an_event_with_source_certainty_and_links(shipped, fact):
    event = document(fact.slug)
    assert (event["kind"], event["certainty"], event["date"]) == (fact.kind, fact.certainty, fact.date)
    assert any(citation["source"]["checked"] == "text" for citation in event["citations"])
    assert set(fact.actors) <= {actor["slug"] for actor in event["actors"]}
    assert set(fact.links) <= {(link["relation"], link["event"]["slug"]) for link in event["links"]}


@pytest.mark.permits
def test_each_is_on_the_timeline_of_these_months(shipped, client):
    found, address = set(), "/api/v1/events/?from=2025-04-01&to=2025-06-30&fields=slug&page_size=200"
    found |= {event["slug"] for event in client.get(address).json()["results"]}
    assert {fact.slug for fact in FACTS} <= found


@pytest.mark.permits
def test_the_approval_states_no_number(shipped):
    assert document(APPROVAL)["detail"]["count"] == {"kind": "unspecified", "value": None}
    assert document(TEMPORARY)["detail"]["count"] == {"kind": "unspecified", "value": None}
    assert document(TEMPORARY)["detail"]["outcome"] == "approved_temporary"


@pytest.mark.parametrize(
    "words",
    [
        "a certain number of export permit applications",
        "both military and civilian applications",
        "robotics and new energy vehicles",
        "continue to approve reasonable applications",
        "proliferation of weapons of mass destruction",
    ],
)
def test_the_statement_is_quoted_with_its_language(shipped, words):
    quotes = document(STATEMENT)["detail"]["quotes"]
    assert [quote["language"] for quote in quotes if words in quote["text"]] == ["en"]
    assert any(quote["language"] == "zh" and quote["translation"] for quote in quotes)


def test_the_claim_and_the_statement_name_each_other(shipped):
    assert ("follows", "in", STATEMENT) in {
        (link["relation"], link["direction"], link["event"]["slug"]) for link in document(CLAIM)["links"]
    }


def test_the_april_controls_hold_seven_elements_in_their_forms(shipped):
    provisions = document(CONTROLS)["detail"]["provisions"]
    items = [item for provision in provisions for item in provision["items"]]
    elements = {"samarium", "gadolinium", "terbium", "dysprosium", "lutetium", "scandium", "yttrium"}
    assert {item["material"] for item in items} == elements
    assert {"alloy", "oxide", "compound"} <= {item["form"] for item in items}
    assert {provision["effective"] for provision in provisions} == {"2025-04-04"}


def test_the_counter_accusation_names_chips_software_and_visas(shipped):
    summary = document(COUNTER)["summary"]
    assert all(word in summary for word in ("chip", "software", "visas"))
