"""Builders as real processes: killed at their work, several at once, and where the disk is full."""

import random
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest

from policy.files import store
from tests import databases

pytestmark = pytest.mark.slow
BUILDER = Path(__file__).parent / "builder.py"
KILLS = 6
LONGEST_SECONDS = 120


@pytest.fixture
def database(db):
    """The address of a database with the shipped data, for processes."""
    with databases.created("files", template=databases.loaded()) as name:
        yield databases.url(name)


@pytest.fixture
def start(database, tmp_path):
    """Return what begins a builder of the shipped record in a folder of the test's own."""
    begun = []

    def builder(*arguments):
        settings = databases.environment(database) | {"FILES_DIR": str(tmp_path), "SITE_URL": "http://files.example"}
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        begun.append(subprocess.Popen([sys.executable, BUILDER, *arguments], cwd=databases.ROOT, env=settings, **pipes))
        return begun[-1]

    yield builder
    for process in begun:
        process.kill()
        process.communicate()


def drafts(folder):
    return list(folder.glob(f"*/*/{store.DRAFT}*"))


def complete(folder):
    """Return the numbers of the versions in a folder, having read all of each."""
    found = [store.kept(path) for path in folder.glob("*/*/v*")]
    for version in found:
        for one in version.files:
            assert sha256((version.folder / one.name).read_bytes()).hexdigest() == one.sha256
    return [version.seq for version in found]


def test_a_killed_builder_leaves_nothing_that_is_half_a_version(start, tmp_path):
    chance, halves = random.Random(7), 0
    for _ in range(KILLS):
        process = start()
        began = time.monotonic()
        while not drafts(tmp_path) and process.poll() is None and time.monotonic() - began < LONGEST_SECONDS:
            time.sleep(0.01)
        time.sleep(chance.random())
        process.send_signal(signal.SIGKILL)
        process.communicate()
        halves += bool(drafts(tmp_path))
        assert complete(tmp_path) == []
    assert halves > 0
    out, err = start().communicate(timeout=LONGEST_SECONDS)
    assert (out.startswith("built "), err) == (True, "")
    assert len(complete(tmp_path)) == 1
    assert drafts(tmp_path) == []


def test_of_several_builders_at_once_one_builds(start, tmp_path):
    told = [process.communicate(timeout=LONGEST_SECONDS) for process in [start(), start(), start()]]
    [seq] = complete(tmp_path)
    assert sorted(told) == sorted([(f"built {seq}\n", ""), ("built None\n", ""), ("built None\n", "")])


def test_a_full_disk_is_told_and_leaves_nothing(start, tmp_path):
    process = start("100000")
    out, err = process.communicate(timeout=LONGEST_SECONDS)
    assert (process.returncode, out) == (1, "")
    assert err.startswith("The files of version ")
    assert "can't be built in" in err
    assert (complete(tmp_path), drafts(tmp_path)) == ([], [])
