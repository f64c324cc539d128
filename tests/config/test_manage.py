"""Django's command line where the database is away."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "command", [pytest.param(["manage.py", "migrate"], marks=pytest.mark.slow), ["-m", "config.server"]]
)
def test_a_database_that_is_away_gets_one_sentence(command):
    away = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing", "SECRET_KEY": "x", "PORT": "58199"}
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env={"PATH": os.environ["PATH"]} | away, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr.startswith("The database can't be reached: ")
    assert done.stderr.endswith("Connection refused. Is DATABASE_URL right, and its server up?\n")
    assert len(done.stderr.splitlines()) == 1
