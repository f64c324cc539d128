"""The documented loop, docs/examples/sync.py, as it is given to partners: it keeps a copy equal to the record."""

import json
import re
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tests.databases import environment
from tests.following import LOOP, caught_up, copying, listed
from tests.serving import running


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


class Faltering(BaseHTTPRequestHandler):
    """Answers that break off, a limit, a server that restarts: then the feed, then that there is nothing new."""

    entry = {"slug": "2025-04-05-a", "seq": 1, "document": {"title": "它"}, "replaced_by": None}
    answers = (
        (200, b'{"results": [', 100),
        (429, b"", 0),
        (503, b"", 0),
        (200, json.dumps({"next": None, "results": [entry]}).encode(), None),
    )

    def do_GET(self):
        self.server.asked += 1
        status, body, length = dict(enumerate(self.answers, 1)).get(self.server.asked, (304, b"", 0))
        self.send_response(status)
        self.send_header("ETag", '"1"')
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


def test_the_loop_goes_on_after_answers_that_break_off_and_limits(tmp_path):
    path = tmp_path / "copy.sqlite"
    with ThreadingHTTPServer(("127.0.0.1", 0), Faltering) as server:
        server.asked = 0
        Thread(target=server.serve_forever, daemon=True).start()
        with copying(f"http://127.0.0.1:{server.server_port}", path):
            until = time.monotonic() + 20
            while server.asked < 6 and time.monotonic() < until:
                time.sleep(0.05)
        server.shutdown()
    with closing(sqlite3.connect(path)) as copy:
        assert copy.execute("SELECT seq, document FROM event").fetchall() == [(1, json.dumps({"title": "它"}))]
