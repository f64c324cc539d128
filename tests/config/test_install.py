"""The way from a bare checkout to a .venv, and what is said when it can't be gone."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ["requirements.txt", "requirements-localdb.txt", "requirements-dev.txt"]
PINNED_WITH_REASON = re.compile(r"[\w-]+(\[[\w,]+\])?==[\w.]+ +# \S.*")
NOWHERE = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "UV_INDEX_URL": "http://127.0.0.1:9/simple"}


@pytest.fixture
def checkout(tmp_path):
    """A folder with what installing needs, and next to nothing to install."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "install.py").write_text((ROOT / "config" / "install.py").read_text())
    (tmp_path / "Makefile").write_text((ROOT / "Makefile").read_text())
    for name in REQUIREMENTS:
        (tmp_path / name).write_text("# nothing\n")
    return tmp_path


def install(checkout, before="pass", **environment):
    """Run the installer, after a line of Python that changes its world."""
    code = f"import sys; sys.path.insert(0, 'config'); import install; {before}; install.main([])"
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=checkout,
        env={"PATH": "/usr/bin:/bin"} | environment,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_requirement_is_pinned_and_has_its_reason(name):
    lines = (ROOT / name).read_text().splitlines()
    assert [line for line in lines if not line.startswith("#") and not PINNED_WITH_REASON.fullmatch(line)] == []


def test_an_old_python_gets_one_sentence(checkout):
    done = install(checkout, before="install.sys.version_info = (3, 9, 2)")
    assert done.returncode == 1
    assert done.stderr.startswith("Python 3.11 or newer is needed; ")
    assert "is 3.9.2" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_no_python_at_all_gets_one_sentence(checkout):
    done = subprocess.run(["make", "packages", "PYTHON=nonesuch"], cwd=checkout, capture_output=True, text=True)
    assert (
        done.stderr.splitlines()[0] == "Python 3.11 or newer is needed, and nonesuch wasn't found: make run PYTHON=..."
    )


def test_python_2_gets_one_sentence(checkout):
    python = checkout / "python2.7"
    python.write_text("#!/bin/sh\nexit 1\n")
    python.chmod(0o755)
    done = subprocess.run(["make", "packages", f"PYTHON={python}"], cwd=checkout, capture_output=True, text=True)
    assert done.stderr.splitlines()[0] == (
        f"Python 3.11 or newer is needed, and {python} is Python 2: make run PYTHON=..."
    )


def test_a_python_without_venv_gets_one_sentence(checkout):
    done = install(checkout, before="install.sys._base_executable = '/bin/false'")
    assert done.returncode == 1
    assert done.stderr == (
        "Python's venv is missing or broken (on Debian and Ubuntu: apt install python3-venv). "
        "What went wrong is in .local/install.log.\n"
    )


@pytest.mark.slow
def test_no_network_gets_one_sentence_and_the_next_try_mends_it(checkout):
    (checkout / "requirements.txt").write_text("Django==5.2.19\n")
    done = install(checkout, **NOWHERE)
    assert done.returncode == 1
    assert done.stderr.startswith("The packages can't be fetched: is there a network")
    assert len(done.stderr.splitlines()) == 1
    (checkout / "requirements.txt").write_text("# nothing\n")
    assert install(checkout, **NOWHERE).returncode == 0


@pytest.mark.slow
def test_installs_once_and_again_only_when_something_changed(checkout):
    assert "Installing" in install(checkout).stdout
    assert install(checkout).stdout == ""
    (checkout / "requirements.txt").write_text("# something else\n")
    assert "Installing" in install(checkout).stdout


@pytest.mark.slow
def test_makes_a_broken_venv_anew(checkout):
    install(checkout)
    python = checkout / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python")
    assert "Installing" in install(checkout).stdout
    assert os.access(python, os.X_OK)
