"""Write docs/openapi.yaml anew."""

from typing import Any

from django.core.management.base import BaseCommand

from policy.openapi import file


class Command(BaseCommand):
    help = "Write the schema of the API, docs/openapi.yaml. Takes the shipped data, and the packages for development."

    def handle(self, *args: Any, **options: Any) -> None:
        from policy.openapi.document import document  # takes a package for development
        from policy.openapi.examples import with_examples

        earlier = file.kept() if file.path().exists() else {}
        file.path().write_text(file.written(with_examples(document(), earlier)))
        self.stdout.write(f"Wrote {file.FILE}.")
