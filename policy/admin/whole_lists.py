"""All that a measure lists, as one pick: "All of Announcement No. 18 of 2025: 7 elements, 30 items"."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db.models import Model, Q
from django.http import HttpRequest

from policy.models import ControlledItem, Material, Measure
from policy.site.acts import act_name

PREFIX = "measure-"
MOST_OFFERED = 3
FEWEST_ROWS = 2
WORD = re.compile(r"\w+")
NUMBER = re.compile(r"\d+")
PREFETCHED = ["provisions__items__material", "provisions__materials", "defined_items__material"]


@dataclass(frozen=True)
class WholeList:
    """The rows of one model that a measure lists, in the measure's own order; its key stands for them in a choice."""

    measure: Measure
    rows: list[Any]
    text: str

    @property
    def key(self) -> str:
        return f"{PREFIX}{self.measure.pk}"


def _items(measure: Measure) -> WholeList:
    rows = measure.listed_items()
    said = f"All of {name(measure)}: {_counted({row.material for row in rows})}, {len(rows)} items"
    return WholeList(measure, rows, said)


def _materials(measure: Measure) -> WholeList:
    rows = measure.listed_materials()
    return WholeList(measure, rows, f"All {_counted(rows)} of {name(measure)}")


LISTS: dict[type[Model], Callable[[Measure], WholeList]] = {ControlledItem: _items, Material: _materials}


def name(measure: Measure) -> str:
    """Name a measure in a sentence, as pages for readers do: "Announcement No. 18 of 2025"."""
    return act_name({"title": measure.title, "detail": {"instrument_number": measure.instrument_number}})


def offered(model: type[Model], term: str) -> list[WholeList]:
    """Return the whole lists that what was typed asks for, by the number of their measure; the newest first."""
    numbers = NUMBER.findall(term)
    if model not in LISTS or not numbers:
        return []
    numbered = Q()
    for number in numbers:
        numbered &= Q(slug__contains=number) | Q(instrument_number__contains=number)
    measures = Measure.objects.filter(numbered).order_by("-date", "-id").prefetch_related(*PREFETCHED)
    lists = (LISTS[model](measure) for measure in measures)
    return list(islice((one for one in lists if len(one.rows) >= FEWEST_ROWS and _answers(one, term)), MOST_OFFERED))


def expanded(model: type[Model], keys: Sequence[Any]) -> list[Any]:
    """Return chosen keys with the rows of each whole list in its place, once each; a list that isn't there stays as it is."""
    picked = {str(key) for key in keys if str(key).startswith(PREFIX)} if model in LISTS else set()
    if not picked:
        return list(keys)
    wanted = [key.removeprefix(PREFIX) for key in picked if key.removeprefix(PREFIX).isdecimal()]
    lists = [LISTS[model](one) for one in Measure.objects.filter(pk__in=wanted).prefetch_related(*PREFETCHED)]
    rows = {one.key: [str(row.pk) for row in one.rows] for one in lists}
    return list(dict.fromkeys(one for key in map(str, keys) for one in rows.get(key, [key])))


class Autocomplete(AutocompleteJsonView):
    """Offers whole lists before the first single rows, wherever several rows may be chosen."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.source_field.many_to_many and context["page_obj"].number == 1 and self._may_view_measures(self.request):
            lists = offered(self.model_admin.model, self.term)
            context["object_list"] = [*lists, *context["object_list"]]
        return context

    def _may_view_measures(self, request: HttpRequest) -> bool:
        return self.admin_site.get_model_admin(Measure).has_view_permission(request)

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, Any]:
        if not isinstance(obj, WholeList):
            return super().serialize_result(obj, to_field_name)
        rows = [super(Autocomplete, self).serialize_result(row, to_field_name) for row in obj.rows]
        return {"id": obj.key, "text": obj.text, "rows": rows}


def _counted(materials: Iterable[Material]) -> str:
    found = list(materials)
    noun = "element" if all(material.symbol for material in found) else "material"
    return f"{len(found)} {noun}{'' if len(found) == 1 else 's'}"


def _answers(whole: WholeList, term: str) -> bool:
    """Say whether each word typed stands in the list's names; a word of the number as its issuer writes it may be a part."""
    undated = whole.measure.slug.removeprefix(whole.measure.date)
    known = set(_words(f"the {whole.text} {whole.measure.title} {undated} {whole.measure.date[:4]}"))
    return all(
        word in known or (not word.isascii() and word in whole.measure.instrument_number) for word in _words(term)
    )


def _words(text: str) -> Iterator[str]:
    yield from (word.casefold() for word in WORD.findall(text))
