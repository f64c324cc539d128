"""What holds for all tests: no network, no collected static files, a database that need not survive a crash."""

import os
import shutil
import socket

import pytest
from django.test import override_settings

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def pytest_collection_modifyitems(items):
    """Skip the browser tests where there is no browser; in CI they fail instead, for nobody reads of skips there."""
    if CHROMIUM or os.environ.get("CI"):
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="needs Chromium: install Debian's package chromium"))


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """Launch the system's Chromium: root needs it without a sandbox, and it isn't to call home."""
    quiet = ["--disable-background-networking", "--disable-component-update"]
    return {"executable_path": CHROMIUM, "args": quiet + (["--no-sandbox"] if os.getuid() == 0 else [])}


@pytest.fixture(autouse=True, scope="session")
def refuse_network():
    """Let sockets connect to this machine only: a test that needs another one is a mistake."""
    connect = socket.socket.connect

    def connect_locally(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise ConnectionRefusedError(f"tests may not use the network: {address}")
        return connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_locally)
        yield


@pytest.fixture(autouse=True, scope="session")
def plain_static_files(tmp_path_factory):
    """Name static files as they are: hashed names need collectstatic."""
    plain = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with override_settings(STORAGES=plain, STATIC_ROOT=tmp_path_factory.mktemp("static")):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Name one database per process, and don't wait for the disk at each commit."""
    from django.db import connection

    connection.settings_dict["OPTIONS"] = connection.settings_dict["OPTIONS"] | {"options": "-c synchronous_commit=off"}
