from typing import Any

from django.core.management.base import BaseCommand, CommandError

from policy.copies import altered
from policy.models import SourceCopy


class Command(BaseCommand):
    help = "Read every kept copy of a source again; fail if one is missing, or no longer what was uploaded."

    def handle(self, *args: Any, **options: Any) -> None:
        if found := list(altered()):
            raise CommandError("\n".join(found))
        number = SourceCopy.objects.values("sha256").distinct().count()
        self.stdout.write(f"{number} {'copy is' if number == 1 else 'copies are'} as uploaded.")
