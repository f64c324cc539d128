"""Files that can't be loaded: every mistake is told at once, by file, record, field and reason, and nothing is written."""

import copy
import json
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policy.imports.files import file_names
from policy.imports.load import load
from policy.imports.problems import LoadRefused
from policy.models import Actor, Event
from policy.record.models import Revision
from policy.record.publish import publish_all
from tests.imports.conftest import SET, write

pytestmark = [pytest.mark.usefixtures("empty"), pytest.mark.slow]

CONTROLS, SUSPENSION, DRAFT = "2025-04-04-controls", "2025-05-01-suspension", "2025-06-01-draft"
WORDS, TALKS, PERMITS = "2025-04-05-words", "2025-05-talks", "2025-05-02-permits"
LONG = " ".join(["word"] * 41)
PROVISION = {
    "ref": "2",
    "summary": "x",
    "requirement": "other",
    "items": [],
    "materials": [],
    "destinations": [],
    "effective": None,
    "expires": None,
    "notes": None,
}

EFFECT = {"target": None, "provision_ref": None, "effect": "repeals", "from": "2025", "until": None}


def put(files, file, slug, path, value):
    """Set what stands under a path such as "provisions.0.ref" in a record; `...` takes the key away."""
    record = (
        files[file] if isinstance(files[file], dict) else next(row for row in files[file] if row.get("slug") == slug)
    )
    *way, last = (int(part) if part.isdigit() else part for part in path.split("."))
    for part in way:
        record = record[part]
    if value is ...:
        del record[last]
    else:
        record[last] = value


