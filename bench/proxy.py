"""nginx, as a limit and as a cache: the bytes of an answer from a file, and the product behind it."""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench.targets import ROOT, Target, free_port, nginx

COMMON = """
{user}
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush off;
    keepalive_requests 1000000;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    default_type application/octet-stream;
{inner}
}}
"""
STATIC = """
    open_file_cache max=100;
    server {{
        listen 127.0.0.1:{port};
        root {folder}/files;
    }}
"""
SHIPPED = ROOT / "deploy" / "nginx.conf"


@contextmanager
def files(folder: Path, contents: Mapping[str, bytes]) -> Iterator[Target]:
    """Serve some bytes as static files, by their names."""
    (folder / "files").mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / "files" / name).write_bytes(content)
    folder.chmod(0o755)
    port = free_port()
    inner = STATIC.format(folder=folder, port=port)
    with nginx("nginx", _whole(folder, inner), f"/{next(iter(contents))}", port, folder) as target:
        yield target


@contextmanager
def cache(folder: Path, application: Target) -> Iterator[Target]:
    """Cache what the product answers, as the configuration that ships with it does."""
    port = free_port()
    (folder / "cache").mkdir(parents=True, exist_ok=True)
    inner = adapted(SHIPPED.read_text(), folder, port, application.port)
    with nginx("nginx cache", _whole(folder, inner), "/healthz", port, folder) as target:
        yield target


def adapted(shipped: str, folder: Path, port: int, application: int) -> str:
    """Return the shipped configuration for this machine: plain HTTP on a port of its own, what it keeps in a folder."""
    for pattern, ours in (
        (r"(?s)server \{\s+listen 80 .*?\n\}\n", ""),
        (r"listen \[::\]:443[^;]*;", ""),
        (r"listen 443[^;]*;", f"listen 127.0.0.1:{port};"),
        (r"ssl_\w+ [^;]*;", ""),
        (r"127\.0\.0\.1:8081", f"127.0.0.1:{free_port()}"),
        (r"127\.0\.0\.1:8000", f"127.0.0.1:{application}"),
        (r"/var/cache/nginx/\w+", f"{folder}/cache"),
        (r"(access_log) [^;]*;", r"\1 off;"),
    ):
        shipped = re.sub(pattern, ours, shipped)
    return shipped


def _whole(folder: Path, inner: str) -> str:
    """Return a configuration; root's workers would otherwise be of an account that can't enter the folder."""
    return COMMON.format(folder=folder, inner=inner, user="user root;" if os.getuid() == 0 else "")
