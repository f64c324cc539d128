from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from policy.actions import refresh_findings
from policy.imports.load import load
from policy.imports.problems import LoadRefused


class Command(BaseCommand):
    help = "Load a data set (data/SCHEMA.md) and publish what it marks as published: all of it, or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="folder that holds the files")
        parser.add_argument("--reason", default="Loaded from the data set.", help="why, for the public")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load(options["folder"], reason=options["reason"])
        except LoadRefused as refused:
            problems = "\n".join(map(str, refused.problems))
            raise CommandError(f"Nothing was loaded. Problems found: {len(refused.problems)}\n{problems}") from None
        refresh_findings(today=timezone.localdate())
        if not loaded.written and not loaded.revisions:
            self.stdout.write("Nothing changed: the database holds these records already.")
            return
        self.stdout.write(
            f"Wrote {loaded.written} new or changed records and appended {loaded.revisions} revisions;"
            f" the files hold {loaded.published} published events and {loaded.drafts} drafts."
        )
