"""What is asked of a database server."""

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import OperationalError, connection

from config import database

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer(monkeypatch):
    """Have the server answer otherwise: ``answer(query, value)``."""
    answers = {}
    ask = database._value
    monkeypatch.setattr(database, "_value", lambda cursor, query: answers.get(query, ask(cursor, query)))
    return answers.__setitem__


def test_finds_nothing_wrong_with_the_database_of_the_tests():
    assert database.problems(connection) == []


def test_refuses_a_server_that_is_too_old(answer):
    answer("SELECT current_setting('server_version_num')", "140012")
    assert database.problems(connection) == ["PostgreSQL 15 or newer is needed; this server is version 14."]


def test_takes_the_oldest_server_that_is_supported(answer):
    answer("SELECT current_setting('server_version_num')", "150000")
    assert database.problems(connection) == []


def test_migrate_refuses_an_unfit_server(answer):
    answer("SELECT current_setting('server_version_num')", "140012")
    with pytest.raises(SystemCheckError, match="PostgreSQL 15 or newer"):
        call_command("migrate", verbosity=0)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("locale", "fit"), [("C", False), ("POSIX", False), ("C.UTF-8", True)])
def test_asks_for_a_locale_that_knows_accents_and_chinese(locale, fit):
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE test_locale ENCODING 'UTF8' LOCALE '{locale}' TEMPLATE template0")
    try:
        other = connection.copy()
        other.settings_dict = connection.settings_dict | {"NAME": "test_locale"}
        assert (database.problems(other) == []) is fit
        other.close()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP DATABASE test_locale WITH (FORCE)")


def test_explains_a_server_that_is_away():
    away = connection.copy()
    away.settings_dict = connection.settings_dict | {"HOST": "/nowhere"}
    with pytest.raises(OperationalError) as error:
        away.ensure_connection()
    assert database.explain(error.value).startswith("The database can't be reached: ")


def test_does_not_explain_away_an_error_of_a_statement():
    with pytest.raises(OperationalError) as error, connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 1; SELECT pg_sleep(1)")
    assert database.explain(error.value) == ""
