"""What is kept of a source: copies, who may see them, how they are sent, and asking for a check of its link."""

import html
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from policy import copies, links
from policy.fetch import Answer
from policy.models import LinkStatus, Source, SourceCopy
from policy.record.models import Revision
from tests.admin.conftest import change_page, filled, make_source, make_statement, signed_in

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
HTML = b"<!doctype html><script>alert(1)</script>"


def said(response):
    return html.unescape(response.content.decode())


def kept(source, part=""):
    return f"/admin/policy/source/{source.pk}/kept/{part}"


def upload(client, source, content=PDF, name="notice.pdf", **more):
    return client.post(kept(source), {"file": SimpleUploadedFile(name, content)} | more, follow=True)


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.COPIES_DIR = str(tmp_path)
    return tmp_path


@pytest.fixture
def shown(shipped):
    """A source that readers see: to change it takes a publisher."""
    return Source.objects.filter(citations__event__slug="2025-10-09-mofcom-gac-announcement-57").first()


def test_a_contributor_keeps_a_copy_of_what_readers_see(shown):
    contributor, before = signed_in("connie", "contributor"), Revision.objects.newest().seq
    page = upload(contributor, shown, note="Taken on 3 May.")
    assert "“notice.pdf” is kept." in said(page)
    copy = SourceCopy.objects.get()
    assert (copy.source, copy.uploaded_by, copy.note) == (shown, contributor.user, "Taken on 3 May.")
    assert all(one in said(page) for one in (copy.sha256, "application/pdf", "Taken on 3 May.", "by connie"))
    assert "1 copy kept" in said(contributor.get(change_page(shown)))
    assert "Take back" not in said(page)
    assert Revision.objects.newest().seq == before


def test_says_what_is_wrong_with_a_file(editor, shown, settings):
    assert "Print the page to a PDF" in said(upload(editor, shown, b"MZ\x90\0", "notice.pdf"))
    assert "The submitted file is empty." in said(upload(editor, shown, b""))
    assert "This field is required." in said(editor.post(kept(shown), {"note": "x"}))
    settings.MOST_UPLOAD_BYTES = 1_000_000
    page = upload(editor, shown, PDF + b"\0" * 1_000_000, note="A long one.")
    assert ("This file has more than 1 MB." in said(page), "A long one." in said(page)) == (True, True)
    upload(editor, shown)
    assert "This source has this very file already." in said(upload(editor, shown))
    settings.COPIES_DIR = ""
    assert "No copies are kept on this site" in said(editor.get(kept(shown)))
    assert "No copies are kept on this site" in said(upload(editor, shown, PDF + b"\n"))
    assert SourceCopy.objects.count() == 1


def test_a_copy_is_sent_to_be_saved_and_never_to_be_run(editor, shown):
    upload(editor, shown, HTML, '../e"vil\r\n页.svg')
    copy = SourceCopy.objects.get()
    answer = editor.get(kept(shown, f"{copy.sha256}/"))
    assert b"".join(answer) == HTML
    assert answer["Content-Type"] == "text/plain"
    assert answer["Content-Disposition"] == 'attachment; filename="copy_evil.html"'
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "private, no-cache")
    again = editor.get(kept(shown, f"{copy.sha256}/"), headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again["Content-Security-Policy"]) == (304, "default-src 'none'; sandbox")
    copies.place(copy.sha256).unlink()
    assert editor.get(kept(shown, f"{copy.sha256}/")).status_code == 404


def test_only_the_desk_sees_copies(client, editor, nobody, shown):
    upload(editor, shown)
    address = kept(shown, f"{SourceCopy.objects.get().sha256}/")
    assert client.get(address).url.startswith("/admin/login/")
    assert nobody.get(address).status_code == 403
    assert upload(nobody, shown, PDF + b"\n").status_code == 403
    sent = signed_in("ada", "administrator").get(address)
    assert (sent.status_code, b"".join(sent)) == (200, PDF)
    other = make_source()
    assert editor.get(kept(other, address.split("/")[-2] + "/")).status_code == 404
    assert [editor.get(f"/admin/policy/source/{key}/kept/").status_code for key in ("0", "x")] == [404, 404]


