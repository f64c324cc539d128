"""Serving: the port, the start, the end."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config import env, server, worker
from tests.databases import environment
from tests.serving import served

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def taken_port():
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


@pytest.fixture
def free_port():
    with socket.create_server(("127.0.0.1", 0)) as other:
        return other.getsockname()[1]


@pytest.fixture
def serving(free_port):
    """Serve this checkout, without a worker, at a port of its own, in a process group of its own; yield the process."""
    with served(os.environ | {"WORKER": "0"}, free_port) as process:
        yield process


@pytest.fixture
def accompanied(free_port, own_database):
    """Serve a database that is up to date, with a worker beside the server; yield the server's process."""
    with served(environment(own_database), free_port, lines=4) as process:
        yield process


def group(process):
    """Return the processes of a server that live: itself and its workers."""
    found = subprocess.run(["pgrep", "-g", str(process.pid), "--runstates", "R,S,D"], capture_output=True, text=True)
    return found.stdout.split()


def test_a_port_in_use_gets_one_sentence_that_names_it(taken_port):
    with pytest.raises(env.SettingsError) as error:
        server.refuse_taken_port("127.0.0.1", taken_port)
    assert str(error.value) == (
        f"Port {taken_port} of 127.0.0.1 can't be used (Address already in use): stop what uses it, "
        f"or choose another, as in PORT={taken_port + 1} make run."
    )


def test_a_port_in_use_ends_the_command_at_once(taken_port):
    command = [sys.executable, "-m", "config.server", "check"]
    done = subprocess.run(command, cwd=ROOT, env={"PORT": str(taken_port)}, capture_output=True, text=True)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1


def test_a_port_that_shares_is_in_use_all_the_same(free_port):
    with socket.socket() as sharing:
        sharing.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        sharing.bind(("127.0.0.1", free_port))
        sharing.listen()
        with pytest.raises(env.SettingsError):
            server.refuse_taken_port("127.0.0.1", free_port)


def test_a_free_port_is_taken_for_free(free_port):
    server.refuse_taken_port("127.0.0.1", free_port)
    with socket.socket() as ours:  # asking took nothing
        ours.bind(("127.0.0.1", free_port))
        assert ours.getsockname()[1] == free_port


def test_a_host_that_is_not_ours_gets_one_sentence(free_port):
    for host in ("192.0.2.1", "no.such.host.invalid", "999.1.1.1"):
        sentence = f"HOST is '{host}', which is no address of this machine: say HOST="
        with pytest.raises(env.SettingsError, match=sentence):
            server.refuse_taken_port(host, free_port)


def test_says_where_the_local_set_up_is_found(settings, tmp_path):
    settings.HTTPS, settings.LOCAL_SETUP, settings.LOCAL_DIR = False, True, tmp_path
    assert server.announcement("127.0.0.1", 8000) == [
        "Monazite is at http://127.0.0.1:8000/ (stop it with Ctrl-C)",
        "  editing: http://127.0.0.1:8000/admin/",
        "  API:     http://127.0.0.1:8000/api/v1/",
    ]
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    assert server.announcement("127.0.0.1", 8000)[-1] == "  mails are written to files in .local/mail/"
    (tmp_path / "accounts.txt").touch()
    assert "demo accounts" in server.announcement("127.0.0.1", 8000)[-1]


def test_says_that_a_proxy_is_to_speak_https_and_how_to_make_an_account(settings):
    settings.HTTPS, settings.LOCAL_SETUP = True, False
    assert server.announcement("::1", 8000) == [
        "Monazite listens on http://[::1]:8000/ for a proxy that speaks HTTPS (stop it with Ctrl-C)",
        "  behind one, set TRUST_FORWARDED_PROTO=1; to serve plain HTTP here, set HTTPS=0",
        "  to make an account: .venv/bin/python manage.py createsuperuser",
    ]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert not any("TRUST_FORWARDED_PROTO" in line for line in server.announcement("::1", 8000))


