"""What holds for all tests: no network, no collected static files, a database that need not survive a crash."""

import gc
import json
import multiprocessing
import os
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.apps import apps
from django.test import override_settings
from pytest_django.plugin import blocking_manager_key

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FIRST = ["test_without_permits.py", "test_every_page.py"]
OF_PERMITS = Path(__file__).resolve().parent / "permits"


def pytest_configure(config):
    """Let the collector look for circles less often: a run makes few, and looking took a sixteenth of its time."""
    gc.set_threshold(50_000, 20, 100)


def pytest_addoption(parser):
    parser.addoption("--pictures", help="a folder for the pictures in docs/: make pictures")


def pytest_ignore_collect(collection_path):
    """Leave out the tests of permits where their app isn't installed: they import it."""
    return True if collection_path == OF_PERMITS and not apps.is_installed("permits") else None


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session):
    """Begin to make the template of all databases while pytest-xdist's workers, which it forks off, start and collect."""
    if session.config.getoption("dist", "no") == "no":
        return
    from tests import template

    if template.is_kept():
        blocker = session.config.stash[blocking_manager_key]
        multiprocessing.get_context("fork").Process(target=template.make_ahead, args=[blocker], daemon=True).start()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Leave out what needs an app that isn't installed, and skip browser tests where there is no browser.

    What takes minutes comes first, when all others have put the tests in their order: the rest runs beside it. So does what
    shares a costly fixture: the first few hundred go to one of pytest-xdist's workers. Then what needs no database, while
    that is made.
    """
    if not apps.is_installed("permits"):
        absent = [item for item in items if item.get_closest_marker("permits")]
        config.hook.pytest_deselected(items=absent)
        items[:] = [item for item in items if item not in absent]
    skip_without_browser(items)
    result = yield
    items.sort(key=lambda item: (place_of(item), needs_database(item)))
    return result


def place_of(item):
    return FIRST.index(item.path.name) if item.path.name in FIRST and item.get_closest_marker("slow") else len(FIRST)


def needs_database(item):
    return bool(item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(item.fixturenames))


def skip_without_browser(items):
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


@pytest.fixture(scope="session")
def html_faults():
    """What asks the HTML checker about {name: markup}; without Java it skips, except in CI, where it fails."""
    from tests import html

    if not html.JAVA and not os.environ.get("CI"):
        pytest.skip("needs Java: install Debian's package default-jre-headless")
    return html.html_faults


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


@pytest.fixture(autouse=True, scope="session")
def second_factor_required():
    """Ask publishers and administrators for a second factor, as everywhere but in a local set-up."""
    with override_settings(SECOND_FACTOR_REQUIRED=True):
        yield


@pytest.fixture(autouse=True, scope="session")
def bulk_files_elsewhere(tmp_path_factory):
    """Keep the bulk files of tests apart from those of the checkout."""
    with override_settings(FILES_DIR=str(tmp_path_factory.mktemp("bulk_files"))):
        yield


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory):
    """The folder of the shipped files that the tests begin with."""
    from tests.shipped import readable_folder

    return readable_folder(tmp_path_factory.mktemp("data", numbered=False))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix,
    django_db_blocker,
    data_folder,
    worker_id,
):
    """Name one database per process, a copy of one with the shipped data; don't wait for the disk at each commit."""
    from django.db import connection

    from tests import template

    connection.settings_dict["OPTIONS"] = connection.settings_dict["OPTIONS"] | {"options": "-c synchronous_commit=off"}
    name = template.name_beside(worker_id)

    def make():
        with django_db_blocker.unblock():
            template.make(name, data_folder)

    with template.shared(name, template.origin(), make, kept=template.is_kept()):
        connection.settings_dict["TEST"]["TEMPLATE"] = name
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Let each test begin with the shipped data: its own changes are rolled back."""
    from django.db import connection

    # Without a test that is marked, pytest-django makes no test database: this would be the developer's own.
    assert connection.settings_dict["NAME"].startswith("test_"), "mark tests that need the database with django_db"
    gc.freeze()  # what is there by now stays: collections needn't look through it
    yield
    gc.unfreeze()
    with django_db_blocker.unblock(), connection.cursor() as cursor:  # threads of test servers may linger
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def nothing_public_kept():
    """Forget which rows were public in a version that a test rolled back: the next one's may have the same name."""
    from policy.record import control_places, control_texts
    from policy.record.control_vocabulary import _control_vocabulary
    from policy.record.controls import few_provisions
    from policy.record.public_rows import public_rows
    from policy.site.kept import kept

    kept.clear()
    control_places.kept.clear()
    control_places._is_small.cache_clear()
    control_texts.kept.clear()
    public_rows.cache_clear()
    _control_vocabulary.cache_clear()
    few_provisions.cache_clear()


@dataclass(frozen=True)
class Shipped:
    """What the shipped files say: slugs of events by status, and the records of each file."""

    published: list[str]
    drafts: list[str]
    files: dict[str, list[dict]]


@pytest.fixture(scope="session")
def shipped_files(data_folder):
    return {path.stem: json.loads(path.read_text()) for path in data_folder.glob("*.json") if path.stem != "meta"}


@pytest.fixture
def shipped(db, shipped_files):
    """The shipped data, loaded and published."""
    from policy import kinds

    events = [event for kind in kinds.every() for event in shipped_files[kind.file]]
    by_status = {
        status: [event["slug"] for event in events if event["status"] == status] for status in ("published", "draft")
    }
    return Shipped(by_status["published"], by_status["draft"], shipped_files)


@pytest.fixture
def empty(db):
    """A record and editorial tables without a row, until the test ends."""
    from django.db import connection

    from tests.databases import emptying

    with connection.cursor() as cursor:
        for statement in emptying():
            cursor.execute(statement)


@pytest.fixture(scope="session")
def emptied_database(django_db_setup, django_db_blocker):
    """The name of a database without a row, to be copied."""
    from tests import databases

    with django_db_blocker.unblock(), databases.emptied() as name:
        yield name


@pytest.fixture
def own_database(emptied_database, db):
    """The address of an empty database that real processes may write to."""
    from tests import databases

    with databases.created("copy", template=emptied_database) as name:
        yield databases.url(name)