# file, record, where in it, what stands there, the field that is named, and a word of the reason
MISTAKES = [
    ("actors", "firm", "colour", "red", "colour", "not a key"),
    ("measures", CONTROLS, "provisions.0.colour", "red", "provisions[1].colour", "not a key"),
    ("actors", "firm", "role", ..., "role", "missing"),
    ("measures", CONTROLS, "status", ..., "status", "published, draft"),
    ("measures", CONTROLS, "provisions.0.notes", ..., "provisions[1].notes", "missing"),
    ("measures", CONTROLS, "announced", "2025-02-30", "announced", "not a day of the calendar"),
    ("measures", CONTROLS, "announced", "2025-4-4", "announced", "is not a date"),
    ("measures", CONTROLS, "announced", "0000", "announced", "not a day"),
    ("meetings", TALKS, "start", None, "start", "null"),
    ("meetings", TALKS, "end", "2025-13", "end", "not a day of the calendar"),
    ("meetings", TALKS, "end", "2024-12", "start/end", "last day is before the first"),
    ("sources", "report", "published", "4 April 2025", "published", "is not a date"),
    ("meta", "", "reviewed_through", "soon", "reviewed_through", "is not a date"),
    ("meta", "", "first_event", "2026", "reviewed_through/first_event", "cannot begin after"),
    ("measures", CONTROLS, "issuers", ["nobody"], "issuers", "no record 'nobody' in actors"),
    ("measures", CONTROLS, "targets", ["nobody"], "targets[1].actor", "no record 'nobody' in actors"),
    ("measures", CONTROLS, "targets", ["CHN"], "targets[1].actor", "no record 'CHN'"),
    ("measures", CONTROLS, "provisions.0.items", ["x"], "provisions[1].items", "no record 'x' in items"),
    ("measures", SUSPENSION, "effects.0.target", "2025-x", "effects[1].target", "no record '2025-x' in measures"),
    ("measures", SUSPENSION, "effects.0.target", WORDS, "effects[1].target", "in measures"),
    ("measures", SUSPENSION, "effects.0.provision_ref", "9", "effects[1].provision_ref", "has no provision '9'"),
    ("measures", SUSPENSION, "effects.0.until", "2025-04-30", "effects[1].from/until", "cannot end before it begins"),
    ("measures", SUSPENSION, "effects.0.effect", "ends", "effects[1].effect", "not a valid choice"),
    ("items", "testium-metal", "material", "x", "material", "in materials"),
    ("actors", "speaker", "parent", "x", "parent", "in actors"),
    ("sources", "report", "publisher", None, "publisher", "null"),
    ("measures", CONTROLS, "topics", ["licensing", "licensing"], "topics", "names a record twice"),
    (
        "measures",
        CONTROLS,
        "provisions.0.expires",
        "2025-04-03",
        "provisions[1].effective/expires",
        "before it commences",
    ),
    ("measures", CONTROLS, "provisions", [PROVISION, PROVISION], "provisions", "has '2' 2 times"),
    ("measures", CONTROLS, "provisions.0.ref", " ", "provisions[1].ref", "Please write the ref"),
    (
        "measures",
        CONTROLS,
        "provisions.0.destinations",
        ["usa"],
        "provisions[1].destinations",
        "country code in capitals",
    ),
    (
        "measures",
        CONTROLS,
        "provisions.0.destinations",
        ["USA"],
        "provisions[1].destinations",
        "country code in capitals",
    ),
    ("measures", CONTROLS, "country", "cn", "country", "two capital letters"),
    ("measures", CONTROLS, "certainty", "sure", "certainty", "not a valid choice"),
    ("measures", CONTROLS, "status", "Published", "status", "published, draft"),
    ("measures", CONTROLS, "title", "", "title", "blank"),
    ("measures", CONTROLS, "title", "\t", "title", "Please write the title"),
    ("measures", CONTROLS, "instrument_number", "", "instrument_number", "write null"),
    ("measures", CONTROLS, "title", "x" * 201, "title", "no more than 200"),
    ("statements", WORDS, "quotes.0.text", LONG, "quotes[1].text", "at most 40 words"),
    ("statements", WORDS, "quotes.0.translation", LONG, "quotes[1].translation", "at most 40 words"),
    ("statements", WORDS, "quotes.0.text", "稀" * 81, "quotes[1].text", "at most 40 words"),
    ("statements", WORDS, "quotes.0.language", "Chinese!", "quotes[1].language", "tag"),
    ("statements", WORDS, "quotes.0.language", None, "quotes[1].language", "null"),
    ("statements", WORDS, "timezone", "China", "timezone", "not an IANA time zone"),
    ("statements", WORDS, "timezone", None, "time/timezone", "needs its time zone"),
    ("statements", WORDS, "time", "7 pm", "time", "write 19:00"),
    ("statements", WORDS, "time", "19:30:00", "time", "write 19:00"),
    ("statements", WORDS, "time", "25:00", "time", "write 19:00"),
    ("statements", WORDS, "citations.0.quote", LONG, "citations[1].quote", "at most 40 words"),
    ("statements", WORDS, "citations.0.supports", "", "citations[1].supports", "blank"),
    ("items", "testium-metal", "hs_codes", ["2805AB"], "hs_codes", "4 to 13 digits"),
    ("items", "testium-metal", "hs_codes", ["28"], "hs_codes", "4 to 13 digits"),
    ("items", "testium-metal", "hs_codes", [28053019], "hs_codes[1]", "valid string"),
    ("items", "testium-metal", "hs_codes", "280530", "hs_codes", "list"),
    ("materials", "testium", "atomic_number", 0, "atomic_number", "between 1 and 118"),
    ("materials", "testium", "atomic_number", "66", "atomic_number", "integer"),
    ("materials", "testium", "symbol", "Long", "symbol", "no more than 3"),
    ("sources", "report", "url", "ftp://example.org/x", "url", "http"),
    ("sources", "report", "url", "example.org", "url", "valid URL"),
    ("sources", "report", "url", "https://example.org/unread", "url", "is used 2 times"),
    ("sources", "report", "slug", "unread", "slug", "is used 2 times"),
    ("measures", CONTROLS, "summary", None, "summary", "says what happened"),
    ("measures", CONTROLS, "issuers", [], "actors", "names who acts"),
    ("measures", CONTROLS, "citations", [], "citations", "whose text was read"),
    ("measures", CONTROLS, "citations.0.source", "unread", "citations", "whose text was read"),
    ("measures", CONTROLS, "announced", "2025-05-05", "slug", "begins with its date"),
    ("measures", SUSPENSION, "effects.0", {**EFFECT, "target": DRAFT}, "effects", f"{DRAFT} is not"),
    ("measures", SUSPENSION, "effects.0", {**EFFECT, "target": SUSPENSION}, "effects", "on itself"),
]
OF_PERMITS = [
    ("permits", PERMITS, "under", ..., "under", "missing"),
    ("permits", PERMITS, "under", [WORDS], "under", "in measures"),
    ("permits", PERMITS, "count", {"kind": "unspecified", "value": 3}, "count", "exactly when it isn't unspecified"),
    ("permits", PERMITS, "count", {"kind": "exact", "value": None}, "count", "exactly when it isn't unspecified"),
    ("permits", PERMITS, "count", {"kind": "many", "value": 3}, "count", "not a valid choice"),
    ("permits", PERMITS, "count", {"kind": "exact", "value": -1}, "count", "greater than or equal to 0"),
    ("permits", PERMITS, "count", {"kind": "exact", "value": 3000000000}, "count", "less than or equal to"),
    ("permits", PERMITS, "count", {"kind": "exact", "value": "3"}, "count", "integer"),
    ("permits", PERMITS, "count", {"kind": "exact", "value": 3.0}, "count", "integer"),
    ("permits", PERMITS, "count", {"kind": "exact", "value": True}, "count", "integer"),
    ("permits", PERMITS, "count", {"kind": "exact"}, "count", "is not of the form"),
    ("permits", PERMITS, "count", None, "count", "null"),
    ("permits", PERMITS, "applications", {"kind": "", "value": None}, "applications", "not a valid choice"),
    ("permits", PERMITS, "under", [DRAFT], "under", f"{DRAFT} is not"),
]


