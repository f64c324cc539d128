"""Every correction published, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from policy.record.http import versioned
from policy.record.models import Revision
from policy.record.parameters import BadParameters
from policy.record.spoken import Text
from policy.site.history import address
from policy.site.keyset import PAGE_SIZE, asked_before, refused
from policy.site.steps import RETRACTED, Line, Sort, Step, steps
from policy.site.wording import heading

LINES_SHOWN = 8


@dataclass(frozen=True)
class Correction:
    """A correction with the event's public title by now; of a retracted event there is none, and nothing is shown of it."""

    step: Step
    slug: str
    title: Text | None
    address: str
    retracted: ClassVar[Sort] = RETRACTED

    @property
    def lines(self) -> list[Line]:
        """Return the first fields that differ."""
        return self.step.lines[:LINES_SHOWN]

    @property
    def unshown(self) -> int:
        return len(self.step.lines) - len(self.lines)


@dataclass(frozen=True)
class Corrections:
    """One page of the list. `older` is the sequence number before which the next page begins, `None`: there is none."""

    shown: list[Correction]
    older: int | None

    @classmethod
    def read(cls, before: int) -> "Corrections":
        """Read the corrections whose sequence numbers are below `before`; eight queries at most."""
        found = Revision.objects.corrections().filter(seq__lt=before).defer("facts").with_document_before()
        revisions: list[Any] = list(found.order_by("-seq")[: PAGE_SIZE + 1])
        shown = revisions[:PAGE_SIZE]
        told = steps([(revision, revision.before) for revision in shown])
        return cls(_corrections(told), shown[-1].seq if len(revisions) > PAGE_SIZE else None)


@dataclass(frozen=True)
class Notice:
    """What the page of an event says of its newest correction, and where that stands in its history."""

    revision: Revision
    address: str


def notice_of(current: Revision) -> Notice | None:
    """Return the notice of an event's newest correction, given its newest revision; `None`: nothing was corrected."""
    found = Revision.objects.corrections().filter(event=current.event_id).defer("document", "facts")
    newest = found.newest() if current.number > 1 else None
    return Notice(newest, address(current.slug, newest.number, current.number)) if newest else None


@require_safe
@versioned
def corrections(request: Any) -> HttpResponse:
    """Show the corrections, fifty at a time."""
    try:
        page = Corrections.read(asked_before(request.GET))
    except BadParameters as error:
        return refused(request, error, gettext("list of corrections"))
    return render(request, "history/corrections.html", {"corrections": page})


def _corrections(told: Sequence[Step]) -> list[Correction]:
    events = [step.revision.event_id for step in told]
    current = {one.event_id: one for one in Revision.objects.current().filter(event__in=events).defer("facts")}
    return [_correction(step, current[step.revision.event_id]) for step in told]


def _correction(step: Step, current: Revision) -> Correction:
    title = heading(current.content) if current.document else None
    number = step.revision.number
    return Correction(step, current.slug, title, address(current.slug, number, current.number))
