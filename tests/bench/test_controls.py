"""The measurement still runs, and its questions still take indexes."""

import os
import subprocess
import sys

import pytest

from tests.databases import ROOT


@pytest.mark.slow
def test_a_day_query_takes_indexes():
    command = [sys.executable, "-m", "bench.controls", "2000"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    questions = done.stdout.split("\n## ")[1:]
    assert len(questions) == 5
    assert all(" Scan using record_" in told or "Bitmap Index Scan on record_" in told for told in questions)
