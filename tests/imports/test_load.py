"""Loading the shipped data again, changed, or broken.

What is slow here is asked of a small set in the quick suite: test_changes.py, test_refusals.py.
"""

import copy
import json

import pytest

from policy.imports.export import export
from policy.imports.files import write_file
from policy.imports.load import load
from policy.imports.problems import LoadRefused
from policy.models import Actor, DataSet, Event, Link
from policy.record.models import Revision
from policy.record.verify import verify

pytestmark = pytest.mark.django_db

APPROVAL = "2025-06-07-mofcom-certain-number-of-licences"
CONTROLS = "2025-04-04-mofcom-gac-announcement-18"
RUBIO = "2025-05-28-rubio-on-student-visas"
CALL = "2025-06-05-trump-xi-call"


class Folder:
    """A copy of the shipped files that a test changes and loads."""

    def __init__(self, path, files):
        self.path, self.files = path, copy.deepcopy(files)

    def record(self, name, slug):
        return next(row for row in self.files[name] if row["slug"] == slug)

    def load(self, reason="Changed for a test."):
        for name, content in self.files.items():
            write_file(self.path / f"{name}.json", content)
        return load(self.path, reason=reason)


@pytest.fixture
def folder(shipped, shipped_files, tmp_path):
    from tests.conftest import DATA

    return Folder(tmp_path, {**shipped_files, "meta": json.loads((DATA / "meta.json").read_text())})


def reasons(revisions):
    return {revision.slug: revision.reason for revision in revisions}


def since(seq):
    return Revision.objects.filter(seq__gt=seq)


@pytest.fixture
def before(folder):
    return Revision.objects.newest().seq


def test_one_load_gives_each_published_event_one_revision_oldest_first(shipped):
    revisions = list(Revision.objects.order_by("seq"))
    assert sorted(revision.slug for revision in revisions) == sorted(shipped.published)
    assert {revision.number for revision in revisions} == {1}
    dates = [json.loads(revision.document)["date"] for revision in revisions]
    first_days = [f"{date}-01-01"[:10] for date in dates]
    assert first_days == sorted(first_days)


def test_a_second_load_changes_nothing(folder, before):
    loaded = folder.load()
    assert (loaded.written, loaded.revisions) == (0, 0)
    assert Revision.objects.newest().seq == before
    assert (loaded.published, loaded.drafts) == (298, 5)


@pytest.mark.slow
def test_a_changed_event_republishes_it_alone(folder, before):
    folder.record("statements", RUBIO)["summary"] = "Another summary."
    loaded = folder.load()
    assert (loaded.written, loaded.revisions) == (1, 1)
    assert reasons(since(before)) == {RUBIO: "Changed for a test."}


def test_a_changed_title_republishes_the_events_that_link_to_it_too(folder, before):
    folder.record("meetings", CALL)["title"] = "A call"
    folder.load()
    linked = {link["from"] for link in folder.files["links"] if link["to"] == CALL}
    linked |= {link["to"] for link in folder.files["links"] if link["from"] == CALL}
    assert set(reasons(since(before))) == linked | {CALL}
    verify()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "slug", "change"),
    [
        ("actors", "gac", {"name": "Chinese Customs"}),
        ("materials", "terbium", {"name": "Terbium (Tb)"}),
        ("items", "2025-18-sm-alloys", {"hs_codes": ["2805301100"]}),
        ("sources", "people-2025-06-09", {"title": "Another title"}),
    ],
)
def test_a_changed_reference_row_republishes_the_events_that_show_it(folder, before, name, slug, change):
    folder.record(name, slug).update(change)
    shown = f'"{slug}"'
    naming = {revision.slug for revision in Revision.objects.current().public() if shown in revision.document}
    folder.load()
    assert set(reasons(since(before))) == naming
    assert naming
    verify()


@pytest.mark.slow
def test_a_changed_topic_counts_as_an_edition_though_no_document_shows_its_name(folder, before):
    edition = DataSet.objects.get().edition
    folder.record("topics", "licensing")["name"] = "Licences"
    folder.load()
    assert Revision.objects.newest().seq == before
    assert DataSet.objects.get().edition > edition


@pytest.mark.slow
def test_a_draft_that_is_marked_published_is_published(folder, before):
    slug = "2026-09-26-china-lists-eight-deliverables"
    row = folder.record("statements", slug)
    row["status"] = "published"
    read = next(source["slug"] for source in folder.files["sources"] if source["checked"] == "text")
    row["citations"].append({"source": read, "supports": "For a test.", "locator": None})
    folder.load()
    assert set(reasons(since(before))) == {slug, "2026-09-24-washington-state-visit"}
    assert Revision.objects.current().get(slug=slug).action == "add"


@pytest.mark.slow
def test_a_published_event_that_is_marked_draft_is_retracted_with_a_public_reason(folder, before):
    folder.record("permits", "2025-06-11-jl-mag-licences")["status"] = "draft"
    folder.load()
    tombstone = Revision.objects.current().get(slug="2025-06-11-jl-mag-licences")
    assert (tombstone.action, tombstone.document) == ("delete", None)
    assert tombstone.reason == "The data set marks it as a draft."


