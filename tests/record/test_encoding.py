"""How answers are compressed: what the reader asked for, and a tag of its own for each encoding."""

import gzip
import zlib

import brotli
import pytest
import zstandard
from django.http import HttpResponse, StreamingHttpResponse

from policy.record.encoding import compressed, encode, negotiated

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
    assert negotiated(accepted) == chosen


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


@pytest.mark.parametrize("encoding", ["br", "gzip", "zstd"])
def test_a_stream_is_compressed_part_by_part_and_each_part_can_be_read_at_once(encoding):
    readers = {
        "br": brotli.Decompressor().process,
        "gzip": zlib.decompressobj(wbits=31).decompress,
        "zstd": zstandard.ZstdDecompressor().decompressobj().decompress,
    }
    parts, sent = [b"first, " * 99, b"second"], []
    for part in compressed((sent.append(part) or part for part in parts), encoding):
        read = readers[encoding](part)
        assert read == (sent.pop() if sent else b"")


@pytest.mark.parametrize("encoding", ["br", "gzip", "zstd"])
def test_a_stream_without_parts_stays_without(encoding):
    assert list(compressed(iter(()), encoding)) == []


def test_a_closed_stream_closes_what_it_reads(db):
    closed = []

    def parts():
        try:
            yield b"first"
            yield b"second"
        finally:
            closed.append(True)

    response = StreamingHttpResponse(parts(), content_type="text/csv")
    encode(response, "gzip")
    next(iter(response))
    assert closed == []
    response.close()
    assert closed == [True]
    assert response["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_each_encoding_of_a_file_holds_the_same_under_a_tag_of_its_own(client, shipped, form):
    path = f"/api/v1/topics/?format={form}"
    answers, read = {}, set()
    for name in DECODERS:
        answers[name] = client.get(path, headers={"Accept-Encoding": name})
        read.add(_read(name, b"".join(answers[name])))
    assert len(read) == 1
    assert {name: answer.get("Content-Encoding", "identity") for name, answer in answers.items()} == {
        name: name for name in DECODERS
    }
    assert len({answer["ETag"] for answer in answers.values()}) == len(DECODERS)
    head = client.head(path, headers={"Accept-Encoding": "br"})
    assert (b"".join(head), dict(head.headers)) == (b"", dict(answers["br"].headers))


def _read(encoding, content):
    streamed = {"zstd": lambda: zstandard.ZstdDecompressor().decompressobj().decompress(content)}
    return streamed.get(encoding, lambda: DECODERS[encoding](content))()
