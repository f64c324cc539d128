"""What a supervisor asks: alive, and able to serve."""

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder


def test_alive_asks_no_database(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_ready_when_the_database_answers_and_is_migrated(client):
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_not_ready_while_migrations_are_missing(client):
    newest = MigrationRecorder.Migration.objects.filter(app="record").latest("id")
    MigrationRecorder(connection).record_unapplied("record", newest.name)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert b"1 are pending" in response.content


def test_not_ready_without_a_database(client, monkeypatch):
    def refuse(*args, **kwargs):
        raise DatabaseError("no connection")

    monkeypatch.setattr("policy.site.health.MigrationExecutor", refuse)
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"The database is not reachable.\n")
