"""What an event or a row of reference said earlier, written into it again: the page that shows what that would change."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pghistory
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.formats import date_format
from django.utils.http import urlencode

from policy import kinds
from policy.admin.editing import refusal
from policy.admin.history import Edit
from policy.admin.readable import in_words
from policy.imports.earlier import facts_at
from policy.imports.restore import restore
from policy.models import Event
from policy.record.differences import differences
from policy.record.editorial import read_all
from policy.record.facts import Facts, LinkFacts
from policy.record.models import Action, Revision
from policy.record.renamed import CalledNow
from policy.record.turns import hold_publications
from policy.review import content_sha256
from policy.rules import Problem, Refused

PAGE = "restore"
Said = dict[str, Any]
MOVED = "It was changed since you opened this page: look at it again."
HELD = "What others refer to would go with it: {}"


class Restorable(admin.ModelAdmin):
    """A page whose rows can be made to say again what they said. `restore_words` ask for it."""

    restore_words: str

    def get_urls(self) -> list[Any]:
        def view(request: HttpRequest, object_id: str) -> HttpResponse:
            return RestorePage(self, request, object_id).respond()

        name = f"{self.opts.app_label}_{self.opts.model_name}_{PAGE}"
        own = path(f"<path:object_id>/{PAGE}/", self.admin_site.admin_view(view), name=name)
        return [own, *super().get_urls()]

    def facts_of(self, row: Any) -> type[Facts]:
        """Return what reads a row's facts."""
        raise NotImplementedError

    def said_by(self, row: Any) -> Said:
        """Return what a row says now."""
        raise NotImplementedError

    def called_now(self, row: Any, then: Said) -> Said:
        """Return what a row said, with the slugs by which the rows that it names go by now."""
        return then

    def keeps_slug(self, row: Any) -> bool:
        """Say whether the public record knows a row by its slug."""
        raise NotImplementedError

    def restore_notice(self, request: HttpRequest, row: Any) -> str:
        """Return what will come of it, in a sentence."""
        raise NotImplementedError

    def restored(self, request: HttpRequest, row: Any, changed: Sequence[str]) -> None:
        """Do what follows from a change of a row; `changed` are keys of its facts."""

    def may_restore(self, request: HttpRequest, row: Any) -> bool:
        return row is not None and self.has_change_permission(request, row)

    def restore_address(self, row: Any, happening: Edit | Revision) -> str:
        """Return where what a row said by then is written into it again; empty where it said nothing."""
        if isinstance(happening, Edit):
            query = {"at": happening.at.isoformat()} if happening.fate != "removed" else {}
        else:
            query = {"revision": happening.number} if happening.action != Action.DELETE else {}
        return f"{self.url(PAGE, row.pk)}?{urlencode(query)}" if query else ""  # type: ignore[attr-defined]


class RestorableEvent(Restorable):
    """What an event says again is an unpublished change, as if somebody had typed it."""

    restore_words = "Make this the draft again"

    def facts_of(self, row: Event) -> type[Facts]:
        return kinds.get(row.kind).facts

    def said_by(self, row: Event) -> Said:
        return read_all([row])[0]

    def called_now(self, row: Event, then: Said) -> Said:
        return CalledNow.read().facts(kinds.get(row.kind), then)

    def keeps_slug(self, row: Event) -> bool:
        return row.revisions.exists() or Revision.objects.current().showing(f"event:{row.slug}").exists()  # type: ignore[attr-defined]

    def restore_notice(self, request: HttpRequest, row: Event) -> str:
        return "Readers see nothing of it until it is published. Who approved what it says now hasn’t approved this."


