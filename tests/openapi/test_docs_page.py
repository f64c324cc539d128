"""The page that shows the schema of the API."""

import re

import pytest
from django.test import Client

from policy.openapi import file
from policy.openapi.page import described

pytestmark = [pytest.mark.django_db, pytest.mark.permits]


@pytest.fixture(scope="module")
def shown(django_db_setup, django_db_blocker):
    """The page, made once: no test changes what it says."""
    with django_db_blocker.unblock():
        return Client().get("/api/v1/docs/").content.decode()


def test_shows_every_endpoint_with_a_request_to_try_and_every_shape(shown):
    operations = [item["get"] for item in file.kept()["paths"].values()]
    names = {one["operationId"] for one in operations} | set(file.kept()["components"]["schemas"])
    assert {name for name in names if f'id="{name}"' not in shown} == set()
    assert shown.count("curl 'http://testserver/api/v1/") == len(operations) - 1  # all but the schema itself


def test_every_link_within_it_leads_somewhere(shown):
    assert set(re.findall(r'href="#([^"]+)"', shown)) - set(re.findall(r'id="([^"]+)"', shown)) == set()


def test_is_english_alone(shown, client):
    assert 'hreflang="zh' not in shown
    assert client.get("/zh-hans/api/v1/docs/").status_code == 404


def test_takes_no_question(client):
    assert client.get("/api/v1/docs/?on=2025-01-01").status_code == 400


@pytest.mark.parametrize(
    ("told", "words", "values", "is_nullable"),
    [
        ({"type": ["string", "null"], "format": "date"}, "day, YYYY-MM-DD", [], True),
        ({"type": "array", "items": {"type": "string", "enum": ["a", "b"]}}, "list of texts", ["a", "b"], False),
        ({"enum": ["a", None], "type": ["string", "null"]}, "text", ["a"], True),
        ({"type": "string", "const": "permit"}, "text", ["permit"], False),
        ({"type": "integer", "minimum": 1, "maximum": 200}, "whole number", [], False),
    ],
)
def test_says_in_words_what_a_value_is(told, words, values, is_nullable):
    found = described(told)
    assert (found.words, found.values, found.is_nullable) == (words, values, is_nullable)
