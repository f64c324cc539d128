"""The page of what is controlled on a day."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from policy.record.control_filters import CONTROLLING
from policy.record.control_vocabulary import control_vocabulary
from policy.record.controls import Control, Controls
from policy.record.http import versioned_daily
from policy.record.listing import record_begins
from policy.record.parameters import BadParameters, without_noise
from policy.record.provisions import Document
from policy.record.sentences import joined
from policy.site.addresses import without_empty_fields
from policy.site.board import SHOWN, Board
from policy.site.board_form import BoardForm
from policy.site.state_words import full_day
from policy.site.turns import Turns, happenings, lots
from policy.site.wording import instant, with_article


@require_safe
@versioned_daily
def board(request: Any) -> HttpResponse:
    """Show what is controlled on a day, by material and form, for a destination."""
    if tidied := without_empty_fields(request):
        return tidied
    direction = _direction(request.GET.get("issuer", ""))
    defaults = {**direction, "on": request.today}
    try:
        controls = Controls.parse(
            request.GET,
            request.version,
            request.today,
            defaults={**direction, "state": ",".join(SHOWN)},
            drop_tracking=True,
        )
    except BadParameters as error:
        form = BoardForm.refused(request.GET, defaults, control_vocabulary(request.version), error.errors)
        return render(request, "controls/refused.html", {"form": form}, status=400)
    asked = {name: controls.params[name] for name in without_noise(request.GET) if name in controls.params}
    form = BoardForm(asked, defaults, controls.vocabulary)
    return render(request, "controls/board.html", {"form": form, "controls": controls, **_context(controls, request)})


def _direction(issuer: str) -> dict[str, str]:
    """Return who controls and for whom, where the question doesn't say: China and the United States, each for the other."""
    return {"issuer": "CN", "destination": "CN" if issuer.strip().upper() == "US" else "US"}


def _context(controls: Controls, request: Any) -> dict[str, Any]:
    rows, courses = controls.rows(), controls.courses()
    turns = Turns(controls, courses)
    documents = _documents(controls, rows, turns)
    return {
        "board": Board(rows, courses, controls.vocabulary.materials, request.today),
        "turns": turns,
        "happenings": happenings(lots(turns.next), documents, request.today) if turns.next else [],
        "documents": documents,
        "sentence": _sentence(controls),
        "asked": _as_known(controls),
        "begins": None if turns.turns or not controls.known_at else record_begins(),
    }


def _documents(controls: Controls, rows: list[Control], turns: Turns) -> dict[str, Document]:
    """Return the measures that the page names, by slug: those of the rows, those that act on them, those of the next day."""
    own = {row.document["slug"]: row.document for row in rows}
    acting = {effect.measure for row in rows for effect in row.period.because} | {
        slug for row in rows for slug in row.amended_by
    }
    coming = turns.next.turns if turns.next else []
    acting |= {turn.slug for turn in coming} | {slug for turn in coming for slug in turn.because}
    return own | controls.documents(acting - own.keys())


def _sentence(controls: Controls) -> str:
    """Say what the board is about, such as "Exports from China to the United States".

    Of a tariff the destination is who imports, and nobody exports to himself: such questions are about measures.
    """
    destination, asked = controls.params["destination"], controls.params["issuer"]
    issuers = joined([with_article(code) for code in asked], "and")
    known = {"issuers": issuers, "place": with_article(destination)}
    if destination not in asked and set(controls.params["requirement"]) <= set(CONTROLLING):
        return _("Exports from %(issuers)s to %(place)s") % known
    if asked == [destination]:
        return _("Measures of %(issuers)s that apply to %(place)s itself") % known
    return _("Measures of %(issuers)s that apply to %(place)s") % known


def _as_known(controls: Controls) -> str:
    """Say of which state of knowledge the board tells, after what it is about."""
    said = {
        "about": _sentence(controls),
        "announced": full_day(controls.as_announced) if controls.as_announced else "",
        "known": instant(controls.known_at) if controls.known_at else "",
    }
    if controls.as_announced and controls.known_at:
        return _("%(about)s, as announced by %(announced)s and the record knew it on %(known)s.") % said
    if controls.as_announced:
        return _("%(about)s, as announced by %(announced)s.") % said
    if controls.known_at:
        return _("%(about)s, as the record knew it on %(known)s.") % said
    return _("%(about)s, as the record knows it now.") % said
