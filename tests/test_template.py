"""The template of a run's databases is made once, and left behind by nobody."""

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from tests.databases import url
from tests.template import shared

pytestmark = pytest.mark.django_db


@pytest.fixture
def trial():
    """The name of a template, what makes an empty one, and the list that this adds to each time."""
    name, made = f"{connection.settings_dict['NAME']}_trial", []

    def make():
        made.append(name)
        with psycopg.connect(url("postgres"), autocommit=True) as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
            server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))

    return name, make, made


def is_there(name):
    with psycopg.connect(url("postgres")) as server:
        return server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def test_processes_of_a_run_share_one_that_the_last_of_them_drops(trial):
    name, make, made = trial
    with shared(name, "a run", make):
        with shared(name, "a run", make):
            assert len(made) == 1
        assert is_there(name)
    assert not is_there(name)


def test_another_run_makes_its_own_unless_it_is_to_keep_what_is_there(trial):
    name, make, made = trial
    with shared(name, "a run", make, kept=True):
        assert len(made) == 1
    with shared(name, "the next", make, kept=True):
        assert len(made) == 1
    with shared(name, "the third", make):
        assert len(made) == 2
    assert not is_there(name)
