"""The words that the record is told in (design.md, section 2), each with what it means, in reader's words."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Term:
    """An entry of the glossary; `name` is what links and addresses call it."""

    name: str
    label: Any
    means: Any


@dataclass(frozen=True)
class TermGroup:
    """Terms that are explained together."""

    title: Any
    terms: tuple[Term, ...]


EVENTS = TermGroup(
    _("What is recorded"),
    (
        Term("event", _("event"), _("One dated entry of the timeline. Its kind says what sort of event it is.")),
        Term(
            "measure",
            _("measure"),
            _(
                "A legal or administrative instrument with issuers and usually a number: an announcement, an "
                "executive order, a rule."
            ),
        ),
        Term(
            "statement", _("statement"), _("What somebody said on the record, for themselves or on another’s behalf.")
        ),
        Term("meeting", _("meeting"), _("A call, talks, a summit or a consultation, held or scheduled.")),
        Term(
            "provision",
            _("provision"),
            _(
                "The smallest part of a measure with its own dates, scope and requirement, such as Article "
                "1(1)(a). Provisions are in "
                "force or not; measures as a whole are not."
            ),
        ),
        Term(
            "requirement",
            _("requirement"),
            _("What a provision demands: a licence, a report, a duty, or that something isn’t done."),
        ),
        Term("effect", _("effect"), _("What an act does to an earlier provision or whole instrument, from a day on.")),
        Term(
            "controlled_item",
            _("controlled item"),
            _(
                "A material in a form, with its export control code (such as 1C902.a) and the customs (HS) codes "
                "given for reference."
            ),
        ),
        Term("material", _("material"), _("An element, compound, product, or a collective name such as rare earths.")),
        Term(
            "actor",
            _("actor"),
            _("A ministry, official, company, medium or organisation that acts, speaks, publishes or is named."),
        ),
        Term(
            "destination",
            _("destination"),
            _(
                "Where goods go, a country or the European Union; of tariffs, the country that imports. “All” is every one."
            ),
        ),
        Term(
            "direction",
            _("direction"),
            _("Whether an event makes trade harder (▲ tightening), easier (▽ easing), or neither."),
        ),
        Term(
            "stance",
            _("stance"),
            _("Where a statement leans: to tightening, to easing, to neither, or against what another side said."),
        ),
    ),
)
SURENESS = TermGroup(
    _("How sure it is"),
    (
        Term(
            "certainty",
            _("certainty"),
            _(
                "Who asserts it: the authority itself (official), media (reported), or one party about another (claimed)."
            ),
        ),
        Term(
            "primary_read",
            _("authority’s own text read"),
            _(
                "An editor read the authority’s own text for this event. Certainty is another question: an "
                "official act may be known from reports alone."
            ),
        ),
        Term("disputed", _("disputed"), _("Another published event contradicts this one. Both stand in the record.")),
        Term(
            "source",
            _("source"),
            _("A document that facts are taken from, with its publisher, its address and how it was checked."),
        ),
        Term("citation", _("citation"), _("Which fact of which event a source supports, and where in it.")),
    ),
)
TIME = TermGroup(
    _("Days and states"),
    (
        Term("commencement", _("commencement"), _("The first day with legal effect, in the issuer’s own calendar.")),
        Term(
            "expiry",
            _("expiry"),
            _("The last day with legal effect, that day included. Without one, a provision is open-ended."),
        ),
        Term(
            "lapsed_suspension",
            _("lapsed suspension"),
            _(
                "A suspension ended on its last day, and neither an extension nor a resumption is on record: the "
                "provision counts as in "
                "force again, and the record says that it may be behind."
            ),
        ),
        Term(
            "as_announced",
            _("as announced"),
            _("Counting only the acts that were announced by a day: what one had to expect then."),
        ),
        Term(
            "known_at",
            _("as known at"),
            _("What this record itself had published by an instant, with its mistakes of that time."),
        ),
        Term(
            "coverage",
            _("coverage"),
            _(
                "The day up to which editors read the authorities’ lists. Of later days the record says that "
                "acts may be missing."
            ),
        ),
    ),
)
RECORD = TermGroup(
    _("The record itself"),
    (
        Term(
            "record", _("record"), _("All that was ever published here, in order. Nothing in it is changed or removed.")
        ),
        Term("revision", _("revision"), _("One publication of one event, with its reason, its instant and its hash.")),
        Term(
            "correction",
            _("correction"),
            _("A revision that says that something published was wrong, and puts it right."),
        ),
        Term(
            "retraction",
            _("retraction"),
            _("A revision that withdraws an event and says why. Its address then answers 410, and its history stays."),
        ),
        Term(
            "version",
            _("version"),
            _("The number of the newest revision of all: it names the state of the whole data set."),
        ),
        Term(
            "sha256",
            _("SHA-256"),
            _(
                "A fingerprint of a revision and of the fingerprint before it, so that anyone can check that "
                "history was not rewritten."
            ),
        ),
    ),
)

GROUPS = (EVENTS, SURENESS, TIME, RECORD)
