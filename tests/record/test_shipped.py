"""The documents of the shipped data, held against data/*.json by a recomputation that knows nothing of ours."""

import hashlib
import json
from datetime import date

import pytest

from policy.models import Actor, Event
from policy.record.models import Revision
from policy.record.publish import publish_all, republish
from policy.record.verify import verify

pytestmark = pytest.mark.django_db

DATE_KEYS = {"measure": "announced", "statement": "date", "meeting": "start", "permit": "date"}
EASING, TIGHTENING = ("approved", "approved_temporary", "general_licence"), ("denied", "returned", "revoked")


@pytest.fixture(scope="module")
def rows(shipped_files):
    """The shipped records by slug, of one file after the other; events know their kind."""
    by_slug = {
        name: {row["slug"]: row for row in records} for name, records in shipped_files.items() if name != "links"
    }
    kinds = {"measures": "measure", "statements": "statement", "meetings": "meeting", "permits": "permit"}
    read = [name for name in kinds if name in by_slug]
    events = {slug: {**row, "KIND": kinds[name]} for name in read for slug, row in by_slug[name].items()}
    return by_slug | {"events": events, "links": shipped_files["links"]}


@pytest.fixture
def documents(shipped):
    return {revision.slug: json.loads(revision.document) for revision in Revision.objects.current().public()}


def unique(values):
    return [value for place, value in enumerate(values) if value and value not in values[:place]]


def is_code(target):
    return target == "all" or (len(target) == 2 and target.isupper())


def roles(row):
    if row["KIND"] == "measure":
        targets = [(target, "target") for target in row["targets"] if not is_code(target)]
        return [(slug, "issuer") for slug in row["issuers"]] + targets
    if row["KIND"] == "statement":
        return [(row["speaker"], "speaker")] + ([(row["on_behalf_of"], "on_behalf_of")] if row["on_behalf_of"] else [])
    if row["KIND"] == "meeting":
        return [(slug, "participant") for slug in row["participants"]]
    return [(row["authority"], "authority")] + [(slug, "beneficiary") for slug in row["beneficiaries"]]


def acting(row):
    if row["KIND"] == "statement":
        return [row["on_behalf_of"] or row["speaker"]]
    return row.get("issuers") or row.get("participants") or [row["authority"]]


def items(row):
    return row.get("items", []) + [item for provision in row.get("provisions", []) for item in provision["items"]]


def materials(row, rows):
    named = row.get("materials", []) + [slug for part in row.get("provisions", []) for slug in part["materials"]]
    slugs = unique(named + [rows["items"][slug]["material"] for slug in items(row)])
    return [{key: rows["materials"][slug][key] for key in ("slug", "symbol", "name")} for slug in slugs]


def direction(row):
    if row["KIND"] == "meeting":
        return None
    if row["KIND"] == "permit":
        outcome = row["outcome"]
        return "easing" if outcome in EASING else "tightening" if outcome in TIGHTENING else "neutral"
    value = row.get("direction") or row["stance"]
    return "neutral" if value == "contradicting" else value


def links(slug, rows):
    events = rows["events"]
    shown = [
        link for link in rows["links"] if events[link["from"]]["status"] == events[link["to"]]["status"] == "published"
    ]
    outgoing = [(link, "out", events[link["to"]]) for link in shown if link["from"] == slug]
    incoming = [(link, "in", events[link["from"]]) for link in shown if link["to"] == slug]
    incoming.sort(key=lambda entry: (entry[2][DATE_KEYS[entry[2]["KIND"]]], entry[2]["slug"]))
    return [
        {
            "relation": link["relation"],
            "direction": way,
            "event": {
                "slug": other["slug"],
                "kind": other["KIND"],
                "title": other["title"],
                "date": other[DATE_KEYS[other["KIND"]]],
            },
            "note": link["note"],
        }
        for link, way, other in [*outgoing, *incoming]
    ]


def detail(row, rows):
    if row["KIND"] == "measure":
        shown = ("slug", "material", "form", "control_code", "hs_codes", "description")
        parts = [
            {**part, "items": [{key: rows["items"][slug][key] for key in shown} for slug in part["items"]]}
            for part in row["provisions"]
        ]
        keys = ("instrument_number", "instrument_type", "issuers", "targets", "announced", "effects")
        own = {"issuing_country": row["country"], "legal_basis": None, "provisions": parts}
    elif row["KIND"] == "statement":
        keys, own = ("speaker", "on_behalf_of", "channel", "stance", "quotes"), {}
    elif row["KIND"] == "meeting":
        keys, own = ("place", "country", "participants", "held", "outcome"), {"meeting_kind": row["kind"]}
    else:
        keys = ("authority", "outcome", "count", "applications", "beneficiaries", "beneficiary_text", "sectors")
        keys += ("destinations", "items", "valid_from", "valid_to", "validity_text", "under")
        own = {"licence_type": None, "applicants": [], "applicant_text": None, "end_use": None, "conditions": None}
        own |= {"replaces": [], "claimed_counts": []}
    return {key: row[key] for key in keys} | own


