"""Answer assistants: ``manage.py mcp`` is a server of the Model Context Protocol over standard input and output."""

from typing import Any

import anyio
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Answer assistants over standard input and output (Model Context Protocol); see docs/assistants.md."

    def handle(self, *args: Any, **options: Any) -> None:
        from policy.assistants.server import serve  # the SDK takes a while to load, and no other command needs it

        anyio.run(serve)
