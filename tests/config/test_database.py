"""What is asked of a database server."""

import psycopg
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
        call_command("migrate", verbosity=0, skip_checks=False)


@pytest.fixture
def make_database():
    """Create a database of another locale beside that of the tests; yields a connection to it."""
    server = psycopg.connect(**connection.get_connection_params(), autocommit=True)
    other = connection.copy()
    name = f"{connection.settings_dict['NAME']}_locale"
    other.settings_dict = connection.settings_dict | {"NAME": name}

    def make(locale):
        server.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' LOCALE '{locale}' TEMPLATE template0")
        return other

    yield make
    other.close()
    server.execute(f"DROP DATABASE {name}")
    server.close()


@pytest.mark.slow
@pytest.mark.parametrize(("locale", "fit"), [("C", False), ("POSIX", False), ("C.UTF-8", True)])
def test_asks_for_a_locale_that_knows_accents_and_chinese(make_database, locale, fit):
    assert (database.problems(make_database(locale)) == []) is fit


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
