"""What assistants are answered: read by the same functions as pages and API, each fact with its citations."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.http import QueryDict

from policy.record.change_feed import change_head, changes_after
from policy.record.control_rows import control_rows
from policy.record.controls import Controls
from policy.record.facets import facets
from policy.record.filters import EventFilters
from policy.record.former import EVENT, now_called
from policy.record.home import at_home
from policy.record.listing import Listing
from policy.record.models import Revision
from policy.record.parameters import BadParameters, InstantField, ParameterError, invalid, malformed
from policy.record.served import served, tombstone
from policy.record.version import Version

Answer = dict[str, Any]

MOST_ROWS = 50
IN_BRIEF = (
    *("slug", "kind", "date", "date_end", "title", "title_original", "summary", "direction", "certainty"),
    *("primary_read", "disputed", "countries", "citations", "url", "api_url"),
)


class SinceForm(forms.Form):
    after = forms.RegexField(
        r"^[0-9]{1,18}\Z", required=False, strip=False, error_messages={"invalid": "is not a whole number from 0 up."}
    )
    since = InstantField(required=False)


class Unknown(LookupError):
    """There is no such thing in the record; the text says how to find what there is."""


def search_events(asked: QueryDict, version: Version) -> Answer:
    """Return the events that a search and filters find, best or newest first, in brief, and how many there are."""
    limit, errors = _limit(asked, usual=10)
    if "q" in asked:
        asked.setdefault("order", "relevance")
    listing = Listing.parse(asked, version, lacking=["cursor"], extra=["limit"], extra_errors=errors, page_size=limit)
    found = [_brief(one) for one in listing.page().revisions]
    corrected = listing.asked.corrections if listing.asked else []
    return {
        "found": listing.sentence(),
        "count": listing.count(),
        "corrected": [{"typed": one.typed, "used": one.used} for one in corrected],
        "events": found,
    }


def event(asked: QueryDict, version: Version) -> Answer:
    """Return one event, whole; for one that was retracted its tombstone, for one renamed or merged what took its place."""
    _refuse_unknown(asked, "slug")
    slug = asked.get("slug", "")
    revision = _newest(slug)
    if revision is None or revision.document is None:
        revision = _newest(now_called(EVENT, slug) or slug)
    if revision is None:
        raise Unknown(f"There is no event {slug!r} in the record. search_events finds events and tells their slugs.")
    if revision.document is None:
        return {"retracted": tombstone(revision), "why": revision.reason}
    return {"event": _whole(revision)}


def controls_on_day(asked: QueryDict, version: Version) -> Answer:
    """Return what is controlled on a day, row by row, with the sources of the measures that decide it."""
    limit, errors = _limit(asked, usual=25)
    today = datetime.now(UTC).date()
    controls = Controls.parse(asked, version, today, extra=["limit"], extra_errors=errors)
    found, _, _ = controls.page(None, limit)
    rows = list(control_rows(found))
    return {
        "on": controls.on.isoformat(),
        "beyond_coverage": controls.beyond_coverage,
        "count": controls.count(),
        "controls": rows,
        "measures": _cited({slug for row in rows for slug in _deciding(row)}, controls.known_at),
    }


def changes_since(asked: QueryDict, version: Version) -> Answer:
    """Return what was published, changed or withdrawn after a place in the record or an instant, the oldest first."""
    limit, errors = _limit(asked, usual=20)
    form = SinceForm(asked)
    errors += [*malformed(dict(asked.lists()), [*form.fields, "limit"]), *invalid(form)]
    after = int(form.cleaned_data.get("after") or 0)
    if after > version.seq:
        errors.append(ParameterError("after", f"{after} lies beyond the newest, {version.seq}."))
    if errors:
        raise BadParameters(errors)
    rows = changes_after(after)
    if form.cleaned_data["since"]:
        rows = rows.filter(published_at__gt=form.cleaned_data["since"])
    found = list(rows[: limit + 1])
    shown = found[:limit]
    following = shown[-1].seq if len(found) > limit else None
    return {"changes": [_change(one) for one in shown], "continue_after": following}


def filter_values(asked: QueryDict, version: Version) -> Answer:
    """Return the values that a filter of events takes, each with its label and how many events it finds."""
    _refuse_unknown(asked, "filter")
    name = asked.get("filter", "")
    if name not in EventFilters.tagged():
        raise BadParameters(
            [ParameterError("filter", f"{name!r} is no filter with a list of values.", EventFilters.tagged())]
        )
    values = facets(Listing.parse(QueryDict(), version), [name])[name]
    return {"values": [{"value": one.value, "label": one.label, "events": one.count} for one in values]}


def _limit(asked: QueryDict, *, usual: int) -> tuple[int, list[ParameterError]]:
    text = asked.get("limit", str(usual))
    if text.isascii() and text.isdigit() and len(text) <= 9 and 1 <= int(text) <= MOST_ROWS:
        return int(text), []
    return usual, [ParameterError("limit", f"is not a whole number from 1 to {MOST_ROWS}.")]


def _refuse_unknown(asked: QueryDict, *allowed: str) -> None:
    errors = [*malformed(dict(asked.lists()), allowed)]
    errors += [ParameterError(name, "is missing.") for name in allowed if name not in asked]
    if errors:
        raise BadParameters(errors)


def _newest(slug: str) -> Revision | None:
    return Revision.objects.current().defer("facts").filter(slug=slug).first()


def _whole(revision: Revision) -> Answer:
    return json.loads(served(revision, at_home))


def _brief(revision: Revision) -> Answer:
    whole = _whole(revision)
    return {key: whole[key] for key in IN_BRIEF}


def _change(revision: Revision) -> Answer:
    told = change_head(revision)
    return told if revision.document is None else {**told, "event": _brief(revision)}


def _deciding(row: Answer) -> Iterable[str]:
    """Yield the slugs of the measures on which a row about a control rests."""
    yield row["measure"]["slug"]
    yield from (effect["measure"] for effect in row["because"])
    yield from row["amended_by"]


def _cited(slugs: Iterable[str], known_at: datetime | None) -> Answer:
    """Return the titles, addresses and citations of measures by slug, as the record had them at an instant."""
    found = Revision.objects.known_at(known_at).public().filter(slug__in=list(slugs)).defer("facts").order_by("slug")
    return {one.slug: {key: _brief(one)[key] for key in ("title", "url", "citations")} for one in found}
