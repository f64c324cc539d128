"""Copies of documents: what is one, where it is put, and that nothing of it changes afterwards."""

import hashlib
import os
import stat

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from policy import copies
from policy.copies import media_type
from policy.models import SourceCopy
from policy.rules import Refused
from tests.makers import make_source

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 17 + b"\0\0\0\0IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\0" * 30 + b"\xff\xd9"
GIF = b"GIF89a" + b"\0" * 20 + b"\0;"
WEBP = b"RIFF" + (16).to_bytes(4, "little") + b"WEBPVP8L" + b"\0" * 8
HTML = b"<!-- saved from https://example.org -->\r\n<!DOCTYPE html><html><p>\xd0\xd0</p></html>"


def kind(content):
    return media_type(content[:4096], content[-4096:], len(content))


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (PDF, "application/pdf"),
        (PNG, "image/png"),
        (JPEG, "image/jpeg"),
        (GIF, "image/gif"),
        (WEBP, "image/webp"),
        (HTML, "text/html"),
        (b"\xef\xbb\xbf<html lang=zh>", "text/html"),
        (b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x">', "text/html"),
    ],
)
def test_tells_what_content_is(content, name):
    assert kind(content) == name


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\3\4" + b"x" * 100,
        b"MZ" + PDF,
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"Some text, and later on <html>",
        HTML + b"\0",
        PDF + b"PK\3\4" + b"x" * 100,
        PDF[:-7],
        PNG + HTML,
        PNG[:-1],
        JPEG + b"PK\5\6",
        GIF + b"<script>alert(1)</script>",
        WEBP + b"x",
        b"GIF89a/*" + b"\0" * 10 + b"*/=1",
        b"\xef\xbb\xbf" + PDF,
        b"#!/bin/sh\n" + HTML,
    ],
)
def test_takes_nothing_that_is_unclear(content):
    assert kind(content) == ""


@pytest.fixture
def folder(tmp_path, settings):
    settings.COPIES_DIR = str(tmp_path / "copies")
    return tmp_path / "copies"


@pytest.fixture
def keep(folder, db, django_user_model):
    by = django_user_model.objects.create(username="ann")

    def keep(content=PNG, source=None, name="x.png"):
        file = SimpleUploadedFile(name, content, content_type="application/x-lie")
        return copies.keep(source or make_source(), file, name=name, note="", by=by)

    return keep


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_keeps_a_file_under_its_hash_for_its_owner_alone(keep, folder):
    copy = keep(name="名字.exe")
    assert (copy.sha256, copy.size, copy.media_type) == (hashlib.sha256(PNG).hexdigest(), len(PNG), "image/png")
    assert files(folder) == [folder / copy.sha256[:2] / copy.sha256]
    assert copies.place(copy.sha256).read_bytes() == PNG
    assert stat.S_IMODE(os.stat(copies.place(copy.sha256)).st_mode) == 0o600


def test_keeps_the_same_content_once(keep, folder):
    first = keep()
    before = copies.place(first.sha256).stat()
    keep(source=make_source("another"))
    after = copies.place(first.sha256).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    with pytest.raises(Refused, match="has this very file already"):
        keep()
    assert (len(files(folder)), SourceCopy.objects.count()) == (1, 2)


@pytest.mark.parametrize("content", [b"PK\3\4zip", PNG + b"more"])
def test_refuses_what_is_unclear_and_says_what_to_do(keep, folder, content):
    with pytest.raises(Refused, match="Print the page to a PDF"):
        keep(content)
    assert not folder.exists()


def test_says_that_nothing_can_be_written(keep, folder):
    folder.write_text("a file where the folder should be")
    with pytest.raises(Refused, match="can't be kept now"):
        keep()
    assert not SourceCopy.objects.exists()
    assert [problem.id for problem in copies.check_copies()] == ["policy.W001"]


def test_is_content_with_a_folder_that_is_still_to_be_made(folder, settings):
    assert copies.check_copies() == []
    settings.COPIES_DIR = ""
    assert copies.check_copies() == []


def test_deletes_a_file_with_the_last_row_that_has_it(keep, folder, django_capture_on_commit_callbacks):
    first, second = keep(), keep(source=make_source("another"))
    for copy, left in ((first, 1), (second, 0)):
        with django_capture_on_commit_callbacks(execute=True):
            copies.take_back(copy)
        assert len(files(folder)) == left


def test_reads_every_copy_again(keep, capsys):
    first, second = keep(), keep(PDF)
    call_command("check_copies")
    assert capsys.readouterr().out == "2 copies are as uploaded.\n"
    copies.place(first.sha256).write_bytes(PNG + b"!")
    copies.place(second.sha256).unlink()
    with pytest.raises(CommandError) as refused:
        call_command("check_copies")
    assert f"{first.sha256} (x.png) was altered" in str(refused.value)
    assert f"{second.sha256} (x.png) can't be read: No such file or directory." in str(refused.value)
