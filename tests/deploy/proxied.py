"""The site behind nginx, with the very file of deploy/: real processes, ports and folders of their own."""

import os
import shutil
import signal
import socket
import ssl
import subprocess
import time
from contextlib import closing, contextmanager
from http.client import HTTPSConnection

from tests.databases import ROOT, environment
from tests.serving import served

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
NAME = "monazite.example"
PATIENCE_SECONDS = 60
LOGS = {"/var/log/nginx/monazite.log": "answered.log", "/var/log/nginx/monazite-asked.log": "asked.log"}
MAIN = """
{user}
daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    tcp_nopush on;  # as Debian's main file has it
    include {folder}/monazite.conf;
}}
"""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def make_certificate(folder):
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"]
    paths = ["-keyout", folder / "key.pem", "-out", folder / "certificate.pem"]
    subprocess.run([*command, *paths], check=True, capture_output=True)


def written(folder, *, application, files="/nowhere"):
    """Write the file of deploy/ with other ports and paths, and a main file around it; return the port that readers use."""
    port = free_port()
    live = f"/etc/letsencrypt/live/{NAME}"
    other = {
        "127.0.0.1:8000": f"127.0.0.1:{application}",
        "127.0.0.1:8081": f"127.0.0.1:{free_port()}",
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "    listen [::]:443 ssl http2;\n": "",
        "    listen [::]:80 default_server;\n": "",
        "listen 80 ": f"listen 127.0.0.1:{free_port()} ",
        f"{live}/fullchain.pem": f"{folder}/certificate.pem",
        f"{live}/privkey.pem": f"{folder}/key.pem",
        "/var/cache/nginx/monazite": f"{folder}/cache",
        "/var/lib/monazite/files/DATA-SET/ADDRESS": str(files),
        **{path: f"{folder}/{name}" for path, name in LOGS.items()},
    }
    text = (ROOT / "deploy/nginx.conf").read_text()
    for theirs, ours in other.items():
        assert theirs in text, theirs
        text = text.replace(theirs, ours)
    (folder / "monazite.conf").write_text(text)
    user = "user root;" if os.getuid() == 0 else ""
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user))
    return port


class Site:
    """The site as readers reach it: one address, over TLS."""

    def __init__(self, folder, port, application, database):
        self.folder, self.port, self.application, self.database = folder, port, application, database
        self.context, self.asked_for = ssl._create_unverified_context(), []

    def get(self, path, method="GET", **headers):
        """Return an answer, whose body is read."""
        return next(self.all_of([path], method, **headers))

    def all_of(self, paths, method="GET", **headers):
        """Yield the answers of several paths, asked for one after the other on one connection."""
        connection = HTTPSConnection("127.0.0.1", self.port, context=self.context, timeout=PATIENCE_SECONDS)
        named = {"Host": NAME, **{name.replace("_", "-"): value for name, value in headers.items()}}
        with closing(connection):
            for path in paths:
                self.asked_for.append(path)
                connection.request(method, path, headers=named)
                answer = connection.getresponse()
                answer.body = answer.read()
                yield answer

    def asked(self):
        """Return how often the application was asked so far."""
        return len((self.folder / "asked.log").read_text().splitlines())

    def told(self, path, **headers):
        """Return an answer, and how nginx came by it: HIT, MISS, STALE, or - where it didn't look; nobody else may ask."""
        answer = self.get(path, **headers)
        until = time.monotonic() + PATIENCE_SECONDS
        while len(lines := (self.folder / "answered.log").read_text().splitlines()) < len(self.asked_for):
            assert time.monotonic() < until, "nginx wrote no line"  # it does so after it answered
            time.sleep(0.005)
        return answer, lines[-1].split()[-1]


@contextmanager
def proxied(folder, database, **settings):
    """Serve a database behind nginx and yield the site."""
    application = free_port()
    make_certificate(folder)
    port = written(folder, application=application, **settings)
    deployed = {"HTTPS": "1", "TRUST_FORWARDED_PROTO": "1", "ALLOWED_HOSTS": NAME, "WORKER": "0"}
    with served(environment(database) | deployed, application, lines=2) as process:
        nginx = subprocess.Popen([NGINX, "-c", folder / "nginx.conf"])
        try:
            wait_for(port)
            yield Site(folder, port, process, database)
        finally:
            nginx.send_signal(signal.SIGQUIT)
            try:
                nginx.wait(10)
            finally:
                nginx.kill()


def wait_for(port):
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(port)
