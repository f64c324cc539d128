"""Bring the catalogue of translations up to date."""

from typing import Any

from django.core.management.base import BaseCommand

from config import catalogue


class Command(BaseCommand):
    """Give the catalogue the messages of the sources, and say how many are to be translated."""

    help = "Gives the catalogue of translations what pages and code say by now; translates nothing."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Update the file, compile it and count."""
        found = catalogue.update()
        catalogue.compile_if_changed()
        empty = sum(not catalogue.is_translated(one) for one in found if one.id)
        self.stdout.write(f"{len(found)} messages, {empty} to be translated: {catalogue.path()}")
