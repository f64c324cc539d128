"""The files that cite an event as it stands: what reference managers read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from policy.record.http import versioned
from policy.record.models import Revision
from policy.site.citation_files import Citation, bibtex, csl_json, ris
from policy.site.questions import takes_no_question


@dataclass(frozen=True)
class FileForm:
    """One sort of file: its name for people, what writes it, and its media type."""

    label: str
    written: Callable[[Citation], str]
    content_type: str


FORMS = {
    "bib": FileForm("BibTeX", bibtex, "application/x-bibtex"),
    "ris": FileForm("RIS", ris, "application/x-research-info-systems"),
    "csl.json": FileForm("CSL-JSON", csl_json, "application/vnd.citationstyles.csl+json"),
}


@require_safe
@takes_no_question
@versioned
def citation_file(request: Any, slug: str, form: str) -> HttpResponse:
    """Answer a file that cites the newest revision of a published event; a retracted one answers 410."""
    revision = get_object_or_404(Revision.objects.current().defer("facts"), slug=slug)
    if revision.document is None:
        return render(request, "410.html", {"revision": revision}, status=410)
    chosen = FORMS[form]
    citation = Citation(revision, request.build_absolute_uri)
    response = HttpResponse(chosen.written(citation), content_type=f"{chosen.content_type}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{citation.key}.{form}"'
    return response
