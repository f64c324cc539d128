"""The documented loop, docs/examples/sync.py, as it is given to partners: it keeps a copy equal to the record."""

import json
import random
import re
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.databases import ROOT, environment
from tests.serving import served

LOOP = ROOT / "docs/examples/sync.py"
EDITOR = Path(__file__).parent / "editor.py"
EDITORS, VERBS = 3, 30
SEED = 7  # another one gives other editors
INTERVAL_SECONDS = 0.05
LONGEST_WAIT_SECONDS = 60


@contextmanager
def running(address):
    """Serve a database, without a worker of background work, and yield the site's address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with served(environment(address) | {"WORKER": "0"}, port):
        yield f"http://127.0.0.1:{port}"


def replayed(path):
    """Return what a copy holds: the document of each slug."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
        rows = copy.execute("SELECT slug, document FROM event WHERE document <> 'null'").fetchall()
    return {slug: json.loads(document) for slug, document in rows}


def listed(site, path="events/?page_size=200"):
    """Return what the paged list holds: the document of each slug."""
    found, address = {}, f"{site}/api/v1/{path}"
    while address:
        page = asked(address)
        found, address = found | {one["slug"]: one for one in page["results"]}, page["next"]
    return found


def asked(address):
    with urlopen(address, timeout=60) as answer:
        return json.load(answer)


@contextmanager
def copying(site, path):
    """Run the loop meanwhile; kill it in the end, at whatever it is just doing."""
    command = [sys.executable, LOOP, site, path, str(INTERVAL_SECONDS)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield
        assert process.poll() is None, process.stderr.read()
    finally:
        process.kill()
        process.communicate()


def caught_up(site, path):
    """Wait until a copy has come as far as the record; return what it holds."""
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


def copy_ahead_of(path, seq):
    """Return a copy like another one that says to have come further than the record."""
    ahead = path.with_name("ahead.sqlite")
    ahead.write_bytes(path.read_bytes())
    with closing(sqlite3.connect(ahead)) as copy, copy:
        copy.execute("UPDATE event SET seq = ? WHERE seq = (SELECT max(seq) FROM event)", [seq])
    return ahead


def ended(site, path):
    """Run the loop until it ends by itself; return what it says then."""
    done = subprocess.run([sys.executable, LOOP, site, path], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    return done.stderr


def edit(address, *steps):
    """Do things in public, each a line of Python in which the makers of the tests are there."""
    known = "from tests.makers import *; from policy.renaming import *; from policy.models import Event"
    lines = ["import django; django.setup()", known, "at = lambda slug: Event.objects.get(slug=slug)", *steps]
    subprocess.run([sys.executable, "-c", "\n".join(lines)], env=environment(address), check=True, timeout=120)


def editing(address, name):
    command = [sys.executable, EDITOR, name, str(VERBS)]
    return subprocess.Popen(
        command, env=environment(address), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_the_loop_has_twenty_lines_and_needs_nothing_but_python():
    code = re.sub(r'^""".*?"""', "", LOOP.read_text(), flags=re.DOTALL)
    lines = [line for line in code.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert 10 < len(lines) <= 20
    imported = re.findall(r"^(?:import|from) (\w+)", code, flags=re.MULTILINE)
    assert set(imported) <= set(sys.stdlib_module_names)


STEPS = {
    "publications": ["publish(make_statement('2025-04-05-a'), make_measure('2025-04-04-b'))"],
    "a correction": ["publish(change(at('2025-04-05-a'), title='它'))"],
    "a link": ["make_link(at('2025-04-05-a'), at('2025-04-04-b'))", "publish(at('2025-04-05-a'))"],
    "a rename": ["rename_event(at('2025-04-05-a'), '2025-04-05-c', reason='It misled.', by='tester')"],
    "a merge": [
        "publish(make_statement('2025-04-06-d'))",
        "merge_events(at('2025-04-06-d'), at('2025-04-05-c'), reason='They are one.', by='tester')",
    ],
    "a retraction": ["retract(at('2025-04-05-c'))"],
}


@pytest.mark.slow
def test_the_loop_keeps_a_copy_equal_and_ends_where_it_is_another_record_s(own_database, tmp_path):
    path, copies = tmp_path / "copy.sqlite", {}
    with running(own_database) as site:
        for name, steps in STEPS.items():  # it is killed after each, and begun again
            with copying(site, path):
                edit(own_database, *steps)
                copies[name] = caught_up(site, path)
            assert copies[name] == listed(site), name
        assert "HTTP Error 400" in ended(site, copy_ahead_of(path, 99))
    assert [len(copy) for copy in copies.values()] == [2, 2, 2, 2, 2, 1]
    with closing(sqlite3.connect(path)) as copy:
        moved = copy.execute(
            "SELECT slug, replaced_by FROM event WHERE replaced_by IS NOT NULL ORDER BY slug"
        ).fetchall()
    assert moved == [("2025-04-05-a", "2025-04-05-c"), ("2025-04-06-d", "2025-04-05-c")]


@pytest.mark.slow
def test_a_copy_ends_equal_whatever_several_editors_publish_at_once(own_database, tmp_path):
    path, chance, done = tmp_path / "copy.sqlite", random.Random(SEED), Counter()
    with running(own_database) as site:
        editors = [editing(own_database, f"{SEED}-{number}") for number in range(EDITORS)]
        while any(editor.poll() is None for editor in editors):
            with copying(site, path):
                time.sleep(chance.uniform(0.2, 3))
        told = [editor.communicate() for editor in editors]
        assert [errors for _, errors in told] == [""] * EDITORS
        for printed, _ in told:
            done.update(json.loads(printed))
        with copying(site, path):
            copy = caught_up(site, path)
        assert copy == listed(site)
        feed = [one["seq"] for one in feed_of(site)]
    assert feed == list(range(1, len(feed) + 1))
    assert done.keys() >= {"add", "correct", "retract", "link", "rename", "merge"}
    assert len(feed) > EDITORS * VERBS / 2


def feed_of(site):
    found, address = [], f"{site}/api/v1/changes/?page_size=200&fields=seq"
    while address:
        page = asked(address)
        found, address = found + page["results"], page["next"]
    return found
