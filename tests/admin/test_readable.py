"""Facts in words."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policy.admin.readable import readable
from policy.models import Event
from policy.record.editorial import read_all
from policy.record.naming import ROWS

pytestmark = pytest.mark.django_db


@pytest.fixture
def versions(shipped):
    """The facts of all shipped events, each with the name of its kind."""
    events = list(Event.objects.all())
    return list(zip([event.kind for event in events], read_all(events), strict=True))


@pytest.mark.slow
def test_puts_every_shipped_event_into_words_in_a_query_for_each_table(versions):
    with CaptureQueriesContext(connection) as queries:
        told = readable(versions)
    assert len(queries) <= len(ROWS) + len(["events", "measures"])
    assert [list(facts) for facts in told] == [list(facts) for _, facts in versions]


def test_names_no_actor_by_a_slug(versions):
    statements = [(kind, facts) for kind, facts in versions if kind == "statement"]
    told = readable(statements)
    assert all(one["speaker"] != facts["speaker"] for one, (_, facts) in zip(told, statements, strict=True))


@pytest.mark.permits
def test_says_how_a_count_was_given(versions):
    told = readable([(kind, facts) for kind, facts in versions if kind == "permit"])
    assert {"at least", "number not stated"} <= {one["count"]["kind"] for one in told}


def test_keeps_a_slug_that_no_row_has_any_more(versions):
    kind, facts = next(one for one in versions if one[0] == "statement")
    assert readable([(kind, facts | {"speaker": "gone-since"})])[0]["speaker"] == "gone-since"
