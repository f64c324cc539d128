"""The public page of an event as it would be: made by publishing it and undoing that, seen on the desk only."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.safestring import mark_safe

from policy import kinds
from policy.admin.publication import PUBLISH, rehearsed
from policy.models import Event
from policy.record.differences import differences
from policy.record.editorial import read_all
from policy.record.models import Revision
from policy.record.publish import rehearsal
from policy.record.version import version
from policy.rules import Problem, Refused
from policy.site.document_words import in_words
from policy.site.event_page import event_page
from policy.site.marked_pages import main_of, side_by_side
from policy.site.steps import Line

PAGE = "preview"
BESIDE = "beside"
REASON = "Asked for when it is published."
PUBLISHED, PREVIEW = "as-published", "as-it-would-be"  # ids of the headings of both sides
PUBLISHED_LABEL = "As published"


def urls(page: Any) -> list[Any]:
    """Return the address at which events of one kind are previewed; `page` is that kind's admin."""

    def view(request: HttpRequest, object_id: str) -> HttpResponse:
        return PreviewPage(page, request, object_id).respond()

    name = f"{page.opts.app_label}_{page.opts.model_name}_{PAGE}"
    return [path(f"<path:object_id>/{PAGE}/", page.admin_site.admin_view(view), name=name)]


@dataclass
class Preview:
    """What readers would see of an event: `page` is the inside of its page, empty where no document can be made."""

    problems: list[Problem] = field(default_factory=list)
    document: str | None = None
    page: str = ""
    along: list[Event] = field(default_factory=list)

    @classmethod
    def of(cls, event: Event, request: HttpRequest, *, by: str, today: date) -> "Preview":
        """Publish it with the drafts that it builds on, read its page, and undo it all."""
        along, problems = _unpublished_foundations(event), rehearsed([event], by)
        try:
            with rehearsal([*along, event], reason=REASON, by=by):
                revision = Revision.objects.current().get(event=event.pk)
                return cls(problems, revision.document, _inside(revision, request, today), along)
        except Refused:
            return cls(problems)


class PreviewPage:
    """The preview of one event, as one request sees it. Raises `Http404` and `PermissionDenied`."""

    def __init__(self, page: Any, request: HttpRequest, key: str) -> None:
        self.page, self.request = page, request
        self.event: Event = page.get_object(request, key)
        if self.event is None:
            raise Http404("No such event.")
        if not page.has_view_permission(request, self.event):
            raise PermissionDenied

    def respond(self) -> HttpResponse:
        self.request.version = version()  # type: ignore[attr-defined]  # frames of public pages tell of it
        today = datetime.now(UTC).date()
        by = self.request.user.get_username()  # type: ignore[union-attr]
        preview = Preview.of(self.event, self.request, by=by, today=today)
        public = Revision.objects.current().public().filter(event=self.event.pk).first()
        context = {
            "event": self.event,
            "preview": preview,
            "is_public": public is not None,
            "is_seen": public is not None and public.document == preview.document,
            "lines": _lines(public, preview) if public else [],
            **self._sides(public, preview, today),
            **self._addresses(),
        }
        response = TemplateResponse(self.request, "admin/preview.html", context)
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def _sides(self, public: Revision | None, preview: Preview, today: date) -> dict[str, Any]:
        """Return the page as it would be and, if that was asked for, as it is published, marked where they differ."""
        if public is None or not preview.page or BESIDE not in self.request.GET:
            return {"after": mark_safe(preview.page)}
        inside = _inside(public, self.request, today)
        before, after = side_by_side(inside, preview.page, before_id=PUBLISHED, before_label=PUBLISHED_LABEL)
        return {"before": mark_safe(before), "after": mark_safe(after)}

    def _addresses(self) -> dict[str, str]:
        own, may = self.page.url, self.request.user.has_perm  # type: ignore[union-attr]
        return {
            "change_address": own("change", self.event.pk),
            "review_address": own("review", self.event.pk) if may("policy.submit_event") else "",
            "publish_address": f"{own('publish')}?event={self.event.pk}" if may(PUBLISH.permission) else "",
        }


def _inside(revision: Revision, request: HttpRequest, today: date) -> str:
    template, context = event_page(revision, today, request.version)  # type: ignore[attr-defined]
    return main_of(render_to_string(template, context, request))


def _lines(public: Revision, preview: Preview) -> list[Line]:
    """Return what differs field by field, addresses and other things included that the page shows by no word."""
    if not (public.document and preview.document):
        return []
    before, after = in_words([json.loads(public.document), json.loads(preview.document)])
    return [Line.of(change) for change in differences(before, after)]


def _unpublished_foundations(event: Event) -> list[Event]:
    """Return the drafts that an event builds on, and those that these build on; what is built on comes first."""
    public = Event.objects.published().values("slug")
    found: dict[str, Event] = {}
    slugs = _foundations([event])
    while slugs:
        rows = list(Event.objects.filter(slug__in=slugs - found.keys() - {event.slug}).exclude(slug__in=public))
        found |= {row.slug: row for row in rows}
        slugs = _foundations(rows)
    return list(reversed(found.values()))


def _foundations(events: Iterable[Event]) -> set[str]:
    rows = list(events)
    read = zip(rows, read_all(rows), strict=True)
    return {slug for row, facts in read for _, slug in kinds.get(row.kind).foundations(facts)}
