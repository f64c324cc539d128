"""How a file is asked for: whole, in part, again, or in a version that isn't kept."""

import gzip
import hashlib
import json
import shutil
from datetime import UTC, datetime

import pytest

from policy.api.files import place
from policy.files import store
from policy.files.views import AT_ONCE_BYTES
from tests.files.folders import keep

pytestmark = pytest.mark.django_db
CONTENT = bytes(range(256)) * 4
PATH = "/data/v20/events.parquet"
PUBLISHED = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.fixture
def files(shipped, own_folder):
    keep(10, datetime(2026, 11, 1, tzinfo=UTC))
    keep(20, PUBLISHED, files={"events.parquet": CONTENT, "monazite.sqlite": b"x" * (AT_ONCE_BYTES + 1)})


def test_a_file_says_what_it_is(client, files):
    response = client.get(PATH)
    hashed = hashlib.sha256(CONTENT).hexdigest()
    assert (response.content, response["ETag"]) == (CONTENT, f'"{hashed}"')
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["Content-Type"] == "application/vnd.apache.parquet"
    assert response["Content-Disposition"] == 'attachment; filename="monazite-events-v20.parquet"'
    assert (response["Content-Length"], response["Accept-Ranges"]) == ("1024", "bytes")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert not response.has_header("Content-Encoding")
    assert response.cookies == {}


def test_files_that_an_operator_removed_and_built_anew_are_told_as_they_are(client, files):
    assert client.get(PATH).content == CONTENT
    shutil.rmtree(store.home() / "v20")
    assert client.get("/data/index.json").json()["latest"] == 10
    keep(20, PUBLISHED, files={"events.parquet": b"other"})
    assert (client.get(PATH).content, client.get(PATH).headers["Content-Length"]) == (b"other", "5")


@pytest.mark.parametrize("path", [PATH, "/data/latest/events.parquet", "/data/index.json"])
def test_a_question_is_no_file(client, files, path):
    refused = client.get(f"{path}?material=dysprosium")
    assert (refused.status_code, refused["Cache-Control"]) == (400, "no-store")
    assert refused.json()["errors"][0]["parameter"] == "material"
    assert client.get(f"{path}?utm_source=letter").status_code == 200


def test_the_latest_file_says_where_it_stays(client, files):
    response = client.get("/data/latest/events.parquet", headers={"Accept-Encoding": "gzip, br"})
    assert (response["Content-Location"], response.content) == (PATH, CONTENT)
    assert response["Cache-Control"].startswith("public, max-age=60")
    assert client.get("/data/latest/")["Content-Location"] == "/data/v20/datapackage.json"
    assert json.loads(client.get("/data/v10/").content)["version"] == "10"


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=10-19", 10, 19),
        ("bytes=1000-", 1000, 1023),
        ("bytes=1000-9999", 1000, 1023),
        ("bytes=-4", 1020, 1023),
        ("bytes=-9999", 0, 1023),
        ("Bytes = 5-7 ", 5, 7),
    ],
)
def test_a_part_is_answered(client, files, asked, start, end):
    response = client.get(PATH, headers={"Range": asked})
    assert (response.status_code, response.content) == (206, CONTENT[start : end + 1])
    assert response["Content-Range"] == f"bytes {start}-{end}/1024"
    assert response["Content-Length"] == str(end - start + 1)


@pytest.mark.parametrize("asked", ["bytes=1024-", "bytes=2000-3000", "bytes=-0"])
def test_a_part_that_isn_t_there_is_refused(client, files, asked):
    response = client.get(PATH, headers={"Range": asked})
    assert (response.status_code, response["Content-Range"]) == (416, "bytes */1024")
    assert "immutable" not in response.headers.get("Cache-Control", "")


@pytest.mark.parametrize("asked", ["bytes=0-1,4-5", "bytes=7-3", "bytes=-", "lines=0-1", "bytes=a-b", "bytes=+1-2", ""])
def test_what_is_no_single_range_is_passed_over(client, files, asked):
    response = client.get(PATH, headers={"Range": asked})
    assert (response.status_code, response.content) == (200, CONTENT)