@pytest.mark.slow
def test_links_become_those_of_the_files(folder, before):
    gone = next(link for link in folder.files["links"] if link["to"] == CALL)
    folder.files["links"].remove(gone)
    folder.files["links"].append({"from": RUBIO, "to": CALL, "relation": "leads_to", "note": "For a test."})
    folder.load()
    assert not Link.objects.filter(
        from_event__slug=gone["from"], to_event__slug=CALL, relation=gone["relation"]
    ).exists()
    assert Link.objects.get(from_event__slug=RUBIO, to_event__slug=CALL).note == "For a test."
    assert {gone["from"], RUBIO, CALL} == set(reasons(since(before)))


@pytest.mark.slow
def test_events_that_the_files_do_not_name_stay(folder):
    folder.files["permits"] = [row for row in folder.files["permits"] if row["slug"] != "2025-06-11-jl-mag-licences"]
    folder.files["links"] = [link for link in folder.files["links"] if "jl-mag" not in link["from"] + link["to"]]
    folder.load()
    assert Event.objects.published().filter(slug="2025-06-11-jl-mag-licences").exists()


@pytest.mark.slow
def test_meta_is_loaded_and_exported(folder, tmp_path):
    folder.files["meta"]["reviewed_through"] = "2026-11-01"
    folder.load()
    assert DataSet.objects.get().reviewed_through == "2026-11-01"
    export(tmp_path / "out")
    assert json.loads((tmp_path / "out" / "meta.json").read_text()) == folder.files["meta"]


def test_an_export_holds_the_records_of_the_files(folder, tmp_path):
    export(tmp_path / "out")
    for name, records in folder.files.items():
        assert json.loads((tmp_path / "out" / f"{name}.json").read_text()) == records


@pytest.mark.slow
def test_added_keys_stand_after_those_of_the_schema(folder, tmp_path):
    folder.record("measures", CONTROLS)["legal_basis"] = "Export Control Law"
    folder.record("sources", "people-2025-06-09")["archive_url"] = "https://example.org/copy"
    folder.record("measures", CONTROLS)["citations"][0]["quote"] = "exact words"
    folder.load()
    export(tmp_path / "out")
    measures = {row["slug"]: row for row in json.loads((tmp_path / "out" / "measures.json").read_text())}
    assert measures[CONTROLS] == folder.record("measures", CONTROLS)
    assert list(measures[CONTROLS])[-1] == "legal_basis"


BROKEN = [
    ("actors", "gac", {"nickname": "x"}, ("actors.json", "gac", "nickname")),
    ("actors", "gac", {"kind": "robot"}, ("actors.json", "gac", "kind")),
    ("actors", "gac", {"parent": "nobody"}, ("actors.json", "gac", "parent")),
    ("actors", "gac", {"name": 5}, None),
    ("actors", "gac", {"name": None}, ("actors.json", "gac", "name")),
    ("actors", "gac", {"name": ["x"]}, ("actors.json", "gac", "name")),
    ("actors", "gac", {"country": "china"}, ("actors.json", "gac", "country")),
    ("topics", "licensing", {"slug": "Licensing"}, None),
    ("items", "2025-18-sm-alloys", {"hs_codes": ["28A5"]}, ("items.json", "2025-18-sm-alloys", "")),
    ("items", "2025-18-sm-alloys", {"hs_codes": "2805"}, ("items.json", "2025-18-sm-alloys", "hs_codes")),
    ("items", "2025-18-sm-alloys", {"material": "unobtainium"}, ("items.json", "2025-18-sm-alloys", "material")),
    ("sources", "people-2025-06-09", {"url": "example.org"}, ("sources.json", "people-2025-06-09", "url")),
    ("sources", "people-2025-06-09", {"published": "2025-02-30"}, ("sources.json", "people-2025-06-09", "published")),
    ("measures", CONTROLS, {"announced": "2025-02-30"}, ("measures.json", CONTROLS, "announced")),
    ("measures", CONTROLS, {"announced": None}, ("measures.json", CONTROLS, "announced")),
    ("measures", CONTROLS, {"announced": "2025-04-05"}, ("measures.json", CONTROLS, "slug")),
    ("measures", CONTROLS, {"issuers": []}, ("measures.json", CONTROLS, "actors")),
    ("measures", CONTROLS, {"issuers": ["mofcom", "mofcom"]}, ("measures.json", CONTROLS, "issuers")),
    ("measures", CONTROLS, {"issuers": None}, ("measures.json", CONTROLS, "issuers")),
    ("measures", CONTROLS, {"targets": ["everyone"]}, ("measures.json", CONTROLS, "targets")),
    ("measures", CONTROLS, {"provisions": [None]}, ("measures.json", CONTROLS, "provisions")),
    ("measures", CONTROLS, {"status": "ready"}, ("measures.json", CONTROLS, "status")),
    ("measures", CONTROLS, {"citations": []}, ("measures.json", CONTROLS, "citations")),
    ("measures", CONTROLS, {"status": "draft"}, ("permits.json", "", "under")),
    ("statements", RUBIO, {"time": "25:00"}, ("statements.json", RUBIO, "time")),
    ("statements", RUBIO, {"timezone": "Mars/Olympus"}, ("statements.json", RUBIO, "timezone")),
    ("statements", RUBIO, {"timezone": None}, ("statements.json", RUBIO, "")),
    ("statements", RUBIO, {"summary": " "}, ("statements.json", RUBIO, "summary")),
    ("statements", RUBIO, {"quotes": [{"text": "word " * 41, "language": "en", "translation": None}]}, None),
    ("statements", RUBIO, {"quotes": [{"text": "x", "language": None, "translation": None}]}, None),
    ("meetings", CALL, {"end": "2025-06-04"}, ("meetings.json", CALL, "")),
    ("meetings", CALL, {"slug": CONTROLS}, None),
    ("permits", APPROVAL, {"count": {"kind": "unspecified", "value": 3}}, ("permits.json", APPROVAL, "")),
    ("permits", APPROVAL, {"count": {"kind": "exact", "value": None}}, ("permits.json", APPROVAL, "")),
    ("permits", APPROVAL, {"count": {"kind": "some", "value": 1}}, ("permits.json", APPROVAL, "count")),
    ("permits", APPROVAL, {"count": {"kind": "exact", "value": "many"}}, ("permits.json", APPROVAL, "count")),
    ("permits", APPROVAL, {"count": None}, ("permits.json", APPROVAL, "count")),
    (
        "permits",
        APPROVAL,
        {"under": ["2010-07-mofcom-rare-earth-export-quota-second-batch"]},
        ("permits.json", APPROVAL, ""),
    ),
    ("permits", APPROVAL, {"destinations": ["Mars"]}, ("permits.json", APPROVAL, "")),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "slug", "change", "place"), BROKEN, ids=[f"{b[0]} {b[2]}"[:70] for b in BROKEN])
