"""What assistants may ask for: each tool with its parameters, in the words that help a model to choose and to fill them in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from policy.assistants import answers
from policy.record.control_filters import ControlFilters
from policy.record.filters import EventFilters
from policy.record.version import Version

WORDS = {
    "q": 'Words to look for, English or Chinese: all of them, "exact phrases", -without; notice numbers and codes too.',
    "from": "First day, inclusive, such as 2025-04-01.",
    "to": "Last day, inclusive.",
    "known_at": "An instant such as 2026-11-20T00:00:00Z: answer as the record stood then. Leave out for now.",
    "order": "-date (newest first, as by default), date, -published_at, or relevance (with q).",
    "on": "The day asked about, such as 2026-11-23. Leave out for today in UTC.",
    "as_announced": "A day: count only the acts announced by then.",
    "destination": "Where the goods go: an ISO country code, EU, or all. Leave out for every destination.",
    "hs": "A customs code of 2, 4, 6, 8 or 10 digits: finds codes that begin with it.",
    "code": "An export control code such as 1C902, and what stands below it.",
    "state": "Which states to list: not_yet_effective, in_force, suspended, expired, repealed, undated.",
    "requirement": "Which demands to list; without it licence_required, prohibited and reporting_required.",
    "limit": f"How many at most, up to {answers.MOST_ROWS}.",
    "slug": "The slug of the event, as search_events tells it.",
    "after": "A sequence number: what came after it. 0, or nothing, for all from the first.",
    "since": "An instant such as 2026-11-20T00:00:00Z: what was published after it.",
    "filter": "The filter whose values are wanted.",
}
ONE_OF = "One of its values, or several joined by commas; filter_values lists them."
NUMBERS = ("limit", "after")


@dataclass(frozen=True)
class Tool:
    """One question that can be asked. `answer` is given the arguments as a query string gives them, and the version."""

    name: str
    title: str
    description: str
    parameters: tuple[str, ...]
    answer: Callable[[QueryDict, Version], answers.Answer]
    required: tuple[str, ...] = ()
    choices: dict[str, list[str]] = field(default_factory=dict)

    @property
    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of its arguments."""
        return {
            "type": "object",
            "properties": {name: self._property(name) for name in self.parameters},
            "required": list(self.required),
            "additionalProperties": False,
        }

    def _property(self, name: str) -> dict[str, Any]:
        described = {"type": "integer" if name in NUMBERS else "string", "description": WORDS.get(name, ONE_OF)}
        return described | ({"enum": self.choices[name]} if name in self.choices else {})


def tools() -> list[Tool]:
    """Return all tools, those parameters included that the registered kinds of events add."""
    return [
        Tool(
            "search_events",
            "Search events",
            "Find measures, ministry statements, negotiations and export-permit decisions by words and filters. Each comes in "
            "brief with its citations; `certainty` says who asserts it, `disputed` whether another event contradicts it.",
            (*EventFilters.parameters(), "limit"),
            answers.search_events,
        ),
        Tool(
            "get_event",
            "Read one event",
            "Read an event whole: provisions with their dates, quotations, counts of permits, links to other events, and "
            "which source supports which fact. A retracted event answers with the reason of its retraction.",
            ("slug",),
            answers.event,
            required=("slug",),
        ),
        Tool(
            "controls_on_day",
            "State of controls on a day",
            "Tell which export controls are in force, suspended or otherwise on a day, for a material, an item, a code or a "
            "destination: one row for each controlled item, since when and until when (inclusive), what changes next, and "
            "because of which acts. `beyond_coverage` says that later acts may be missing: tell the reader so.",
            (*ControlFilters.PARAMETERS, "limit"),
            answers.controls_on_day,
        ),
        Tool(
            "changes_since",
            "What changed since",
            "List what was published, changed or retracted in the record after a sequence number or an instant, in order, "
            "with the reason of each. Go on with `after` = continue_after while that isn't null.",
            ("after", "since", "limit"),
            answers.changes_since,
        ),
        Tool(
            "filter_values",
            "Values of a filter",
            "List the values that a filter of search_events takes, such as the slugs of materials or actors, with their "
            "names and how many events each finds.",
            ("filter",),
            answers.filter_values,
            required=("filter",),
            choices={"filter": EventFilters.tagged()},
        ),
    ]
