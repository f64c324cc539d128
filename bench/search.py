"""Measure how well search orders what it finds: `python -m bench.search`. Reads the judged queries of bench/search/.

It asks the record of the database that the settings name, which has to hold the shipped data, and writes nothing.
"""

import json
import math
import os
from collections.abc import Iterable
from pathlib import Path
from statistics import mean
from typing import Any

JUDGED = Path(__file__).resolve().parent / "search" / "judgments.json"
DEPTH = 10


def ndcg(found: list[str], grades: dict[str, int]) -> float:
    """Return how much of the best possible order the first ten have, from 0 to 1."""
    best = sorted(grades.values(), reverse=True)[:DEPTH]
    return _gained(grades.get(slug, 0) for slug in found[:DEPTH]) / _gained(best)


def judged() -> list[dict[str, Any]]:
    """Return the judged queries: each with its `class`, its `query`, and `grades` by slug."""
    return json.loads(JUDGED.read_text())


def first_ten(query: str) -> list[str]:
    """Return the slugs that a search finds first, in the order of relevance."""
    from django.http import QueryDict
    from django.utils.http import urlencode

    from policy.record.listing import Listing
    from policy.record.version import version

    asked = QueryDict(urlencode({"q": query, "order": "relevance"}))
    return [revision.slug for revision in Listing.parse(asked, version(), page_size=DEPTH).page().revisions]


def report(scores: list[tuple[str, str, float]]) -> str:
    """Return the lines of the report: overall, by class, and each query; `scores` are (class, query, nDCG)."""
    classes = sorted({name for name, _, _ in scores})
    lines = [f"nDCG@{DEPTH} {mean(score for *_, score in scores):.3f} over {len(scores)} queries", ""]
    for name in classes:
        own = [score for one, _, score in scores if one == name]
        lines.append(f"{name:<10} {mean(own):.3f}  {len(own):>3} queries")
    return "\n".join([*lines, "", *(f"{score:.3f}  {name:<10} {query}" for name, query, score in scores)])


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    print(report([(one["class"], one["query"], ndcg(first_ten(one["query"]), one["grades"])) for one in judged()]))


def _gained(grades: Iterable[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


if __name__ == "__main__":
    main()
