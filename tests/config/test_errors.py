"""What answers when a request fails: problem documents below /api/, pages elsewhere, and a line in the log."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

ROOT = Path(__file__).resolve().parents[2]
PROBLEM = "application/problem+json"
AWAY = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "SECRET_KEY": "of a test", "HTTPS": "0"}
ASK = """
import json, sys
import django
django.setup()
from django.test import Client
client, told = Client(raise_request_exception=False), []
client.cookies["desk"] = "of-somebody"
for path, host in json.loads(sys.argv[1]):
    answer = client.get(path, headers={"Host": host})
    told.append([answer.status_code, answer["Content-Type"], answer.get("Retry-After"), answer.content.decode()])
print(json.dumps(told))
"""
OURS, OTHER = "testserver", "elsewhere.example"
ASKED = [("/api/v1/events/", OURS), ("/", OURS), ("/admin/", OURS), ("/api/v1/", OTHER)]


@pytest.fixture(scope="module")
def without_database():
    """What a process whose database is away answers, in the order of ASKED, and the lines that it logs."""
    environment = os.environ | AWAY | {"DJANGO_SETTINGS_MODULE": "config.settings", "ALLOWED_HOSTS": OURS}
    command = [sys.executable, "-W", "ignore", "-c", ASK, json.dumps(ASKED)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout), done.stderr.splitlines()


@pytest.fixture
def failing(monkeypatch):
    """A client of a site that has a mistake in its code."""
    monkeypatch.setattr("policy.record.http.known_version", lambda: 1 / 0)
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("path", ["/api/v1/", "/api/v1/events/", "/api/v1/measures/a-measure/"])
def test_a_failure_of_the_api_is_a_problem_that_shows_no_detail(failing, path):
    response = failing.get(path)
    assert (response.status_code, response.headers["Content-Type"]) == (500, PROBLEM)
    assert response.json()["instance"] == path
    assert response.json()["status"] == 500
    assert "division" not in response.content.decode()


def test_the_api_without_its_database_answers_503_as_a_problem(without_database):
    status, content_type, retry, body = without_database[0][0]
    assert (status, content_type, retry) == (503, PROBLEM, "30")
    assert json.loads(body)["title"] == "Service Unavailable"


@pytest.mark.parametrize("place", [1, 2])
def test_a_page_without_its_database_answers_503(without_database, place):
    status, content_type, retry, body = without_database[0][place]
    assert (status, content_type, retry) == (503, "text/html; charset=utf-8", "30")
    assert "The database can’t be reached at the moment." in body
    assert '<p class="notice-code">503</p>' in body


def test_a_database_that_is_away_is_one_line_in_the_log_for_each_request(without_database):
    away = [line for line in without_database[1] if "The database can't be reached: " in line]
    told = [line.split("Service Unavailable: ")[1].split(":")[0] for line in away]
    assert told == ["/api/v1/events/", "/", "/admin/"]


def test_another_host_is_one_line_in_the_log(without_database):
    assert without_database[0][3][0] == 400
    assert "Invalid HTTP_HOST header: 'elsewhere.example'" in without_database[1][-1]
    assert len(without_database[1]) == len(ASKED)


def test_another_host_is_a_problem_of_the_api():
    response = Client().get("/api/v1/events/", headers={"Host": "elsewhere.example"})
    assert (response.status_code, response.headers["Content-Type"]) == (400, PROBLEM)
    assert response.json()["detail"] == "The header Host doesn't name this site."


def test_too_many_parameters_are_a_problem_of_the_api(db):
    response = Client().get(f"/api/v1/events/?{'a&' * 1001}")
    assert (response.status_code, response.headers["Content-Type"]) == (400, PROBLEM)


@pytest.mark.parametrize("path", ["/api/", "/api/v2/events/", "/api/v1/nothing/"])
def test_an_address_of_the_api_that_nothing_serves_is_a_problem(path):
    response = Client().get(path)
    assert (response.status_code, response.headers["Content-Type"]) == (404, PROBLEM)


@pytest.mark.parametrize(("path", "status"), [("/api/v1/nothing/", 404), ("/api/v1/events/", 405)])
def test_writing_to_the_api_is_a_problem_and_no_page_about_cookies(db, path, status):
    response = Client(enforce_csrf_checks=True).post(path)
    assert (response.status_code, response.headers["Content-Type"]) == (status, PROBLEM)
