"""What the database refuses by itself, whoever writes, and the sentence that an editor reads."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, transaction

from policy.models import (
    Actor,
    Citation,
    ControlledItem,
    DataSet,
    Effect,
    Event,
    Link,
    Material,
    Measure,
    Provision,
    Quotation,
    Source,
    Statement,
    Target,
)
from tests.makers import make_actor, make_item, make_link, make_measure, make_source, make_statement

pytestmark = pytest.mark.django_db


def refused_by_the_database(queryset, **changes):
    """Write past all forms and models; return the name of the constraint that refuses it."""

    def write():
        queryset.update(**changes)
        connection.check_constraints()

    with pytest.raises((IntegrityError, DataError)) as caught, transaction.atomic():
        write()
    return caught.value.__cause__.diag.constraint_name


ROWS = {
    Actor: make_actor,
    ControlledItem: make_item,
    Measure: make_measure,
    Statement: make_statement,
    Source: make_source,
}

REFUSALS = [
    (Event, {"slug": "Not-A-Slug"}, "lower-case letters"),
    (Event, {"title": " "}, "write the title"),
    (Event, {"date_end": "2025-04-03"}, "before the first"),
    (Event, {"date_end": "2025-03"}, "before the first"),
    (Measure, {"country": "cn"}, "two capital letters"),
    (Actor, {"country": "CHN"[:2].lower()}, "two capital letters"),
    (Actor, {"name": " "}, "write the name"),
    (Provision, {"expiry": "2025-04-03"}, "before it commences"),
    (Provision, {"expiry": "2025-03"}, "before it commences"),
    (Provision, {"expiry": "2024"}, "before it commences"),
    (Provision, {"destinations": ["us"]}, "country code"),
    (Provision, {"destinations": ["US", "China"[:3]]}, "country code"),
    (Provision, {"summary": "\n"}, "write the summary"),
    (Target, {"country": "", "actor": None}, "either a country code"),
    (ControlledItem, {"hs_codes": ["2805.30"]}, "4 to 13 digits"),
    (ControlledItem, {"hs_codes": ["280530", "28"]}, "4 to 13 digits"),
    (ControlledItem, {"description": " "}, "write the description"),
    (Source, {"url": "ftp://example.org/x"}, "begins with http"),
    (Citation, {"supports": " "}, "write the supports"),
    (Citation, {"quote": "word " * 41}, "at most 40 words"),
    (Quotation, {"text": "word " * 41}, "at most 40 words"),
    (Quotation, {"text": "稀" * 82}, "at most 40 words"),
    (Quotation, {"translation": "word " * 41}, "at most 40 words"),
    (Quotation, {"language": "-"}, "names its language"),
    (Quotation, {"language": "Chinese"}, "names its language"),
    (Statement, {"time": "12:00", "timezone": ""}, "needs its time zone"),
    (DataSet, {"first_event": "2027"}, "after the day"),
]


@pytest.fixture
def rows():
    """One row of each model that the tests change."""
    quotes = [{"text": "A word.", "language": "en"}]
    found = {model: make() for model, make in ROWS.items()} | {
        Statement: make_statement("2025-05-05-said", quotes=quotes)
    }
    measure = found[Measure]
    found |= {Provision: measure.provisions.get(), Target: measure.targets.get(), Event: measure.event_ptr}
    found |= {
        Quotation: found[Statement].quotes.get(),
        Citation: measure.citations.first(),
        DataSet: DataSet.objects.get(),
    }
    return found


@pytest.mark.parametrize(
    ("model", "changes", "sentence"), REFUSALS, ids=[f"{m.__name__} {c}"[:60] for m, c, _ in REFUSALS]
)
def test_refuses_in_the_database_and_says_why_in_the_form(rows, model, changes, sentence):
    row = model.objects.get(pk=rows[model].pk)
    for name, value in changes.items():
        setattr(row, name, value)
    with pytest.raises(ValidationError) as caught:
        row.full_clean()
    assert sentence in " ".join(caught.value.messages)
    assert refused_by_the_database(model.objects.filter(pk=row.pk), **changes)


@pytest.mark.parametrize(
    ("model", "changes"),
    [
        (Provision, {"commencement": "2025-02-30"}),
        (Provision, {"commencement": "2025-13"}),
        (Provision, {"commencement": "2025-4-4"}),
        (Provision, {"commencement": "soon"}),
        (Provision, {"requirement": "please"}),
        (Measure, {"instrument_type": "edict"}),
        (Event, {"certainty": ""}),
        (Source, {"tier": "gossip"}),
    ],
)
def test_refuses_values_outside_calendar_and_vocabulary(rows, model, changes):
    stored = model.objects.filter(pk=rows[model].pk)
    before = stored.values(*changes).get()
    refused_by_the_database(stored, **changes)
    assert stored.values(*changes).get() == before


@pytest.mark.parametrize("expiry", ["2025-04-04", "2025-04", "2025", "2026", None])
def test_takes_an_expiry_that_may_lie_after_the_commencement(rows, expiry):
    assert Provision.objects.filter(pk=rows[Provision].pk).update(expiry=expiry) == 1


def test_an_effect_names_a_provision_of_its_own_target():
    target, other = make_measure("2025-01-01-target"), make_measure("2025-01-02-other")
    effect = Effect.objects.create(measure=other, target=target, effect="suspends", start="2025-02-01")
    rows = Effect.objects.filter(pk=effect.pk)
    assert refused_by_the_database(rows, provision=other.provisions.get()) == "policy_effect_provision_of_target"
    assert rows.update(provision=target.provisions.get()) == 1


def test_an_effect_neither_falls_on_itself_nor_ends_before_it_begins():
    measure, target = make_measure("2025-01-03-acting"), make_measure("2025-01-01-target")
    effect = Effect.objects.create(measure=measure, target=target, effect="suspends", start="2025-02-01")
    assert refused_by_the_database(Effect.objects.filter(pk=effect.pk), target=measure) == "policy_effect_not_on_itself"
    assert refused_by_the_database(Effect.objects.filter(pk=effect.pk), until="2025-01")


@pytest.mark.parametrize(
    "changes", [{"until": "2025-01-31"}, {"target": "itself"}, {"target_id": 0}, {"provision_id": 0}]
)
def test_a_wrong_effect_cannot_even_be_saved(changes):
    measure, target = make_measure("2025-01-03-acting"), make_measure("2025-01-01-target")
    effect = Effect(measure=measure, target=target, effect="suspends", start="2025-02-01")
    for name, value in changes.items():
        setattr(effect, name, measure if value == "itself" else value)

    def save():
        effect.save()
        connection.check_constraints()

    with pytest.raises(IntegrityError), transaction.atomic():
        save()


def test_a_provision_that_expires_before_it_commences_cannot_even_be_saved(rows):
    provision = rows[Provision]
    provision.expiry = "2025-04-03"
    with pytest.raises(IntegrityError), transaction.atomic():
        provision.save()


def test_a_link_stands_once_and_never_leads_to_itself():
    one, other = make_measure("2025-01-01-one"), make_measure("2025-01-02-other")
    link = make_link(one, other)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_link(one, other)
    assert refused_by_the_database(Link.objects.filter(pk=link.pk), to_event=one.pk) == "policy_link_not_to_itself"


def test_a_provision_ref_stands_once_in_a_measure(rows):
    provision = rows[Provision]
    with pytest.raises(IntegrityError), transaction.atomic():
        Provision.objects.create(measure=provision.measure, ref=provision.ref, summary="x", requirement="other")


def test_there_is_one_data_set():
    with pytest.raises(IntegrityError), transaction.atomic():
        DataSet.objects.create(id=2)


def test_an_atomic_number_is_one_of_the_table():
    row = Material(slug="x", name="X", group="material", uses="None.", atomic_number=119)
    with pytest.raises(ValidationError, match="between 1 and 118"):
        row.full_clean()
