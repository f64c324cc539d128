"""Clients that keep a copy of the record, and editors that change it meanwhile."""

import json
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from tests.databases import ROOT, environment

LOOP = ROOT / "docs/examples/sync.py"
EDITOR = Path(__file__).parent / "api/editor.py"
INTERVAL_SECONDS = 0.05
LONGEST_WAIT_SECONDS = 60


def asked(address):
    with urlopen(address, timeout=60) as answer:
        return json.load(answer)


def pages(address):
    """Yield the pages of a list, following `next`."""
    while address:
        page = asked(address)
        yield page
        address = page["next"]


def listed(site, path="events/?page_size=200"):
    """Return what a paged list holds: the document of each slug."""
    return {one["slug"]: one for page in pages(f"{site}/api/v1/{path}") for one in page["results"]}


def feed(site, after=0):
    """Return the entries of the feed that follow a sequence number, page by page."""
    return [entry for page in pages(f"{site}/api/v1/changes/?after={after}&page_size=200") for entry in page["results"]]


@dataclass
class Copy:
    """What a client holds: the document of each slug, as the record was at `seq`."""

    documents: dict = field(default_factory=dict)
    seq: int = 0

    def follow(self, entries):
        """Apply entries of the feed, of which none may be missing; return the copy."""
        for entry in entries:
            if entry["seq"] != self.seq + 1:
                raise LookupError(f"{entry['seq']} came after {self.seq}")
            self.documents.pop(entry["slug"], None)
            if entry["document"] is not None:
                self.documents[entry["slug"]] = entry["document"]
            self.seq = entry["seq"]
        return self


def walked(site):
    """Begin a copy with the paged list of events, whatever is published meanwhile: it is to follow from the first page on."""
    copy = None
    for page in pages(f"{site}/api/v1/events/?page_size=3"):
        copy = copy or Copy(seq=page["version"])
        copy.documents |= {one["slug"]: one for one in page["results"]}
    return copy


def streaming(site, done, chance):
    """Follow the feed as NDJSON until all is `done`, leaving many answers half read; return the copy and how many."""
    copy, left = Copy(), 0
    while not (done.is_set() and copy.seq == asked(f"{site}/api/v1/status/")["version"]):
        most = chance.choice([1, 7, None])
        try:
            with urlopen(f"{site}/api/v1/changes/?after={copy.seq}&format=ndjson", timeout=60) as answer:
                copy.follow(map(json.loads, islice(answer, most)))
                left += bool(answer.readline())
        except HTTPError as error:
            if error.code != 503:  # its streams are all taken
                raise
        time.sleep(chance.uniform(0, 0.3))
    return copy, left


@contextmanager
def copying(site, path):
    """Run the documented loop meanwhile; kill it in the end, at whatever it is just doing."""
    command = [sys.executable, LOOP, site, path, str(INTERVAL_SECONDS)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield
        assert process.poll() is None, process.stderr.read()
    finally:
        process.kill()
        process.communicate()


def caught_up(site, path):
    """Wait until a copy of the loop has come as far as the record; return what it holds."""
    newest, until = asked(f"{site}/api/v1/status/")["version"], time.monotonic() + LONGEST_WAIT_SECONDS
    while reached(path) < newest:
        assert time.monotonic() < until, f"the copy stays at {reached(path)} of {newest}"
        time.sleep(0.05)
    return replayed(path)


def reached(path):
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
            return copy.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()[0]
    except sqlite3.OperationalError:  # it hasn't begun
        return 0


def replayed(path):
    """Return what a copy of the loop holds: the document of each slug."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
        rows = copy.execute("SELECT slug, document FROM event WHERE document <> 'null'").fetchall()
    return {slug: json.loads(document) for slug, document in rows}


def editing(address, name, verbs, until):
    """Begin a process that does so many things in public at least, at random, and goes on until a file is there."""
    command = [sys.executable, EDITOR, name, str(verbs), until]
    return subprocess.Popen(
        command, env=environment(address), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
