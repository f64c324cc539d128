"""Reference rows: the materials, items, actors, sources and topics that published events refer to."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict

from policy.api import takes
from policy.api.answers import page_of
from policy.api.columns import columns_of
from policy.api.files import Filed
from policy.api.reference_tables import ReferenceTable
from policy.api.views import ListOptions, RecordView, link_header, place_given
from policy.record.cursors import Cursor, window
from policy.record.documents import compact
from policy.record.listing import CHUNK
from policy.record.parameters import BadParameters, ParameterError, ValuesField, invalid, malformed
from policy.record.public_rows import PublicRows, public_rows
from policy.record.version import version


@dataclass(frozen=True)
class Taken:
    """The values that the filters of one table take; it says so to their fields."""

    GROWING = ("material", "defined_by", "parent", "publisher", "country")
    labels: dict[str, dict[str, str]]

    @classmethod
    def by(cls, values: Mapping[str, Iterable[str]]) -> "Taken":
        return cls({name: dict.fromkeys(taken, "") for name, taken in values.items()})

    def allows(self, parameter: str, value: str) -> bool:
        return value in self.labels[parameter]

    def canonical(self, parameter: str, value: str) -> str:
        return value


class References:
    """The public rows of one table as somebody asked for them: filtered, by slug."""

    def __init__(self, table: ReferenceTable, public: PublicRows, chosen: Mapping[str, list[str]]) -> None:
        self.table, self.public = table, public
        columns = {f"{table.columns[name]}__in": values for name, values in chosen.items() if values}
        self.matching: QuerySet[Any] = table.rows(public).filter(**columns)

    @classmethod
    def parse(
        cls, table: ReferenceTable, public: PublicRows, query: QueryDict, errors: Iterable[ParameterError]
    ) -> "References":
        """Read a query string; `errors` is what is wrong with its options. Raises `BadParameters` with every mistake."""
        given = dict(query.lists())
        wrong = [*errors, *malformed(given, [*table.columns, *ListOptions.PARAMETERS, "cursor"])]
        form = forms.Form({name: values[-1] for name, values in given.items()})
        form.fields = filters(table, public)
        if wrong := [*wrong, *invalid(form)]:
            raise BadParameters(wrong)
        return cls(table, public, form.cleaned_data)

    def page(self, cursor: Cursor | None, size: int) -> tuple[list[Any], Cursor | None, Cursor | None]:
        """Return the rows of a page, and the cursors of those after and before (`None`: there is none)."""
        backwards = bool(cursor and cursor.backwards)
        rows = self.matching
        if cursor:
            rows = rows.filter(**{f"place__{'lt' if backwards else 'gt'}": cursor.key[0]})
        found = list(rows.order_by("-place" if backwards else "place")[: size + 1])
        return window(found, size, cursor, lambda row, back: Cursor(self.table.name, [row.place], back))

    def whole(self) -> Iterator[Any]:
        """Yield all rows, read in chunks; within a transaction."""
        yield from self.matching.order_by("place").iterator(chunk_size=CHUNK)


def filters(table: ReferenceTable, public: PublicRows) -> dict[str, forms.Field]:
    """Return the filters of a table's list, each with what a row says under the key of the same name."""
    taken, told = Taken.by(table.values(public)), table.row().fields
    return {name: ValuesField(name, taken, help_text=told[name].help_text) for name in table.columns}


class ReferenceList(Filed, RecordView):
    """Reference rows that published events refer to, by slug, in pages or as a file."""

    table: ClassVar[ReferenceTable]
    group, summary = "Reference", "List {plural}"
    about = "Those that published events refer to, by slug, in pages or as a whole file."
    example = {"page_size": "1"}

    @classmethod
    def takes(cls) -> dict[str, forms.Field]:
        return filters(cls.table, public_rows(version())) | takes.list_options(cls.table.keys)

    def get(self, request: Any) -> HttpResponse:
        """Return {next, previous, version, results}; `count=true` adds an exact count, `fields` limits the fields.

        A file has the same rows, all of them, and no more.
        """
        options, errors = ListOptions.read(request.GET, self.table.keys, self.form)
        cursor = place_given(request.GET, self.table.name, [str], errors)
        public = public_rows(request._request.version)
        references = References.parse(self.table, public, request.GET, errors)
        if self.form != "json":
            columns = columns_of(self.table.row(), options.fields)
            return self.file(self.table.name, columns, lambda: self._results(references, references.whole(), options))
        return self._page(references, cursor, options)

    def _page(self, references: References, cursor: Cursor | None, options: ListOptions) -> HttpResponse:
        rows, following, before = references.page(cursor, options.page_size)
        links = {"next": self.address(following), "previous": self.address(before)}
        head: dict[str, Any] = {**links, "version": self.request._request.version.seq}
        if options.count:
            head["count"] = references.matching.count()
        results = ",".join(self._results(references, rows, options))
        return link_header(self.answer(f'{compact(head)[:-1]},"results":[{results}]}}'), links)

    def _results(self, references: References, rows: Iterable[Any], options: ListOptions) -> Iterator[str]:
        """Yield rows as JSON texts, with the fields asked for."""
        kept = options.fields or self.table.keys
        for row in rows:
            told = self.table.told(row, references.public, self.request.build_absolute_uri)
            yield compact({key: value for key, value in told.items() if key in kept})


class ReferenceDetail(RecordView):
    """One reference row that published events refer to; 308 from a slug that it had before."""

    table: ClassVar[ReferenceTable]
    group, summary = "Reference", "One {name}"
    about = "One that published events refer to."

    def get(self, request: Any, slug: str) -> HttpResponse:
        self.refuse_parameters()
        public = public_rows(request._request.version)
        row = self.table.rows(public).filter(slug=slug).first()
        if row is None:
            raise Http404
        return self.answer(compact(self.table.told(row, public, request.build_absolute_uri)))


def of_table(view: type[RecordView], table: ReferenceTable) -> Any:
    """Return a view of one table's rows."""
    name = f"{table.one.title()}{view.__name__}"
    own = {"table": table, "__doc__": view.__doc__}
    if issubclass(view, ReferenceList):
        own["answers"] = page_of(table.row, f"A page of {table.name}.")
    else:
        own |= {"answers": table.row, "example": {"slug": table.example}}
    return type(name, (view,), own).as_view()
