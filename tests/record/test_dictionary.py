"""The data dictionary: it knows every key of every document, and says what each means."""

import json

import pytest

from policy import kinds
from policy.record.dictionary import keys_of_detail, keys_of_events
from policy.record.documents import ROLES
from policy.record.models import Revision
from policy.record.served import document_keys, served
from policy.site.glossary import address


def every_key():
    return [*keys_of_events(), *(key for kind in kinds.every() for key in keys_of_detail(kind))]


def test_every_key_says_what_it_means_and_of_what_type_it_is():
    assert [key.path for key in every_key() if not str(key.means or "").endswith(".") or not key.type] == []


def test_every_allowed_value_leads_to_the_glossary():
    explained = {key.path: [address(entry) for _, entry in key.values] for key in every_key() if key.values}
    assert len(explained["actors[].role"]) == len(ROLES)
    assert explained["detail.provisions[].requirement"][0] == "/glossary/#requirement-licence-required"
    assert explained["links[].direction"] == ["/glossary/#link-direction-out", "/glossary/#link-direction-in"]


def paths(value, before=""):
    """Yield the path of every key that a document has, those of empty lists and nulls included but not what lies below."""
    for key, one in value.items():
        yield f"{before}{key}"
        if isinstance(one, dict):
            yield from paths(one, f"{before}{key}.")
        for row in one if isinstance(one, list) else []:
            if isinstance(row, dict):
                yield from paths(row, f"{before}{key}[].")


@pytest.mark.django_db
def test_no_key_of_a_served_document_is_missing_from_it(shipped):
    told = {key.path for key in keys_of_events()}
    for kind in kinds.every():
        known = told | {key.path for key in keys_of_detail(kind)}
        documents = [served(one, str) for one in Revision.objects.current().public().filter(kind=kind.name)]
        found = {path for text in documents for path in paths(json.loads(text))}
        assert found - known == set()
    assert [key for key in document_keys() if key not in told] == []


@pytest.mark.django_db
def test_a_key_that_is_null_somewhere_is_marked(shipped):
    nullable = {key.path for key in every_key() if key.is_nullable}
    for text in Revision.objects.current().public().values_list("document", flat=True):
        document = json.loads(text)
        null = {key for key, value in document.items() if value is None}
        null |= {f"detail.{key}" for key, value in document["detail"].items() if value is None}
        assert null <= nullable
