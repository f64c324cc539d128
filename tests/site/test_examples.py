"""The worked examples for partners do what they say, against a running server."""

import csv
import os
import shutil
import subprocess
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"

pytestmark = [pytest.mark.slow, pytest.mark.permits]


def run(program, name, *arguments):
    """Run an example; return what it prints. Without its program the test skips, except in CI, where it fails."""
    if not shutil.which(program) and not os.environ.get("CI"):
        pytest.skip(f"needs {program}")
    done = subprocess.run([program, EXAMPLES / name, *arguments], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_with_curl_a_file_is_fetched_anew_only_when_it_changed(site, client, db, tmp_path):
    file = tmp_path / "controls.csv"
    assert run("sh", "controls.sh", site, file) == f"{file} is new.\n"
    question = {"issuer": "CN", "destination": "US", "state": "in_force", "count": "true"}
    content = file.read_text()
    rows = list(csv.DictReader(content.splitlines()))
    assert len(rows) == client.get("/api/v1/controls/", question).json()["count"]
    assert {row["state"] for row in rows} == {"in_force"}
    assert run("sh", "controls.sh", site, file) == f"{file} is as new as the record.\n"
    assert file.read_text() == content


def test_with_r_each_decision_is_told_with_its_count_and_source(site, client, db):
    printed = run("Rscript", "permits.R", site).splitlines()[1:]
    permits = client.get("/api/v1/permits/", {"country": "CN", "order": "date", "page_size": 200}).json()["results"]
    told = [
        [
            permit["date"],
            permit["detail"]["outcome"],
            " ".join(str(value) for value in permit["detail"]["count"].values() if value is not None),
            permit["certainty"],
            permit["citations"][0]["source"]["url"],
        ]
        for permit in permits
    ]
    assert [line.split("\t") for line in printed] == told
