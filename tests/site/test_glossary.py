"""The glossary: every word and value of the record under an address of its own."""

import re
from collections import Counter

import pytest
from django.template import Context, Template

from policy import kinds
from policy.choices import State
from policy.record.dictionary import vocabularies
from policy.site.glossary import sections

pytestmark = pytest.mark.django_db


def entries():
    return [entry for section in sections() for entry in section.entries]


def test_every_word_has_a_meaning_and_an_address_of_its_own(client, shipped):
    page = client.get("/glossary/").content.decode()
    ids = Counter(re.findall(r'\bid="([^"]+)"', page))
    assert [name for name, times in ids.items() if times > 1] == []
    assert {entry.anchor for entry in entries()} <= ids.keys()
    assert [entry.name for entry in entries() if not str(entry.means).endswith(".")] == []


def test_every_value_of_a_closed_vocabulary_is_explained():
    found = {one.name: set(one.labels) ^ set(one.means) for one in vocabularies()}
    assert {name: values for name, values in found.items() if values} == {}


def test_every_state_and_every_kind_of_event_has_an_entry_of_its_name():
    names = {entry.name for entry in entries()}
    assert {*State.values, *(kind.name for kind in kinds.every())} <= names


def test_a_word_on_a_page_leads_to_its_entry():
    text = Template("{% load glossary %}{% term name %}in <b>force</b>{% endterm %}")
    shown = text.render(Context({"name": "in_force"}))
    assert shown == '<a class="term" href="/glossary/#in-force">in <b>force</b></a>'
    with pytest.raises(KeyError, match="no entry 'in_farce'"):
        text.render(Context({"name": "in_farce"}))


@pytest.mark.parametrize("path", ["/controls/", "/materials/", "/data/", "/about/"])
def test_links_to_the_glossary_lead_to_entries(client, shipped, path):
    linked = re.findall(r'href="/glossary/#([^"]+)"', client.get(path).content.decode())
    assert linked
    assert set(linked) <= {entry.anchor for entry in entries()}
