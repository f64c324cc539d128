"""Listeners of publications: told in the transaction, of all that was appended, and able to undo it."""

import json

import pytest

from policy.record import announced
from policy.record.change_feed import change_text, changes_after
from policy.record.models import Revision
from tests.makers import change, make_link, make_measure, make_statement, publish, retract

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(monkeypatch):
    told = []
    monkeypatch.setattr(announced, "_listeners", [lambda revisions: told.append([one.slug for one in revisions])])
    return told


def test_are_told_of_linked_events_too(empty, told):
    measure, statement = make_measure("2025-04-04-shared"), make_statement("2025-04-05-teller")
    make_link(statement, measure)
    publish(measure)
    publish(statement)
    assert told == [["2025-04-04-shared"], ["2025-04-05-teller", "2025-04-04-shared"]]


def test_are_not_told_of_nothing(empty, told):
    measure = make_measure("2025-04-04-shared")
    publish(measure)
    publish(measure)
    assert told == [["2025-04-04-shared"]]


def test_undo_the_publication_by_raising(empty, monkeypatch):
    monkeypatch.setattr(announced, "_listeners", [lambda revisions: 1 / 0])
    with pytest.raises(ZeroDivisionError):
        publish(make_measure())
    assert not Revision.objects.exists()


def test_an_entry_of_the_feed_carries_the_document_as_it_is_served(empty, client):
    measure = make_measure()
    publish(measure)
    retract(change(measure, title="Another title"))
    add, delete = (json.loads(change_text(one, lambda path: f"http://testserver{path}")) for one in changes_after(0))
    told = [add["seq"], add["action"], delete["seq"], delete["action"], delete["document"], delete["replaced_by"]]
    assert told == [1, "add", 2, "delete", None, None]
    assert add["document"]["title"] == "Test measure"
    assert add["document"]["url"] == f"http://testserver/events/{measure.slug}/"
    assert [one.seq for one in changes_after(1)] == [2]
