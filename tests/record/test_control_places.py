"""Which rows stand on a page of controls: the same from memory, from the database, and of the whole answer cut in pages."""

from datetime import date, timedelta
from random import Random

import pytest
from django.http import QueryDict

from policy.choices import Requirement, State
from policy.models import DataSet
from policy.record import control_places, controls
from policy.record.control_places import Place, places
from policy.record.controls import Controls
from policy.record.cursors import Cursor
from policy.record.models import ControlPeriod, Revision
from policy.record.version import Fixed, version

TODAY = date(2026, 11, 22)
CHOICES = {
    "destination": ["", "US", "DE", "CN", "GB"],
    "issuer": ["", "", "CN", "US", "CN,US"],
    "requirement": ["", "", "licence_required", "tariff,prohibited"],
    "state": ["", "in_force", "suspended,expired", "not_yet_effective", "undated", "in_force,suspended"],
    "material": ["", "", "dysprosium", "holmium,rare-earths"],
    "hs": ["", "", "", "28", "8505"],
    "form": ["", "", "", "metal", "oxide,alloy"],
    "known_at": ["", "", "2100-01-01T00:00:00Z", "between"],
}


@pytest.fixture
def many(monkeypatch):
    """Let short stretches be read, as in a large record with many periods; a page takes several of them."""
    monkeypatch.setattr(control_places, "SMALL", 10)
    monkeypatch.setattr(controls, "FEW", -1)
    monkeypatch.setattr(control_places, "SCOPES", 7)


def asked(random, on):
    chosen = {name: random.choice(values) for name, values in CHOICES.items()}
    if chosen["known_at"] == "between":
        instants = sorted(Revision.objects.values_list("published_at", flat=True))
        chosen["known_at"] = instants[len(instants) // 2].isoformat().replace("+00:00", "Z")
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in chosen.items() if value} | {"on": on.isoformat()})
    return Controls.parse(query, version(), TODAY)


def days_around_changes():
    """Return the first and last days of periods as answers show them, and the days before and after these."""
    ends = ControlPeriod.objects.values_list("shown__startswith", "shown__endswith")
    return sorted({day + timedelta(days=by) for pair in ends for day in pair if day for by in (-1, 0, 1)})


def plain(question):
    """Return the places of the whole answer, read without what finds those of a page."""
    joined = question.with_period(question.scopes).annotate(seq=question.revision_of_measure)
    return [Place(*row) for row in joined.values_list("order_key", "pk", "period_id", "seq")]


@pytest.mark.parametrize("seed", range(40))
def test_places_from_memory_are_those_of_the_whole_answer(shipped, many, seed):
    random = Random(seed)
    for on in random.sample(days_around_changes(), 3):
        state = random.getstate()
        question = asked(random, on)
        random.setstate(state)  # the next day is asked about with the same filters
        whole = plain(question)
        for number in (1, 5, len(whole) + 1):
            assert places(question, None, number) == whole[:number]
        for at in random.sample(range(len(whole)), min(len(whole), 3)):
            after = Cursor("controls", [whole[at].order_key], False)
            before = Cursor("controls", [whole[at].order_key], True)
            assert places(question, after, 9) == whole[at + 1 :][:9]
            assert places(question, before, 9) == whole[:at][::-1][:9]


@pytest.mark.parametrize("state", State)
def test_each_state_holds_from_its_first_day_to_its_last(shipped, many, monkeypatch, state):
    monkeypatch.setattr(control_places, "SCOPES", 10_000)
    for on in Random(state).sample(days_around_changes(), 40):
        question = Controls.parse(
            QueryDict(f"on={on}&state={state}&requirement={','.join(Requirement)}"), version(), TODAY
        )
        assert places(question, None, 10_000) == plain(question)


def test_another_day_takes_no_query_and_other_filters_do(shipped, many, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(control_places, "SCOPES", 10_000)
    question = Controls.parse(QueryDict("destination=US&on=2025-11-08"), version(), TODAY)
    with django_assert_num_queries(3):  # whether the record is small, scopes, periods
        places(question, None, 20)
    for on in ("2025-12-10", "2024-01-01"):
        other = Controls.parse(QueryDict(f"destination=US&state=in_force,suspended&on={on}"), version(), TODAY)
        with django_assert_num_queries(0):
            places(other, None, 20)
    other = Controls.parse(QueryDict("destination=JP&on=2025-11-08"), version(), TODAY)
    with django_assert_num_queries(2):
        places(other, None, 20)


def test_a_day_on_which_blocs_are_others_is_another_question(shipped, many):
    keys = set()
    for on in ("2020-01-31", "2020-02-01"):
        keys.add(control_places._key(Controls.parse(QueryDict(f"destination=GB&on={on}"), version(), TODAY), None))
    assert len(keys) == 2


def test_what_was_kept_of_a_version_is_of_no_other_nor_of_a_snapshot(shipped, many):
    before = version()
    DataSet.objects.update(edition=before.edition + 1)
    keys = {
        control_places._key(Controls.parse(QueryDict("destination=US"), of, TODAY), None)
        for of in (before, version(), Fixed.of(before))
    }
    assert len(keys) == 3


def test_what_is_beyond_the_stretches_is_asked_of_the_database(shipped, many, monkeypatch):
    question = Controls.parse(QueryDict("on=2025-11-08"), version(), TODAY)
    whole = plain(question)
    for most in range(4):
        monkeypatch.setattr(control_places, "STRETCHES_AT_MOST", most)
        assert places(question, None, len(whole)) == whole


def test_few_periods_of_a_large_record_lead_without_a_stretch(shipped, monkeypatch):
    monkeypatch.setattr(control_places, "SMALL", 10)
    question = Controls.parse(QueryDict("on=2025-11-08&state=in_force"), version(), TODAY)
    assert places(question, None, 20) == plain(question)[:20]
    assert control_places.kept.size == 0


def test_a_small_record_is_read_in_stretches_however_few_its_periods_are(shipped, django_assert_num_queries):
    question = Controls.parse(QueryDict("on=2025-11-08&state=in_force"), version(), TODAY)
    with django_assert_num_queries(3):  # whether the record is small, scopes, periods
        assert len(places(question, None, 20)) == 20
    assert places(question, None, 20) == plain(question)[:20]


def test_no_more_is_kept_than_is_allowed(shipped, many, monkeypatch):
    monkeypatch.setattr(control_places.kept, "bytes_at_most", 3_000)
    for page in range(20):
        places(Controls.parse(QueryDict(f"on=2025-11-08&hs={28 + page}"), version(), TODAY), None, 20)
        assert control_places.kept.size <= 3_000
