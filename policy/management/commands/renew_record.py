from typing import Any

from django.core.management.base import BaseCommand

from policy.record.renewal import renew


class Command(BaseCommand):
    help = (
        "Bring the record to the form that this version of the program gives it: after each upgrade, before it serves."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        renewed = renew()
        if renewed:
            self.stdout.write(f"{renewed} events have a new revision: their documents have a new form.")
