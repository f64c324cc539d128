"""What the pages of all four kinds of events share."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode

from policy import kinds, review
from policy.admin import preview, schedule
from policy.admin.editing import ReadOnlyRows, TabularRows
from policy.admin.entry import EventTold
from policy.admin.forms import SluggedForm
from policy.admin.matches import Unmerged
from policy.admin.publication import PUBLISH, RETRACT, Confirmation, Verb
from policy.admin.renaming import EVENTS, Renamed
from policy.admin.restore import RestorableEvent
from policy.admin.review import SUBMIT, ReviewPage
from policy.admin.spreadsheets import EXPORTS, SpreadsheetAdmin
from policy.admin.status import EventChangeList, Status, StatusFilter, statuses
from policy.choices import Certainty
from policy.models import Citation, Event, Link, Submission
from policy.record.former import EVENT, now_called
from policy.record.models import Revision
from policy.rules import Refused

CHANGE_PUBLIC = "policy.change_public_event"


class EventForm(SluggedForm):
    """An event's slug begins with its date; once published it stays what it is."""

    def suggestion(self) -> str:
        date, title = self.cleaned_data.get("date"), self.cleaned_data.get("title")
        return f"{date} {title}" if date and title else ""

    def reason_to_keep_slug(self) -> str:
        Event.objects.select_for_update(no_key=True).get(pk=self.instance.pk)  # nobody publishes it meanwhile
        if self.instance.revisions.exists():
            return "This event has been published."
        if Revision.objects.current().showing(f"event:{self.instance.slug}").exists():
            return "Published events refer to this one."
        return ""


class CitationRows(TabularRows):
    model = Citation
    fields = ["source", "supports", "locator", "quote"]
    autocomplete_fields = ["source"]
    related = ["source"]
    extra_when_new = 1


class LinkRows(TabularRows):
    model = Link
    fk_name = "from_event"
    fields = ["relation", "to_event", "note"]
    autocomplete_fields = ["to_event"]
    related = ["from_event", "to_event"]
    verbose_name_plural = "links to other events"


class LinkFromRows(ReadOnlyRows):
    model = Link
    fk_name = "to_event"
    fields = ["from_event", "relation", "note"]
    verbose_name_plural = "links from other events (told on their pages)"
    related = ["from_event", "to_event"]


class YearFilter(admin.SimpleListFilter):
    title = "year"
    parameter_name = "year"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        years = model_admin.model._default_manager.order_by().values_list(Left("date", 4), flat=True).distinct()
        return [(year, year) for year in sorted(years, reverse=True)]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        return queryset.filter(date__startswith=self.value()) if self.value() else queryset


