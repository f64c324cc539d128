"""The app of permits can be taken out: the project starts, migrates, loads, serves pages, API and desk without it."""

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).resolve().parent.parent
WITHOUT = "tests.without_permits"
# The quick tests of what asks each kind of events, or looks for what an app of one plugs in. What the others ask about
# is the same with one kind less: they pass with permits there, and once is enough. So is what a page costs.
ASKED = [
    *(f"site/test_{page}.py" for page in ("actors", "calendar", "errors", "event", "feeds", "health", "materials")),
    *(f"site/test_{page}.py" for page in ("measure_states", "navigation", "timeline", "wording")),
    *(f"admin/test_{part}.py" for part in ("entry", "forms", "readable")),
    *(f"record/test_{part}.py" for part in ("documents", "publish", "shipped")),
    *(f"api/test_{part}.py" for part in ("details", "facets", "files", "filters", "lists", "problems", "references")),
    *(f"findings/test_{part}.py" for part in ("refresh", "shipped")),
    "imports",
]
FEWEST = 400


@pytest.mark.slow
def test_models_and_migrations_agree_and_django_finds_nothing_wrong():
    command = [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run", "--settings", WITHOUT]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "No changes detected\n", "")


@pytest.mark.slow
def test_what_asks_every_kind_does_so_without_permits(tmp_path):
    report = tmp_path / "report.xml"
    command = [sys.executable, "-m", "pytest", "-q", "--ds", WITHOUT, "-p", "no:cacheprovider"]
    command += ["-m", "not slow and not browser", "-k", "not number_of_queries"]
    command += [f"--junitxml={report}", f"--basetemp={tmp_path / 'inner'}"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [*command, *(f"tests/{path}" for path in ASKED)], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    [suite] = ElementTree.parse(report).findall("testsuite")
    assert suite.get("skipped") == "0"
    assert int(suite.get("tests")) > FEWEST
    ran = {case.get("classname").split(".")[1] for case in suite.iter("testcase")}
    assert ran == {path.split("/")[0] for path in ASKED}
