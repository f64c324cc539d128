"""Loading the shipped data, and loading it again; all else is asked of a small set: test_changes.py, test_refusals.py."""

import copy
import json

import pytest

from policy.imports.export import export
from policy.imports.files import write_file
from policy.imports.load import load
from policy.record.models import Revision
from policy.record.verify import verify

pytestmark = pytest.mark.django_db

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
def folder(shipped, shipped_files, data_folder, tmp_path):
    return Folder(tmp_path, {**shipped_files, "meta": json.loads((data_folder / "meta.json").read_text())})


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


@pytest.mark.slow
def test_a_second_load_changes_nothing(folder, before, shipped):
    loaded = folder.load()
    assert (loaded.written, loaded.revisions) == (0, 0)
    assert Revision.objects.newest().seq == before
    assert (loaded.published, loaded.drafts) == (len(shipped.published), len(shipped.drafts))


@pytest.mark.slow
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


def test_an_export_holds_the_records_of_the_files(folder, tmp_path):
    export(tmp_path / "out")
    for name, records in folder.files.items():
        assert json.loads((tmp_path / "out" / f"{name}.json").read_text()) == records


@pytest.mark.slow
def test_an_export_is_the_shipped_files_to_the_byte(shipped, data_folder, tmp_path):
    export(tmp_path)
    for path in data_folder.glob("*.json"):
        assert (tmp_path / path.name).read_bytes() == as_written(path), path.name


def as_written(path):
    """Return a shipped file as it is, but that `topics` stands last in each record where it does so in most."""
    if path.stem not in ("measures", "meetings", "permits"):
        return path.read_bytes()
    records = [record | {"topics": record.pop("topics")} for record in json.loads(path.read_text())]
    return (json.dumps(records, ensure_ascii=False, indent=2) + "\n").encode()
