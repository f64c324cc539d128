from typing import Any

from django.core.management.base import BaseCommand, CommandError

from policy.record.verify import Broken, verify


class Command(BaseCommand):
    help = "Recompute every hash, document and projection of the public record; fail at the first difference."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            verified = verify()
        except Broken as broken:
            raise CommandError(f"The record does not hold. {broken}") from None
        self.stdout.write(
            f"The record holds: {verified.revisions} revisions of {verified.events} events;"
            f" the newest has the hash {verified.sha256 or 'of nothing'}."
        )
