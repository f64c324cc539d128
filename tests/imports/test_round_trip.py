"""Any data set that SCHEMA.md allows: what is loaded is what is exported, record for record."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.apps import apps
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policy import choices, kinds
from policy.imports.export import export
from policy.imports.files import write_file
from policy.imports.load import load
from policy.record.models import Revision
from policy.record.verify import verify

if apps.is_installed("permits"):
    from permits.choices import Counted, CountKind, LicenceType, Outcome

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

words = st.text(st.sampled_from("abc XYZ 稀土镝 é’—1."), min_size=1, max_size=24).map(str.strip).filter(bool)
maybe_words = st.none() | words
countries = st.sampled_from(["CN", "US", "EU", "JP"])
destinations = st.lists(st.sampled_from(["CN", "US", "EU", "all"]), unique=True, max_size=3)
certainties = st.sampled_from(choices.Certainty.values)


def one_of(choice):
    return st.sampled_from(choice.values)


def some(slugs, least=0):
    return (
        st.lists(st.sampled_from(slugs), unique=True, min_size=min(least, len(slugs)), max_size=3)
        if slugs
        else st.just([])
    )


@st.composite
def partial_dates(draw, year):
    day = draw(
        st.dates().map(lambda date: f"{year}{date.isoformat()[4:]}").filter(lambda text: not text.endswith("02-29"))
    )
    return day[: draw(st.sampled_from([4, 7, 10]))]


@st.composite
def event(draw, number, known, sources):
    """The keys that events of all kinds share, but for their dates."""
    year = 2010 + number
    date = draw(partial_dates(year))
    citations = [
        {"source": slug, "supports": draw(words), "locator": draw(maybe_words)} for slug in draw(some(sources, 1))
    ]
    if draw(st.booleans()):
        citations[0]["quote"] = draw(words)
    shared = {"title": draw(words), "topics": draw(some(known["topics"])), "citations": citations}
    return f"{date}-event-{number}", date, {**shared, "certainty": draw(certainties), "status": "published"}


@st.composite
def provision(draw, place, known):
    return {
        "ref": f"{draw(words)} {place}",
        "summary": draw(words),
        "requirement": draw(one_of(choices.Requirement)),
        "items": draw(some(known["items"])),
        "materials": draw(some(known["materials"])),
        "destinations": draw(destinations),
        "effective": draw(st.none() | partial_dates(2020)),
        "expires": draw(st.none() | partial_dates(2021)),
        "notes": draw(maybe_words),
    }


@st.composite
def measure(draw, number, known, earlier):
    slug, date, shared = draw(event(number, known, known["sources"]))
    effects = []
    for target in draw(some([row["slug"] for row in earlier])):
        refs = [part["ref"] for row in earlier if row["slug"] == target for part in row["provisions"]]
        effects.append(
            {
                "target": target,
                "provision_ref": draw(st.none() | st.sampled_from(refs)) if refs else None,
                "effect": draw(one_of(choices.EffectKind)),
                "from": draw(partial_dates(2020)),
                "until": draw(st.none() | partial_dates(2021)),
            }
        )
    added = {"legal_basis": draw(words)} if draw(st.booleans()) else {}
    return {
        "slug": slug,
        **shared,
        "title_original": draw(maybe_words),
        "instrument_number": draw(maybe_words),
        "instrument_type": draw(one_of(choices.InstrumentType)),
        "issuers": draw(some(known["actors"], 1)),
        "country": draw(countries),
        "targets": draw(st.permutations([*draw(destinations), *draw(some(known["actors"]))])),
        "announced": date,
        "direction": draw(one_of(choices.Direction)),
        "summary": draw(words),
        "provisions": [draw(provision(place, known)) for place in range(draw(st.integers(0, 3)))],
        "effects": effects,
        **added,
    }


@st.composite
def statement(draw, number, known):
    slug, date, shared = draw(event(number, known, known["sources"]))
    time = draw(st.none() | st.sampled_from(["00:00", "18:30", "23:59:07"]))
    quotes = [
        {
            "text": draw(words),
            "language": draw(st.sampled_from(["en", "zh", "zh-Hans"])),
            "translation": draw(maybe_words),
        }
        for _ in range(draw(st.integers(0, 2)))
    ]
    return {
        "slug": slug,
        **shared,
        "date": date,
        "time": time,
        "timezone": "Asia/Shanghai" if time else draw(st.none() | st.just("America/New_York")),
        "speaker": draw(st.sampled_from(known["actors"])),
        "on_behalf_of": draw(st.none() | st.sampled_from(known["actors"])),
        "channel": draw(one_of(choices.Channel)),
        "summary": draw(words),
        "quotes": quotes,
        "materials": draw(some(known["materials"])),
        "stance": draw(one_of(choices.Stance)),
    }


@st.composite
def meeting(draw, number, known):
    slug, date, shared = draw(event(number, known, known["sources"]))
    return {
        "slug": slug,
        **shared,
        "kind": draw(one_of(choices.MeetingKind)),
        "start": date,
        "end": draw(st.none() | partial_dates(2010 + number + 1)),
        "place": draw(maybe_words),
        "country": draw(st.none() | countries),
        "participants": draw(some(known["actors"], 1)),
        "held": draw(one_of(choices.Held)),
        "outcome": draw(words),
    }


@st.composite
def counts(draw):
    kind = draw(one_of(CountKind))
    return {"kind": kind, "value": None if kind == CountKind.UNSPECIFIED else draw(st.integers(1, 9999))}


@st.composite
def contested(draw, of, claimants, sources):
    """Two or more actors, each with a number of its own."""
    stated = st.sampled_from([kind for kind in CountKind.values if kind != CountKind.UNSPECIFIED])
    named = draw(st.lists(st.sampled_from(claimants), unique=True, min_size=2, max_size=3))
    return [
        {
            "of": of,
            "count": {"kind": draw(stated), "value": draw(st.integers(0, 9999))},
            "claimant": claimant,
            "source": draw(st.sampled_from(sources)),
        }
        for claimant in named
    ]


@st.composite
def added_to_permit(draw, known, earlier, shared):
    """Keys that a permit has only where it is known; those who contest a number are cited, and two at least."""
    cited = [citation["source"] for citation in shared["citations"]]
    contests = [
        claim
        for of in Counted.values
        if len(known["actors"]) > 1 and draw(st.booleans())
        for claim in draw(contested(of, known["actors"], cited))
    ]
    added = {
        "licence_type": draw(st.none() | one_of(LicenceType)),
        "applicants": draw(some(known["actors"])),
        "applicant_text": draw(maybe_words),
        "end_use": draw(maybe_words),
        "conditions": draw(maybe_words),
        "replaces": draw(some(earlier)),
        "claimed_counts": contests,
        "title_original": draw(maybe_words),
    }
    return {key: value for key, value in added.items() if value}


@st.composite
def permit(draw, number, known, measures, earlier):
    slug, date, shared = draw(event(number, known, known["sources"]))
    added = draw(added_to_permit(known, earlier, shared))
    contested_numbers = {claim["of"] for claim in added.get("claimed_counts", [])}
    unstated = {"kind": CountKind.UNSPECIFIED.value, "value": None}
    return {
        "slug": slug,
        **shared,
        "date": date,
        "authority": draw(st.sampled_from(known["actors"])),
        "outcome": draw(one_of(Outcome)),
        "count": unstated if Counted.PERMITS in contested_numbers else draw(counts()),
        "applications": draw(st.sampled_from([None, unstated]))
        if Counted.APPLICATIONS in contested_numbers
        else draw(st.none() | counts()),
        "summary": draw(words),
        "beneficiaries": draw(some(known["actors"])),
        "beneficiary_text": draw(maybe_words),
        "sectors": draw(st.lists(words, max_size=2)),
        "destinations": draw(destinations),
        "items": draw(some(known["items"])),
        "materials": draw(some(known["materials"])),
        "valid_from": draw(st.none() | partial_dates(2020)),
        "valid_to": draw(st.none() | partial_dates(2021)),
        "validity_text": draw(maybe_words),
        "under": draw(some(measures)),
        **added,
    }


@st.composite
def permits(draw, known, measures):
    """Up to three permits, a year apart; each may replace those before it."""
    made = []
    for number in range(6, draw(st.integers(7, 9))):
        made.append(draw(permit(number, known, measures, [row["slug"] for row in made])))
    return made


@st.composite
def references(draw):
    """Topics, materials, actors and sources; every actor but the first may have the one before it as its parent."""
    actors = [
        {
            "slug": f"actor-{number}",
            "name": draw(words),
            "name_zh": draw(maybe_words),
            "kind": draw(one_of(choices.ActorKind)),
            "country": draw(st.none() | countries),
            "parent": draw(st.sampled_from([None, f"actor-{number - 1}"])) if number else None,
            "role": draw(maybe_words),
        }
        for number in range(draw(st.integers(1, 4)))
    ]
    materials = [
        {
            "slug": f"material-{number}",
            "symbol": draw(st.none() | st.just("Dy")),
            "atomic_number": draw(st.none() | st.integers(1, 118)),
            "name": draw(words),
            "name_zh": draw(maybe_words),
            "group": draw(one_of(choices.MaterialGroup)),
            "aliases": draw(st.lists(words, max_size=2)),
            "uses": draw(words),
        }
        for number in range(draw(st.integers(1, 3)))
    ]
    sources = [
        {
            "slug": f"source-{number}",
            "title": draw(words),
            "publisher": draw(st.sampled_from([actor["slug"] for actor in actors])),
            "url": f"https://example.org/{number}",
            "published": draw(st.none() | partial_dates(2020)),
            "language": "en",
            "tier": draw(one_of(choices.SourceTier)),
            "checked": "text",
        }
        for number in range(draw(st.integers(1, 3)))
    ]
    topics = [
        {"slug": f"topic-{n}", "name": draw(words), "name_zh": draw(words)} for n in range(draw(st.integers(0, 2)))
    ]
    return {"topics": topics, "materials": materials, "actors": actors, "sources": sources}


@st.composite
def items(draw, known, listing):
    return [
        {
            "slug": f"item-{number}",
            "material": draw(st.sampled_from(known["materials"])),
            "form": draw(one_of(choices.Form)),
            "control_code": draw(maybe_words),
            "hs_codes": draw(st.lists(st.sampled_from(["2805", "280530", "28053019", "2805301911"]), max_size=2)),
            "description": draw(words),
            "defined_by": listing,
        }
        for number in range(draw(st.integers(0, 3)))
    ]


@st.composite
def data_sets(draw):
    content = draw(references())
    known = {name: [row["slug"] for row in rows] for name, rows in content.items()}
    listing = draw(measure(0, {**known, "items": []}, []))
    content["items"] = draw(items(known, listing["slug"]))
    known["items"] = [row["slug"] for row in content["items"]]
    content["measures"] = [listing]
    for number in range(1, draw(st.integers(1, 4))):
        content["measures"].append(draw(measure(number, known, content["measures"])))
    slugs = [row["slug"] for row in content["measures"]]
    content["statements"] = [draw(statement(4, known))]
    content["meetings"] = [draw(meeting(5, known))]
    if apps.is_installed("permits"):
        content["permits"] = draw(permits(known, slugs))
    events = [row["slug"] for kind in kinds.every() for row in content[kind.file]]
    pairs = draw(
        st.lists(
            st.tuples(st.sampled_from(events), st.sampled_from(events), one_of(choices.Relation)),
            max_size=6,
            unique=True,
        )
    )
    content["links"] = [
        {"from": start, "to": end, "relation": relation, "note": draw(maybe_words)}
        for start, end, relation in pairs
        if start != end
    ]
    content["meta"] = {
        "title": draw(words),
        "reviewed_through": draw(st.none() | partial_dates(2026)),
        "note": draw(maybe_words),
        "licence": "CC-BY-4.0",
        "first_event": draw(st.none() | st.just("2010")),
        "maintainer": draw(maybe_words),
    }
    return content


@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(content=data_sets())
def test_what_is_loaded_is_what_is_exported(empty, content):
    with TemporaryDirectory() as folder, transaction.atomic():
        given_files, again = Path(folder) / "given", Path(folder) / "again"
        given_files.mkdir()
        for name, records in content.items():
            write_file(given_files / f"{name}.json", records)
        loaded = load(given_files, reason="For a test.")
        connection.check_constraints()
        verify()
        export(again)
        for name, records in content.items():
            exported = json.loads((again / f"{name}.json").read_text())
            assert exported == records
        second = load(again, reason="Once more.")
        assert (second.written, second.revisions) == (0, 0)
        assert loaded.published == Revision.objects.count()
        transaction.set_rollback(True)
