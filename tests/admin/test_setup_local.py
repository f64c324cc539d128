"""What `make run` does between the migrations and the server."""

import io
import os
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command

from policy.models import DataSet
from policy.record.models import Revision
from tests.databases import created, url

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def local(settings, tmp_path, shipped, data_folder):
    """A local set-up whose own folder is empty; returns what the command prints."""
    settings.BASE_DIR, settings.LOCAL_SETUP, settings.LOCAL_DIR = data_folder.parent, True, tmp_path / "local"
    settings.SECOND_FACTOR_REQUIRED = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a strong one takes its time
    return run


def run():
    out = io.StringIO()
    call_command("setup_local", stdout=out)
    return out.getvalue()


def passwords(folder):
    lines = (folder / "local" / "accounts.txt").read_text().splitlines()
    return dict(line.split() for line in lines if line.startswith("demo-"))


def test_makes_an_account_for_each_role_that_can_sign_in(local, client, tmp_path):
    assert "demo-contributor, demo-editor, demo-publisher and demo-administrator" in local()
    for name, password in passwords(tmp_path).items():
        assert client.login(username=name, password=password)
        assert User.objects.get(username=name).groups.get() == Group.objects.get(name=name.removeprefix("demo-"))
        assert client.get("/admin/").status_code == 200
    assert len(set(passwords(tmp_path).values())) == 4


def test_only_its_owner_ever_could_read_the_file(local, tmp_path):
    before = os.umask(0)
    try:
        local()
    finally:
        os.umask(before)
    file = tmp_path / "local" / "accounts.txt"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["accounts.txt"]


def test_a_second_run_changes_nothing_and_says_nothing(local, tmp_path):
    local()
    known, hashes = passwords(tmp_path), set(User.objects.values_list("password", flat=True))
    assert local() == ""
    assert (passwords(tmp_path), set(User.objects.values_list("password", flat=True))) == (known, hashes)


def test_makes_new_passwords_where_the_file_is_gone(local, client, tmp_path):
    local()
    known = passwords(tmp_path)
    (tmp_path / "local" / "accounts.txt").unlink()
    local()
    assert not set(known.values()) & set(passwords(tmp_path).values())
    assert client.login(username="demo-editor", password=passwords(tmp_path)["demo-editor"])
    assert User.objects.count() == 4


def test_makes_accounts_where_only_the_file_is_left(local, client, tmp_path):
    local()
    User.objects.all().delete()
    local()
    assert client.login(username="demo-publisher", password=passwords(tmp_path)["demo-publisher"])


def test_keeps_what_editors_did_to_the_accounts(local, tmp_path):
    local()
    User.objects.filter(username="demo-editor").update(is_active=False)
    local()
    assert not User.objects.get(username="demo-editor").is_active


def test_makes_no_account_where_a_database_is_named(local, settings, tmp_path):
    settings.LOCAL_SETUP = False
    assert local() == "DATABASE_URL is set: no demo account is made.\n"
    assert not User.objects.exists()
    assert not (tmp_path / "local").exists()


def test_says_how_to_load_files_that_changed_and_loads_nothing(local):
    local()
    DataSet.objects.update(loaded_digest="of other files")
    before = Revision.objects.newest().seq
    assert local().count("\n") == 1
    assert "make load" in local()
    assert Revision.objects.newest().seq == before


@pytest.mark.slow
@pytest.mark.permits  # whose file is part of the shipped data
def test_loads_the_shipped_data_once_where_two_runs_begin_at_once(db, emptied_database, shipped_files):
    with created("setup", template=emptied_database) as database:
        environment = os.environ | {"DATABASE_URL": url(database), "SECRET_KEY": "of a test", "HTTPS": "0"}

        with psycopg.connect(url(database)) as connection:
            connection.execute("UPDATE policy_dataset SET loaded_digest = ''")
        manage = [sys.executable, "manage.py"]
        both = [
            subprocess.Popen([*manage, "setup_local"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
            for _ in range(2)
        ]
        said = [process.communicate()[0] for process in both]
        with psycopg.connect(url(database)) as connection:
            revisions = connection.execute("SELECT count(*), max(seq) FROM record_revision").fetchone()
        users = "no demo account is made"
    published = sum(row.get("status") == "published" for rows in shipped_files.values() for row in rows)
    assert revisions == (published, published)
    assert sorted("Loading the shipped data" in text for text in said) == [False, True]
    assert all(users in text for text in said)
