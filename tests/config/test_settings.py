"""The settings: what each environment makes of them, and that docs/settings.md tells all of it."""

import ast
import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
READERS = {"text", "flag", "number", "items", "instant"}
SECRET = "not-a-secret-but-long-enough-for-the-checks-0123456789-abcdefgh"
QUESTION = "import json; from config import settings; print(json.dumps(vars(settings), default=str, skipkeys=True))"


@cache
def told(**environment):
    """Return all that a fresh process makes of an environment, or why it ended; the server needn't be there."""
    done = subprocess.run(
        [sys.executable, "-c", QUESTION],
        env={"PATH": os.environ["PATH"], "DATABASE_URL": "postgresql://db.example/monazite"} | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout) if done.returncode == 0 else done.stderr.strip()


def ask(name, **environment):
    return told(SECRET_KEY=SECRET, **environment).get(name)


def variables_read(source):
    """Return the names that a module passes to the readers of config.env."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr in READERS and ast.unparse(call.func.value) == "env"
    }


def modules():
    return [path for folder in ("config", "policy", "permits") for path in (ROOT / folder).rglob("*.py")]


def test_every_variable_has_a_row_and_every_row_a_variable():
    read = set().union(*(variables_read(path.read_text()) for path in modules()))
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/settings.md").read_text(), re.MULTILINE))
    assert read == documented


def test_nothing_else_reads_the_environment():
    # env.py reads it, cluster.py and install.py hand it on, and Django's entry points name the settings in it
    allowed = r"os\.environ\.setdefault\(\"DJANGO_SETTINGS_MODULE\""
    others = [
        path
        for path in modules()
        if path.relative_to(ROOT).as_posix() not in ("config/env.py", "config/cluster.py", "config/install.py")
    ]
    found = [path for path in others if re.search(r"os\.environ|getenv", re.sub(allowed, "", path.read_text()))]
    assert found == []


def test_the_search_for_variables_finds_them():
    assert variables_read('a = env.flag("LOUD", default=False)\nb = other.text("NOT_ME")') == {"LOUD"}


def test_refuses_a_database_without_a_secret():
    assert told().startswith("DATABASE_URL is set but SECRET_KEY is not")


def test_refuses_a_database_url_that_makes_no_sense():
    assert told(DATABASE_URL="db.example", SECRET_KEY=SECRET).startswith("DATABASE_URL can't be read")


def test_refuses_a_database_that_is_not_postgresql():
    assert told(DATABASE_URL="sqlite:///x.db", SECRET_KEY=SECRET).startswith("DATABASE_URL names")


def test_reads_the_secret_from_a_file(tmp_path):
    (tmp_path / "key").write_text(SECRET + "\n")
    assert told(SECRET_KEY_FILE=str(tmp_path / "key"))["SECRET_KEY"] == SECRET


@pytest.mark.parametrize("name", ["SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"])
def test_insists_on_https_outside_the_local_set_up(name):
    assert ask(name) is True


def test_asks_for_a_second_factor_outside_the_local_set_up():
    assert ask("SECOND_FACTOR_REQUIRED") is True
    assert ask("SECOND_FACTOR_REQUIRED", DATABASE_URL="") is False


def test_believes_a_proxy_only_when_told_to():
    assert ask("SECURE_PROXY_SSL_HEADER") is None
    assert ask("SECURE_PROXY_SSL_HEADER", TRUST_FORWARDED_PROTO="1") == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert [ask("ALLAUTH_TRUSTED_PROXY_COUNT", TRUST_FORWARDED_PROTO=on) for on in ("0", "1")] == [0, 1]


def test_answers_under_the_host_it_listens_on():
    assert "192.0.2.7" in ask("ALLOWED_HOSTS", HOST="192.0.2.7")


def test_takes_the_build_from_the_environment():
    assert ask("BUILD", BUILD="v7") == "v7"


@pytest.mark.slow
def test_is_clean_by_djangos_own_deployment_check():
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        env={"PATH": os.environ["PATH"], "DATABASE_URL": "postgresql://db.example/monazite", "SECRET_KEY": SECRET},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_debug_is_off():
    assert ask("DEBUG") is False


def test_the_policy_allows_nothing_inline():
    policy = str(settings.CONTENT_SECURITY_POLICY)
    assert "unsafe" not in policy
    assert "nonce" not in policy


@pytest.mark.slow
def test_a_contact_about_weaknesses_has_a_scheme_and_an_end():
    until = "2027-01-31T00:00:00Z"
    assert ask("SECURITY_CONTACT", SECURITY_CONTACT="mailto:a@b.example", SECURITY_CONTACT_EXPIRES=until)
    for given in ({"SECURITY_CONTACT": "mailto:a@b.example"}, {"SECURITY_CONTACT_EXPIRES": until}):
        assert told(SECRET_KEY=SECRET, **given).startswith("Set both SECURITY_CONTACT and")
    wrong = told(SECRET_KEY=SECRET, SECURITY_CONTACT="a@b.example", SECURITY_CONTACT_EXPIRES=until)
    assert wrong.startswith("SECURITY_CONTACT is 'a@b.example'")
