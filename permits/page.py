"""What the page of one permit decision shows beside its document: where it stands, what is known of it and what isn't."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from permits.choices import APPROVALS, CountKind
from permits.linked import statements_of
from permits.standing import replacing, standings
from permits.terms import TermPeriod
from permits.words import counted_noun, stands
from policy.record.models import Revision
from policy.record.sentences import joined
from policy.record.spoken import name_of
from policy.site.wording import counted_of, day, label, sentence_case


@dataclass(frozen=True)
class PermitPage:
    """A permit decision on a day; `period` is that which holds the day, `None` for a decision that granted nothing."""

    document: dict[str, Any]
    on: date
    period: TermPeriod | None

    @classmethod
    def read(cls, revision: Revision, document: dict[str, Any], on: date) -> "PermitPage":
        return cls(document, on, standings([revision.event_id], on).get(revision.event_id))

    @property
    def stands(self) -> str:
        return sentence_case(stands(self.period)) if self.period else ""

    @cached_property
    def replaced_by(self) -> list[dict[str, Any]]:
        """Return the published decisions that take its place, oldest first."""
        return replacing(self.document["slug"])

    @cached_property
    def said(self) -> list[dict[str, Any]]:
        """Return the statements it is linked with, claims at second hand among them."""
        return statements_of([self.document])[self.document["slug"]]

    @property
    def known(self) -> list[str]:
        return list(_known(self.document))

    @property
    def not_stated(self) -> list[str]:
        return list(_not_stated(self.document["detail"]))

    @property
    def is_count_contested(self) -> bool:
        return "permits" in _contested(self.document["detail"])

    @property
    def contested(self) -> list[dict[str, Any]]:
        """Return the numbers that parties state against each other, each with its claimant's name and its source."""
        names = {actor["slug"]: actor["name"] for actor in self.document["actors"]}
        sources = {citation["source"]["slug"]: citation["source"] for citation in self.document["citations"]}
        return [
            {
                **claim,
                "claimant": name_of("actor", claim["claimant"], names[claim["claimant"]]),
                "source": sources.get(claim["source"]),
            }
            for claim in self.document["detail"].get("claimed_counts", [])
        ]


def _known(document: dict[str, Any]) -> Iterator[str]:
    detail = document["detail"]
    sure, outcome = label(document["certainty"], "certainty"), label(detail["outcome"], "outcome")
    yield _("%(certainty)s: %(outcome)s.") % {"certainty": sentence_case(sure), "outcome": outcome}
    yield from _numbers(detail)
    granted = [actor for actor in document["actors"] if actor["role"] == "beneficiary"]
    names = joined([name_of("actor", actor["slug"], actor["name"]) for actor in granted], "and")
    if for_whom := detail["beneficiary_text"] or names:
        yield _("For: %(whom)s.") % {"whom": for_whom}
    if detail["valid_from"]:
        yield _("Valid from %(day)s.") % {"day": day(detail["valid_from"])}
    if detail["valid_to"]:
        yield _("Valid until %(day)s, that day included.") % {"day": day(detail["valid_to"])}
    if detail["validity_text"]:
        yield _("How long, as stated: %(text)s.") % {"text": detail["validity_text"]}


def _numbers(detail: dict[str, Any]) -> Iterator[str]:
    for count, noun in ((detail["count"], counted_noun(detail["outcome"])), (detail["applications"], "application")):
        if count and count["value"] is not None:
            said = {"count": sentence_case(counted_of(count, noun))}
            if count["kind"] == CountKind.APPROXIMATELY:
                yield _("%(count)s, a rough number: no sum includes it.") % said
            else:
                yield _("%(count)s.") % said


def _not_stated(detail: dict[str, Any]) -> Iterator[str]:
    contested = _contested(detail)
    if detail["count"]["value"] is None and "permits" not in contested:
        yield _("How many permits.")
    if (detail["applications"] or {}).get("value") is None and "applications" not in contested:
        yield _("How many applications there were.")
    if not detail["beneficiaries"]:
        yield _("Which companies, by name.") if detail["beneficiary_text"] else _("For whom.")
    if not detail["items"]:
        yield _("Which controlled items.")
    if not detail["destinations"]:
        yield _("For which destinations.")
    if detail["outcome"] in APPROVALS and not detail["valid_to"]:
        yield _("The last day, as a date.") if detail["validity_text"] else _("Until when.")


def _contested(detail: dict[str, Any]) -> set[str]:
    """Return what parties state different numbers of; the oldest documents don't say."""
    return {claim["of"] for claim in detail.get("claimed_counts", [])}
