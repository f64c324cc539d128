"""The catalogue of translations is whole, and says what it translates."""

import os
import re
from io import BytesIO

import pytest

from config import catalogue
from config.env import SettingsError

PLACEHOLDER = re.compile(r"%\([^)]*\)[sd]|%[sd]|\{\w*\}")


def strings(message):
    """Return a message's translations, one for each plural form of Chinese, which has one."""
    return message.string if message.pluralizable else (message.string,)


def test_everything_that_pages_say_is_translated():
    translated = {(one.context, one.id) for one in catalogue.read() if catalogue.is_translated(one)}
    assert [one.id for one in catalogue.template() if one.id and (one.context, one.id) not in translated] == []


@pytest.mark.slow
def test_nothing_is_translated_that_no_page_says():
    said = {(one.context, one.id) for one in catalogue.template()}
    assert [one.id for one in catalogue.read() if (one.context, one.id) not in said] == []


def test_a_translation_has_the_placeholders_of_what_it_translates():
    for one in catalogue.read():
        if not one.id or not all(strings(one)):
            continue
        several = one.id[-1] if one.pluralizable else one.id
        for text in strings(one):
            assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(several)), one.id


def test_messages_of_templates_are_found_whatever_their_form():
    page = b"""{% load i18n %}<p {% if a %}b{% endif %}>
      {% translate "One's own" %} it's {# c #} {% translate "Easing" context "direction" %}
      {% blocktranslate trimmed count n=days %}
         {{ n }} day
      {% plural %}{{ n }} days{% endblocktranslate %}{{ x|default:_("none") }}"""
    found = catalogue.extract_template(BytesIO(page), list(catalogue.KEYWORDS), [], {})
    assert [(function, text) for _, function, text, _ in found] == [
        ("gettext", "One's own"),
        ("pgettext", ("direction", "Easing")),
        ("ngettext", ("%(n)s day", "%(n)s days", None)),
        ("_", "none"),
    ]


@pytest.fixture
def folder(tmp_path, settings):
    """A catalogue of one message, which nobody compiled yet."""
    settings.LOCALE_PATHS = [tmp_path]
    catalogue.path().parent.mkdir(parents=True)
    catalogue.path().write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "a"\nmsgstr "甲"\n'
    )
    return catalogue.path().parent


def test_the_catalogue_is_compiled_when_it_changed(folder):
    catalogue.compile_if_changed()
    compiled = folder / "django.mo"
    assert "甲".encode() in compiled.read_bytes()
    compiled.write_bytes(b"newer")
    catalogue.compile_if_changed()
    assert compiled.read_bytes() == b"newer"
    os.utime(compiled, (0, 0))
    catalogue.compile_if_changed()
    assert "甲".encode() in compiled.read_bytes()


def test_a_folder_that_nobody_may_write_to_ends_the_process_with_a_sentence(folder, monkeypatch):
    monkeypatch.setattr("pathlib.Path.write_bytes", lambda *_: (_ for _ in ()).throw(PermissionError("read-only")))
    with pytest.raises(SettingsError, match="can't be compiled"):
        catalogue.compile_if_changed()
