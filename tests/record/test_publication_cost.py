"""What a publication costs: a number of queries that is known, and doesn't grow with the number of events."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from policy.record.inserted import insert
from policy.record.models import ControlPeriod, RecordedProvision, Revision
from policy.record.publish import publish as publish_one
from policy.record.publish import republish
from policy.record.turns import hold_publications
from tests.makers import (
    change,
    make_actor,
    make_item,
    make_link,
    make_measure,
    make_meeting,
    make_permit,
    make_statement,
    publish,
    retract,
)

pytestmark = pytest.mark.usefixtures("empty")

MAKERS = {"measure": make_measure, "statement": make_statement, "meeting": make_meeting, "permit": make_permit}


def cost(call, *args, **options):
    """Return how many queries a call takes, the savepoint of its transaction among them, and what it returns."""
    with CaptureQueriesContext(connection) as queries:
        result = call(*args, **options)
    return len(queries), result


def chain(number, year):
    """Measures each of which suspends the one before, with an item of their own, and statements linked with them."""
    measures = [make_measure(f"{year}-04-{day:02}-measure") for day in range(1, number + 1)]
    for before, after in pairwise(measures):
        after.effects.create(target=before, effect="suspends", start=f"{year}-05-01")
        after.provisions.get().items.add(make_item(f"item-{after.slug}"))
    statements = [make_statement(f"{one.slug}-told") for one in measures]
    for statement, measure in zip(statements, measures, strict=True):
        make_link(statement, measure)
    return [*measures, *statements]


@pytest.mark.parametrize(
    ("kind", "new", "changed"), [("measure", 24, 23), ("statement", 19, 20), ("meeting", 19, 20), ("permit", 20, 21)]
)
def test_publishing_one_event_takes_so_many_queries(kind, new, changed):
    event = MAKERS[kind]()
    assert cost(publish_one, event, reason="For a test.", by="tester")[0] == new
    change(event, title="Changed")
    assert cost(publish_one, event, reason="For a test.", by="tester")[0] == changed


def test_a_new_event_linked_with_a_public_one_takes_so_many_queries():
    publish(measure := make_measure())
    make_link(statement := make_statement(), measure)
    assert cost(publish_one, statement, reason="For a test.", by="tester")[0] == 24


def test_what_the_indexes_put_off_is_little_until_the_transaction_ends():
    with transaction.atomic():
        hold_publications()
        assert _setting("gin_pending_list_limit") == "1MB"


@pytest.mark.parametrize("days", [(None, None), (date(2025, 4, 4), None), (date(2025, 4, 4), date(2025, 5, 1)), ()])
def test_rows_are_inserted_as_they_are_saved(days):
    provision = RecordedProvision.objects.create(event_id=make_measure().pk, ref="1")
    span = DateRange(*days) if days else DateRange(empty=True)
    values = {"provision": provision, "valid": DateRange(), "shown": span, "state": "in_force", "next_state": ""}
    values |= {"because": [{"measure": 'a \\ "b"', "until": None}], "amendments": [], "lapsed_suspension": False}
    known = [DateTimeTZRange(at, at + timedelta(microseconds=1)) for at in (timezone.now(), timezone.now())]
    ControlPeriod(**values, known=known[0]).save()
    insert([ControlPeriod(**values, known=known[1])])
    saved, inserted = ControlPeriod.objects.order_by("pk").values(*values)
    assert saved == inserted
    assert list(ControlPeriod.objects.order_by("pk").values_list("known", flat=True)) == known


@pytest.mark.slow
def test_many_events_take_as_many_queries_as_a_few():
    publish(make_measure("2025-01-01-list-of-items"))
    few, appended = cost(publish, *chain(3, 2024))
    many, more = cost(publish, *chain(20, 2025))
    assert (len(appended), len(more)) == (6, 40)
    assert many == few


def test_many_changes_take_as_many_queries_as_a_few():
    publish(make_measure("2025-01-01-list-of-items"))
    costs = []
    for number, year in ((3, 2024), (20, 2025)):
        events = chain(number, year)
        publish(*events)
        for event in events:
            change(event, title="Changed")
        costs.append(cost(publish, *events)[0])
    assert costs[0] == costs[1]


def test_events_that_come_back_take_no_query_each():
    costs = []
    for number, year in ((2, 2024), (9, 2025)):
        events = [make_statement(f"{year}-04-{day:02}-statement") for day in range(1, number + 1)]
        publish(*events)
        for event in events:
            retract(event)
        costs.append(cost(publish, *events)[0])
    assert costs[0] == costs[1]


def test_an_actor_that_is_called_otherwise_takes_as_many_queries_for_many_events_as_for_a_few():
    costs = []
    for number, year in ((2, 2024), (9, 2025)):
        publish(*(make_statement(f"{year}-04-{day:02}-statement") for day in range(1, number + 1)))
        type(actor := make_actor()).objects.filter(pk=actor.pk).update(name=f"Ministry of {year}")
        costs.append(cost(republish, [f"actor:{actor.slug}"], reason="For a test.", by="tester"))
    assert costs[0][0] == costs[1][0]
    assert len(costs[1][1]) == 11


def test_the_index_is_asked_and_no_scan_of_the_record_however_many_events_are_published():
    publish(*(make_statement(f"2024-04-{day:02}-statement") for day in range(1, 5)))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    with CaptureQueriesContext(connection) as queries:
        publish(make_statement())
    read = [query["sql"] for query in queries if query["sql"].startswith("SELECT") and "record_" in query["sql"]]
    plans = [_plan(sql) for sql in read if "advisory" not in sql]
    assert plans
    assert [plan for plan in plans if "Seq Scan" in plan] == []
    assert Revision.objects.count() == 5


def _setting(name):
    with connection.cursor() as cursor:
        return cursor.execute(f"SHOW {name}").fetchone()[0]


def _plan(sql):
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + sql.replace("%", "%%"))
        return "\n".join(row[0] for row in cursor.fetchall())
