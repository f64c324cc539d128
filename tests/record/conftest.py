import pytest
from django.db import connection


@pytest.fixture
def tamper(db):
    """Change stored rows behind the record's back: SQL as the tables' owner, with the triggers off."""

    def run(sql, *params):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what was asked for before is checked: then ALTER may come
            cursor.execute("ALTER TABLE record_revision DISABLE TRIGGER USER")
            cursor.execute(sql, params)
            assert cursor.rowcount == 1
            cursor.execute("ALTER TABLE record_revision ENABLE TRIGGER USER")

    return run
