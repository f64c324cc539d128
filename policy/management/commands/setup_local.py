"""What `make run` does between the migrations and the server."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from policy.actions import refresh_findings
from policy.files import store
from policy.imports.files import digest
from policy.imports.load import load
from policy.imports.problems import LoadRefused
from policy.models import DataSet
from policy.record.models import Revision
from policy.record.sentences import joined

DEMO_ACCOUNTS = {f"demo-{role}": role for role in ("contributor", "editor", "publisher", "administrator")}
SETUP_LOCK = 0x4D6F6E617A73  # "Monazs"
PASSWORD_BYTES = 12


class Command(BaseCommand):
    help = "Load the shipped data into an empty record, make the demo accounts of a local set-up, and build the bulk files."

    def handle(self, *args: Any, **options: Any) -> None:
        with alone():
            self._load_shipped_data(settings.BASE_DIR / "data")
            self._make_accounts(settings.LOCAL_DIR / "accounts.txt")
        self._build_files()

    def _load_shipped_data(self, folder: Path) -> None:
        if not Revision.objects.exists():
            self.stdout.write("Loading the shipped data, for the first time …")
            try:
                loaded = load(folder, reason="Loaded from the data set.")
            except LoadRefused as refused:
                raise CommandError(f"The shipped data can't be loaded:\n{refused}") from None
            refresh_findings(today=timezone.localdate())
            self.stdout.write(f"Published {loaded.published} events; {loaded.drafts} stay drafts.")
        elif DataSet.objects.get().loaded_digest != digest(folder):
            self.stdout.write("data/ differs from what was loaded; `make load` would bring the record to what it says.")

    def _make_accounts(self, path: Path) -> None:
        """Make the accounts and the file that holds their passwords, unless both are there."""
        if not settings.LOCAL_SETUP:
            self.stdout.write("DATABASE_URL is set: no demo account is made.")
            return
        if path.exists() and User.objects.filter(username__in=DEMO_ACCOUNTS).count() == len(DEMO_ACCOUNTS):
            return
        path.unlink(missing_ok=True)  # killed on the way, the next run finds no file and starts again
        passwords = {name: secrets.token_urlsafe(PASSWORD_BYTES) for name in DEMO_ACCOUNTS}
        with transaction.atomic():
            for name, group in DEMO_ACCOUNTS.items():
                user, _ = User.objects.get_or_create(username=name, defaults={"is_staff": True})
                user.set_password(passwords[name])
                user.save(update_fields=["password"])
                user.groups.add(Group.objects.get(name=group))
        lines = ["Demo accounts of this checkout, for the pages under /admin/", ""]
        write_privately(path, [*lines, *(f"{name:<20}{password}" for name, password in passwords.items())])
        self.stdout.write(f"Made the demo accounts {joined(list(DEMO_ACCOUNTS), 'and')}.")

    def _build_files(self) -> None:
        """Build the bulk files of a new version; the site goes without them where that can't be done."""
        try:
            built = store.build_newest(timezone.now())
        except store.NotBuilt as error:
            self.stderr.write(str(error))
        else:
            if built:
                self.stdout.write(f"Built the files of version {built}, for /data/.")


@contextmanager
def alone() -> Iterator[None]:
    """Let another run wait until this one has ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [SETUP_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [SETUP_LOCK])


def write_privately(path: Path, lines: list[str]) -> None:
    """Put lines into a file that only its owner ever could read; a reader sees the old file or the new one, whole."""
    path.parent.mkdir(mode=0o755, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    draft.replace(path)
