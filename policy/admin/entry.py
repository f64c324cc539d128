"""What a form tells while it is typed in: what may be on record already, and what follows from what is there."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.urls import path

from policy import duplicates, usual
from policy.admin.status import Status, statuses
from policy.dates import validate_partial_date
from policy.duplicates import Alike, Compared, Entered
from policy.models import Actor, Event, Source

SAID = "It is saved. It may be on record already: {}."


class Typed(forms.Form):
    """What has been typed so far; what is half typed counts as not typed."""

    row = forms.IntegerField(required=False)
    date = forms.CharField(required=False, validators=[validate_partial_date])
    title = forms.CharField(required=False)
    title_original = forms.CharField(required=False)
    number = forms.CharField(required=False)
    actors = forms.ModelMultipleChoiceField(Actor.objects.all(), required=False)
    sources = forms.ModelMultipleChoiceField(Source.objects.all(), required=False)
    url = forms.CharField(required=False)

    def __init__(self, given: QueryDict) -> None:
        super().__init__(given)
        self.is_valid()

    @property
    def acting(self) -> list[Actor]:
        """Who acts, in no particular order."""
        return list(self.cleaned_data.get("actors", ()))

    @property
    def entered(self) -> Entered:
        given = self.cleaned_data
        texts = {name: given.get(name, "") for name in ("title", "title_original", "number")}
        keys = {name: frozenset(row.pk for row in given.get(name, ())) for name in ("actors", "sources")}
        return Entered(**texts, **keys)


class ToldWhileTyping:
    """An address that a form asks while it is typed in; `asked_with` says which of its fields it sends, and as what."""

    asked_with: ClassVar[dict[str, str]]

    def alike(self, typed: Typed) -> list[Alike]:
        raise NotImplementedError

    def follows(self, typed: Typed) -> Iterable[usual.Usual]:
        """Return what empty fields of a new row begin with."""
        return ()

    def get_urls(self: Any) -> list[Any]:
        view = self.admin_site.admin_view(self.typed_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_typed"
        return [path("typed/", view, name=name), *super().get_urls()]  # type: ignore[misc]

    def typed_view(self: Any, request: HttpRequest) -> HttpResponse:
        if request.method != "GET":
            return HttpResponse(status=405, headers={"Allow": "GET"})
        if not (self.has_add_permission(request) or self.has_change_permission(request)):
            raise PermissionDenied
        typed = Typed(request.GET)
        told = {"alike": self.told(self.alike(typed)), "follows": [asdict(one) for one in self.follows(typed)]}
        return JsonResponse(told)

    def told(self: Any, found: list[Alike]) -> list[dict[str, str]]:
        standing = statuses([one.row for one in found]) if issubclass(self.model, Event) else {}
        return [
            {
                "address": self.url("change", one.row.pk),
                "text": str(one.row),
                "why": ", ".join([*one.reasons, *([standing[one.row.pk].label] if standing else [])]),
            }
            for one in found
        ]

    def render_change_form(self: Any, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        if self.has_add_permission(request) or self.has_change_permission(request):
            row = kwargs.get("obj")
            context["typed_address"] = self.url("typed")
            context["typed_with"] = json.dumps(self.asked_with)
            context["alike"] = self.told(self.alike_on_record(row)) if row else []
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]

    def alike_on_record(self, row: Any) -> list[Alike]:
        """Return what may be the same as a row that is saved; nothing where readers see it already."""
        raise NotImplementedError

    def save_related(self: Any, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Say after the first save what may be the same, to those too who have no scripts."""
        super().save_related(request, form, formsets, change)  # type: ignore[misc]
        if not change and (found := self.alike_on_record(form.instance)):
            self.message_user(request, SAID.format("; ".join(f"“{one.row}”" for one in found)), messages.WARNING)


class EventTold(ToldWhileTyping):
    """Events of one kind; `acted_by` is the field that says who acts, `numbered_by` the one of an instrument's number."""

    acted_by: ClassVar[str]
    numbered_by: ClassVar[str] = ""

    @property
    def asked_with(self) -> dict[str, str]:  # type: ignore[override]
        asked = {"date": "date", "title": "title", "title_original": "title_original", "actors": self.acted_by}
        return asked | ({"number": self.numbered_by} if self.numbered_by else {})

    def alike(self: Any, typed: Typed) -> list[Alike]:
        compared = Compared(self.model, self.acted_by, self.numbered_by, typed.cleaned_data.get("row"))
        return duplicates.alike(typed.entered, typed.cleaned_data.get("date", ""), compared)

    def alike_on_record(self: Any, row: Any) -> list[Alike]:
        if statuses([row])[row.pk] not in (Status.DRAFT, Status.IN_REVIEW):
            return []
        compared = Compared(self.model, self.acted_by, self.numbered_by, row.pk)
        saved = self.model._default_manager.get(pk=row.pk)  # what is typed into it may not be a date
        return duplicates.alike(duplicates.entered_of([saved], compared)[row.pk], saved.date, compared)


class SourceTold(ToldWhileTyping):
    """Sources, by their addresses."""

    asked_with: ClassVar[dict[str, str]] = {"url": "url"}

    def alike(self, typed: Typed) -> list[Alike]:
        found = duplicates.sources_at(typed.cleaned_data.get("url", ""), but=typed.cleaned_data.get("row"))
        return [Alike(one, ["the same address"]) for one in found]

    def alike_on_record(self, row: Source) -> list[Alike]:
        return [Alike(one, ["the same address"]) for one in duplicates.sources_at(row.url, but=row.pk)]
