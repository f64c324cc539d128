"""Spreadsheets on the desk: a file is looked at, and imported as it was shown, by whoever may; or not at all."""

import csv
import io
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from policy import review, spreadsheets
from policy.choices import SpreadsheetState
from policy.imports.sheets import formats
from policy.models import Actor, Measure, Spreadsheet, Statement
from policy.record.models import Revision
from policy.renaming import rename_event
from tests.admin.conftest import make_actor, make_source, make_statement, signed_in
from tests.admin.test_publication import said

pytestmark = pytest.mark.slow

STATEMENTS, ACTORS = "/admin/policy/statement/spreadsheet/", "/admin/policy/actor/spreadsheet/"


@pytest.fixture
def contributor(shipped):
    return signed_in("carla", "contributor")


def sheet(*rows):
    told = io.StringIO()
    csv.writer(told).writerows(rows)
    return told.getvalue().encode()


def upload(client, content, page=STATEMENTS, name="list.csv"):
    """Upload a file; return the page that shows what it would do."""
    return client.post(page, {"file": SimpleUploadedFile(name, content)}, follow=True)


def confirm(client, page, shown=None):
    """Confirm what a page shows."""
    return client.post(
        page.request["PATH_INFO"], {"shown": page.context["shown"] if shown is None else shown}, follow=True
    )


def retitled(statement, title):
    return sheet(["slug", "title"], [statement.slug, title])


def exported(client, page=STATEMENTS, **asked):
    return client.post(f"{page}export/", {"format": "csv", **asked})


def rows_of(response):
    return [dict(zip(table.headers, row, strict=True)) for table in [formats.read(response.content)] for row in table]


def history():
    return apps.get_model("policy", "EventHistory").objects.count()


NEW = {
    "slug": "2026-10-06-words",
    "date": "2026-10-06",
    "speaker": "mofcom",
    "channel": "speech",
    "title": "Words",
    "summary": "It spoke.",
    "topics": "licensing",
    "stance": "neutral",
    "certainty": "official",
    "citations.1.source": "source-of-words",
    "citations.1.supports": "the words",
    "citations.1.locator": "",
    "citations.1.quote": "",
    "links.1.to": "",
    "links.1.relation": "responds_to",
    "links.1.note": "",
}


def new_statement(**changes):
    make_source("source-of-words")
    told = NEW | {"links.1.to": Measure.objects.first().slug} | changes
    return sheet(list(told), list(told.values()))


def test_a_new_statement_comes_as_a_draft_with_all_that_belongs_to_it(contributor):
    page = upload(contributor, new_statement())
    assert not Statement.objects.filter(slug=NEW["slug"]).exists()
    assert "Imported list.csv: 1 new, 0 changed, 0 unchanged." in said(confirm(contributor, page))
    statement = Statement.objects.get(slug=NEW["slug"])
    assert [one.supports for one in statement.citations.all()] == ["the words"]
    assert [one.relation for one in statement.links_out.all()] == ["responds_to"]
    assert (statement.kind, statement.revisions.exists()) == ("statement", False)
    assert review.authors([statement.pk]) == {statement.pk: {"carla"}}
    assert "Imported from list.csv." in said(contributor.get(f"/admin/policy/statement/{statement.pk}/history/"))


def test_the_second_time_it_changes_nothing(editor):
    content = new_statement()
    confirm(editor, upload(editor, content))
    before = history()
    page = upload(editor, content)
    assert "importing it changes nothing" in said(page)
    assert "Import as shown" not in said(page)
    confirm(editor, page)
    assert history() == before


def test_a_published_event_gets_an_unpublished_change(editor):
    statement, revisions = Statement.objects.published().first(), Revision.objects.count()
    page = upload(editor, retitled(statement, "Quite another title"))
    assert "Quite another title" in said(page)
    confirm(editor, page)
    statement.refresh_from_db()
    assert (statement.title, Revision.objects.count()) == ("Quite another title", revisions)
    assert statement.revisions.last().content["title"] != "Quite another title"


def test_contributors_leave_alone_what_readers_know(contributor):
    statement = Statement.objects.published().first()
    page = upload(contributor, retitled(statement, "Quite another title"))
    assert "Changing it takes an editor" in said(page) or "changing it takes an editor" in said(page)
    assert confirm(contributor, page, shown="").status_code == 409
    assert not Statement.objects.filter(title="Quite another title").exists()


def test_a_row_with_a_slug_of_old_is_told_the_new_one(editor):
    statement = Statement.objects.published().first()
    content, renamed = retitled(statement, "Quite another title"), f"{statement.slug}-told"
    rename_event(statement, renamed, reason="A test.", by="paul")
    page = upload(editor, content)
    assert f"eads to {renamed} for ever" in said(page)
    assert [row.number for row, column, _ in page.context["problems"] if column == "slug"] == [2]


