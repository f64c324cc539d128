"""What tests of pages share: their text, and a server for browsers that reads the shipped data."""

import html
import os
import re

import pytest

# Playwright runs an event loop in the tests' own thread, where Django then refuses the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def text_of(response):
    """Return what a page says, without markup, spaces run together."""
    return plain(response.content.decode())


def plain(markup):
    visible = re.sub(r"<(style|script|svg).*?</\1>", " ", markup, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", visible)).split())


@pytest.fixture
def read(client):
    """Return a function that answers the text of a page that is there."""

    def page_text(path):
        response = client.get(path)
        assert response.status_code == 200
        return text_of(response)

    return page_text


@pytest.fixture(scope="session")
def site(django_db_setup, django_db_blocker):
    """The address of a running site with the shipped data as it was loaded; nothing may be written through it."""
    from pytest_django.live_server_helper import LiveServer

    with django_db_blocker.unblock():
        server = LiveServer("127.0.0.1")
        yield server.url
        server.stop()
