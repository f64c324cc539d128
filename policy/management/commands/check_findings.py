from itertools import groupby
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from policy import findings
from policy.actions import refresh_findings
from policy.models import Finding


class Command(BaseCommand):
    help = "Look for what editors should look at, keep it for the desk, and print it. Findings are no failure."

    def handle(self, *args: Any, **options: Any) -> None:
        refresh_findings(today=timezone.localdate())
        rows = list(Finding.objects.select_related("event"))
        self.stdout.write(f"Findings: {len(rows)}")
        for name, found in groupby(rows, key=lambda row: row.rule):
            self.stdout.write(f"\n{name}: {findings.named(name).message}")
            for row in found:
                where = f"{row.event.slug} {row.ref}".strip()
                self.stdout.write(f"  {where}: {row.detail} (known since {row.first_found_on})")