def test_names_a_host_under_which_the_site_may_be_asked_for(settings):
    settings.ALLOWED_HOSTS = ["my.machine"]
    assert "http://my.machine:8000/" in server.announcement("127.0.0.1", 8000)[0]


@pytest.mark.slow
def test_says_where_it_is_and_serves_there(serving):
    assert serving.said[0] == f"Monazite is at http://127.0.0.1:{serving.port}/ (stop it with Ctrl-C)\n"
    connection = http.client.HTTPConnection("127.0.0.1", serving.port)
    connection.request("GET", "/admin/login/")
    page = connection.getresponse().read().decode()
    style = re.search(r'href="(/static/admin/css/base\.[0-9a-f]{12}\.css)"', page).group(1)
    connection.request("GET", style, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    connection.close()
    assert (answer.status, answer.getheader("Content-Encoding")) == (200, "gzip")
    assert "immutable" in answer.getheader("Cache-Control")


@pytest.mark.slow
@pytest.mark.parametrize(("end", "number"), [(os.kill, signal.SIGTERM), (os.killpg, signal.SIGINT)])
@pytest.mark.parametrize("seconds", [0, 1])
def test_ends_quietly_and_leaves_no_process_behind(serving, end, number, seconds):
    time.sleep(seconds)
    assert len(group(serving)) > 1
    end(serving.pid, number)
    rest = serving.communicate(timeout=20)[0]
    assert [
        line for line in rest.splitlines() if line and not line.startswith("  ")
    ] == []  # the rest of what it announces
    assert serving.returncode == 0
    assert group(serving) == []


@pytest.mark.slow
def test_ends_its_workers_even_when_it_is_killed(serving):
    serving.kill()
    deadline = time.monotonic() + 20
    while group(serving) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert group(serving) == []


@pytest.mark.slow
def test_replaces_a_worker_that_was_killed(serving):
    worker = next(pid for pid in group(serving) if int(pid) != serving.pid)
    os.kill(int(worker), signal.SIGKILL)
    time.sleep(3)
    assert worker not in group(serving)
    assert len(group(serving)) == 1 + server.WORKERS


def worker_of(process):
    """Return the process id of the worker beside a server, as soon as there is one."""
    for _ in range(200):
        found = subprocess.run(["pgrep", "-g", str(process.pid), "-f", "config.worker"], capture_output=True, text=True)
        if found.stdout:
            return int(found.stdout)
        time.sleep(0.05)
    raise TimeoutError


@pytest.mark.slow
@pytest.mark.parametrize(("end", "number"), [(os.kill, signal.SIGTERM), (os.killpg, signal.SIGINT)])
@pytest.mark.parametrize("seconds", [0, 4])
def test_ends_its_worker_quietly(accompanied, end, number, seconds):
    assert worker_of(accompanied)
    time.sleep(seconds)
    end(accompanied.pid, number)
    assert accompanied.communicate(timeout=20)[0] == ""
    assert accompanied.returncode == 0
    assert group(accompanied) == []


@pytest.mark.slow
def test_its_worker_ends_even_when_the_server_is_killed(accompanied):
    assert worker_of(accompanied)
    accompanied.kill()
    deadline = time.monotonic() + 45
    while group(accompanied) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert group(accompanied) == []


@pytest.mark.slow
def test_replaces_a_worker_of_the_queue_and_says_so(accompanied):
    killed = worker_of(accompanied)
    os.kill(killed, signal.SIGKILL)
    assert accompanied.stdout.readline() == worker.ended(-signal.SIGKILL, 1) + "\n"
    time.sleep(1.5)
    assert worker_of(accompanied) != killed


def test_says_how_a_worker_ended():
    rest = "nothing is done in the background until another begins"
    assert worker.ended(-9, 1) == f"The worker was ended by SIGKILL: {rest}, in 1 second."
    assert worker.ended(1, 60) == f"The worker ended with code 1: {rest}, in 60 seconds."
