"""Files that editors keep of sources: what may be kept, and how it is put into the folder of copies.

A file's name there is the SHA-256 of its bytes. It is written beside its place, brought to the disk and then renamed, so
that what stands under a name is whole; what is there is never written again. The database tells who may see it.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, BinaryIO

from django.conf import settings
from django.core.checks import CheckMessage, Warning
from django.db import connection, transaction

from policy.models import Source, SourceCopy
from policy.rules import Problem, Refused

LOCK = 0x4D6F6E617A63  # "Monazc"
LOOKED_AT = 4096  # bytes at either end by which a type is told
PART_BYTES = 1 << 20
UNKNOWN = (
    "This is none of PDF, HTML, PNG, JPEG, WebP and GIF, or it isn't whole. Print the page to a PDF, or take a picture of it "
    "and save that as PNG, and choose that file."
)
EMPTY = "This file is empty."
ELSEWHERE = "No copies are kept on this site: whoever runs it sets COPIES_DIR first."
UNWRITABLE = "It can't be kept now ({}): tell whoever runs this site."
TWICE = "This source has this very file already."

HTML = re.compile(
    rb"(\xef\xbb\xbf)?\s*(<\?xml[^>]*\?>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html)\b", re.DOTALL | re.IGNORECASE
)
# How content of each type begins and ends. What goes on after its end may be something else as well, so it is refused.
TYPES = {
    "application/pdf": (re.compile(rb"%PDF-\d"), re.compile(rb"%%EOF[\s\0]*\Z")),
    "image/png": (re.compile(rb"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), re.compile(rb"\0\0\0\0IEND\xaeB`\x82\Z")),
    "image/jpeg": (re.compile(rb"\xff\xd8\xff"), re.compile(rb"\xff\xd9\Z")),
    "image/gif": (re.compile(rb"GIF8[79]a"), re.compile(rb";\Z")),
    "image/webp": (re.compile(rb"RIFF.{4}WEBPVP8[ LX]", re.DOTALL), re.compile(rb"")),
    "text/html": (HTML, re.compile(rb"")),
}
ENDINGS = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "text/html": "html",
}


def media_type(start: bytes, end: bytes, size: int) -> str:
    """Return what content is, by its first and last bytes and its size; an empty text if that isn't clear."""
    for name, (begins, ends) in TYPES.items():
        if begins.match(start) and ends.search(end):
            return name if _is_sound(name, start, size) else ""
    return ""


def _is_sound(name: str, start: bytes, size: int) -> bool:
    """Say whether what a type tells about itself is so: a WebP says how long it is, and text has no zero bytes."""
    if name == "image/webp":
        return int.from_bytes(start[4:8], "little") + 8 == size
    return name != "text/html" or b"\0" not in start


def place(sha256: str) -> Path:
    """Return where the file of a SHA-256 is."""
    return Path(settings.COPIES_DIR) / sha256[:2] / sha256


@transaction.atomic
def keep(source: Source, file: Any, *, name: str, note: str, by: Any) -> SourceCopy:
    """Keep a file that was uploaded as a copy of a source, and return its row. Raises `policy.rules.Refused`."""
    if not settings.COPIES_DIR:
        raise _refused(source, ELSEWHERE)
    found = _type_of(file)
    if not found:
        raise _refused(source, UNKNOWN if file.size else EMPTY)
    _lock()
    try:
        sha256 = _put(file)
    except OSError as error:
        raise _refused(source, UNWRITABLE.format(error.strerror)) from error
    if SourceCopy.objects.filter(source=source, sha256=sha256).exists():
        raise _refused(source, TWICE)
    given = {"media_type": found, "original_name": name[-200:], "note": note, "uploaded_by": by}
    return SourceCopy.objects.create(source=source, sha256=sha256, size=file.size, **given)


def take_back(copy: SourceCopy) -> None:
    """Delete a copy's row, and its file once no row has that any more; the history of edits keeps the SHA-256."""
    copy.delete()
    transaction.on_commit(lambda: _forget(copy.sha256))


def altered() -> Iterator[str]:
    """Yield a sentence for each copy whose file is missing, or no longer what was uploaded."""
    for sha256, name in (
        SourceCopy.objects.order_by("sha256", "pk").distinct("sha256").values_list("sha256", "original_name")
    ):
        try:
            with place(sha256).open("rb") as file:
                now = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            yield f"{sha256} ({name}) can't be read: {error.strerror}."
            continue
        if now != sha256:
            yield f"{sha256} ({name}) was altered: its SHA-256 is now {now}."


def check_copies(**kwargs: Any) -> list[CheckMessage]:
    """Tell, as a system check, when nothing can be written to the folder of copies."""
    folder = Path(settings.COPIES_DIR or "/").absolute()
    there = next(one for one in (folder, *folder.parents) if one.exists())
    if not settings.COPIES_DIR or (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
        return []
    hint = "Let the account of the web server own it, or set COPIES_DIR to another."
    return [Warning(f"No copy of a source can be kept: {there} isn't writable.", hint=hint, id="policy.W001")]


def _refused(source: Source, message: str) -> Refused:
    return Refused([Problem(source.slug, "file", message)])


def _lock() -> None:
    with connection.cursor() as cursor:  # nobody deletes a file that is about to be named again
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _type_of(file: Any) -> str:
    file.seek(0)
    start = file.read(LOOKED_AT)
    file.seek(max(file.size - LOOKED_AT, 0))
    return media_type(start, file.read(LOOKED_AT), file.size)


def _put(file: BinaryIO) -> str:
    """Write a file to its place, unless it is there; return its SHA-256."""
    folder = Path(settings.COPIES_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    file.seek(0)
    with NamedTemporaryFile(dir=folder, prefix="part-", delete=False) as part:
        try:
            while piece := file.read(PART_BYTES):
                digest.update(piece)
                part.write(piece)
            target = place(digest.hexdigest())
            if not target.exists():
                _settle(part, target)
        finally:
            Path(part.name).unlink(missing_ok=True)
    return digest.hexdigest()


def _settle(part: Any, target: Path) -> None:
    """Let what was written stand in its place, also when the machine stops now."""
    part.flush()
    os.fsync(part.fileno())
    target.parent.mkdir(mode=0o700, exist_ok=True)
    os.rename(part.name, target)
    _sync(target.parent)
    _sync(target.parent.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@transaction.atomic
def _forget(sha256: str) -> None:
    _lock()
    if not SourceCopy.objects.filter(sha256=sha256).exists():
        place(sha256).unlink(missing_ok=True)
