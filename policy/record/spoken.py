"""What things are called in the language that a page speaks: documents hold English names, rows of reference both."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from policy.models import Actor, Material, Topic
from policy.record.models import Revision
from policy.record.version import Version, version

KANA = re.compile(r"[\u3040-\u30ff]")
HAN = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-z]")
TABLES = {"actor": Actor, "material": Material, "topic": Topic}

_answered: ContextVar[Version | None] = ContextVar("version that is answered from", default=None)


@dataclass(frozen=True)
class Text:
    """A text of the record; `tagged` is the attribute that names its language where it isn't the page's own."""

    text: str

    def __str__(self) -> str:
        return self.text

    @property
    def tagged(self) -> SafeString:
        language = foreign(self.text)
        return format_html(' lang="{}"', language) if language else SafeString()


@contextmanager
def answering(of: Version) -> Iterator[None]:
    """Let names be those of a version of the record meanwhile."""
    token = _answered.set(of)
    try:
        yield
    finally:
        _answered.reset(token)


def name_of(table: str, slug: str, name: str) -> str:
    """Return the name of an actor, a material or a topic in the language spoken; `name`, the English one, where it has none."""
    return name if _is_english() else _names(_version()).get(table, {}).get(slug, name)


def title_of(slug: str, title: str, original: str | None = None) -> str:
    """Return the title of an event in the language spoken: its original one where that is Chinese, else `title`."""
    if _is_english():
        return title
    return original if original and script(original) == "zh" else _original(_version(), slug) or title


def script(text: str) -> str:
    """Return the language tag of a text in Chinese or Japanese characters; empty for others."""
    if KANA.search(text):
        return "ja"
    return "zh" if HAN.search(text) else ""


def foreign(text: str) -> str:
    """Return the language tag of a text that isn't in the language spoken; empty where it is, or is in none."""
    found = script(text)
    if _is_english():
        return found
    return found.replace("zh", "") if found else "en" * bool(LATIN.search(text))


def _is_english() -> bool:
    return get_language() == settings.LANGUAGE_CODE


def _version() -> Version:
    return _answered.get() or version()


@lru_cache(maxsize=2)
def _names(of: Version) -> dict[str, dict[str, str]]:
    """Return the Chinese names by table and slug, read once per process and version, in three queries."""
    return {
        table: dict(model._default_manager.exclude(name_zh="").values_list("slug", "name_zh"))
        for table, model in TABLES.items()
    }


@lru_cache(maxsize=10_000)
def _original(of: Version, slug: str) -> str:
    """Return the original title of an event where that is Chinese, else nothing; one query, once per process and version."""
    found = (
        Revision.objects.current().public().filter(slug=slug).values_list("facts__title_original", flat=True).first()
    )
    return found if found and script(found) == "zh" else ""
