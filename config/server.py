"""Serve the site: ``python -m config.server``; with ``check``, only tell whether the port is free.

Granian in WSGI mode: measured 1.7 times gunicorn's rate on uncached pages, nearly five times on cached ones. One
process per core up to two, two threads each: more threads only wait for one another; those that stream files, which wait for
whoever reads, come on top. A worker of the queue runs beside them.
"""

import errno
import gc
import http.client
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from config import env, memory, worker
from config.newest import Newest

WORKERS = min(2, os.cpu_count() or 1)
THREADS = 2
GRACE_SECONDS = 30
EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}


def main(arguments: list[str]) -> None:
    """Check the port, then the database and the static files, then serve until INT or TERM."""
    host, port = env.text("HOST", "127.0.0.1"), env.number("PORT", default=8000, least=1, most=65535)
    refuse_taken_port(host, port)
    if arguments == ["check"]:
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    memory.give_back_what_is_freed()  # before there are threads, and workers are forked
    _prepare()
    _serve(host, port)


def refuse_taken_port(host: str, port: int) -> None:
    """End the process with one sentence if nobody can listen there.

    Asked beforehand, since granian's sockets share a port: a second server would silently take half of the requests.
    """
    try:
        _listen_once(host, port)
    except OSError as error:
        if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
            raise env.SettingsError(
                f"HOST is {host!r}, which is no address of this machine: "
                "say HOST=127.0.0.1 to serve this machine alone, HOST=0.0.0.0 to serve whoever reaches it."
            ) from error
        raise env.SettingsError(
            f"Port {port} of {host} can't be used ({error.strerror}): "
            f"stop what uses it, or choose another, as in PORT={port % 65535 + 1} make run."
        ) from error


def _listen_once(host: str, port: int) -> None:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)


def load(target: str = "config.wsgi:application", *, newest: Newest | None = None) -> Callable[..., Any]:
    """Import the application in a worker, which is to end with its parent even if that is killed, and watch the record.

    `newest` is what the workers of one server share of it.
    """
    parent = multiprocessing.parent_process()
    if parent and parent.pid:
        worker.end_with_parent(parent.pid)
    from config.wsgi import application
    from policy.record.known import watch

    watch(newest)
    gc.freeze()  # what was loaded stays: it needn't be gone through again and again
    return application


def _prepare() -> None:
    from django.db import OperationalError, connection

    from config import assets, database

    try:
        found = database.problems(connection)
    except OperationalError as error:
        found = [database.explain(error) or str(error)]
    if found:
        raise env.SettingsError(" ".join(found))
    connection.close()
    assets.collect_if_changed()


def _shield_forks() -> None:
    """Let a worker be ended by TERM from its first moment on, and leave Ctrl-C to its parent, who ends it by TERM.

    A fork inherits handlers that do nothing in it; granian gives it its own only once the application is loaded.
    """
    both = {signal.SIGINT, signal.SIGTERM}

    def begin_worker() -> None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})

    os.register_at_fork(
        before=lambda: signal.pthread_sigmask(signal.SIG_BLOCK, both),
        after_in_parent=lambda: signal.pthread_sigmask(signal.SIG_UNBLOCK, both),
        after_in_child=begin_worker,
    )


def _serve(host: str, port: int) -> None:
    from django.conf import settings
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import MPServer

    background = worker.Supervisor()
    has_background = env.flag("WORKER", default=True)

    class Accompanied(MPServer):
        def startup(self, *args: Any, **kwargs: Any) -> None:
            super().startup(*args, **kwargs)
            # not sooner: workers are forked, and no thread may hold a lock then
            threading.Thread(target=_announce, args=(host, port), daemon=True).start()
            if has_background:
                background.start()

        def shutdown(self, *args: Any, **kwargs: Any) -> None:
            background.tell_to_end()
            try:
                super().shutdown(*args, **kwargs)
            finally:
                background.wait()

    server = Accompanied(
        "config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=WORKERS,
        blocking_threads=THREADS + settings.STREAMS_AT_ONCE,
        log_level=LogLevels.error,  # its warnings tell of workers killed that had just ended by themselves
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE_SECONDS,
    )
    _shield_forks()
    server.serve(target_loader=partial(load, newest=Newest()), wrap_loader=False)


def _announce(host: str, port: int) -> None:
    """Print where the site is as soon as it answers."""
    address = EVERY_ADDRESS.get(host, host)
    while not _answers(address, port):
        time.sleep(0.05)
    print("\n".join(announcement(address, port)), flush=True)


def announcement(address: str, port: int) -> list[str]:
    """Return what to say of a site that listens at an address: where readers find it, and who may edit."""
    from django.conf import settings

    site = f"http://{_called(address)}:{port}"
    if settings.HTTPS:
        lines = [f"Monazite listens on {site}/ for a proxy that speaks HTTPS (stop it with Ctrl-C)"]
        if not settings.SECURE_PROXY_SSL_HEADER:
            lines += ["  behind one, set TRUST_FORWARDED_PROTO=1; to serve plain HTTP here, set HTTPS=0"]
    else:
        lines = [f"Monazite is at {site}/ (stop it with Ctrl-C)"]
        lines += [f"  editing: {site}/admin/", f"  API:     {site}/api/v1/"]
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        lines += [f"  mails are written to files in {os.path.relpath(settings.EMAIL_FILE_PATH)}/"]
    accounts = settings.LOCAL_DIR / "accounts.txt"
    if not settings.LOCAL_SETUP:
        lines += ["  to make an account: .venv/bin/python manage.py createsuperuser"]
    elif accounts.exists():
        lines += [f"  names and passwords of the demo accounts: {os.path.relpath(accounts)}"]
    return lines


def _called(address: str) -> str:
    """Return a name under which the site may be asked for: the address itself if it is one, else the first that is."""
    from django.conf import settings
    from django.http.request import validate_host

    name = f"[{address}]" if ":" in address else address
    return name if validate_host(name, settings.ALLOWED_HOSTS) else settings.ALLOWED_HOSTS[0].lstrip(".")


def _answers(address: str, port: int) -> bool:
    """Tell whether an HTTP server answers there, be it with an error."""
    connection = http.client.HTTPConnection(address, port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": _called(address)})
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:  # before granian listens for it
        sys.exit(130)