def test_a_mistake_is_told_with_its_place_and_nothing_is_written(folder, before, name, slug, change, place):
    folder.record(name, slug).update(change)
    folder.record("actors", "mofcom")["name"] = "Not to be written"
    with pytest.raises(LoadRefused) as refused:
        folder.load()
    for problem in refused.value.problems:
        assert problem.reason
    file, where, field = place or (f"{name}.json", "", "")
    assert any(
        problem.file == file and where in problem.slug and problem.field.startswith(field)
        for problem in refused.value.problems
    ), refused.value.problems
    assert Revision.objects.newest().seq == before
    assert not Actor.objects.filter(name="Not to be written").exists()


def test_all_mistakes_of_all_files_are_told_at_once(folder):
    folder.record("actors", "gac")["kind"] = "robot"
    folder.record("measures", CONTROLS)["provisions"][0]["expires"] = "2025-04-03"
    folder.record("measures", CONTROLS)["provisions"][1]["effective"] = "soon"
    folder.record("statements", RUBIO)["quotes"] = [{"text": "稀" * 82, "language": "zh", "translation": None}]
    folder.files["links"].append({"from": RUBIO, "to": "nowhere", "relation": "follows", "note": None})
    del folder.record("permits", APPROVAL)["outcome"]
    with pytest.raises(LoadRefused) as refused:
        folder.load()
    files = {problem.file for problem in refused.value.problems}
    assert {"actors.json", "measures.json", "links.json", "permits.json"} <= files
    assert len(refused.value.problems) >= 5


@pytest.mark.slow
@pytest.mark.parametrize(
    ("effect", "field"),
    [
        ({"provision_ref": "Article 99"}, "effects"),
        ({"until": "2025-01-01"}, "effects"),
        ({"target": "no-such-measure"}, "effects"),
        ({"effect": "annuls"}, "effects"),
        ({"from": None}, "effects"),
    ],
)
def test_a_broken_effect_is_told(folder, effect, field):
    measure = folder.record("measures", "2025-11-07-mofcom-gac-announcement-70")
    measure["effects"][0].update(effect)
    with pytest.raises(LoadRefused) as refused:
        folder.load()
    assert any(problem.field.startswith(field) for problem in refused.value.problems)


def test_missing_and_unreadable_files_are_told_together(folder):
    for name, content in folder.files.items():
        write_file(folder.path / f"{name}.json", content)
    (folder.path / "links.json").unlink()
    (folder.path / "topics.json").write_text("[")
    (folder.path / "actors.json").write_text("{}")
    (folder.path / "items.json").write_bytes(b"\xff\xfe")
    with pytest.raises(LoadRefused) as refused:
        load(folder.path, reason="x")
    told = [problem.file for problem in refused.value.problems]
    assert sorted(told) == ["actors.json", "items.json", "links.json", "topics.json"]
