"""What tests of the back office share: signed-in people, forms filled as they are shown, rows to begin with."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import psycopg
import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, User
from django.forms import ModelMultipleChoiceField
from django.test import Client

from policy.models import Actor, Citation, Measure, Source, Statement, Topic
from policy.signin import sessions
from policy.signin.factors import SHOWN
from tests.databases import created, loaded, url

# Playwright runs an event loop in the tests' own thread, where Django then refuses the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "three words suffice"
MAKE_ACCOUNTS = f"""
from django.contrib.auth.models import Group, User
for role in ("contributor", "editor", "publisher", "administrator"):
    User.objects.create_user(role, password={PASSWORD!r}, is_staff=True).groups.add(Group.objects.get(name=role))
"""


def signed_in(name, group=None):
    user = User.objects.create(username=name, is_staff=True)
    if group:
        user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    show_second_factor(client, user)
    client.user = user
    return client


def show_second_factor(client, user):
    """Let a session be one that began with a second factor."""
    authenticator = Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    session = client.session
    session[SHOWN] = authenticator.pk
    sessions.begin(session, time.time())
    session.save()


@pytest.fixture
def editor(shipped):
    return signed_in("edith", "editor")


@pytest.fixture
def publisher(shipped):
    return signed_in("paul", "publisher")


@pytest.fixture
def nobody(shipped):
    """Someone who may sign in and has no role."""
    return signed_in("norah")


def fields_of(form):
    values = {bound.html_name: bound.value() for bound in form}
    lists = {bound.html_name for bound in form if isinstance(bound.field, ModelMultipleChoiceField)}
    return {name: value if value is not None else [] if name in lists else "" for name, value in values.items()}


def filled(client, address, **changes):
    """Return what the form at an address would post as it stands, with changes.

    Names of inline fields are as in the page, "citations-0-supports"; rows that aren't on it count as added.
    """
    context = client.get(address).context
    data = fields_of(context["adminform"].form) | {"_base": context["base"]}
    for inline in context["inline_admin_formsets"]:
        if inline.has_change_permission:
            data |= fields_of(inline.formset.management_form)
            for form in inline.formset.forms:
                data |= fields_of(form)
    data |= changes
    for total in [name for name in data if name.endswith("-TOTAL_FORMS")]:
        prefix = total.removesuffix("TOTAL_FORMS")
        rows = {
            int(name.removeprefix(prefix).split("-")[0])
            for name in data
            if name.startswith(prefix) and name[len(prefix)].isdigit()
        }
        data[total] = len(rows)
    return data


def problems(response):
    """Return what a form that is shown again says is wrong with it."""
    return [str(error) for error in response.context["errors"]]


def make_actor(slug="ministry-of-tests", **changes):
    return Actor.objects.create(
        **{"slug": slug, "name": "Ministry of Tests", "kind": "government", "country": "CN"} | changes
    )


def make_source(slug="source-of-tests", **changes):
    given = {
        "slug": slug,
        "title": f"The {slug}",
        "url": f"https://example.org/{slug}",
        "tier": "primary",
        "checked": "text",
    }
    return Source.objects.create(**given | {"publisher": Actor.objects.get(slug="mofcom")} | changes)


def make_statement(slug="2026-10-05-a-test", **changes):
    """Make a draft that the rules would let pass."""
    given = {
        "slug": slug,
        "kind": "statement",
        "date": "2026-10-05",
        "title": "A test",
        "summary": "The ministry spoke of tests.",
        "certainty": "official",
        "channel": "speech",
        "stance": "neutral",
    }
    speaker = changes.pop("speaker", None) or Actor.objects.get(slug="mofcom")
    statement = Statement.objects.create(**given | {"speaker": speaker} | changes)
    Citation.objects.create(event=statement, source=make_source(f"source-of-{slug}"), supports="the statement")
    statement.topics.set([Topic.objects.get(slug="licensing")])
    return statement


def make_measure(slug):
    """Make a draft that the rules would let pass, dated as its slug is."""
    ministry = Actor.objects.get(slug="mofcom")
    given = {"title": f"Measure {slug}", "summary": "It rules.", "certainty": "official", "country": ministry.country}
    given |= {"kind": "measure", "date": slug[:10], "instrument_type": "law", "direction": "neutral"}
    measure = Measure.objects.create(slug=slug, **given)
    measure.issuers.set([ministry])
    Citation.objects.create(event=measure, source=make_source(f"source-of-{slug}"), supports="the text")
    return measure


def change_page(row):
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"


@pytest.fixture(scope="session")
def desk(django_db_setup):
    """A running back office on a copy of the shipped record, with one account for each role."""
    with created("desk", template=loaded()) as database, served(url(database)) as running:
        yield running


@contextmanager
def served(address):
    """Run the back office on a database, with one account for each role, and yield it."""
    environment = os.environ | {"DATABASE_URL": address, "SECRET_KEY": "of a test", "HTTPS": "0", "DEBUG": "1"}
    environment |= {"SECOND_FACTOR_REQUIRED": "0"}
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "shell", "-v0", "-c", MAKE_ACCOUNTS], cwd=ROOT, env=environment, check=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{probe.getsockname()[1]}"
    server = subprocess.Popen([*manage, "runserver", "--noreload", host], cwd=ROOT, env=environment)
    try:
        _wait_for(f"http://{host}/healthz", server)
        yield Desk(f"http://{host}", address)
    finally:
        server.terminate()
        server.wait()


@dataclass(frozen=True)
class Desk:
    """The addresses of a running back office and of its database."""

    url: str
    database: str

    def ask(self, query, *values):
        with psycopg.connect(self.database) as connection:
            return connection.execute(query, values).fetchall()


def _wait_for(address, server):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            return urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the back office didn't start")
