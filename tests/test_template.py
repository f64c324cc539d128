"""The template of a run's databases is made once, and anew when anything that it is made from has changed."""

from itertools import pairwise

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from tests import template
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


def test_processes_share_one_that_the_last_of_them_drops(trial):
    name, make, made = trial
    with shared(name, "a program", make):
        with shared(name, "a program", make):
            assert len(made) == 1
        assert is_there(name)
    assert not is_there(name)


def test_one_that_is_kept_is_used_again_until_it_has_another_origin(trial):
    name, make, made = trial
    for made_from, times in (("a program", 1), ("a program", 1), ("another", 2), ("a program", 3)):
        with shared(name, made_from, make, kept=True):
            assert len(made) == times
        assert is_there(name)
    with shared(name, "a program", make):
        assert len(made) == 3
    assert not is_there(name)


def test_one_that_was_left_unfinished_is_made_again(trial):
    name, make, made = trial
    make()
    with shared(name, "a program", make):
        assert len(made) == 2


def test_its_origin_is_another_once_a_file_of_program_packages_or_data_is(tmp_path, monkeypatch):
    monkeypatch.setattr(template, "ROOT", tmp_path)
    origins = [template.origin()]
    for name in ("policy/record/migrations/0001_a.py", "data/meta.json", "requirements.txt", "permits/b.py"):
        for content in ("", "changed"):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(content)
            origins.append(template.origin())
    assert all(before != after for before, after in pairwise(origins))
    assert template.origin() == origins[-1]