class EventAdmin(Unmerged, Renamed, RestorableEvent, EventTold, SpreadsheetAdmin):
    """Entry, publication and retraction of one kind of event."""

    form = EventForm
    readdressed = EVENTS
    change_form_template = "admin/event_change_form.html"
    list_display = ["title", "date", "status", "certainty", "public_page"]
    list_filter = [StatusFilter, YearFilter, "certainty"]
    search_fields = ["title", "title_original", "date", "slug", "summary"]
    names = ["title", "title_original", "date", "slug"]
    ordering = ["-date", "-id"]
    prepopulated_fields = {"slug": ["date", "title"]}
    autocomplete_fields = ["topics"]
    inlines = [CitationRows, LinkRows, LinkFromRows]
    actions = ["publish_chosen", "retract_chosen", *EXPORTS]

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        verbs = [path(f"{verb.name}/", self._view_of(verb), name=f"{name}_{verb.name}") for verb in (PUBLISH, RETRACT)]
        reviewed = path("<path:object_id>/review/", self._review, name=f"{name}_review")
        return [*verbs, reviewed, *schedule.urls(self), *preview.urls(self), *super().get_urls()]

    def _review(self, request: HttpRequest, object_id: str) -> HttpResponse:
        view = self.admin_site.admin_view(lambda request: ReviewPage(self, request, object_id).respond())
        return view(request)

    def _view_of(self, verb: Verb) -> Any:
        def view(request: HttpRequest) -> HttpResponse:
            return Confirmation(self, request, verb).respond()

        return self.admin_site.admin_view(view)

    @admin.action(description="Publish…", permissions=["publish"])
    def publish_chosen(self, request: HttpRequest, queryset: models.QuerySet) -> HttpResponse:
        return Confirmation(self, request, PUBLISH, list(queryset)).respond()

    @admin.action(description="Retract…", permissions=["retract"])
    def retract_chosen(self, request: HttpRequest, queryset: models.QuerySet) -> HttpResponse:
        return Confirmation(self, request, RETRACT, list(queryset)).respond()

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PUBLISH.permission)  # type: ignore[union-attr]

    def has_retract_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(RETRACT.permission)  # type: ignore[union-attr]

    @admin.display(description="status")
    def status(self, event: Event) -> str:
        return format_html('<span class="status status-{}">{}</span>', event.status, event.status.label)  # type: ignore[attr-defined]

    @admin.display(description="for readers")
    def public_page(self, event: Event) -> str:
        if not event.status.is_public:  # type: ignore[attr-defined]
            return ""
        return format_html('<a href="{}">public page</a>', self.public_address(event))

    def public_address(self, event: Event) -> str:
        return reverse("event", args=[event.slug])

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[EventChangeList]:
        return EventChangeList

    def get_view_on_site_url(self, obj: Any = None) -> None:
        """Leave it to the line that tells the status, which knows whether there is a public page."""

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"certainty": Certainty.OFFICIAL, **super().get_changeform_initial_data(request)}

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        event = super().save_form(request, form, change)
        event.kind = next(kind.name for kind in kinds.every() if kind.model is self.model)
        return event

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Leave a row alone of which nothing was changed: who saves it as it stands is none of its authors."""
        if not change or form.has_changed():
            super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Touch the event's own row, as its history and its status ask for, when only rows below it were changed."""
        super().save_related(request, form, formsets, change)
        if change and not form.has_changed() and any(rows.has_changed() for rows in formsets):
            form.instance.save()

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, obj: Any = None, **kwargs: Any) -> Any:
        status = statuses([obj])[obj.pk] if obj else None
        context |= {
            "status": status,
            "public_address": self.public_address(obj) if status and status.is_public else None,
            "merged_into": self._merged_into(obj) if status == Status.RETRACTED else None,
            "answered": self._answered(obj, status) if obj else None,
            "may_submit": request.user.has_perm(SUBMIT),  # type: ignore[union-attr]
            "preview_address": self.url(preview.PAGE, obj.pk) if obj else "",
            "review_address": self.url("review", obj.pk) if obj else "",
            "may_publish": self.has_publish_permission(request),
            "may_retract": self.has_retract_permission(request),
            "publish_address": self.url("publish"),
            "retract_address": self.url("retract"),
            "show_delete": status == Status.DRAFT,
            "begun_here": list(self._begun_here(request, obj)) if obj else [],
            **schedule.button(self, request, obj),
        }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        return self._on_to_publication(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._on_to_publication(request, obj) or super().response_change(request, obj)

    def _on_to_publication(self, request: HttpRequest, event: Event) -> HttpResponse | None:
        """Lead from "Save and publish…" to the confirmation; the event is saved by then, whatever comes of it."""
        if "_submit" in request.POST:
            return self._submit(request, event)
        if "_publish" not in request.POST:
            return None
        if self.has_publish_permission(request):
            query = urlencode({"event": [one.pk for one in (event, *self.entered_along(request))]}, doseq=True)
            return redirect(f"{self.url('publish')}?{query}")
        self.message_user(request, "It is saved. Publishing it takes a publisher.", messages.WARNING)
        return redirect(self.url("change", event.pk))

    def _submit(self, request: HttpRequest, event: Event) -> HttpResponse:
        """Give what was just saved to review, with the events that were entered along with it."""
        if not request.user.has_perm(SUBMIT):  # type: ignore[union-attr]
            raise PermissionDenied
        for one in (event, *self.entered_along(request)):
            try:
                review.submit(one, request.user)
                self.message_user(request, f"“{one.title}” waits for review.", messages.SUCCESS)
            except Refused as refused:
                self.message_user(request, f"It is saved. {refused.problems[0].message}", messages.INFO)
        return redirect(self.url("change", event.pk))

    def _answered(self, event: Event, status: Status | None) -> Submission | None:
        """Return the last review that sent an event back, while it still isn't public as it stands."""
        if status not in (Status.DRAFT, Status.CHANGED, Status.RETRACTED):
            return None
        last = event.submissions.select_related("answered_by").last()  # type: ignore[attr-defined]
        return last if last and last.answered_by_id not in (None, last.submitted_by_id) else None

    def _merged_into(self, event: Event) -> Event | None:
        """Return the event that took the place of one for ever."""
        slug = now_called(EVENT, event.slug)
        return self.model._default_manager.filter(slug=slug).first() if slug else None

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Leave what readers see to those who may prepare changes of it; others enter drafts."""
        allowed = super().has_change_permission(request, obj)
        if not allowed or obj is None or request.user.has_perm(CHANGE_PUBLIC):  # type: ignore[union-attr]
            return allowed
        return not Revision.objects.filter(event=obj.pk).exists()

    def entered_along(self, request: HttpRequest) -> Iterable[Event]:
        """Return the events of other kinds that this request entered with one of this kind: they are published with it."""
        return ()

    def _begun_here(self, request: HttpRequest, event: Event) -> Iterator[tuple[str, str]]:
        """Yield the address and the words of each link to a form that begins with this event."""
        for kind in kinds.every():
            field, words = kind.begun_with.get(event.kind, ("", ""))
            page = self.admin_site.get_model_admin(kind.model)
            if field and page.has_add_permission(request):
                yield f"{page.url('add')}?{urlencode({field: event.pk})}", words

    def publications(self, obj: Any) -> Iterable[Revision]:
        return Revision.objects.filter(event=obj.pk).defer("document", "facts")

    def reasons_to_keep(self, obj: Any) -> Iterable[str]:
        if Revision.objects.filter(event=obj.pk).exists():
            yield f"“{obj.title}” has been published, and its history is kept for ever: it can be retracted, not deleted."
        yield from super().reasons_to_keep(obj)