def test_a_publisher_takes_a_copy_back_and_its_history_stays(
    editor, publisher, shown, django_capture_on_commit_callbacks
):
    upload(editor, shown)
    copy = SourceCopy.objects.get()
    assert editor.post(kept(shown), {"_take_back": copy.sha256}).status_code == 403
    with django_capture_on_commit_callbacks(execute=True):
        publisher.post(kept(shown), {"_take_back": copy.sha256})
    assert (SourceCopy.objects.count(), copies.place(copy.sha256).exists()) == (0, False)
    assert publisher.post(kept(shown), {"_take_back": copy.sha256}).status_code == 404
    history = said(publisher.get(f"/admin/policy/source/{shown.pk}/history/"))
    assert all(one in history for one in ("Copy “notice.pdf” added", "Copy “notice.pdf” removed", copy.sha256, "edith"))


def test_a_source_with_copies_is_not_deleted(editor, shipped):
    source = make_source()
    upload(editor, source)
    editor.post(f"/admin/policy/source/{source.pk}/delete/", {"post": "yes"})
    assert Source.objects.filter(pk=source.pk).exists()


def test_an_archived_copy_is_an_address_of_the_web(publisher):
    source = make_source()
    address = change_page(source)
    page = publisher.post(address, filled(publisher, address, archive_url="ftp://archive.example/x"))
    assert "An archived copy's address begins with http:// or https://." in said(page)


def test_an_archived_copy_is_published_at_once_with_what_shows_it(client, publisher):
    from policy.record.publish import publish

    statement = make_statement()
    publish(statement, reason="First.", by="test")
    source = statement.citations.get().source
    form = filled(publisher, change_page(source), archive_url="https://archive.example/x")
    publisher.post(change_page(source), form)
    document = client.get(f"/api/v1/events/{statement.slug}/").json()
    assert document["citations"][0]["source"]["archive_url"] == "https://archive.example/x"
    assert 'href="https://archive.example/x"' in said(client.get(f"/events/{statement.slug}/"))


def test_asks_for_a_check_of_a_link_once(editor, nobody, shown, settings):
    assert "Check this link now" not in said(editor.get(kept(shown)))
    assert editor.post(kept(shown), {"_check": "1"}).status_code == 403
    settings.LINK_CHECKS = True
    assert "checked within minutes" in said(editor.post(kept(shown), {"_check": "1"}, follow=True))
    assert "has been asked for already" in said(editor.post(kept(shown), {"_check": "1"}, follow=True))
    editor.post(kept(make_source()), {"_check": "1"})  # one job sees to both
    assert ProcrastinateJob.objects.filter(task_name="check_links", status="todo").count() == 1
    assert nobody.post(kept(shown), {"_check": "1"}).status_code == 403
    assert links.check_due(timezone.now(), lambda url: Answer(200, url)) > 0
    assert "it answers (200)" in said(editor.get(kept(shown)))


def test_the_list_says_where_links_stand(editor, shown):
    status, now = LinkStatus.objects.create(source=shown, url=shown.url), datetime(2026, 5, 3, tzinfo=UTC)
    for days in (0, 1):
        gone = links.verdict(shown.url, lambda url: Answer(404, url))
        links.record(status.pk, shown.url, gone, now=now + timedelta(days=days))
    for question, found in {"vanished": True, "lost": True, "answers": False, "unchecked": False}.items():
        page = editor.get("/admin/policy/source/", {"link": question})
        rows = page.context["cl"].queryset
        assert rows.filter(pk=shown.pk).exists() is found, question
    assert "gone since 3 May 2026" in said(editor.get("/admin/policy/source/", {"link": "vanished"}))
    assert "gone since 3 May 2026" in said(editor.get(change_page(shown)))
    finding = said(editor.get("/admin/policy/finding/", {"rule": "SourceHasVanished"}))
    assert f"({shown.slug}), since 2026-05-03." in finding
