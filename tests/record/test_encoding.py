"""How answers are compressed: what the reader asked for, and a tag of its own for each encoding."""

import gzip

import brotli
import pytest
import zstandard
from django.http import HttpResponse
from django.test import RequestFactory

from policy.record.encoding import encode, negotiated

DECODERS = {
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "zstd": lambda content: zstandard.ZstdDecompressor().decompress(content, max_output_size=10_000_000),
    "identity": bytes,
}


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("", "identity"),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate, zstd", "zstd"),
        ("br;q=0.5, gzip;q=0.9", "gzip"),
        ("br;q=0, *", "zstd"),
        ("*;q=0", "identity"),
        ("identity, gzip;q=0.5", "identity"),
        ("GZIP", "gzip"),
        ("snappy", "identity"),
        ("gzip;q=nonsense, br;q=2", "identity"),
    ],
)
def test_the_reader_gets_the_smallest_encoding_of_those_liked_best(accepted, chosen):
    assert negotiated(RequestFactory().get("/", headers={"Accept-Encoding": accepted})) == chosen


@pytest.mark.parametrize("path", ["/", "/api/v1/events/", "/feeds/events.atom"])
def test_each_encoding_holds_the_same_answer_under_a_tag_of_its_own(client, shipped, path):
    answers = {name: client.get(path, headers={"Accept-Encoding": name}) for name in DECODERS}
    read = {DECODERS[name](answer.content) for name, answer in answers.items()}
    assert len(read) == 1
    assert len({answer["ETag"] for answer in answers.values()}) == len(DECODERS)
    assert all("Accept-Encoding" in answer["Vary"] for answer in answers.values())
    again = client.get(path, headers={"Accept-Encoding": "br", "If-None-Match": answers["br"]["ETag"]})
    assert (again.status_code, again.content, "Accept-Encoding" in again["Vary"]) == (304, b"", True)


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse("short", content_type="text/html"),
        HttpResponse(b"\x89PNG" * 1000, content_type="image/png"),
        HttpResponse("encoded " * 100, headers={"Content-Encoding": "gzip"}),
    ],
    ids=["short", "picture", "encoded"],
)
def test_what_would_not_get_smaller_stays_as_it_is(response):
    before = (response.content, response.headers.get("Content-Encoding"))
    encode(response, "br")
    assert (response.content, response.headers.get("Content-Encoding")) == before
