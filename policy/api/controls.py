"""Controls on a day, and the states of one measure's provisions."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.http import HttpResponse

from policy import kinds
from policy.api import takes
from policy.api.answers import ControlPage, MeasureStatusAnswer
from policy.api.columns import columns_of
from policy.api.files import Filed
from policy.api.views import ListOptions, RecordView, asked_about, link_header, place_given
from policy.record.chain import instant
from policy.record.control_rows import ControlRow, control_rows, row_keys, status_rows
from policy.record.control_texts import text_page
from policy.record.controls import Control, Controls
from policy.record.cursors import Cursor
from policy.record.documents import compact
from policy.record.listing import record_begins
from policy.record.states import provision_states
from policy.record.status_query import StatusForm, StatusQuery


class ControlList(Filed, RecordView):
    """What is controlled on a day: one row for each controlled item, or for what a provision names instead."""

    is_daily = True
    group, summary, answers = "Controls", "What is controlled on a day", ControlPage
    about = "One row for each controlled item, or for what a provision names instead, with the state of the provision."
    example = {"on": "2025-12-01", "destination": "US", "material": "holmium", "page_size": "1"}

    @classmethod
    def takes(cls) -> dict[str, forms.Field]:
        return takes.control_filters() | takes.list_options(row_keys())

    def get(self, request: Any) -> HttpResponse:
        """Return {next, previous, version, results}; `count=true` adds an exact count, `fields` limits the fields.

        A file has the same rows, all of them, and no more.
        """
        options, errors = ListOptions.read(request.GET, row_keys(), self.form)
        cursor = place_given(request.GET, "controls", [str], errors)
        controls = Controls.parse(
            request.GET,
            request._request.version,
            request._request.today,
            extra=[*ListOptions.PARAMETERS, "cursor"],
            extra_errors=errors,
        )
        if self.form != "json":
            return self.file(
                "controls", columns_of(ControlRow(), options.fields), lambda: _results(controls.whole(), options)
            )
        return self._page(controls, cursor, options)

    def _page(self, controls: Controls, cursor: Cursor | None, options: ListOptions) -> HttpResponse:
        rows, following, before = _page_of(controls, cursor, options)
        links = {"next": self.address(following), "previous": self.address(before)}
        body: dict[str, Any] = {**links, "version": controls.version.seq}
        if options.count:
            body["count"] = controls.count()
        if controls.known_at and not rows:
            begins = record_begins()
            body["record_begins"] = instant(begins) if begins else None
        results = ",".join(rows)
        return link_header(self.answer(f'{compact(body)[:-1]},"results":[{results}]}}'), links)


class MeasureStatus(RecordView):
    """The state of each provision of a measure on a day."""

    is_daily = True
    group, summary, answers, may_be_gone = "Controls", "The states of a measure on a day", MeasureStatusAnswer, True
    about = "The state of each of its provisions, since when and until when, and the effects that decide it."
    example = {"slug": "2025-10-09-mofcom-gac-announcement-57", "on": "2025-11-08"}

    @classmethod
    def takes(cls) -> dict[str, forms.Field]:
        return StatusForm.base_fields

    def get(self, request: Any, slug: str) -> HttpResponse:
        asked = StatusQuery.parse(request.GET, request._request.today)
        known = asked_about(kinds.with_provisions(), slug, asked.known_at)
        version = request._request.version
        document = known.content
        states = provision_states(document, known.event_id, asked.on, asked.known_at, asked.as_announced)
        body = {
            "measure": slug,
            **asked.told(version),
            "provisions": status_rows(states),
        }
        return self.answer(compact(body))


def _page_of(
    controls: Controls, cursor: Cursor | None, options: ListOptions
) -> tuple[list[str], Cursor | None, Cursor | None]:
    """Return the rows of a page as JSON texts, with the fields asked for, and the cursors of the pages around it."""
    if not (options.fields or controls.as_announced):
        return text_page(controls, cursor, options.page_size)
    rows, following, before = controls.page(cursor, options.page_size)
    return list(_results(rows, options)), following, before


def _results(controls: Iterable[Control], options: ListOptions) -> Iterator[str]:
    """Yield rows as JSON texts, with the fields asked for."""
    for row in control_rows(controls):
        yield compact({key: row[key] for key in row if key in options.fields} if options.fields else row)
