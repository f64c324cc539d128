"""Files that are streamed while the record moves on."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases import environment

STREAMER = Path(__file__).parent / "streamer.py"


@pytest.mark.slow
def test_a_file_shows_one_version_whatever_is_published_while_it_is_read(own_database):
    done = subprocess.run(
        [sys.executable, STREAMER], env=environment(own_database), capture_output=True, text=True, timeout=120
    )
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["during"] == [2, ["1 First", "2 Second"]]
    assert told["after"] == [5, ["3 Changed", "4 Test meeting"]]
    assert told["connection"] is False
    assert told["at_once"] == 2
