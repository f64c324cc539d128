"""Which citation supports which fact, as far as what each is said to support names it."""

import re
from typing import Any

from policy.dates import first_day

# Words by which citations name the facts that pages show, each fact by the name that templates know it by.
NAMED = {
    "date": r"dates?|dated|day",
    "number": r"numbers?(?! of\b)",
    "said": r"quot\w+|words|wording|remarks|text",
    "provisions": r"provisions?|items?|codes?|scope|prohibitions?|articles?|rates?|commencement|effective|effect|lists?",
    "effects": r"suspen\w+|extension|extended|pauses?d?|repeal\w*|resum\w+|effect",
    "outcome": r"outcomes?|results?|framework|agreed|agreement|commitments?|terms|subjects?",
    "participants": r"participants?|delegations?|principals|attendees",
    "place": r"place|venue",
    "count": r"number of|numbers?|how many|licences?|licenses?|permits?|approvals?|count",
}
FACTS = {fact: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for fact, words in NAMED.items()}


def supported(event: dict[str, Any]) -> dict[str, list[int]]:
    """Return the citations of each fact by their numbers, from one on, in the order of a document.

    A lone citation supports all: nothing is published without a source for its date and substance. Of several, those
    are named whose words say so; a fact that none names has no entry.
    """
    citations = event["citations"]
    if len(citations) == 1:
        return {fact: [1] for fact in FACTS}
    texts = {number: citation["supports"] for number, citation in enumerate(citations, start=1)}
    found = {fact: [number for number, text in texts.items() if words.search(text)] for fact, words in FACTS.items()}
    written = first_day(event["date"]).strftime("%-d %B") if event["date_precision"] == "day" else None
    dated = [number for number, text in texts.items() if written and re.search(rf"\b{written}\b", text)]
    found["date"] = sorted({*found["date"], *dated})
    return {fact: numbers for fact, numbers in found.items() if numbers}
