"""Where the files are kept: one folder for each version, of this data set under this address, complete or not there at all."""

import fcntl
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning

from policy.files.build import build
from policy.files.package import NAME, media_type, sha256
from policy.models import DataSet
from policy.record.version import version

KEPT = timedelta(days=30)
DRAFT = ".building-"
FOLDER = re.compile(r"v([1-9][0-9]*)")
READABLE_FOLDER = 0o755  # a web server under another account may serve it


class NotBuilt(Exception):
    """The files of a version couldn't be written; those of earlier versions are as they were."""


@dataclass(frozen=True)
class KeptFile:
    """One file of a version; `rows` is how many records it holds, `None` for those that describe others."""

    name: str
    bytes: int
    sha256: str
    rows: int | None
    about: str

    @property
    def media_type(self) -> str:
        return media_type(self.name)


@dataclass(frozen=True)
class KeptVersion:
    """The files of one version; `package` is what its datapackage.json says."""

    seq: int
    folder: Path
    package: dict[str, Any]
    files: tuple[KeptFile, ...]

    @property
    def published_at(self) -> datetime:
        return datetime.fromisoformat(self.package["created"])

    @property
    def built_at(self) -> datetime:
        """When the last of its files was written."""
        return datetime.fromtimestamp(self.folder.stat().st_mtime, UTC)

    def file(self, name: str) -> KeptFile | None:
        return next((one for one in self.files if one.name == name), None)


def home() -> Path | None:
    """Return the folder of this data set's versions; `None` where no files are kept. It needn't be there.

    What the files say depends on the site's address, so each address has its own.
    """
    if not settings.FILES_DIR:
        return None
    site = settings.SITE_URL.partition("://")[2].replace(":", "-")
    return Path(settings.FILES_DIR).absolute() / str(DataSet.objects.get().uuid) / site


def versions() -> list[KeptVersion]:
    """Return the versions whose files are kept, the newest first."""
    return _versions(home())


def newest() -> KeptVersion | None:
    return next(iter(versions()), None)


def nearest(seq: int, among: Iterable[KeptVersion]) -> KeptVersion | None:
    """Return the version nearest to one that isn't kept, the newer of two; `None` where there is none."""
    return min(among, key=lambda one: (abs(one.seq - seq), -one.seq), default=None)


def build_newest(now: datetime) -> int | None:
    """Build the files of the record's newest version and return its number; `None` where there is nothing to do.

    Versions that are due for it by `now` are removed. Another process that does the same waits, and finds it done.
    Raises `NotBuilt`.
    """
    folder, newest_seq = home(), version().seq
    if folder is None or newest_seq == 0:
        return None
    place = folder / f"v{newest_seq}"
    if place.exists() and not due(folder, now):
        return None
    try:
        with _alone(folder):
            built = None if place.exists() else _built(folder)
            remove(due(folder, now))
    except _failures() as error:
        raise NotBuilt(f"The files of version {newest_seq} can't be built in {folder}: {error}") from error
    return built


def due(folder: Path, now: datetime) -> list[KeptVersion]:
    """Return the versions to remove: published more than 30 days ago, neither the last of a month (UTC) nor the newest."""
    found = _versions(folder)
    last = {(one.published_at.year, one.published_at.month): one.seq for one in reversed(found)}
    return [one for one in found[1:] if one.published_at < now - KEPT and one.seq not in last.values()]


def remove(leaving: Iterable[KeptVersion]) -> None:
    """Remove versions; nobody sees half of one."""
    for one in leaving:
        gone = one.folder.with_name(f"{DRAFT}gone-{one.seq}")
        one.folder.rename(gone)
        shutil.rmtree(gone)


def check_folder(**kwargs: Any) -> list[CheckMessage]:
    """Tell, as a system check, when nothing can be written to the folder of files."""
    folder = Path(settings.FILES_DIR or "/").absolute()
    there = next(one for one in (folder, *folder.parents) if one.exists())
    if not settings.FILES_DIR or (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
        return []
    hint = "Let the account of the worker own it, or set FILES_DIR to another."
    return [Warning(f"No bulk files can be built: {there} isn't writable.", hint=hint, id="bulk_files.W001")]


def _built(folder: Path) -> int:
    """Build the files in a folder beside, and give it its name once all of it is on the disk."""
    draft = Path(mkdtemp(prefix=DRAFT, dir=folder))
    try:
        described = build(draft)
        draft.chmod(READABLE_FOLDER)
        draft.rename(folder / f"v{described['version']}")
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return int(described["version"])


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let other builders wait, and remove what one left that was killed."""
    folder.mkdir(mode=READABLE_FOLDER, parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in folder.glob(f"{DRAFT}*"):
            shutil.rmtree(left)
        yield


def _failures() -> tuple[type[Exception], ...]:
    """Return what the writers raise where the disk is full or nothing may be written."""
    import duckdb  # heavy, and only builders need it

    return (OSError, sqlite3.Error, duckdb.Error)


def _versions(folder: Path | None) -> list[KeptVersion]:
    if folder is None or not folder.is_dir():
        return []
    numbers = sorted((int(match[1]) for match in map(FOLDER.fullmatch, os.listdir(folder)) if match), reverse=True)
    return [kept(folder / f"v{number}") for number in numbers]


@lru_cache(maxsize=256)
def kept(folder: Path) -> KeptVersion:
    """Read what a version's folder holds, which never changes."""
    path = folder / NAME
    package = json.loads(path.read_text(encoding="utf-8"))
    files = [
        KeptFile(
            one["path"],
            one["bytes"],
            one["hash"].removeprefix("sha256:"),
            one.get("rows", one.get("records")),
            one["description"],
        )
        for one in package["resources"]
    ]
    files.append(KeptFile(NAME, path.stat().st_size, sha256(path), None, "What all these files are."))
    return KeptVersion(int(package["version"]), folder, package, tuple(files))
