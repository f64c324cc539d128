"""Where the share pictures are answered: that of an event, and that of all other pages."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from policy.models import Material
from policy.record.http import CACHE_CONTROL
from policy.record.known import newest_version
from policy.record.models import Revision
from policy.record.moved import following
from policy.site.questions import takes_no_question

WIDTH, HEIGHT = 1200, 630  # of all pictures, in pixels


@require_safe
@takes_no_question
@following
def card(request: Any, slug: str) -> HttpResponse:
    """Answer the picture of a published event: another revision is another picture, another day isn't."""
    revision = get_object_or_404(Revision.objects.current().defer("facts"), slug=slug)
    if revision.document is None:
        request.version = newest_version()
        return render(request, "410.html", {"revision": revision}, status=410)
    document = revision.content

    def drawn() -> bytes:
        from policy.site.card_picture import event_card  # heavy, and few readers of a process ask for it

        slugs = [material["slug"] for material in document["materials"]]
        return event_card(document, dict(Material.objects.filter(slug__in=slugs).values_list("slug", "atomic_number")))

    return _picture(request, drawn, revision.sha256)


@require_safe
@takes_no_question
def default_card(request: Any) -> HttpResponse:
    """Answer the picture of pages that are about no single event."""

    def drawn() -> bytes:
        from policy.site.card_picture import site_card

        return site_card("Every measure, statement, negotiation and export permit decision")

    return _picture(request, drawn)


def _picture(request: Any, drawn: Callable[[], bytes], *depends_on: str) -> HttpResponse:
    """Answer a picture, drawn only when the asker hasn't got it."""
    etag = '"' + hashlib.sha256("\n".join([settings.BUILD, *depends_on]).encode()).hexdigest()[:32] + '"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(drawn(), content_type="image/png")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = CACHE_CONTROL
    return response
