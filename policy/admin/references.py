"""Rows that events refer to. They have no drafts: to change one that published events show is to publish."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest
from django.utils.text import capfirst

from policy.admin.forms import SluggedForm
from policy.admin.publication import PUBLISH
from policy.admin.restore import Restorable
from policy.admin.spreadsheets import EXPORTS, SpreadsheetAdmin
from policy.imports.files import REFERENCE_FILES
from policy.record.facts import Facts
from policy.record.models import Revision
from policy.record.publish import republish
from policy.record.turns import hold_publications

NAMES = {"name", "title"}
SHOWN = "Published events show this row: saving a change publishes them again, at once."


def is_shown(refs: Iterable[str]) -> bool:
    """Say whether a published event names one of `refs`, such as "actor:mofcom"."""
    return Revision.objects.current().showing(*refs).exists()


class ReferenceForm(SluggedForm):
    refs: ClassVar[Callable[[Any], list[str]]]  # the page's own

    def reason_to_keep_slug(self) -> str:
        hold_publications()
        return "Published events refer to it." if is_shown(self.refs(self.instance)) else ""


class ReferenceAdmin(Restorable, SpreadsheetAdmin):
    """Saving a row that published events show publishes those events again, in the same transaction."""

    form = ReferenceForm
    restore_words = "Let it say this again"
    actions = EXPORTS
    table: str  # what the record calls its rows: "actor" in "actor:mofcom"

    def begun_with(self, term: str) -> dict[str, str]:
        """Return what a new row begins with when `term` was typed in a choice and found nothing; empty: none is offered."""
        return {}

    def refs(self, row: Any) -> list[str]:
        """Return what published events call a row; its slug is that of the database, not one just typed."""
        return [f"{self.table}:{row.slug}"]

    def lock(self, obj: Any) -> None:
        hold_publications()
        super().lock(obj)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refs = self.refs
        return form

    def is_shown(self, row: Any) -> bool:
        if not hasattr(row, "_is_shown"):  # asked many times while one page is made
            row._is_shown = is_shown(self.refs(row))
        return row._is_shown

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or self._may_publish(request) or not self.is_shown(obj))

    def reason_not_to_import(self, request: HttpRequest, row: Any) -> str:
        shown = "Published events show it, so changing it publishes: change it on its own page."
        return shown if self.is_shown(row) else super().reason_not_to_import(request, row)

    def _may_publish(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PUBLISH.permission)  # type: ignore[union-attr]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, obj: Any = None, **kwargs: Any) -> Any:
        if obj and self.is_shown(obj):
            context["show_delete"] = False
            context["notice"] = (
                SHOWN
                if self._may_publish(request)
                else "Published events show this row, so changing it would publish: that takes a publisher."
            )
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if change and form.changed_data:
            self._republish(request, form.instance, form.changed_data)

    def facts_of(self, row: Any) -> type[Facts]:
        return next(facts for facts in REFERENCE_FILES.values() if facts.Meta.model is self.model)

    def said_by(self, row: Any) -> dict[str, Any]:
        return dict(self.facts_of(row)(row).data)

    def keeps_slug(self, row: Any) -> bool:
        return self.is_shown(row)

    def restore_notice(self, request: HttpRequest, row: Any) -> str:
        return SHOWN if self.is_shown(row) else "No published event shows this row."

    def restored(self, request: HttpRequest, row: Any, changed: Sequence[str]) -> None:
        self._republish(request, row, changed)

    def _republish(self, request: HttpRequest, row: Any, changed: Iterable[str]) -> None:
        verb = "renamed" if NAMES & set(changed) else "corrected"
        reason = f"{capfirst(self.opts.verbose_name)} {verb}: {row}"
        appended = republish(self.refs(row), reason=reason, by=request.user.get_username())
        if appended:
            events = "1 published event has" if len(appended) == 1 else f"{len(appended)} published events have"
            self.message_user(request, f"{events} a new revision: {reason}.", messages.INFO)

    def reasons_to_keep(self, obj: Any) -> Iterable[str]:
        if self.is_shown(obj):
            yield "Published events refer to it."
        yield from super().reasons_to_keep(obj)
