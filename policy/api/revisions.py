"""Every published version of an event, and one of them."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpResponse

from policy.api import takes
from policy.api.answers import VersionPage
from policy.api.columns import columns_of
from policy.api.files import Filed
from policy.api.views import ListOptions, RecordView, link_header
from policy.record.cursors import Cursor
from policy.record.documents import compact
from policy.record.event_versions import ORDER, EventVersions, VersionRow, version_entry, version_keys, version_text
from policy.record.parameters import BadParameters, ParameterError, malformed
from policy.record.served import NUMBERED, ServedDocument


class RevisionList(Filed, RecordView):
    """Every published version of an event, the oldest first, that of a retracted one too; `kind` narrows the events."""

    kind: ClassVar[str | None] = None
    group, summary, answers = "Events", "Every published version of one {name}", VersionPage
    about = "The oldest first, tombstones included, those of a retracted event as well."
    example = {"page_size": "1"}

    @classmethod
    def takes(cls) -> dict[str, forms.Field]:
        return takes.list_options(version_keys())

    def get(self, request: Any, slug: str) -> HttpResponse:
        """Return {next, previous, version, merged, results}; `count=true` adds an exact count, `fields` limits the fields.

        `merged` holds the tombstones of the events that were merged into this one. A file has the results, and no more.
        """
        options, errors = ListOptions.read(request.GET, version_keys(), self.form)
        cursor = _cursor(request.GET.get("cursor"), errors)
        errors += malformed(dict(request.GET.lists()), ["cursor", *ListOptions.PARAMETERS])
        if errors:
            raise BadParameters(errors)
        versions = EventVersions.find(slug, self.kind)
        if versions is None:
            raise Http404
        if self.form != "json":
            columns = columns_of(VersionRow(), options.fields)
            return self.file(f"{slug}-revisions", columns, lambda: self._rows(versions, options))
        return self._page(versions, cursor, options)

    def _page(self, versions: EventVersions, cursor: Cursor | None, options: ListOptions) -> HttpResponse:
        rows, following, before = versions.page(cursor, options.page_size, self.request.build_absolute_uri)
        links = {"next": self.address(following), "previous": self.address(before)}
        head: dict[str, Any] = {**links, "version": self.request._request.version.seq}
        if options.count:
            head["count"] = versions.count()
        head["merged"] = versions.merged()
        results = ",".join(options.limited(version_entry(row, row.text) for row in rows))
        return link_header(self.answer(f'{compact(head)[:-1]},"results":[{results}]}}'), links)

    def _rows(self, versions: EventVersions, options: ListOptions) -> Iterable[str]:
        return options.limited(version_text(one, self.request.build_absolute_uri) for one in versions.whole())


class RevisionDetail(RecordView):
    """One published version of an event, as it was served; 410 with the tombstone for one that retracted it."""

    kind: ClassVar[str | None] = None
    group, summary, answers, may_be_gone = "Events", "One published version of one {name}", ServedDocument, True
    about = "It stays as it was published, for ever. A tombstone where this version retracted the event."
    example = {"number": "1"}

    def get(self, request: Any, slug: str, number: int) -> HttpResponse:
        self.refuse_parameters()
        return self.document(NUMBERED, number, slug, self.kind)


def _cursor(text: str | None, errors: list[ParameterError]) -> Cursor | None:
    if text is None:
        return None
    try:
        return Cursor.decoded(text, ORDER, [int])
    except ValueError:
        errors.append(ParameterError("cursor", "is not one that this list gave out: start without it."))
        return None