def test_rows_that_published_events_show_are_refused_to_everybody(publisher):
    assert "changing it publishes" in said(upload(publisher, sheet(["slug", "name"], ["mofcom", "Other"]), ACTORS))
    own = make_actor("unseen-actor")
    confirm(publisher, upload(publisher, sheet(["slug", "name"], [own.slug, "Other"]), ACTORS))
    assert Actor.objects.get(slug=own.slug).name == "Other"


def test_one_mistake_keeps_all_rows_out(editor):
    statement, other = make_statement(), make_statement("2026-10-07-other")
    content = sheet(["slug", "title"], [statement.slug, "Better"], [other.slug, ""])
    page = upload(editor, content)
    assert [(row.number, column) for row, column, _ in page.context["problems"]] == [(3, "title")]
    assert confirm(editor, page, shown="").status_code == 409
    statement.refresh_from_db()
    assert statement.title == "A test"


def test_what_changed_meanwhile_is_shown_again(editor):
    statement = make_statement()
    page = upload(editor, retitled(statement, "Mine"))
    Statement.objects.filter(pk=statement.pk).update(title="Theirs")
    again = confirm(editor, page)
    assert (again.status_code, again.context["shown"] == page.context["shown"]) == (409, False)
    assert "Theirs" in said(again)
    confirm(editor, again)
    statement.refresh_from_db()
    assert statement.title == "Mine"


def test_looking_at_a_file_leaves_nothing_behind(editor):
    before = history()
    upload(editor, new_statement())
    assert (history(), Statement.objects.filter(slug=NEW["slug"]).count()) == (before, 0)


def test_files_are_their_uploaders_own_and_go_when_they_are_imported(editor, publisher):
    page = upload(editor, new_statement())
    assert publisher.get(page.request["PATH_INFO"]).status_code == 404
    confirm(editor, page)
    kept = Spreadsheet.objects.get()
    assert (kept.state, kept.content, kept.new) == (SpreadsheetState.IMPORTED, None, 1)
    assert "is kept no longer" in said(editor.get(page.request["PATH_INFO"], follow=True))


def test_files_that_nobody_confirms_are_forgotten_after_a_day(editor):
    upload(editor, new_statement())
    spreadsheets.forget_old(timezone.now() + timedelta(hours=23))
    assert Spreadsheet.objects.get().content
    spreadsheets.forget_old(timezone.now() + timedelta(hours=25))
    assert Spreadsheet.objects.get().content is None


@pytest.mark.parametrize("content", [b"\xff\xff", b"slug,colour\na,b\n", b"PK damaged"])
def test_a_file_that_cannot_be_read_is_told_in_a_sentence(editor, content):
    page = upload(editor, content)
    assert page.status_code == 200
    assert "Nothing was imported." in said(page)


def test_a_file_that_is_dropped_while_it_comes_is_told_to_be_too_large(editor, settings):
    settings.MOST_UPLOAD_BYTES = 1_000
    page = upload(editor, b"slug\n" + b"a" * 1_000)
    assert page.context["form"].errors["file"] == ["The file is larger than 5 MB: import it in parts."]


def test_exports_what_the_list_shows_and_notes_who_took_it(editor):
    statement = make_statement(title="=HYPERLINK(1)")
    response = exported(editor, filters="q=HYPERLINK")
    assert b"'=HYPERLINK(1)" in response.content
    assert [(row["slug"], row["title"]) for row in rows_of(response)] == [(statement.slug, "=HYPERLINK(1)")]
    noted = Spreadsheet.objects.get()
    assert (noted.by, noted.rows, noted.state) == (editor.user, 1, SpreadsheetState.EXPORTED)
    assert "exported" in said(editor.get("/admin/policy/spreadsheet/"))


def test_exports_the_rows_that_are_ticked(editor):
    statement = make_statement()
    chosen = {"action": "export_xlsx", "_selected_action": [statement.pk]}
    response = editor.post("/admin/policy/statement/", chosen)
    assert response["Content-Disposition"].endswith('.xlsx"')
    assert [row["slug"] for row in rows_of(response)] == [statement.slug]


def test_an_empty_sheet_has_the_columns(editor):
    response = exported(editor, empty="1")
    assert response.content.decode("utf-8-sig").startswith("slug,date,time,timezone,speaker")
    assert len(response.content.splitlines()) == 1


def test_filters_that_no_list_has_are_refused(editor):
    assert exported(editor, filters="certainty__nonsense=1").status_code in (302, 400)


def test_more_rows_than_a_file_holds_are_not_exported(editor, monkeypatch):
    monkeypatch.setattr("policy.admin.spreadsheets.MOST_ROWS", 3)
    assert "narrow the list first" in said(editor.post(f"{STATEMENTS}export/", {"format": "csv"}, follow=True))


def test_who_has_no_role_neither_exports_nor_imports(nobody):
    assert exported(nobody).status_code == 403
    assert upload(nobody, new_statement()).status_code == 403
