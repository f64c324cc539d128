"""The card of an event that other sites may frame: the only page they may, so it has nothing to click but ways out."""

from typing import Any

from csp.decorators import csp_replace
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from policy import kinds
from policy.record.controls import beyond_coverage
from policy.record.http import versioned_daily
from policy.record.models import Revision
from policy.site.questions import takes_no_question

WIDTH, HEIGHT = 600, 400  # pixels: enough for a title of two lines and a summary of five
ANYBODY = {"frame-ancestors": ["*"]}


@csp_replace(ANYBODY)
@xframe_options_exempt
@require_safe
@takes_no_question
@versioned_daily
def embed(request: Any, slug: str) -> HttpResponse:
    """Show an event as a card, with what holds of it today; a retracted one says so and answers 410."""
    revision = get_object_or_404(Revision.objects.current().defer("facts"), slug=slug)
    if revision.document is None:
        return render(request, "embed/retracted.html", {"revision": revision}, status=410)
    document, today = revision.content, request.today
    context = {
        "event": document,
        "revision": revision,
        "holds": list(kinds.get(revision.kind).holds(revision, document, today)),
        "today": today.isoformat(),
        "is_beyond_coverage": beyond_coverage(today, request.version),
    }
    return render(request, "embed/embed.html", context)


def frame(address: str, title: str, width: int = WIDTH, height: int = HEIGHT) -> SafeString:
    """Return what another page holds to show the card at an address."""
    told = '<iframe src="{}" title="{}" width="{}" height="{}" frameborder="0" loading="lazy"></iframe>'
    return format_html(told, address, title, width, height)
