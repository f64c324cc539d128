"""Readers of a server with two workers, while another process publishes without end: nobody goes back, and no page is mixed."""

import http.client
import json
import random
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.databases import environment
from tests.serving import running

CONTINUAL = Path(__file__).parent / "continual.py"
READERS, TIMES = 8, 8
FEWEST, SECONDS = 6, 120  # publications that each reader lives through, and for how long it waits for them
AT_ONCE = 3  # revisions of one publication
EVENT = "/events/2025-04-04-shared/"
ADDRESSES = ["/", "/zh-hans/", EVENT, f"{EVENT}history/", "/statements/", "/events/2025-04-05-teller/"]
ADDRESSES += [
    "/api/v1/events/?count=true&page_size=3&order=date",
    "/api/v1/facets/",
    "/api/v1/status/",
    f"/api/v1{EVENT}",
]
OF_PAGE = re.compile(r"version (\d+) of the record|记录版本(\d+)")
EDIT = re.compile(r"\bEdit (\d+)\b")


@dataclass
class Reader:
    """Somebody who keeps pages and asks whether they are still right; `faults` are what was wrong with answers."""

    port: int
    begun: int
    newest: int = 0
    unchanged: int = 0
    kept: dict = field(default_factory=dict)  # by address: its tag and its version
    versions: set = field(default_factory=set)
    faults: list = field(default_factory=list)

    def go_on(self):
        times, last = 0, self.begun + FEWEST * AT_ONCE
        until = time.monotonic() + SECONDS
        while times < TIMES or (self.newest < last and time.monotonic() < until):
            times += 1
            address = random.choice(ADDRESSES)
            self.ask(address)
            self.ask(address)
        return self

    def ask(self, address):
        tag, version = self.kept.get(address, ("", 0))
        headers = {"If-None-Match": tag} if tag and random.random() < 0.7 else {}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)  # another worker may take each
        connection.request("GET", address, headers=headers)
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        if answer.status == 304:
            self.unchanged += 1
        elif answer.status == 200:
            version = self.version_of(address, body)
            self.kept[address] = (answer.headers["ETag"], version)
        else:
            self.faults.append((address, answer.status))
        if version and version < self.newest:
            self.faults.append((address, answer.status, "older", version, self.newest))
        self.newest = max(self.newest, version)
        self.versions.add(version)

    def version_of(self, address, body):
        """Return the version that an answer announces, 0 where it announces none, and note where it tells of two."""
        told = json.loads(body) if address.startswith("/api/") else {}
        found = told.get("version", 0) if told else int(next(filter(None, OF_PAGE.search(body).groups())))
        edits = {int(one) for one in EDIT.findall(body)} if "history" not in address else set()
        edits |= set(counted(told))
        edits |= {(found - self.begun) / AT_ONCE} if found else set()
        if len(edits) != 1:
            self.faults.append((address, "mixed", found, edits))
        return found


def counted(told):
    """Yield how many events were added since the beginning, as an answer of the API tells it."""
    if "count" in told:
        yield told["count"] - 2
    if "counts" in told:
        yield told["counts"]["events"] - 2
    if "facets" in told:
        yield next(one["count"] for one in told["facets"]["kind"] if one["value"] == "statement") - 1


@contextmanager
def publishing(database_url):
    """Publish without end in a process of its own; yield what it said when it began."""
    process = subprocess.Popen(
        [sys.executable, CONTINUAL], env=environment(database_url), stdout=subprocess.PIPE, text=True
    )
    try:
        yield json.loads(process.stdout.readline())
        assert process.poll() is None, "it stopped publishing"
    finally:
        process.kill()
        process.communicate()


@pytest.mark.slow
@pytest.mark.django_db
def test_no_reader_goes_back_and_no_answer_is_of_two_versions(own_database):
    with running(own_database, FACETS_A_MINUTE="1000000") as site, publishing(own_database) as said:
        readers = [Reader(urlsplit(site).port, said["version"]) for _ in range(READERS)]
        with ThreadPoolExecutor(READERS) as pool:
            readers = list(pool.map(Reader.go_on, readers))
    assert [fault for reader in readers for fault in reader.faults] == []
    assert all(reader.newest >= reader.begun + FEWEST * AT_ONCE for reader in readers)
    assert len(set().union(*(reader.versions for reader in readers))) > 5
    assert sum(reader.unchanged for reader in readers) > 0
