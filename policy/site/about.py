"""What Monazite is, how its record is made, and how to check it."""

from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from policy import kinds
from policy.meanings import CERTAINTY
from policy.models import DataSet
from policy.record.http import versioned
from policy.record.listing import events_by_kind
from policy.record.models import Revision
from policy.site.questions import takes_no_question

SCRIPT = Path(settings.BASE_DIR) / "static" / "verify.py"


@require_safe
@takes_no_question
@versioned
def about(request: Any) -> HttpResponse:
    """Say what the record is, how it is made, and how to cite and check it."""
    newest = Revision.objects.newest()
    counts = events_by_kind(request.version)
    context = {
        "data_set": DataSet.objects.get(),
        "newest": newest,
        "events": sum(counts.values()),
        "counts": [(kind, counts.get(kind.name, 0)) for kind in kinds.every()],
        "corrections": Revision.objects.corrections().count(),
        "example": Revision.objects.current().public().order_by("-seq").only("slug").first(),
        "script": _script(),
        "certainties": CERTAINTY.means.items(),
        "four_eyes": settings.FOUR_EYES,
        "emergency": settings.EMERGENCY_PUBLICATION,
        "home": request.build_absolute_uri(reverse("timeline")),
    }
    return render(request, "about/about.html", context)


@cache
def _script() -> str:
    return SCRIPT.read_text(encoding="utf-8")
