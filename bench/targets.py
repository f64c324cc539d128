"""What is measured: one server process each, started for a measurement and stopped after it."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

import psycopg

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 120
STOP_SECONDS = 30
QUIET_SECONDS, LONGEST_PAUSE = 0.1, 60
TICKS = os.sysconf("SC_CLK_TCK")
LIMITS = {f"{name}_A_MINUTE": "1000000" for name in ("SEARCHES", "FACETS", "EXPORTS")}


@dataclass
class Target:
    """A running server. `quiet` waits until it has finished what nobody waits for any more."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    database: str = ""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> bytes:
        """Return the body of an answer; raises `HTTPError` for one that isn't 200."""
        asked = urllib.request.Request(self.address + path, headers=dict(headers or {}))
        with urllib.request.urlopen(asked, timeout=300) as answer:
            return answer.read()

    def processes(self) -> list[int]:
        """Return the process ids of the server and of what it started."""
        found, parents = [self.process.pid], [self.process.pid]
        while parents:
            children = Path(f"/proc/{parents[0]}/task/{parents[0]}/children")
            own = [int(pid) for pid in children.read_text().split()] if children.exists() else []
            found, parents = found + own, parents[1:] + own
        return found

    def worker_megabytes(self) -> float:
        """Return the resident memory of the largest process: the worker."""
        return max(_status(pid, "VmRSS") for pid in self.processes()) / 1000

    def quiet(self) -> None:
        """Wait until the server uses no processor and its database runs no query of it."""
        deadline = time.monotonic() + LONGEST_PAUSE
        before = self._used()
        while time.monotonic() < deadline:
            time.sleep(QUIET_SECONDS)
            now = self._used()
            if now - before <= 1 and not _running(self.database):
                return
            before = now

    def _used(self) -> int:
        return sum(_ticks(pid) for pid in self.processes())


def _status(pid: int, key: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith(key)), 0)


def _ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


def _running(database: str) -> bool:
    if not database:
        return False
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active'"
    with psycopg.connect(database) as connection:
        return connection.execute(f"{asked} AND pid <> pg_backend_pid()").fetchone() != (0,)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(
    name: str, command: Sequence[str], port: int, ready: str, environment: Mapping[str, str], log: Path
) -> Iterator[Target]:
    """Start a server, wait until it answers, and stop it in the end."""
    with log.open("wb") as said:
        process = subprocess.Popen(
            list(command), cwd=ROOT, env=dict(environment), stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )
    target = Target(name, port, process, environment.get("DATABASE_URL", ""))
    try:
        _await(target, ready, log)
        yield target
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(target: Target, ready: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            target.get(ready)
        except (URLError, OSError):
            if target.process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"{target.name} doesn't start: {log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)
        else:
            return


@contextmanager
def monazite(
    environment: Mapping[str, str], folder: Path, *, cached: bool = True, counted: bool = False, name: str = ""
) -> Iterator[Target]:
    """Run the product with one worker; `cached` is whether it keeps finished answers."""
    name, port = name or ("Monazite" if cached else "Monazite, uncached"), free_port()
    own = {"HOST": "127.0.0.1", "PORT": str(port), "WORKER": "0", **LIMITS}
    if not cached:
        own["FINISHED_ANSWERS_MEGABYTES"] = "0"
    if counted:
        own["COUNTED"] = str(folder / "requests")
    command = [sys.executable, "-m", "bench.serve"]
    log = folder / f"{name.replace(', ', '-')}.log"
    with running(name, command, port, "/healthz", {**environment, **own}, log) as target:
        yield target


@contextmanager
def plain(environment: Mapping[str, str], folder: Path) -> Iterator[Target]:
    """Run the plain project of `bench/plain/` under the same server, with one worker and as many threads."""
    port = free_port()
    granian = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--host", "127.0.0.1"]
    command = [
        *granian,
        "--port",
        str(port),
        "--workers",
        "1",
        "--blocking-threads",
        "2",
        "bench.plain.wsgi:application",
    ]
    own = {**environment, "DJANGO_SETTINGS_MODULE": "bench.plain.settings"}
    with running("plain DRF", command, port, "/ready", own, folder / "plain.log") as target:
        yield target


@contextmanager
def datasette(file: Path, folder: Path) -> Iterator[Target]:
    """Run Datasette, its time limits lifted: by default it breaks long questions off."""
    port = free_port()
    settings = {"sql_time_limit_ms": "120000", "facet_time_limit_ms": "120000", "max_returned_rows": "1000"}
    command = [sys.executable, "-m", "datasette", "serve", "--immutable", str(file), "--port", str(port)]
    command += [part for name, value in settings.items() for part in ("--setting", name, value)]
    with running("Datasette", command, port, "/-/versions.json", os.environ, folder / "datasette.log") as target:
        yield target


@contextmanager
def nginx(name: str, configuration: str, ready: str, port: int, folder: Path) -> Iterator[Target]:
    """Run nginx with a configuration, everything that it writes in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "nginx.conf"
    file.write_text(configuration)
    command = ["nginx", "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(file)]
    with running(name, command, port, ready, os.environ, folder / "nginx.log") as target:
        yield target
