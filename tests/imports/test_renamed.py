"""Loading and exporting a data set in which slugs have changed since."""

import pytest

from policy.imports.export import export
from policy.imports.load import load
from policy.models import Actor, Event, Statement
from policy.record.models import Revision
from policy.record.verify import verify
from policy.renaming import merge_events, rename_actor, rename_event

pytestmark = [pytest.mark.usefixtures("empty"), pytest.mark.slow]

WORDS, RENAMED = "2025-04-05-words", "2025-04-05-other-words"
SAID = {"reason": "It was misspelt.", "by": "tester"}


def statement(files, slug):
    return {**files["statements"][0], "slug": slug}


def test_an_older_file_is_refused_for_each_slug_that_is_another_by_now(files, load_files, refusal):
    load_files(files)
    rename_event(Event.objects.get(slug=WORDS), RENAMED, **SAID)
    rename_actor(Actor.objects.get(slug="ministry"), "mofcom", **SAID)
    told = {(file, slug, reason) for file, slug, _, reason in refusal(files)}
    assert ("statements.json", WORDS, f"is now {RENAMED}: write that one") in told
    assert ("actors.json", "ministry", "is now mofcom: write that one") in told
    assert not Event.objects.filter(slug=WORDS).exists()


def test_what_is_exported_after_renames_and_merges_loads_and_changes_nothing(files, load_files, tmp_path):
    files["statements"].append(statement(files, "2025-04-05-twin"))
    load_files(files)
    rename_event(Event.objects.get(slug=WORDS), RENAMED, **SAID)
    rename_actor(Actor.objects.get(slug="ministry"), "mofcom", **SAID)
    twin, survivor = Statement.objects.get(slug="2025-04-05-twin"), Statement.objects.get(slug=RENAMED)
    merge_events(twin, survivor, **SAID)
    before = Revision.objects.count()
    export(tmp_path / "one")
    load(tmp_path / "one", reason="Loaded again.")
    assert Revision.objects.count() == before
    export(tmp_path / "two")
    assert [path.read_text() for path in sorted((tmp_path / "one").iterdir())] == [
        path.read_text() for path in sorted((tmp_path / "two").iterdir())
    ]
    verify()
