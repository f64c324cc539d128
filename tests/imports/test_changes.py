"""Loading a small set, and loading it again with changes."""

import json

import pytest
from django.core.management import CommandError, call_command

from policy.imports.export import export
from policy.models import DataSet, Effect, Event, Link, Provision, Source
from policy.record.models import Revision
from policy.record.verify import verify
from tests.imports.conftest import SET
from tests.makers import change

pytestmark = [pytest.mark.usefixtures("empty"), pytest.mark.slow]


def revisions(after=0):
    """Return what was published after a sequence number, as (slug, action, reason)."""
    found = Revision.objects.filter(seq__gt=after).order_by("seq")
    return [(revision.slug, revision.action, revision.reason) for revision in found]


def version():
    return Revision.objects.count()


def by_slug(files, name, slug):
    return next(row for row in files[name] if row["slug"] == slug)


def test_publishes_what_the_files_mark_and_nothing_else_oldest_first(files, load_files):
    loaded = load_files(files)
    oldest_first = ["2025-04-04-controls", "2025-04-05-words", "2025-05-01-suspension", "2025-05-talks"]
    oldest_first += [row["slug"] for row in files.get("permits", [])]
    assert [slug for slug, _, _ in revisions()] == oldest_first
    assert (loaded.published, loaded.drafts, loaded.revisions) == (len(oldest_first), 1, len(oldest_first))
    assert {action for _, action, _ in revisions()} == {"add"}
    assert {reason for _, _, reason in revisions()} == {"Loaded for a test."}
    assert list(Event.objects.unpublished().values_list("slug", flat=True)) == ["2025-06-01-draft"]
    verify()


def test_keeps_everything_that_the_files_say(files, load_files, tmp_path):
    load_files(files)
    export(tmp_path / "out")
    assert {name: json.loads((tmp_path / "out" / f"{name}.json").read_text()) for name in files} == files


def test_a_second_load_changes_nothing(files, load_files):
    load_files(files)
    before, edition = list(Event.objects.values_list("slug", "updated_at")), DataSet.objects.get().edition
    loaded = load_files(files)
    assert (loaded.written, loaded.revisions) == (0, 0)
    assert list(Event.objects.values_list("slug", "updated_at")) == before
    assert DataSet.objects.get().edition == edition


def test_added_keys_that_say_nothing_change_nothing(files, load_files):
    load_files(files)
    files["sources"][0]["archive_url"] = None
    files["measures"][0]["legal_basis"] = None
    files["measures"][0]["citations"][0]["quote"] = None
    assert load_files(files).written == 0


def test_added_keys_are_kept(files, load_files, tmp_path):
    files["sources"][0]["archive_url"] = "https://archive.example.org/report"
    files["measures"][0]["legal_basis"] = "The law"
    files["measures"][0]["citations"][0]["quote"] = "exact words"
    files["statements"][0]["title_original"] = "话"
    load_files(files)
    export(tmp_path / "out")
    assert {name: json.loads((tmp_path / "out" / f"{name}.json").read_text()) for name in files} == files


def test_a_changed_event_is_published_again_and_no_other(files, load_files):
    load_files(files)
    before = version()
    by_slug(files, "measures", "2025-05-01-suspension")["summary"] = "Some."
    loaded = load_files(files)
    assert (loaded.written, loaded.revisions) == (1, 1)
    assert revisions(before) == [("2025-05-01-suspension", "modify", "Loaded for a test.")]


@pytest.mark.parametrize(
    ("file", "slug", "changes", "showing"),
    [
        ("actors", "speaker", {"name": "Madam Speaker"}, ["2025-04-05-words"]),
        ("actors", "paper", {"name": "The Paper"}, []),
        ("sources", "report", {"published": "2025"}, ["all"]),
        ("items", "testium-metal", {"hs_codes": []}, ["2025-04-04-controls", "2025-05-01-suspension"]),
        (
            "materials",
            "testium",
            {"symbol": None},
            ["2025-04-04-controls", "2025-05-01-suspension", *(row["slug"] for row in SET.get("permits", []))],
        ),
        ("topics", "licensing", {"name": "Licences"}, []),
    ],
)
def test_a_changed_reference_row_publishes_what_shows_it(files, load_files, file, slug, changes, showing):
    load_files(files)
    before, edition = version(), DataSet.objects.get().edition
    by_slug(files, file, slug).update(changes)
    assert load_files(files).written == 1
    expected = [slug for slug, _, _ in revisions()[:before]] if showing == ["all"] else showing
    assert sorted(slug for slug, _, _ in revisions(before)) == sorted(expected)
    assert DataSet.objects.get().edition == edition + 1
    verify()


def test_an_event_that_the_files_leave_out_stays_and_shows_changed_rows(files, load_files):
    load_files(files)
    before = version()
    files["statements"], files["links"] = [], files["links"][1:]
    by_slug(files, "actors", "speaker")["name"] = "Madam Speaker"
    load_files(files)
    assert [slug for slug, _, _ in revisions(before)] == ["2025-04-05-words"]
    assert Link.objects.count() == 2


def test_a_draft_that_is_marked_as_published_is_added(files, load_files):
    load_files(files)
    before = version()
    by_slug(files, "measures", "2025-06-01-draft")["status"] = "published"
    load_files(files)
    assert revisions(before) == [
        ("2025-05-talks", "modify", "Loaded for a test."),
        ("2025-06-01-draft", "add", "Loaded for a test."),
    ]