def expected(row, rows):
    """Return the document that a record of the files should have, by contract.md, section 2."""
    day = row[DATE_KEYS[row["KIND"]]]
    lanes = unique([rows["actors"][slug]["country"] for slug in acting(row)])
    aimed_at = [
        code for code in row.get("targets", []) + row.get("destinations", []) if is_code(code) and code != "all"
    ]
    sources = [rows["sources"][citation["source"]] for citation in row["citations"]]
    linked = links(row["slug"], rows)
    return {
        "slug": row["slug"],
        "kind": row["KIND"],
        "date": day,
        "date_end": row.get("end"),
        "date_precision": {4: "year", 7: "month", 10: "day"}[len(day)],
        "time": row.get("time"),
        "timezone": row.get("timezone"),
        "title": row["title"],
        "title_original": row.get("title_original"),
        "summary": row.get("summary", row.get("outcome") if row["KIND"] == "meeting" else None),
        "direction": direction(row),
        "certainty": row["certainty"],
        "primary_read": any(source["tier"] == "primary" and source["checked"] == "text" for source in sources),
        "disputed": any(link["direction"] == "in" and link["relation"] == "contradicts" for link in linked),
        "acting_countries": lanes,
        "countries": unique(lanes + aimed_at),
        "actors": [{"slug": slug, "name": rows["actors"][slug]["name"], "role": role} for slug, role in roles(row)],
        "materials": materials(row, rows),
        "topics": row["topics"],
        "citations": [
            {**citation, "quote": None, "source": {**source, "archive_url": None}}
            for citation, source in zip(row["citations"], sources, strict=True)
        ],
        "links": linked,
        "detail": detail(row, rows),
    }


def test_every_published_record_has_its_document_and_no_draft_has_one(documents, shipped):
    assert documents.keys() == set(shipped.published)
    assert not documents.keys() & set(shipped.drafts)


def test_every_document_is_what_the_files_say(documents, rows):
    for slug, document in documents.items():
        assert document == expected(rows["events"][slug], rows), slug


def test_every_event_has_one_revision_and_the_newest_day_the_highest_number(shipped, rows):
    revisions = list(Revision.objects.order_by("seq"))
    days = [(json.loads(revision.document)["date"] + "-01-01")[:10] for revision in revisions]
    assert [(revision.number, revision.action) for revision in revisions] == [(1, "add")] * len(shipped.published)
    assert [revision.seq for revision in revisions] == list(range(1, len(shipped.published) + 1))
    assert days == sorted(days)


def test_the_chain_can_be_checked_with_nothing_but_json_and_sha256(shipped):
    previous = None
    for revision in Revision.objects.order_by("seq"):
        envelope = {
            "seq": revision.seq,
            "number": revision.number,
            "action": revision.action,
            "kind": revision.kind,
            "slug": revision.slug,
            "published_at": revision.published_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "reason": revision.reason,
            "previous_sha256": previous,
            "document": json.loads(revision.document),
        }
        canonical = json.dumps(envelope, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert hashlib.sha256(canonical.encode()).hexdigest() == revision.sha256
        previous = revision.sha256


def test_every_event_is_found_by_all_that_its_document_says(documents, rows):
    for revision in Revision.objects.select_related("projection"):
        document, row = documents[revision.slug], rows["events"][revision.slug]
        tags = {
            f"kind:{document['kind']}",
            f"certainty:{document['certainty']}",
            f"disputed:{document['disputed']}".lower(),
        }
        tags |= {f"direction:{document['direction']}"} if document["direction"] else set()
        tags |= {f"country:{code}" for code in document["countries"]} | {f"topic:{slug}" for slug in document["topics"]}
        tags |= {f"actor:{actor['slug']}" for actor in document["actors"]}
        tags |= {f"material:{material['slug']}" for material in document["materials"]}
        tags |= {f"form:{rows['items'][slug]['form']}" for slug in items(row)}
        tags |= {
            f"{key}:{row[key]}" for key in ("instrument_type", "outcome") if key in row and row["KIND"] != "meeting"
        }
        assert set(revision.projection.tags) == tags, revision.slug
        assert revision.projection.date == date(*(*map(int, document["date"].split("-")), 1, 1)[:3])


@pytest.mark.slow
def test_publishing_everything_again_appends_nothing(shipped):
    assert publish_all(Event.objects.filter(slug__in=shipped.published), reason="Again.", by="tester") == []


@pytest.mark.slow
def test_every_event_that_shows_a_renamed_actor_is_published_again(shipped, rows, documents):
    showing = {
        slug for slug, document in documents.items() if any(one["slug"] == "mofcom" for one in document["actors"])
    }
    Actor.objects.filter(slug="mofcom").update(name="Ministry of Commerce of China")
    revisions = republish(["actor:mofcom"], reason="Its full name.", by="tester")
    assert {revision.slug for revision in revisions} == showing
    assert len(showing) > 50
    verify()


@pytest.mark.slow
def test_the_shipped_record_verifies(shipped):
    assert verify().revisions == len(shipped.published)
