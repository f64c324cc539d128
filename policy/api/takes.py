"""The parameters that endpoints take, as form fields that say what they mean: what the schema of the API is made of."""

from collections.abc import Iterable

from django import forms

from policy.record.control_filters import ControlFilters
from policy.record.control_vocabulary import control_vocabulary
from policy.record.filters import EventFilters
from policy.record.version import version
from policy.record.vocabulary import vocabulary

Fields = dict[str, forms.Field]

DEFAULT_PAGE_SIZE, LARGEST_PAGE_SIZE = 50, 200
FORMS_OF_LISTS = ("json", "csv", "ndjson")
IN_FILES = "Means nothing in a file."


def event_filters(without: Iterable[str] = ()) -> Fields:
    """Return the filters of lists of events, all but some."""
    fields = EventFilters.fields(vocabulary(version()))
    return {name: field for name, field in fields.items() if name not in set(without)}


def control_filters() -> Fields:
    fields = ControlFilters({}, control_vocabulary(version())).form.fields
    return {name: fields[name] for name in ControlFilters.PARAMETERS}


def list_options(keys: Iterable[str], without: Iterable[str] = ()) -> Fields:
    """Return how a list may be asked for, all of it but some; `keys` are those of its rows."""
    sizes = {"min_value": 1, "max_value": LARGEST_PAGE_SIZE, "initial": DEFAULT_PAGE_SIZE}
    options = {
        "page_size": forms.IntegerField(**sizes, help_text=f"How many rows a page has at most. {IN_FILES}"),
        "count": forms.ChoiceField(
            choices=_same(["true", "false"]), help_text=f"Whether to count the whole list, exactly. {IN_FILES}"
        ),
        "fields": forms.MultipleChoiceField(choices=_same(keys), help_text="Keep only these keys of each row."),
        "format": forms.ChoiceField(
            choices=_same(FORMS_OF_LISTS), help_text="Pages in JSON, or the whole list as a file; goes before `Accept`."
        ),
        "cursor": forms.CharField(
            help_text=f"The place of a page in the list: taken from `next` or `previous`, never made. {IN_FILES}"
        ),
    }
    return {name: field for name, field in options.items() if name not in set(without)}


def number(help_text: str) -> forms.Field:
    """Return a parameter that takes a whole number from 0 up."""
    return forms.IntegerField(min_value=0, max_value=10**18 - 1, initial=0, help_text=help_text)


def one_of(values: Iterable[str], help_text: str) -> forms.Field:
    """Return a parameter that takes one of a few values."""
    return forms.ChoiceField(choices=_same(values), help_text=help_text)


def _same(values: Iterable[str]) -> list[tuple[str, str]]:
    return [(value, value) for value in values]
