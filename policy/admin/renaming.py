"""The page on which a publisher gives an event or an actor another slug, or makes two of them one.

It is asked twice: the first time it says exactly what would be done, by doing it and undoing it; the second time it does it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminTextInputWidget, AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from policy.actions import refresh_findings
from policy.models import Actor, Event, Link
from policy.record.models import Revision
from policy.renaming import Readdressed, merge_actors, merge_events, rename_actor, rename_event
from policy.rules import Problem, Refused

PERMISSION = "policy.rename_event"


@dataclass(frozen=True)
class Table:
    """What can be renamed and merged: the verbs, the field that finds a row of its kind, and what a survivor has to be."""

    rename: Callable[..., Readdressed]
    merge: Callable[..., Readdressed]
    found_by: Any
    others: Callable[[Any], models.QuerySet]


def _other_events(event: Event) -> models.QuerySet:
    return Event.objects.filter(kind=event.kind).exclude(pk=event.pk)


def _other_actors(actor: Actor) -> models.QuerySet:
    return Actor.objects.exclude(pk=actor.pk)


EVENTS = Table(rename_event, merge_events, Link._meta.get_field("to_event"), _other_events)
ACTORS = Table(rename_actor, merge_actors, Actor._meta.get_field("parent"), _other_actors)


class Renamed:
    """Adds the page to an admin whose rows are in `readdressed`."""

    readdressed: Table

    def get_urls(self) -> list[Any]:
        page: Any = self
        view = page.admin_site.admin_view(lambda request, object_id: RenamingPage(page, request, object_id).respond())
        name = f"{page.opts.app_label}_{page.opts.model_name}_rename"
        return [path("<path:object_id>/rename/", view, name=name), *super().get_urls()]  # type: ignore[misc]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, obj: Any = None, **kwargs: Any) -> Any:
        page: Any = self
        if obj and request.user.has_perm(PERMISSION):  # type: ignore[union-attr]
            context["rename_address"] = page.url("rename", obj.pk)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)  # type: ignore[misc]


class ReasonedForm(forms.Form):
    """Asks for the reason, which readers see wherever something is published again."""

    reason = forms.CharField(
        label="Reason, for the public",
        help_text="One sentence. Readers see it in the histories of all that is published again; it can't be changed later.",
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )

    field_order = ["slug", "into", "reason"]

    @property
    def target(self) -> Any:
        """Return the slug, or the row, that takes the place of what stands there."""
        raise NotImplementedError

    @property
    def seen(self) -> str:
        """Return what tells whether what is confirmed is what was shown."""
        return str(getattr(self.target, "pk", self.target))


class RenameForm(ReasonedForm):
    slug = forms.CharField(
        label="New slug",
        help_text="An event's begins with its date. The old one leads to it for ever, and is nobody's again.",
        widget=AdminTextInputWidget(),
    )

    def __init__(self, row: Any, table: Table, site: Any, data: Any) -> None:
        super().__init__(data, initial={"slug": row.slug}, prefix="rename")

    @property
    def target(self) -> Any:
        return self.cleaned_data["slug"]


class MergeForm(ReasonedForm):
    into = forms.ModelChoiceField(
        label="The one that stays",
        queryset=Event.objects.none(),
        help_text="It keeps its own facts, every one of them.",
    )

    def __init__(self, row: Any, table: Table, site: Any, data: Any) -> None:
        super().__init__(data, prefix="merge")
        field: Any = self.fields["into"]
        field.widget = AutocompleteSelect(table.found_by, site)
        field.queryset = table.others(row)

    @property
    def target(self) -> Any:
        return self.cleaned_data["into"]


FORMS: dict[str, type[Any]] = {"rename": RenameForm, "merge": MergeForm}


class RenamingPage:
    """One row, as one request sees it. Raises `Http404` and `PermissionDenied`."""

    def __init__(self, page: Any, request: HttpRequest, key: str) -> None:
        self.page, self.request, self.table = page, request, page.readdressed
        self.row = page.get_object(request, key)
        if self.row is None:
            raise Http404("There is no such row.")
        if not (request.user.has_perm(PERMISSION) and page.has_view_permission(request, self.row)):  # type: ignore[union-attr]
            raise PermissionDenied
        self.verb = request.POST.get("verb", "") if request.method == "POST" else ""
        self.forms = {name: self._form(name) for name in FORMS}

    def respond(self) -> HttpResponse:
        """Do what was confirmed as it was shown; else show what would come of what was asked."""
        chosen = self.forms.get(self.verb)
        if chosen is None or not chosen.is_valid():
            return self._shown([], None)
        try:
            if "confirmed" in self.request.POST and self.request.POST.get("seen") == chosen.seen:
                return self._done(self._act())
            return self._shown([], self._rehearsed())
        except Refused as refused:
            return self._shown(refused.problems, None)

    def _form(self, name: str) -> Any:
        data = self.request.POST if name == self.verb else None
        return FORMS[name](self.row, self.table, self.page.admin_site, data)

    def _act(self) -> Readdressed:
        form = self.forms[self.verb]
        verb = {"rename": self.table.rename, "merge": self.table.merge}[self.verb]
        return verb(self.row, form.target, reason=form.cleaned_data["reason"], by=self.request.user.get_username())  # type: ignore[union-attr]

    def _rehearsed(self) -> Readdressed:
        with transaction.atomic():
            done = self._act()
            transaction.set_rollback(True)
        return done

    def _done(self, done: Readdressed) -> HttpResponse:
        form = self.forms[self.verb]
        stays = form.target if self.verb == "merge" else type(self.row)._default_manager.get(pk=self.row.pk)
        refresh_findings(today=timezone.localdate())
        told = {"rename": f"It is now called {form.target}", "merge": f"{self.row.slug} was merged into it"}[self.verb]
        self.page.log_change(self.request, stays, f"{told}: {form.cleaned_data['reason']}")
        again = _published_again(done.revisions)
        others = "event has" if len(again) == 1 else "events have"
        said = f"{told}. {len(again)} other published {others} a new revision." if again else f"{told}."
        self.page.message_user(self.request, said, messages.SUCCESS)
        return redirect(self.page.url("change", stays.pk))

    def _shown(self, problems: list[Problem], rehearsed: Readdressed | None) -> HttpResponse:
        context = {
            **self.page.admin_site.each_context(self.request),
            "title": f"Rename or merge “{self.row}”",
            "opts": self.page.opts,
            "row": self.row,
            "back": self.page.url("change", self.row.pk),
            "forms": self.forms,
            "verb": self.verb,
            "problems": problems,
            "rehearsed": rehearsed,
            "again": _published_again(rehearsed.revisions) if rehearsed else [],
            "stays_behind": list(self._staying_behind()) if rehearsed and self.verb == "merge" else [],
            "media": self.page.media + self.forms["merge"].media,
        }
        status = 409 if problems else 200
        return TemplateResponse(self.request, "admin/renaming.html", context, status=status)

    def _staying_behind(self) -> Iterable[str]:
        """Yield what a merged row says itself on its own page, which its survivor doesn't take over."""
        for inline in self.page.get_inline_instances(self.request, self.row):
            belongs = inline.get_formset(self.request, self.row).fk.name
            number = inline.model._default_manager.filter(**{belongs: self.row.pk}).count()
            if number and not inline.told_elsewhere:
                names = inline.model._meta
                yield f"{number} {names.verbose_name if number == 1 else names.verbose_name_plural}"


def _published_again(revisions: Iterable[Revision]) -> list[Revision]:
    """Return the revisions of those events that only name what has another slug now."""
    found = list(revisions)
    own = {one.event_id for one in found if one.replaced_by} | {
        after.event_id for one, after in pairwise(found) if one.replaced_by
    }
    return [one for one in found if one.event_id not in own]