class RestorePage:
    """One row and what it said, as one request sees it. Raises `Http404` and `PermissionDenied`."""

    def __init__(self, page: Any, request: HttpRequest, key: str) -> None:
        self.page, self.request = page, request
        self.row = page.get_object(request, key)
        if self.row is None:
            raise Http404("No such row.")
        if not page.has_change_permission(request, self.row):
            raise PermissionDenied
        self.facts, self.now = page.facts_of(self.row), page.said_by(self.row)
        self.when, self.problems, self.then = "", [], None
        try:
            self.when, self.then = self._asked()
        except Refused as refused:
            self.problems = refused.problems

    def respond(self) -> HttpResponse:
        """Restore it, if that was asked for; else, or when it is refused, show what it would change."""
        if self.request.method == "POST" and self.then:
            try:
                return self._restore(self.then)
            except Refused as refused:
                self.problems = refused.problems
            except ProtectedError as error:
                held = "; ".join(sorted(map(str, error.protected_objects)))
                self.problems = [Problem(self.row.slug, "rows", HELD.format(held))]
            except IntegrityError as error:
                self.problems = [Problem(self.row.slug, "rows", refusal(error))]
        return self._shown()

    def _asked(self) -> tuple[str, Said]:
        """Return what to call the state that the request names, and what the row said then."""
        number, at = (self.request.GET.get(name, "") for name in ("revision", "at"))
        if number.isascii() and number.isdigit() and hasattr(self.row, "revisions"):
            revision = self.row.revisions.filter(number=number, facts__isnull=False).first()
            found = (f"revision {number}", revision and revision.facts)
        else:
            instant = _instant(at)
            found = (f"the edit of {_told(instant)}", facts_at(self.facts(), self.row.pk, instant))
        if not found[1]:
            raise Http404("It said nothing then.")
        return found[0], self.page.called_now(self.row, found[1])

    def _restore(self, then: Said) -> HttpResponse:
        with transaction.atomic(), pghistory.context(reason=f"Restored as of {self.when}."):
            self._lock()
            row = self.page.get_object(self.request, str(self.row.pk))
            before = self.page.said_by(row)
            if content_sha256(before) != self.request.POST.get("content"):
                raise Refused([Problem(row.slug, "content", MOVED)])
            then = self._with_slug(row, then)
            restore(row, self.facts, then)
            changed = [key for key in {**before, **then} if before.get(key) != then.get(key)]
            self.page.restored(self.request, row, changed)
        said = f"“{row}” says again what it said as of {self.when}."
        self.page.log_change(self.request, row, said)
        self.page.message_user(self.request, said, messages.SUCCESS)
        return redirect(self.page.url("change", row.pk))

    def _lock(self) -> None:
        """Let nobody edit or publish the row meanwhile; rows are locked before publications, as these do it."""
        tables = self.page.model._meta.get_parent_list() or [self.page.model]
        tables[-1]._default_manager.select_for_update(no_key=True, of=("self",)).get(pk=self.row.pk)
        hold_publications()

    def _with_slug(self, row: Any, then: Said) -> Said:
        return {**then, "slug": row.slug} if self.page.keeps_slug(row) else then

    def _shown(self) -> HttpResponse:
        then = self._with_slug(self.row, self.then) if self.then else self.now
        fields = {**self.facts().fields, "links": LinkFacts(many=True)}
        before, after = in_words([(fields, one) for one in (self.now, then)])
        context = {
            **self.page.admin_site.each_context(self.request),
            "title": f"{self.page.restore_words}: “{self.row}”",
            "words": self.page.restore_words,
            "opts": self.page.opts,
            "original": self.row,
            "when": self.when,
            "changes": list(differences(before, after)),
            "problems": self.problems,
            "content": content_sha256(self.now),
            "change_address": self.page.url("change", self.row.pk),
            "history_address": self.page.url("history", self.row.pk),
            "notice": self.page.restore_notice(self.request, self.row),
            "media": self.page.media,
        }
        status = 409 if self.problems and self.request.method == "POST" else 200
        return TemplateResponse(self.request, "admin/restore.html", context, status=status)


def _instant(text: str) -> datetime:
    """Read an instant as addresses name it. Raises `Http404`."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise Http404("No such edit.") from None
    if instant.tzinfo is None:
        raise Http404("No such edit.")
    return instant


def _told(instant: datetime) -> str:
    return f"{date_format(instant, 'j F Y, H:i:s')} UTC"