@pytest.mark.parametrize(
    ("file", "slug", "path", "value", "field", "reason"),
    [*MISTAKES, *(pytest.param(*mistake, marks=pytest.mark.permits) for mistake in OF_PERMITS)],
)
def test_tells_a_mistake_by_file_record_field_and_reason(files, refusal, file, slug, path, value, field, reason):
    put(files, file, slug, path, value)
    told = refusal(files)
    named = value if path == "slug" else slug
    matching = [one for one in told if one[0] == f"{file}.json" and one[1] in (named, "") and one[2] == field]
    assert [one for one in matching if reason in one[3]], told
    assert not Event.objects.exists()


def test_tells_all_mistakes_at_once(files, refusal):
    unlike = [  # of different records and sorts: fields, references, constraints, rules
        ("actors", "firm", "colour", "red"),
        ("materials", "testium", "atomic_number", 0),
        ("items", "testium-metal", "hs_codes", ["x"]),
        ("measures", CONTROLS, "provisions.0.expires", "2025-04-03"),
        ("measures", SUSPENSION, "citations.0.source", "unread"),
        ("statements", WORDS, "quotes.0.text", LONG),
        ("meetings", TALKS, "participants", ["nobody"]),
        ("measures", CONTROLS, "issuers", ["nobody"]),
        ("meta", "", "first_event", "2026"),
    ]
    for mistake in unlike:
        put(files, *mistake)
    files["links"].append({"from": WORDS, "to": "2025-x", "relation": "answers", "note": None})
    told = refusal(files)
    assert {(file, slug) for file, slug, *_ in told} >= {(f"{file}.json", slug) for file, slug, *_ in unlike}
    assert ("links.json", f"{WORDS} answers 2025-x", "to") in [one[:3] for one in told]
    assert ("links.json", f"{WORDS} answers 2025-x", "relation") in [one[:3] for one in told]


