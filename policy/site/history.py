"""The history of one event: every revision of it, newest first, and what each one changed."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from policy.record.http import versioned
from policy.record.models import Revision
from policy.record.parameters import BadParameters
from policy.record.spoken import Text
from policy.site.keyset import BEFORE, PAGE_SIZE, asked_before, refused
from policy.site.steps import Step, steps
from policy.site.wording import heading


@dataclass(frozen=True)
class History:
    """One page of an event's history. `title` is its public title, `None` when it was retracted by `newest`.

    `older` is the number before which the next page begins, `None` when there is none.
    """

    newest: Revision
    title: Text | None
    steps: list[Step]
    older: int | None
    merged: list[Revision]

    @classmethod
    def read(cls, newest: Revision, before: int) -> "History":
        """Read the revisions of an event whose numbers are below `before`; nine queries at most.

        `merged` are the last ones of events that were merged into it.
        """
        found = Revision.objects.filter(event=newest.event_id, number__lt=before).defer("facts").order_by("-number")
        revisions = list(found[: PAGE_SIZE + 1])
        shown = revisions[:PAGE_SIZE]
        documents = [revision.document for revision in revisions[1:]]
        documents += [None] * (len(shown) - len(documents))
        return cls(
            newest,
            heading(newest.content) if newest.document else None,
            steps(list(zip(shown, documents, strict=True))),
            shown[-1].number if len(revisions) > PAGE_SIZE else None,
            list(Revision.objects.merged_into(newest)),
        )

    @property
    def begins_with_newest(self) -> bool:
        return bool(self.steps) and self.steps[0].revision.number == self.newest.number


def address(slug: str, number: int, newest: int) -> str:
    """Return where a revision stands in the history of an event whose newest one has the number `newest`."""
    query = f"?{BEFORE}={number + 1}" if newest - number >= PAGE_SIZE else ""
    return f"{reverse('event-history', args=[slug])}{query}#revision-{number}"


@require_safe
@versioned
def history(request: Any, slug: str) -> HttpResponse:
    """Show the history of a published event, or of a retracted one, fifty revisions at a time."""
    newest = Revision.objects.current().defer("facts").filter(slug=slug).first()
    if newest is None or newest.replaced_by:
        raise Http404
    try:
        page = History.read(newest, asked_before(request.GET))
    except BadParameters as error:
        return refused(request, error, gettext("history"))
    return render(request, "history/history.html", {"history": page})
