"""The site as `make run` serves it: real processes, at a port of their own."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager, suppress

from tests.databases import ROOT, environment


@contextmanager
def served(environment, port, lines=3):
    """Run the server in a process group of its own and yield its process, with the first `lines` that it `said`."""
    process = subprocess.Popen(
        [sys.executable, "-m", "config.server"],
        cwd=ROOT,
        env=environment | {"PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    process.port = port
    try:
        process.said = [process.stdout.readline() for _ in range(lines)]
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@contextmanager
def running(database_url, **settings):
    """Serve a database without a worker of background work, and yield the site's address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    site = f"http://127.0.0.1:{port}"
    with served(environment(database_url) | {"SITE_URL": site, "WORKER": "0", **settings}, port):
        yield site