def test_tells_all_mistakes_of_one_record_at_once(files, refusal):
    put(files, "statements", WORDS, "quotes.0.text", LONG)
    put(files, "statements", WORDS, "timezone", None)
    put(files, "statements", WORDS, "speaker", "nobody")
    put(files, "statements", WORDS, "date", "2025-02-30")
    put(files, "statements", WORDS, "quotes.0.colour", "red")
    told = {field for _, slug, field, _ in refusal(files) if slug == WORDS}
    assert told == {"quotes[1].text", "quotes[1].colour", "speaker", "date", "time/timezone"}


def test_a_mistake_in_a_measure_is_not_told_of_those_that_build_on_it(files, refusal):
    put(files, "measures", CONTROLS, "title", None)
    assert [one[:3] for one in refusal(files)] == [("measures.json", CONTROLS, "title")]


def test_slugs_of_events_are_one_name_space(files, refusal):
    files["statements"][0]["slug"] = CONTROLS
    files["links"] = []
    [(file, slug, _, reason)] = [one for one in refusal(files) if one[2] == "slug" and "used" in one[3]]
    assert (file, slug) == ("measures.json", CONTROLS)
    assert "measures.json, statements.json" in reason


def test_an_event_stays_of_its_kind(files, load_files, refusal):
    load_files(files)
    files["meetings"][0]["slug"] = WORDS
    files["statements"], files["links"] = [], []
    told = refusal(files)
    assert ("meetings.json", WORDS, "slug", "is already that of a statement") in told


def test_links_that_go_nowhere_or_are_told_twice(files, refusal):
    own, twice = {**files["links"][0], "to": WORDS}, files["links"][0]
    files["links"] += [own, twice, None, ["x"], {"from": [], "to": {}, "relation": None, "note": 5}]
    told = refusal(files)
    assert ("links.json", f"{WORDS} responds_to {WORDS}", "to", "links an event to itself") in told
    assert ("links.json", f"{WORDS} responds_to {CONTROLS}", "", "stands there more than once") in told
    assert {slug for _, slug, *_ in told} >= {"[5]", "[6]", "[] None {}"}


def test_records_without_a_slug_are_named_by_their_place(files, refusal):
    files["actors"] += [{}, None, "x", {"slug": None}, {"slug": 5}, {"slug": ["x"]}, {"slug": ""}]
    told = {slug for file, slug, *_ in refusal(files) if file == "actors.json"}
    assert told == {"[5]", "[6]", "[7]", "[8]", "5", "['x']", "[11]"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not readable JSON"),
        ("[{]", "not readable JSON"),
        ("{}", "is not a JSON array"),
        ("null", "is not a JSON array"),
        ("[1, NaN]", "not readable JSON"),
        ('[{"slug": "a", "slug": "b"}]', "has the key 'slug' twice"),
        ("[" * 100_000 + "]" * 100_000, "not readable JSON"),
        ('[{"slug": 1' + "0" * 5000 + "}]", "not readable JSON"),
    ],
)
def test_files_that_are_not_what_they_should_be(files, refusal, text, reason):
    files["actors"] = text
    [(file, _, _, told)] = refusal(files)
    assert file == "actors.json"
    assert reason in told


def test_files_that_are_not_there(refusal):
    assert [one[0] for one in refusal({})] == [f"{name}.json" for name in file_names()]


def test_a_file_that_nothing_reads(files, refusal):
    assert refusal(files | {"treaties": []}) == [("treaties.json", "", "", "is no file of a data set here")]


def test_a_file_that_is_not_utf_8(files, folder, refusal):
    refusal(files | {"links": "["})
    (folder / "links.json").write_bytes(b'[{"note": "\xff"}]')
    (folder / "meta.json").unlink()
    (folder / "meta.json").mkdir()
    told = refusal({})
    assert [one[0] for one in told] == ["links.json", "meta.json"]


