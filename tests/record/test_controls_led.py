"""How a page of controls is found: by the few provisions of a day, or along all of them, with the same rows."""

from datetime import date, timedelta
from importlib import import_module
from random import Random

import pytest
from django.db import connection
from django.http import QueryDict
from rest_framework.serializers import ListSerializer, Serializer

from policy.record import control_texts, controls
from policy.record.control_rows import ControlRow, control_rows
from policy.record.control_vocabulary import ControllingMeasures
from policy.record.controls import Controls
from policy.record.documents import compact
from policy.record.models import ControlPeriod, ControlScope, UsedScopeTag
from policy.record.version import version

TODAY = date(2026, 11, 22)
MEASURE = "2025-10-09-mofcom-gac-announcement-57"
QUESTIONS = (
    *("", "destination=US&issuer=CN", "state=in_force", "state=suspended,expired", "state=not_yet_effective"),
    *("material=dysprosium", "form=metal&state=in_force", "state=undated", "known_at=2100-01-01T00:00:00Z"),
)


def walked_through(question):
    """Return the rows of all pages of a question."""
    asked = Controls.parse(QueryDict(question), version(), TODAY)
    rows, following, _ = asked.page(None, 40)
    while following:
        more, following, _ = asked.page(following, 40)
        rows += more
    return list(control_rows(rows))


@pytest.mark.parametrize("question", QUESTIONS)
def test_few_provisions_and_many_lead_to_the_same_rows(shipped, monkeypatch, question):
    on = date(2023, 1, 1) + timedelta(days=Random(question).randrange(1600))
    asked = f"{question}&on={on}".lstrip("&")
    by_few = walked_through(asked)
    controls.few_provisions.cache_clear()
    monkeypatch.setattr(controls, "FEW", -1)
    assert walked_through(asked) == by_few
    assert by_few == list(control_rows(Controls.parse(QueryDict(asked), version(), TODAY).rows()))


@pytest.mark.parametrize("question", [*QUESTIONS, "material=holmium", "measure=" + MEASURE])
def test_texts_of_a_page_are_its_rows_whether_they_were_kept_or_not(shipped, question):
    for on in ("2025-11-08", "2025-12-10", "2025-11-08"):
        asked = Controls.parse(QueryDict(f"{question}&on={on}".lstrip("&")), version(), TODAY)
        rows, *places = asked.page(None, 30)
        assert control_texts.text_page(asked, None, 30) == ([compact(row) for row in control_rows(rows)], *places)


def test_a_kept_row_costs_no_query(shipped, django_assert_num_queries):
    asked = Controls.parse(QueryDict("on=2025-11-08"), version(), TODAY)
    with django_assert_num_queries(6):  # whether the record is small, scopes, all their periods; three of the rows
        control_texts.text_page(asked, None, 30)
    with django_assert_num_queries(0):
        control_texts.text_page(asked, None, 30)


def test_a_row_has_the_keys_that_describe_it(shipped):
    for row in control_rows(Controls.parse(QueryDict("on=2025-11-08"), version(), TODAY).rows()):
        assert_described(row, ControlRow())


def assert_described(value, described):
    """Hold the keys of an object, and of all in it, to those that a serializer has."""
    parts = described.child if isinstance(described, ListSerializer) else described
    for one in value if isinstance(value, list) else [value]:
        if isinstance(parts, Serializer) and one is not None:
            assert list(one) == list(parts.fields)
            for name, part in parts.fields.items():
                assert_described(one[name], part)


def test_the_migration_fills_the_days_shown_as_publications_do(shipped):
    shown = import_module("policy.record.migrations.0010_periods_shown").SHOWN
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), count(*) FILTER (WHERE shown <> valid), count(*) FILTER (WHERE shown <> {shown})"
            " FROM record_controlperiod JOIN (SELECT DISTINCT provision_id, announced FROM record_controlscope) AS told"
            " USING (provision_id)"
        )
        number, otherwise, wrong = cursor.fetchone()
    assert number == ControlPeriod.objects.count()
    assert otherwise > 0
    assert wrong == 0


def test_tags_are_kept_as_controls_are_written(shipped):
    carried = {tag for tags in ControlScope.objects.values_list("tags", flat=True) for tag in tags}
    kept = set(UsedScopeTag.objects.values_list("tag", flat=True))
    assert kept == {tag for tag in carried if not tag.startswith("measure:")}


def test_measures_are_known_one_by_one(shipped):
    measures = ControllingMeasures()
    assert measures[MEASURE] == MEASURE
    assert "2025-06-07-mofcom-certain-number-of-licences" not in measures
    carried = {tag for tags in ControlScope.objects.values_list("tags", flat=True) for tag in tags}
    assert set(measures) == {tag.removeprefix("measure:") for tag in carried if tag.startswith("measure:")}
