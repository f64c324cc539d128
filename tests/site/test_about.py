"""What the site says of itself: how its record is made, how to check it, and in which forms its data can be had."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from policy.record.models import Revision
from policy.record.version import version
from static import verify
from tests.makers import change, make_meeting, publish, retract
from tests.site.conftest import text_of

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
PATHS = ["/about/", "/data/", "/glossary/"]


def served(client, slug):
    return json.loads(client.get(f"/api/v1/events/{slug}/").content)


def test_the_script_finds_every_revision_of_an_event_genuine(client, empty):
    meeting = make_meeting()
    publish(meeting)
    retract(meeting)
    publish(meeting)
    publish(change(meeting, title="Another title"))
    below = f"/api/v1/events/{meeting.slug}/revisions"
    revisions = [json.loads(client.get(f"{below}/{number}/").content) for number in (1, 3, 4)]
    assert [verify.is_genuine(one) for one in revisions] == [True] * 3


def test_the_script_finds_out_what_was_changed(client, shipped):
    document = served(client, "2025-06-07-mofcom-statement-on-rare-earth-approvals")
    assert verify.is_genuine(document)
    assert not verify.is_genuine(document | {"title": document["title"] + " "})
    assert not verify.is_genuine(document | {"revision": document["revision"] | {"reason": "Another."}})


def test_the_script_as_the_page_shows_it_runs_against_the_site(client, site, shipped):
    page = client.get("/about/").content.decode()
    path = re.search(r"python3 verify.py http://testserver(\S+?)</code>", page)[1]
    command = [sys.executable, "-I", str(ROOT / "static" / "verify.py"), site + path]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("genuine ")
    assert "def is_genuine(served):" in text_of(client.get("/about/"))


def test_the_page_says_how_the_record_is_made_and_what_may_be_missing(read, shipped, settings):
    text = read("/about/")
    assert f"It holds {len(shipped.published)} published events" in text
    assert "Nothing here is legal advice." in text
    assert "were read up to 5 October 2026" in text
    assert "Nobody publishes alone what they alone wrote" in text
    settings.FOUR_EYES = False
    assert "Nobody publishes alone" not in read("/about/")


def test_the_data_page_names_its_version(read, shipped):
    newest = Revision.objects.newest()
    text = read("/data/")
    assert f"Version {newest.seq} Published" in text
    assert f"SHA-256 of the newest revision {newest.sha256}" in text
    assert f"Events {len(shipped.published)}, 21 September 2010 – 1 November 2026" in text


@pytest.mark.slow
def test_each_address_of_the_data_page_answers(client, shipped):
    page = client.get("/data/").content.decode()
    found = set(re.findall(r'href="(?:http://testserver)?(/(?:api|feeds|calendar|events|sitemap)[^"]*)"', page))
    assert {"/feeds/events.json", "/api/v1/events/?format=csv", "/sitemap.xml"} <= found
    assert sum("/cite." in path for path in found) == 3
    files = {path for path in found if "format=" in path}  # each streams from a connection of its own
    assert {path.partition("?")[0] for path in files} <= found
    assert {path: code for path in found - files if (code := client.get(path).status_code) != 200} == {}


@pytest.mark.parametrize("path", PATHS)
def test_a_record_without_events_has_these_pages_too(client, empty, path):
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_takes_no_question_and_nothing_can_be_sent_to_it(client, shipped, path):
    assert client.get(f"{path}?kind=measure").status_code == 400
    refused = client.post(path)
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, HEAD")
    assert "This page can only be read" in text_of(refused)


@pytest.mark.parametrize("path", PATHS)
def test_is_cacheable_by_version_in_a_constant_number_of_queries(
    client, shipped, settings, tmp_path, django_assert_max_num_queries, path
):
    settings.FILES_DIR = str(tmp_path)
    with django_assert_max_num_queries(7):
        response = client.get(path)
    files = ["no files"] if path == "/data/" else []
    assert response.headers["ETag"] == version().etag(f"http://testserver{path}", "", "identity", *files)
    assert response.cookies == {}
    assert client.get(path, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
