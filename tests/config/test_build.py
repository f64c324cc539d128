"""The build id and the secret of a checkout."""

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config import build

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def sources(tmp_path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text("<p>")
    return tmp_path


def test_build_id_changes_with_a_template(sources):
    before = build.build_id(sources)
    (sources / "templates" / "page.html").write_text("<b>")
    assert build.build_id(sources) != before


def test_build_id_changes_with_a_files_name(sources):
    before = build.build_id(sources)
    (sources / "templates" / "page.html").rename(sources / "templates" / "other.html")
    assert build.build_id(sources) != before


def test_build_id_stays_with_what_is_no_source(sources):
    before = build.build_id(sources)
    (sources / "templates" / "page.pyc").write_text("compiled")
    (sources / "notes.txt").write_text("mine")
    assert build.build_id(sources) == before


def test_secret_is_kept_and_private(tmp_path):
    path = tmp_path / ".local" / "secret_key"
    first = build.kept_secret(path)
    assert len(first) > 50
    assert build.kept_secret(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(path.parent) == ["secret_key"]


@pytest.mark.slow
def test_processes_that_race_make_one_secret(tmp_path):
    path, go = tmp_path / ".local" / "secret_key", tmp_path / "go"
    code = f"""
from pathlib import Path
from config import build
while not Path({str(go)!r}).exists(): pass
print(build.kept_secret(Path({str(path)!r})))"""
    racers = [subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE) for _ in range(6)]
    time.sleep(1)
    go.touch()
    assert len({racer.communicate()[0] for racer in racers}) == 1
