"""Decisions as summaries read them, one at a time and drawn at random."""

from dataclasses import replace

from hypothesis import strategies as st

from permits.choices import Outcome
from permits.summary import Decision

EXACT_3 = {"kind": "exact", "value": 3}
AT_LEAST_4 = {"kind": "at_least", "value": 4}
ABOUT_2000 = {"kind": "approximately", "value": 2000}
UNKNOWN = {"kind": "unspecified", "value": None}


def decision(slug="2025-06-07-permit", outcome="approved", count=None, **changes):
    values = {
        "date": slug[:10],
        "applications": None,
        "sectors": ["automotive"],
        "destinations": ["US"],
        "materials": ["dysprosium"],
    }
    return Decision(slug, outcome=outcome, count=count or UNKNOWN, **values | changes)


def one_decision(counts, outcomes=Outcome.values):
    days = st.sampled_from(["2025", "2025-01", "2025-01-31", "2025-06-07", "2025-06-30"])
    return st.builds(
        lambda day, **values: decision(date=day, **values),
        day=days,
        outcome=st.sampled_from(outcomes),
        count=counts,
        sectors=st.lists(st.sampled_from("abc"), unique=True),
        destinations=st.lists(st.sampled_from(["US", "EU", "all"]), unique=True),
        materials=st.lists(st.sampled_from(["dysprosium", "terbium"]), unique=True),
    )


def several(counts):
    """Draw up to a dozen decisions, each with a slug of its own."""
    return st.lists(one_decision(counts), max_size=12).map(
        lambda found: [replace(one, slug=f"permit-{number}") for number, one in enumerate(found)]
    )
