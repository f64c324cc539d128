from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from policy.imports.export import export


class Command(BaseCommand):
    help = "Write the editorial tables as a data set (data/SCHEMA.md), drafts included."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder", type=Path, metavar="DIR", help="folder to write to; files of the same names are replaced"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        count = export(options["folder"])
        self.stdout.write(f"Wrote {count} records to {options['folder']}.")