def test_a_part_of_another_version_is_the_whole_of_this_one(client, files):
    etag = client.head(PATH)["ETag"]
    same = client.get(PATH, headers={"Range": "bytes=0-9", "If-Range": etag})
    other = client.get(PATH, headers={"Range": "bytes=0-9", "If-Range": '"another"'})
    assert [(one.status_code, len(one.content)) for one in (same, other)] == [(206, 10), (200, 1024)]


def test_nothing_is_sent_again(client, files):
    for path in (PATH, "/data/latest/events.parquet", "/data/index.json", "/data/latest/"):
        etag = client.get(path)["ETag"]
        response = client.get(path, headers={"If-None-Match": etag, "Range": "bytes=0-1"})
        assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)
        assert response["Cache-Control"].startswith("public")
    assert client.get(PATH, headers={"If-Match": '"another"'}).status_code == 412


def test_a_head_has_the_length_and_no_body(client, files):
    response = client.head(PATH, headers={"Range": "bytes=0-9"})
    assert (response.status_code, response.content, response["Content-Length"]) == (200, b"", "1024")


def test_a_long_file_is_streamed_while_there_is_a_place(client, files, settings):
    path = "/data/v20/monazite.sqlite"
    response = client.get(path)
    assert (response.streaming, len(b"".join(response))) == (True, AT_ONCE_BYTES + 1)
    places = [place() for _ in range(settings.STREAMS_AT_ONCE)]
    for one in places:
        one.__enter__()
    busy, part, head = client.get(path), client.get(path, headers={"Range": "bytes=1-2"}), client.head(path)
    for one in places:
        one.__exit__(None, None, None)
    assert (busy.status_code, busy["Retry-After"]) == (503, "10")
    assert (part.status_code, head.status_code) == (206, 200)


@pytest.mark.parametrize(("path", "nearest"), [("/data/v14/events.csv", 10), ("/data/v99/events.parquet", 20)])
def test_a_version_that_isn_t_kept_names_the_nearest(client, files, path, nearest):
    response = client.get(path)
    name = path.rpartition("/")[2]
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert response.json()["nearest"] == {"version": nearest, "url": f"http://testserver/data/v{nearest}/{name}"}
    page = client.get(path, headers={"Accept": "text/html,*/*;q=0.8"})
    assert (page.status_code, page["Vary"]) == (404, "Accept")
    assert f'href="/data/v{nearest}/{name}"' in page.content.decode()


def test_a_file_that_isn_t_there_says_which_are(client, files):
    response = client.get("/data/latest/nothing.csv")
    assert response.status_code == 404
    assert response.json()["files"] == ["events.parquet", "monazite.sqlite", "datapackage.json"]


def test_without_files_there_is_nothing(client, shipped, own_folder):
    assert client.get("/data/index.json").json()["versions"] == []
    response = client.get("/data/latest/events.csv")
    assert (response.status_code, response.json()["detail"]) == (404, "No files have been built yet.")


def test_the_index_lists_what_is_kept(client, files):
    index = client.get("/data/index.json").json()
    packed = client.get("/data/index.json", headers={"Accept-Encoding": "gzip"})
    assert json.loads(gzip.decompress(packed.content)) == index
    assert (packed["Vary"], packed["ETag"]) != ("Accept-Encoding", client.get("/data/index.json")["ETag"])
    assert (index["latest"], [one["version"] for one in index["versions"]]) == (20, [20, 10])
    [parquet] = [one for one in index["versions"][0]["files"] if one["name"] == "events.parquet"]
    assert (parquet["bytes"], parquet["sha256"]) == (1024, hashlib.sha256(CONTENT).hexdigest())
    assert client.get(parquet["url"]).content == CONTENT


def test_scripts_of_any_site_may_ask(client, files):
    response = client.options(PATH, headers={"Origin": "https://elsewhere.example"})
    assert (response.status_code, response["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    assert "Range" in response["Access-Control-Allow-Headers"]
    assert "Content-Range" in response["Access-Control-Expose-Headers"]
    refused = client.post(PATH)
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_the_page_lists_the_files_and_notices_new_ones(client, files):
    first = client.get("/data/")
    text = first.content.decode()
    assert f'href="{PATH}"' in text
    assert hashlib.sha256(CONTENT).hexdigest() in text
    assert 'href="/data/v10/"' in text
    keep(30, PUBLISHED)
    again = client.get("/data/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert 'href="/data/v30/events.csv"' in again.content.decode()
