"""Which versions' files are kept, and that a version is there whole or not at all."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from policy.files import store
from policy.files.tasks import build_files
from policy.record.publish import retract
from tests.files.folders import keep
from tests.makers import make_measure, make_statement, publish

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 15, 12, tzinfo=UTC)


def test_nothing_is_built_of_an_empty_record_nor_where_no_folder_is_set(empty, own_folder, settings):
    assert store.build_newest(NOW) is None
    publish(make_measure())
    settings.FILES_DIR = ""
    assert (store.build_newest(NOW), store.versions()) == (None, [])
    with pytest.raises(CommandError, match="FILES_DIR isn't set"):
        call_command("build_files")


def test_a_version_is_built_once(empty, own_folder):
    publish(make_measure())
    assert store.build_newest(NOW) == 1
    [version] = store.versions()
    before = {path.name: path.stat().st_mtime_ns for path in version.folder.iterdir()}
    assert {one.name for one in version.files} == before.keys()
    build_files(0)
    assert {path.name: path.stat().st_mtime_ns for path in version.folder.iterdir()} == before
    retract(make_statement_published(), reason="It was wrong.", by="tester")
    build_files(0)
    assert [one.seq for one in store.versions()] == [3, 1]


def make_statement_published():
    statement = make_statement()
    publish(statement)
    return statement


def test_versions_are_kept_for_30_days_then_the_last_of_each_month(shipped, own_folder):
    for day in range(120):
        keep(day + 1, NOW - timedelta(days=119 - day))
    store.remove(store.due(store.home(), NOW))
    kept = {one.published_at.date().isoformat() for one in store.versions()}
    recent = {(NOW - timedelta(days=days)).date().isoformat() for days in range(31)}
    assert kept == recent | {"2026-11-30", "2026-12-31", "2027-01-31", "2027-02-28"}
    assert [path.name for path in store.home().iterdir() if path.name.startswith(".")] == []


def test_the_newest_version_stays_however_old_it_is(shipped, own_folder):
    keep(7, NOW - timedelta(days=900))
    keep(8, NOW - timedelta(days=890))
    assert store.due(store.home(), NOW) == []
    keep(9, NOW - timedelta(days=889))
    assert [one.seq for one in store.due(store.home(), NOW)] == [8]


@pytest.mark.slow
def test_what_is_due_goes_even_when_nothing_is_built(shipped, own_folder):
    assert store.build_newest(NOW) == len(shipped.published)
    keep(5, NOW - timedelta(days=80))
    keep(6, NOW - timedelta(days=79))
    assert store.build_newest(NOW) is None
    assert [one.seq for one in store.versions()][1:] == [6]


def test_the_nearest_version_is_the_newer_of_two(shipped, own_folder):
    for seq in (10, 20, 30):
        keep(seq, NOW)
    near = {seq: store.nearest(seq, store.versions()).seq for seq in (1, 14, 15, 16, 99)}
    assert near == {1: 10, 14: 10, 15: 20, 16: 20, 99: 30}
    assert store.nearest(1, []) is None


def test_what_a_killed_builder_left_is_no_version_and_is_removed(empty, own_folder):
    publish(make_measure())
    left = store.home() / ".building-left"
    left.mkdir(parents=True)
    (left / "events.csv").write_text("half")
    assert store.versions() == []
    assert store.build_newest(NOW) == 1
    assert not left.exists()


def test_what_can_t_be_written_is_told_and_leaves_nothing(empty, own_folder, settings):
    publish(make_measure())
    (own_folder / "file").write_text("")
    settings.FILES_DIR = str(own_folder / "file")
    with pytest.raises(CommandError, match=r"The files of version 1 can't be built in .*Not a directory"):
        call_command("build_files")


def test_files_of_another_address_are_others(empty, own_folder, settings):
    publish(make_measure())
    assert store.build_newest(NOW) == 1
    settings.SITE_URL = "https://elsewhere.example"
    assert store.versions() == []
    assert store.build_newest(NOW) == 1
    assert "https://elsewhere.example/events/" in (store.newest().folder / "events.csv").read_text()