def test_a_published_event_that_is_marked_as_draft_is_retracted(files, load_files):
    load_files(files)
    before = version()
    by_slug(files, "statements", "2025-04-05-words")["status"] = "draft"
    load_files(files)
    assert revisions(before) == [
        ("2025-04-05-words", "delete", "The data set marks it as a draft."),
        ("2025-04-04-controls", "modify", "Link removed: 2025-04-05-words"),
    ]
    assert load_files(files).revisions == 0


def test_a_measure_and_all_that_builds_on_it_become_drafts_together(files, load_files):
    load_files(files)
    for row in [*files["measures"], *files.get("permits", [])]:
        row["status"] = "draft"
    load_files(files)
    public = Revision.objects.current().public().values_list("slug", flat=True)
    assert set(public) == {"2025-04-05-words", "2025-05-talks"}
    verify()


def test_links_are_those_of_the_files(files, load_files):
    load_files(files)
    files["links"][1]["note"] = "Soon."
    files["links"][0] = {"from": "2025-05-talks", "to": "2025-05-01-suspension", "relation": "leads_to", "note": None}
    assert load_files(files).written == 3
    told = Link.objects.values_list("from_event__slug", "to_event__slug", "note")
    assert set(told) == {("2025-05-talks", "2025-05-01-suspension", ""), ("2025-05-talks", "2025-06-01-draft", "Soon.")}


def test_a_provision_that_is_renamed_takes_the_effects_on_it_along(files, load_files):
    load_files(files)
    by_slug(files, "measures", "2025-04-04-controls")["provisions"][0]["ref"] = "Article 1"
    by_slug(files, "measures", "2025-05-01-suspension")["effects"][0]["provision_ref"] = "Article 1"
    load_files(files)
    assert Effect.objects.get().provision.ref == "Article 1"
    assert Provision.objects.filter(measure__slug="2025-04-04-controls").count() == 1
    verify()


def test_rows_that_stay_keep_their_keys_and_their_order(files, load_files, tmp_path):
    measure = by_slug(files, "measures", "2025-04-04-controls")
    first = measure["provisions"][0]
    measure["provisions"] = [first, {**first, "ref": "2"}, {**first, "ref": "3"}]
    load_files(files)
    keys = dict(Provision.objects.filter(measure__slug="2025-04-04-controls").values_list("ref", "pk"))
    measure["provisions"] = [{**first, "ref": "3"}, {**first, "ref": "new"}, first]
    measure["issuers"] = ["firm", "ministry"]
    load_files(files)
    export(tmp_path / "out")
    assert json.loads((tmp_path / "out" / "measures.json").read_text())[0] == measure
    now = dict(Provision.objects.filter(measure__slug="2025-04-04-controls").values_list("ref", "pk"))
    assert (now["1"], now["3"], now.keys()) == (keys["1"], keys["3"], {"1", "3", "new"})


def test_overwrites_what_editors_changed_since(files, load_files):
    load_files(files)
    change(Event.objects.get(slug="2025-05-talks"), title="Edited")
    assert load_files(files).revisions == 0
    assert Event.objects.get(slug="2025-05-talks").title == "Talks"


def test_two_sources_may_be_told_apart_anew(files, load_files):
    load_files(files)
    files["sources"][0]["url"] = "https://example.org/moved"
    load_files(files)
    assert Source.objects.get(slug="report").url == "https://example.org/moved"


def test_the_description_of_the_data_set_is_loaded(files, load_files):
    load_files(files)
    row = DataSet.objects.get()
    assert (row.title, row.reviewed_through, row.maintainer) == ("A test", "2025-07-01", "")
    files["meta"]["reviewed_through"] = "2025-08-01"
    assert load_files(files).revisions == 0
    assert (DataSet.objects.get().reviewed_through, DataSet.objects.get().edition) == ("2025-08-01", row.edition + 1)


def test_the_commands_say_what_was_done(files, load_files, folder, tmp_path, capsys):
    load_files(files)
    call_command("load_dataset", folder)
    assert capsys.readouterr().out == "Nothing changed: the database holds these records already.\n"
    files["meetings"][0]["place"] = "Geneva"
    (folder / "meetings.json").write_text(json.dumps(files["meetings"]))
    call_command("load_dataset", folder, reason="The place is known.")
    published = Event.objects.published().count()
    told = f"Wrote 1 new or changed records and appended 1 revisions; the files hold {published} published events and 1 drafts."
    assert capsys.readouterr().out == f"{told}\n"
    assert revisions()[-1] == ("2025-05-talks", "modify", "The place is known.")
    call_command("export_dataset", tmp_path / "deep" / "out")
    records = sum(len(rows) for name, rows in files.items() if name != "meta")
    assert capsys.readouterr().out.startswith(f"Wrote {records} records to ")


def test_the_command_lists_every_problem(files, load_files, folder):
    load_files(files)
    (folder / "links.json").unlink()
    (folder / "meta.json").write_text("{")
    with pytest.raises(CommandError) as error:
        call_command("load_dataset", folder)
    first, *problems = str(error.value).splitlines()
    assert first == "Nothing was loaded. Problems found: 2"
    assert [problem.split(":")[0] for problem in problems] == ["links.json", "meta.json"]
