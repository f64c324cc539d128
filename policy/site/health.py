"""What a supervisor asks: is the process alive, can it serve."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse


def alive(request: HttpRequest) -> HttpResponse:
    """Answer 200 as long as this process does."""
    return _plain("ok", 200)


def ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database is reachable and all migrations are applied, else 503 and why."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return _plain("The database is not reachable.", 503)
    if pending:
        return _plain(f"Migrations are not applied: {len(pending)} are pending.", 503)
    return _plain("ok", 200)


def _plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain", headers={"Cache-Control": "no-store"})
