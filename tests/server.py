"""The real server, of a database of its own, at a port of its own."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager, suppress

from tests.databases import ROOT, environment


@contextmanager
def running(database_url, **settings):
    """Serve a database without a worker of background work, and yield the site's address; end all of it at last."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    site = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [sys.executable, "-m", "config.server"],
        cwd=ROOT,
        env=environment(database_url) | {"PORT": str(port), "SITE_URL": site, "WORKER": "0", **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        assert "Monazite is at" in process.stdout.readline()
        yield site
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
