"""Words that nobody uses, with the frequencies of a language, and terms that a search can ask for."""

import random
from itertools import accumulate

from policy.record.search import latin

SEED = 20261123
WORDS = 6000
DRAWN = 1 << 17  # words, in the order in which texts take them
# Each term stands in this share of all events.
RARE = {"quorvex": 0.0005, "zellimar": 0.0005, "vostrand": 0.0005}
MEDIUM = {"belmarit": 0.02, "dorvane": 0.02, "kessolin": 0.02}
COMMON = {"tandrel": 0.3, "ostrimal": 0.3}
CHINESE = {"镝铽分离": 0.0005, "磁体回收": 0.02, "出口管制": 0.3}
LATIN = RARE | MEDIUM | COMMON
CHINESE_WORDS = (
    *("商务部", "公告", "关于", "决定", "对", "若干", "物项", "实施", "企业", "许可"),
    *("申请", "材料", "技术", "设备", "进行", "调整", "暂停", "恢复", "合成", "示例"),
)
ONSETS, VOWELS, ENDS = "bdfghklmnprstvwz", "aeiou", ("", "", "", "n", "r", "l", "t", "s")
NOT_BETWEEN = str.maketrans(":.,-()/#", " " * 8)


def plain(text: str) -> str:
    """Return what `policy.record.search.latin` does of a text of these words, sooner."""
    return " ".join(text.translate(NOT_BETWEEN).lower().split())


def vocabulary(rng: random.Random) -> list[str]:
    """Return words of two or three syllables, all different, the most frequent first."""
    found: dict[str, None] = {}
    while len(found) < WORDS:
        syllables = (rng.choice(ONSETS) + rng.choice(VOWELS) + rng.choice(ENDS) for _ in range(rng.choice((2, 2, 3))))
        word = "".join(syllables)
        if len(word) > 4 and latin(word) == word and word not in LATIN:
            found[word] = None
    return list(found)


def drawn() -> list[str]:
    """Return words one after the other, each as often as Zipf's law says."""
    rng = random.Random(SEED)
    words = vocabulary(rng)
    shares = list(accumulate(1 / (rank + 3) for rank in range(len(words))))
    return rng.choices(words, cum_weights=shares, k=DRAWN)


class Words:
    """Draws texts; the same generator of random numbers, the same texts."""

    def __init__(self) -> None:
        self.drawn = drawn()

    def some(self, rng: random.Random, count: int) -> list[str]:
        start = int(rng.random() * (DRAWN - count))
        return self.drawn[start : start + count]

    def phrase(self, rng: random.Random, count: int) -> str:
        return " ".join(self.some(rng, count))

    def sentence(self, rng: random.Random, count: int) -> str:
        return self.phrase(rng, count).capitalize() + "."


def terms(rng: random.Random) -> list[str]:
    """Return the terms that one event has."""
    return [term for term, share in LATIN.items() if rng.random() < share]


def chinese(rng: random.Random, count: int) -> str:
    """Return a text of some Chinese words and the terms that it has."""
    found = [term for term, share in CHINESE.items() if rng.random() < share * 2]  # half of all events have such a text
    return "合成" + "".join([*rng.choices(CHINESE_WORDS, k=count), *found])
