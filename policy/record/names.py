"""The names by which readers may ask for what the record names, in English, Chinese and symbols."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from policy.models import Actor, Material, Topic
from policy.record.search import CHINESE_RUN, latin, word_of

IN_BRACKETS = re.compile(r"\(([^()]*)\)")
LONGEST_NAME = 8  # words
SHORTEST_PART, MOST_MEANT = 2, 3  # characters of a short name, and full names that it may stand for
ALSO_WORDS = {"As", "At", "Be", "He", "I", "In", "No"}  # symbols of elements that are words of English, too


@dataclass(frozen=True)
class Known:
    """Something that documents name: its word in the index, and how it may be written."""

    word: str
    texts: tuple[str, ...]
    symbol: str = ""


@dataclass
class Names:
    """What has a name in published events: by name, as `key` writes it, and by symbol."""

    by_name: dict[str, list[Known]] = field(default_factory=dict)
    by_symbol: dict[str, list[Known]] = field(default_factory=dict)

    @classmethod
    def read(cls, used: Mapping[str, set[str]]) -> "Names":
        """Read the names of the materials, actors and topics that are `used`, as slugs by table; three queries."""
        names = cls()
        materials = Material.objects.filter(slug__in=used.get("material", ()))
        for slug, name, symbol, name_zh, aliases in materials.values_list(
            "slug", "name", "symbol", "name_zh", "aliases"
        ):
            names.add("material", slug, [name, name_zh, *aliases], symbol)
        for slug, name, name_zh in _rows(Actor, used.get("actor", ())):
            names.add("actor", slug, [name, name_zh, slug.replace("-", " "), *IN_BRACKETS.findall(name)])
        for slug, name, name_zh in _rows(Topic, used.get("topic", ())):
            names.add("topic", slug, [name, name_zh])
        return names

    def add(self, table: str, slug: str, written: Iterable[str | None], symbol: str = "") -> None:
        texts = tuple(dict.fromkeys(IN_BRACKETS.sub("", text).strip() for text in written if text))
        known = Known(word_of(table, slug), texts, symbol)
        for text in texts:
            self.by_name.setdefault(key(text), []).append(known)
        if symbol:
            self.by_symbol.setdefault(symbol, []).append(known)

    def named(self, text: str) -> list[Known]:
        return self.by_name.get(key(text), [])

    def symbol(self, text: str, *, alone: bool) -> list[Known]:
        """Return the elements with a symbol, in the case of symbols; one that is also a word counts only `alone`."""
        return [] if text in ALSO_WORDS and not alone else self.by_symbol.get(text, [])

    def words(self) -> set[str]:
        """Return the words of all names that aren't Chinese, in lower case."""
        texts = {text for found in self.by_name.values() for known in found for text in known.texts}
        return {word for text in texts for word in re.findall(r"[^\W\d_]+", CHINESE_RUN.sub(" ", text).lower())}

    def short_for(self, run: str) -> list[Known]:
        """Return what a run of Chinese is the usual short name of: a part of the full one, and of few."""
        holding = [known for name, known in self.by_name.items() if run in name] if len(run) >= SHORTEST_PART else []
        return [one for known in holding for one in known] if len(holding) <= MOST_MEANT else []

    def longest_chinese(self, run: str) -> str:
        """Return the longest known name that a run of Chinese begins with; empty when there is none."""
        lengths = range(len(run), 0, -1)
        return next((run[:length] for length in lengths if run[:length] in self.by_name), "")


def key(text: str) -> str:
    """Write a name as it is looked up: without case, punctuation, brackets and the last "s"."""
    chinese = "".join(CHINESE_RUN.findall(text))
    return chinese or re.sub(r"(?<=\w{3})s$", "", latin(text))


def _rows(model: Any, slugs: Iterable[str]) -> Any:
    return model.objects.filter(slug__in=slugs).values_list("slug", "name", "name_zh")
