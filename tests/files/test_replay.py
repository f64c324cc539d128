"""Copies that clients keep, the bulk files and the API hold the same, whatever several editors publish meanwhile."""

import gzip
import json
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from policy import kinds
from tests.databases import ROOT, environment
from tests.files.facts import controls, difference, events_and_parts, of_rows, texts
from tests.following import Copy, asked, caught_up, copying, editing, feed, listed, pages, streaming, walked
from tests.serving import running

BUILDER = Path(__file__).parent / "builder.py"
EDITORS, VERBS = 3, 15
SEEDS = (7,)  # others give other editors; the order in which they take turns is the machine's
VERBS_DONE = {"add", "again", "correct", "retract", "link", "unlink", "rename", "merge", "reword", "rename_actor"}
LONGEST_SECONDS = 120
BUILT = "built"  # a file that tells editors that they may end


def built(database, site, folder):
    """Build the files in a process of its own; return their version."""
    variables = environment(database) | {"FILES_DIR": str(folder), "SITE_URL": site}
    done = subprocess.run(
        [sys.executable, BUILDER], cwd=ROOT, env=variables, capture_output=True, text=True, check=True
    )
    return int(done.stdout.removeprefix("built "))


def downloaded(site, version, folder):
    """Take all files of a version from the site; return what the folder then holds."""
    folder.mkdir()
    [index] = [one for one in asked(f"{site}/data/index.json")["versions"] if one["version"] == version]
    for one in index["files"]:
        with urlopen(one["url"], timeout=60) as answer:
            (folder / one["name"]).write_bytes(answer.read())
    package = json.loads((folder / "datapackage.json").read_text())
    documents = {one["slug"]: one for one in lines(folder / "events.ndjson.gz")}
    changes = lines(folder / "changes.ndjson.gz")
    return SimpleNamespace(folder=folder, package=package, documents=documents, changes=changes, version=version)


def lines(path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def happened(database, folder, seed):
    """Let editors and clients go on at once, and build files in the middle and at the end; return what each then holds."""
    limits = {"EXPORTS_A_MINUTE": "1000000", "FILES_DIR": str(folder / "files")}
    with running(database, **limits) as site:
        found = published_meanwhile(database, site, folder, seed)
        last = downloaded(site, built(database, site, folder / "files"), folder / "last")
        middle = downloaded(site, found.during[0], folder / "middle")
        found.copies["the middle's files"] = (
            Copy(dict(middle.documents), middle.version).follow(feed(site, middle.version)).documents
        )
        return SimpleNamespace(**vars(found), last=last, middle=middle, **answered(site, middle, last))


def published_meanwhile(database, site, folder, seed):
    """Let editors and clients go on at once; return what the editors did, and the copies that clients then hold."""
    done, chance = Event(), random.Random(seed)
    editors = [editing(database, f"{seed}-{number}", VERBS, folder / BUILT) for number in range(EDITORS)]
    with ThreadPoolExecutor() as pool:
        try:
            stream = pool.submit(streaming, site, done, random.Random(seed))
            during = pool.submit(in_the_middle, database, site, folder)
            walks = list(followed(site, folder / "loop.sqlite", editors, chance))
            told = [editor.communicate(timeout=LONGEST_SECONDS) for editor in editors]
        finally:
            done.set()
            for editor in editors:
                editor.kill()
    with copying(site, folder / "loop.sqlite"):
        copies = {"the loop": caught_up(site, folder / "loop.sqlite")}
    streamed_copy, left = stream.result()
    copies["the stream"] = streamed_copy.documents
    copies |= {f"walk {number}": walk.follow(feed(site, walk.seq)).documents for number, walk in enumerate(walks)}
    done_by = [json.loads(printed or "{}") for printed, _ in told]
    return SimpleNamespace(
        copies=copies, during=during.result(), done=done_by, errors=[said for _, said in told], left=left
    )


def followed(site, path, editors, chance):
    """Run the documented loop while editors are at work and kill it again and again; yield the pages walked meanwhile."""
    while any(editor.poll() is None for editor in editors):
        with copying(site, path):
            time.sleep(chance.uniform(0.2, 2))
            yield walked(site)


def in_the_middle(database, site, folder):
    """Build files while editors are at work; return their version, and how far the record had come when they were there."""
    while asked(f"{site}/api/v1/status/")["version"] < EDITORS * VERBS / 3:
        time.sleep(0.05)
    try:
        version = built(database, site, folder / "files")
        return version, asked(f"{site}/api/v1/status/")["version"]
    finally:
        time.sleep(1)  # what was built isn't the last of all
        (folder / BUILT).touch()


def answered(site, middle, last):
    """Return what the API answers in its different ways, each as rows to be compared."""
    [described] = [one for one in last.package["resources"] if one["path"] == "controls.csv"]
    question = described["query"].partition("/api/v1/")[2]
    of_kinds = [listed(site, f"{kind.plural}/?page_size=7") for kind in kinds.every()]
    return {
        "paged": listed(site, "events/?page_size=7"),
        "of_kinds": {slug: one for found in of_kinds for slug, one in found.items()},
        "known_then": listed(site, f"events/?page_size=200&known_at={quote(middle.package['created'])}"),
        "feeds": {"pages": feed(site), "ndjson": streamed(site, "changes/?format=ndjson")},
        "controls": [row for page in pages(f"{site}/api/v1/{question}&page_size=200") for row in page["results"]],
    }


def streamed(site, path):
    with urlopen(f"{site}/api/v1/{path}", timeout=60) as answer:
        return [json.loads(line) for line in answer]


def entries(feed):
    """Return entries of the feed as rows to compare whole."""
    return [(str(one["seq"]), json.dumps(one, sort_keys=True)) for one in feed]


def replayed(changes, seq):
    """Return what the entries of a feed up to one of them leave."""
    return Copy().follow(one for one in changes if one["seq"] <= seq).documents


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_copies_files_and_the_api_hold_the_same_whatever_is_published_at_once(own_database, tmp_path, seed):
    found = happened(own_database, tmp_path, seed)
    last, middle = found.last, found.middle
    assert (found.errors, found.left > 0, len(found.copies) > 4) == ([""] * EDITORS, True, True)
    assert middle.version < found.during[1] <= last.version  # publications went on while the middle was built
    for name, copy in {**found.copies, "pages": found.paged, "kinds": found.of_kinds}.items():
        assert difference(texts(copy), texts(last.documents)) == [], name
    assert list(found.paged) == list(last.documents)
    for name, changes in found.feeds.items():
        assert difference(entries(changes), entries(last.changes)) == [], name
    for version in (middle, last):
        assert [one["seq"] for one in version.changes] == list(range(1, version.version + 1))
        assert difference(texts(replayed(version.changes, middle.version)), texts(middle.documents)) == []
    assert difference(texts(found.known_then), texts(middle.documents)) == []
    assert list(found.known_then) == list(middle.documents)
    for version in (middle, last):
        for name, (held, expected) in events_and_parts(version.folder, version.documents).items():
            assert difference(held, expected) == [], (version.version, name)
    for held in controls(last.folder):
        assert difference(held, of_rows(found.controls)) == []
    assert set().union(*found.done) >= VERBS_DONE
