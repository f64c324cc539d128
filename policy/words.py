"""How long a quotation is, counted alike for English and Chinese."""

import re

MAX_QUOTATION_WORDS = 40

CJK = re.compile(r"[\u3400-\u9fff]")
WORD = re.compile(r"\w+(?:['’.,-]\w+)*")


def word_count(text: str) -> int:
    """Count words; two Chinese characters count as one word, an odd one rounds up (data/SCHEMA.md)."""
    return len(WORD.findall(CJK.sub(" ", text))) + (len(CJK.findall(text)) + 1) // 2
