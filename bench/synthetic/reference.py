"""Reference rows: the materials, items, actors and topics that all synthetic events share."""

import random
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from bench.synthetic.words import SEED, Words
from policy.record.numbers import hs_word, numbers
from policy.record.search import word_of

COUNTRIES = (
    *("CN", "US", "JP", "KR", "DE", "EU", "NL", "FR", "AU", "CA", "GB", "IN", "VN", "MY", "BR"),
    *("CL", "ID", "ZA", "MX", "TW", "SG", "SE", "NO", "IT", "ES", "PL", "TH", "PH", "AR", "KZ"),
)
GROUPS = ("light_rare_earth", "medium_heavy_rare_earth", "other_critical_mineral", "material")
FORMS = ("metal", "alloy", "oxide", "compound", "magnet")
MATERIALS, ACTORS, TOPICS = 60, 200, 20


@dataclass(frozen=True)
class Actor:
    id: int
    slug: str
    name: str
    kind: str
    country: str
    word: str


@dataclass(frozen=True)
class Material:
    id: int
    slug: str
    symbol: str | None
    name: str
    name_zh: str
    group: str
    word: str

    @cached_property
    def entry(self) -> dict[str, str | None]:
        return {"slug": self.slug, "symbol": self.symbol, "name": self.name}


@dataclass(frozen=True)
class Item:
    """A controlled item; `words` are the words of the index for its codes, `text` what search reads of it."""

    id: int
    slug: str
    material: Material
    form: str
    code: str
    hs_codes: tuple[str, ...]
    description: str

    @cached_property
    def text(self) -> str:
        return f"{self.description} ({', '.join([self.code, *(f'HS {code}' for code in self.hs_codes)])})"

    @cached_property
    def words(self) -> frozenset[str]:
        listed = {hs_word(code) for code in self.hs_codes}
        return frozenset(listed.union(*(number.words for number in numbers(self.text))))

    @cached_property
    def entry(self) -> dict[str, object]:
        return {
            "slug": self.slug,
            "material": self.material.slug,
            "form": self.form,
            "control_code": self.code,
            "hs_codes": list(self.hs_codes),
            "description": self.description,
        }


class Reference:
    """All of them. What is drawn is drawn unevenly: the first of each sort stand in many more events than the last."""

    def __init__(self, words: Words) -> None:
        rng = random.Random(SEED + 1)
        self.words = words
        self.materials = [self._material(rng, number) for number in range(1, MATERIALS + 1)]
        self.items = [
            self._item(rng, number, self.materials[number // len(FORMS)]) for number in range(MATERIALS * len(FORMS))
        ]
        self.ministries = [self._actor(rng, number, "government") for number in range(1, 61)]
        self.people = [self._actor(rng, number, "official") for number in range(61, 91)]
        self.companies = [self._actor(rng, number, "company") for number in range(91, 171)]
        self.media = [self._actor(rng, number, "media") for number in range(171, ACTORS + 1)]
        self.topics = [f"synthetic-topic-{number:02}" for number in range(1, TOPICS + 1)]
        self._shares = {size: _zipf(size) for size in (20, 30, 60, 80)}

    @property
    def actors(self) -> list[Actor]:
        return [*self.ministries, *self.people, *self.companies, *self.media]

    def draw(self, rng: random.Random, rows: list, count: int = 1) -> list:
        """Draw some rows, none twice."""
        return list(dict.fromkeys(rng.choices(rows, cum_weights=self._shares[len(rows)], k=count)))

    def item(self, rng: random.Random, material: Material) -> Item:
        return self.items[(material.id - 1) * len(FORMS) + int(rng.random() * len(FORMS))]

    def _actor(self, rng: random.Random, number: int, kind: str) -> Actor:
        slug = f"synthetic-{kind}-{number:03}"
        country = COUNTRIES[number % 2] if number % 3 else COUNTRIES[number // 3 % len(COUNTRIES)]
        name = f"Synthetic {kind} {self.words.phrase(rng, 1).title()}"
        return Actor(number, slug, name, kind, country, word_of("actor", slug))

    def _material(self, rng: random.Random, number: int) -> Material:
        slug = f"synthetic-material-{number:02}"
        symbol = f"X{chr(96 + number)}" if number <= 20 else None
        name, name_zh = f"Synthetic {self.words.phrase(rng, 1).title()}ium", f"合成{chr(0x9500 + number)}"
        return Material(number, slug, symbol, name, name_zh, GROUPS[number % 4], word_of("material", slug))

    def _item(self, rng: random.Random, number: int, material: Material) -> Item:
        form = FORMS[number % len(FORMS)]
        hs_codes = (f"28{material.id:02}{number % 5}0", f"85{material.id:02}{number % 5}010")
        return Item(
            id=number + 1,
            slug=f"{material.slug}-{form}",
            material=material,
            form=form,
            code=f"1C9{material.id:02}.{'abcde'[number % 5]}",
            hs_codes=hs_codes[: 1 + number % 2],
            description=f"Synthetic {form}: {self.words.phrase(rng, 2)}",
        )


def _zipf(size: int) -> list[float]:
    return list(accumulate(1 / (rank + 3) for rank in range(size)))
