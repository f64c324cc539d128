"""The site behind nginx: what its cache answers, what reaches the application, and whom it makes wait."""

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from tests import databases
from tests.databases import ROOT, environment
from tests.deploy.proxied import NGINX, PATIENCE_SECONDS, proxied

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.skipif(not (NGINX or os.environ.get("CI")), reason="needs nginx: install Debian's package nginx-light"),
]
PUBLISH = """
import django; django.setup()
from tests.makers import make_statement, publish
publish(make_statement("2025-04-0{number}-number-{number}", title="Number {number}"))
"""


def publish(database, number):
    code = PUBLISH.format(number=number)
    subprocess.run([sys.executable, "-c", code], env=environment(database), cwd=ROOT, check=True, timeout=120)


@pytest.fixture(scope="module")
def site(emptied_database, tmp_path_factory):
    folder = tmp_path_factory.mktemp("nginx", numbered=True)
    kept = folder / "files/v7"
    kept.mkdir(parents=True)
    (kept / "events.csv").write_text("slug\r\n")
    with databases.created("nginx", template=emptied_database) as name:
        publish(databases.url(name), 1)
        with proxied(folder, databases.url(name), files=kept.parent) as site:
            yield site


def hit(site, path, **headers):
    """Ask until the cache has a fresh answer; return that, and how often the application was asked before it came."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        before = site.asked()
        answer, by = site.told(path, **headers)
        if by == "HIT":
            return answer, before
    raise TimeoutError(path)


def test_the_second_reader_is_answered_without_the_application(site):
    answer, before = hit(site, "/")
    assert (answer.status, site.asked()) == (200, before)
    assert b"Number 1" in answer.body
    again, before = hit(site, "/", If_None_Match=answer.headers["ETag"])
    assert (again.status, again.body, site.asked()) == (304, b"", before)
    for name in ("Content-Security-Policy", "Strict-Transport-Security", "X-Frame-Options", "Cache-Control", "ETag"):
        assert len(answer.headers.get_all(name)) == 1


def test_a_burst_reaches_the_application_at_most_once_a_second(site):
    before, begun = site.asked(), time.monotonic()
    with ThreadPoolExecutor(8) as readers:
        answers = list(readers.map(lambda _: site.get("/measures/"), range(400)))
    seconds = time.monotonic() - begun
    assert {answer.status for answer in answers} == {200}
    assert 1 <= site.asked() - before <= seconds + 2


def test_addresses_are_those_that_readers_see(site):
    body = json.loads(site.get("/api/v1/events/").body)
    assert body["results"][0]["url"] == "https://monazite.example/events/2025-04-01-number-1/"


def test_languages_encodings_and_forms_are_kept_apart(site):
    for _ in range(2):
        assert b'lang="en"' in site.get("/about/").body
        assert b'lang="zh-Hans"' in site.get("/zh-hans/about/").body
        encodings = {name: site.get("/about/", Accept_Encoding=name) for name in ("gzip", "br", "zstd", "identity")}
        told = {name: answer.headers["Content-Encoding"] for name, answer in encodings.items()}
        assert told == {"gzip": "gzip", "br": "br", "zstd": "zstd", "identity": None}
        refused = site.get("/about/", Accept_Encoding="gzip;q=0, br;q=0.0, zstd;q=0.000")
        assert refused.headers["Content-Encoding"] is None
        forms = {accept: site.get("/api/v1/events/", Accept=accept) for accept in ("application/json", "text/csv")}
        assert {accept: answer.headers["Content-Type"].split(";")[0] for accept, answer in forms.items()} == {
            accept: accept for accept in forms
        }
        time.sleep(0.2)


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/admin/login/", {}),
        ("/api/v1/events/", {"Authorization": "Bearer mz_nobody"}),
        ("/api/v1/events/?format=ndjson", {}),
        ("/api/v1/events/", {"Accept": "application/x-ndjson"}),
        ("/healthz", {}),
    ],
)
def test_what_is_for_one_reader_alone_is_never_kept(site, path, headers):
    hit(site, "/api/v1/events/")
    for _ in range(2):
        before = site.asked()
        _, by = site.told(path, **headers)
        assert by not in ("HIT", "STALE", "UPDATING")
        assert site.asked() == before + 1


def test_files_of_a_version_come_from_the_disk_and_others_from_the_application(site):
    before = site.asked()
    answer = site.get("/data/v7/events.csv", Range="bytes=0-3")
    assert (answer.status, answer.body, site.asked()) == (206, b"slug", before)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert site.get("/data/v8/events.csv", Accept="application/json").status == 404
    assert site.asked() == before + 1


def test_a_publication_is_seen_soon(site):
    hit(site, "/")
    publish(site.database, 2)
    published = time.monotonic()
    while b"Number 2" not in site.get("/").body:
        assert time.monotonic() < published + PATIENCE_SECONDS
        time.sleep(0.1)


def one_too_many(site, path):
    """Ask for what the cache doesn't have, from eight sides, until the answer is 429; return that."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        with ThreadPoolExecutor(8) as readers:
            sides = readers.map(lambda side: list(site.all_of(f"{path}?{side}-{one}" for one in range(50))), range(8))
            late = [answer for side in sides for answer in side if answer.status == 429]
        if late:
            return late[0]
    raise TimeoutError(path)


@pytest.mark.parametrize(
    ("path", "media_type"), [("/healthz", "text/plain"), ("/api/v1/x", "application/problem+json")]
)
def test_one_network_that_asks_for_too_much_waits(site, path, media_type):
    hit(site, "/")
    late = one_too_many(site, path)
    assert late.headers["Content-Type"] == media_type
    assert late.headers["Retry-After"] == "1"
    assert site.get("/").status == 200  # what the cache answers isn't counted
    if media_type.endswith("json"):
        assert json.loads(late.body)["instance"] == path


def test_stale_pages_are_shown_while_the_application_is_down(site):
    hit(site, "/")
    hit(site, "/api/v1/events/")
    os.killpg(site.application.pid, signal.SIGKILL)
    with suppress(ChildProcessError):
        site.application.wait(10)
    time.sleep(1.2)
    for _ in range(5):
        answers = [site.get(path) for path in ("/", "/api/v1/events/")]
        assert [answer.status for answer in answers] == [200, 200]
    never_asked = site.get("/api/v1/events/?kind=permit")
    assert (never_asked.status, json.loads(never_asked.body)["status"]) == (503, 503)
    assert never_asked.headers["Retry-After"] == "5"
