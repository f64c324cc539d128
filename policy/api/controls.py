"""Controls on a day, and the states of one measure's provisions."""

from typing import Any

from django.http import HttpResponse

from policy import kinds
from policy.api.views import ListOptions, RecordView, asked_about, link_header
from policy.record.chain import instant
from policy.record.control_rows import control_rows, row_keys, status_rows
from policy.record.controls import Controls
from policy.record.cursors import Cursor
from policy.record.documents import compact
from policy.record.listing import record_begins
from policy.record.parameters import ParameterError
from policy.record.states import provision_states
from policy.record.status_query import StatusQuery


class ControlList(RecordView):
    """What is controlled on a day: one row for each controlled item, or for what a provision names instead."""

    is_daily = True

    def get(self, request: Any) -> HttpResponse:
        """Return {next, previous, version, results}; `count=true` adds an exact count, `fields` limits the fields."""
        options, errors = ListOptions.read(request.GET, row_keys())
        cursor = _cursor(request.GET.get("cursor"), errors)
        controls = Controls.parse(
            request.GET,
            request._request.version,
            request._request.today,
            extra=[*ListOptions.PARAMETERS, "cursor"],
            extra_errors=errors,
        )
        rows, following, before = controls.page(cursor, options.page_size)
        links = {"next": self.address(following), "previous": self.address(before)}
        body: dict[str, Any] = {**links, "version": controls.version.seq}
        if options.count:
            body["count"] = controls.count()
        if controls.known_at and not rows:
            begins = record_begins()
            body["record_begins"] = instant(begins) if begins else None
        kept = options.fields or row_keys()
        body["results"] = [{key: row[key] for key in row if key in kept} for row in control_rows(rows)]
        return link_header(self.answer(compact(body)), links)


class MeasureStatus(RecordView):
    """The state of each provision of a measure on a day."""

    is_daily = True

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


def _cursor(text: str | None, errors: list[ParameterError]) -> Cursor | None:
    if text is None:
        return None
    try:
        return Cursor.decoded(text, "controls", [str])
    except ValueError:
        errors.append(ParameterError("cursor", "is not one that this list gave out: start without it."))
        return None
