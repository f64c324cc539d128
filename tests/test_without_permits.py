"""The app of permits can be taken out: all tests but its own pass without it."""

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Of the rest, tests/config asks how the project is set up and started and tests/bench how long questions about controls
# take: neither looks at kinds of events.
LEFT_OUT = ("config", "bench")
FEWEST = 1000


@pytest.mark.slow
def test_the_remaining_suite_passes(tmp_path):
    report = tmp_path / "report.xml"
    command = [sys.executable, "-m", "pytest", "-q", "--ds", "tests.without_permits", "-p", "no:cacheprovider"]
    command += ["-m", "not slow and not browser", f"--junitxml={report}", f"--basetemp={tmp_path / 'inner'}"]
    command += [f"--ignore=tests/{folder}" for folder in LEFT_OUT]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    [suite] = ElementTree.parse(report).findall("testsuite")
    assert suite.get("skipped") == "0"
    assert int(suite.get("tests")) > FEWEST
    folders = {path.name for path in (ROOT / "tests").iterdir() if list(path.glob("test_*.py"))}
    ran = {case.get("classname").split(".")[1] for case in suite.iter("testcase")}
    assert folders - {*LEFT_OUT, "permits"} <= ran
    assert "permits" not in ran