wrong = st.recursive(
    st.none() | st.booleans() | st.integers() | st.just(10**400) | st.floats(allow_nan=False) | st.text(max_size=8)
    | st.sampled_from(["", "\x00", "\ud800", "x" * 5000, "2025-02-30", CONTROLS, "testium", "all", "draft"]),
    lambda values: st.lists(values, max_size=2) | st.dictionaries(st.sampled_from(["kind", "value", "slug", "ref"]), values),
    max_leaves=3,
)  # fmt: skip


def places(content, way=()):
    """Yield the way to every value of the files."""
    yield way
    if isinstance(content, dict | list):
        for key in content if isinstance(content, dict) else range(len(content)):
            yield from places(content[key], (*way, key))


PLACES = [way for way in places(SET) if len(way) > 1]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.sampled_from(PLACES), wrong), min_size=1, max_size=3))
def test_whatever_stands_anywhere_is_right_or_told_of(changes):
    """Checking never breaks, and what passes it can be written."""
    files = copy.deepcopy(SET)
    for way, value in changes:
        put_at(files, way, value)
    with TemporaryDirectory() as folder, transaction.atomic():
        write(Path(folder), files)
        assert all(problem.file and problem.reason for problem in problems_of(Path(folder)))
        transaction.set_rollback(True)


def problems_of(folder):
    try:
        load(folder, reason="For a test.")
    except LoadRefused as refused:
        return refused.problems
    return []


def put_at(files, way, value):
    """Set a value where it still can be: a change before it may have taken its place away."""
    *ahead, last = way
    for part in ahead:
        files = (
            files[part] if isinstance(files, dict | list) and (isinstance(files, dict) or part < len(files)) else None
        )
    with suppress(TypeError, IndexError):
        files[last] = value


@pytest.mark.permits
def test_what_others_build_on_is_not_turned_into_a_draft(files, load_files, refusal):
    load_files(files)
    files["permits"], files["links"] = [], []
    put(files, "measures", CONTROLS, "status", "draft")
    put(files, "measures", SUSPENSION, "status", "draft")
    [(file, slug, field, reason)] = refusal(files)
    assert (file, slug, field) == ("measures.json", CONTROLS, "under")
    assert f"{PERMITS} is published and builds on it" in reason


def test_a_provision_that_an_event_outside_the_files_acts_on_stays(files, load_files, refusal):
    load_files(files)
    files["measures"] = [row for row in files["measures"] if row["slug"] != SUSPENSION]
    files["measures"][0]["provisions"][0]["ref"] = "renamed"
    [(*_, reason)] = refusal(files)
    assert "can't be left out" in reason
    assert "suspends" in reason


def test_nothing_is_written_when_the_database_has_the_last_word(files, load_files, refusal):
    load_files(files)
    Actor.objects.create(slug="taken", name="x", kind="media")
    before = Revision.objects.count()
    files["sources"].append({**files["sources"][0], "slug": "other"})
    assert [one[2] for one in refusal(files)] == ["url"]
    assert Revision.objects.count() == before


def test_the_rules_hold_for_what_is_already_there(files, load_files, refusal):
    """A source that turns out unread takes the ground from what cites it alone."""
    load_files(files)
    put(files, "sources", "report", "checked", "url-only")
    told = refusal(files)
    assert {slug for _, slug, field, _ in told if field == "citations"} == {
        *(CONTROLS, SUSPENSION, WORDS, TALKS),
        *(row["slug"] for row in files.get("permits", [])),
    }


def test_a_published_event_outside_the_files_may_be_built_upon(files, load_files):
    load_files(files)
    publish_all([], reason="Nothing.", by="tester")
    rest = copy.deepcopy(files)
    rest["links"], rest["statements"], rest["meetings"] = [], [], []
    rest["measures"] = [row for row in rest["measures"] if row["slug"] == SUSPENSION]
    rest["measures"][0]["summary"] = json.dumps("changed")
    assert load_files(rest).revisions == 1
