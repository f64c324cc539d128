"""The database itself refuses to have its record changed, whoever asks: here, the owner of its tables."""

import pytest
from django.db import DatabaseError, connection, transaction

from policy.record.models import Revision
from policy.record.verify import verify
from tests.makers import change, make_measure, make_statement, newest, publish, retract

pytestmark = pytest.mark.usefixtures("empty")

COLUMNS = {field.column for field in Revision._meta.concrete_fields}
OTHER_VALUES = {
    "seq": "seq + 100",
    "event_id": "event_id + 1",
    "number": "number + 1",
    "action": "'modify'",
    "kind": "'meeting'",
    "slug": "slug || 'x'",
    "published_at": "published_at + interval '1 microsecond'",
    "reason": "reason || '.'",
    "published_by": "'nobody'",
    "previous_sha256": "repeat('0', 64)",
    "sha256": "repeat('0', 64)",
    "document": "document || ' '",
    "facts": 'facts || \'{"slug": "x"}\'',
    "replaced_by": "'elsewhere'",
}
NEXT = """
    INSERT INTO record_revision (seq, event_id, number, action, kind, slug, published_at, superseded_at, reason, published_by,
        previous_sha256, sha256, document, facts)
    SELECT seq + {seq}, event_id, number + 1, 'modify', kind, slug, published_at + interval '{later}', NULL, 'x', 'x',
        {previous}, repeat('1', 64), document, facts
    FROM record_revision ORDER BY seq DESC LIMIT 1
"""


def refusal(sql):
    """Run SQL that must be refused; return what the database says."""
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    verify()
    return str(error.value)


@pytest.fixture
def revision():
    return publish(make_measure())[0]


def test_every_column_is_tried():
    assert OTHER_VALUES.keys() == COLUMNS - {"superseded_at"}


@pytest.mark.parametrize("column", OTHER_VALUES)
def test_refuses_to_update(revision, column):
    sql = f"UPDATE record_revision SET {column} = {OTHER_VALUES[column]}"
    assert "append-only" in refusal(sql)
    assert "append-only" in refusal(f"{sql}, superseded_at = now()")


def test_refuses_to_supersede_twice(revision):
    retract(revision.event)
    for value in ("now()", "NULL", "superseded_at + interval '1 day'"):
        assert "append-only" in refusal(f"UPDATE record_revision SET superseded_at = {value} WHERE seq = 1")


def test_refuses_to_supersede_before_publication(revision):
    sql = "UPDATE record_revision SET superseded_at = published_at - interval '1 second'"
    assert "record_superseded_after_published" in refusal(sql)


def test_refuses_to_delete(revision):
    assert "append-only" in refusal("DELETE FROM record_revision")
    assert "append-only" in refusal("DELETE FROM record_revision WHERE seq = 1")


def test_refuses_to_truncate(revision):
    assert "append-only" in refusal("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE record_revision CASCADE")
    assert "append-only" in refusal("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE policy_event CASCADE")


def test_refuses_to_upsert(revision):
    upsert = NEXT.format(seq=0, later="0", previous="previous_sha256") + "ON CONFLICT (seq) DO UPDATE SET reason = 'x'"
    assert "append-only" in refusal(upsert)


@pytest.mark.parametrize(
    ("seq", "later", "previous"),
    [
        (0, "0", "sha256"),
        (2, "0", "sha256"),
        (-1, "0", "sha256"),
        (1, "0", "previous_sha256"),
        (1, "0", "repeat('0', 64)"),
        (1, "-1 microsecond", "sha256"),
    ],
)
def test_refuses_what_does_not_follow_the_newest(revision, seq, later, previous):
    publish(make_statement())
    assert "append-only" in refusal(NEXT.format(seq=seq, later=later, previous=previous))


def test_refuses_a_second_current_revision_of_an_event(revision):
    assert "record_one_current_revision" in refusal(NEXT.format(seq=1, later="0", previous="sha256"))


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("number = 1", "record_revision_number_once"),
        ("action = 'delete'", "record_tombstone_is_empty"),
        ("document = NULL", "record_tombstone_is_empty"),
        ("facts = NULL", "record_tombstone_is_empty"),
        ("reason = ' '", "record_reason_given"),
        ("action = 'replace'", "record_revision_action_check"),
        ("event_id = 0", "record_revision_event_id"),
    ],
)
def test_refuses_a_row_that_is_no_revision(revision, change, constraint):
    column, _, value = change.partition(" = ")
    names = [field.column for field in Revision._meta.concrete_fields]
    values = {
        "seq": "seq + 1",
        "number": "number + 1",
        "previous_sha256": "sha256",
        "superseded_at": "NULL",
        column: value,
    }
    select = ", ".join(values.get(name, name) for name in names)
    copy = f"INSERT INTO record_revision ({', '.join(names)}) SELECT {select} FROM record_revision ORDER BY seq DESC LIMIT 1"
    close = "UPDATE record_revision SET superseded_at = published_at"
    assert constraint in refusal(f"{close}; {copy}; SET CONSTRAINTS ALL IMMEDIATE")


def test_refuses_to_delete_an_event_that_was_ever_published():
    publish(statement := make_statement())
    retract(statement)
    tables = ("policy_citation", "policy_event_topics", "policy_statement", "policy_event")
    deletions = "; ".join(f"DELETE FROM {table}" for table in tables)
    assert "record_revision" in refusal(f"{deletions}; SET CONSTRAINTS ALL IMMEDIATE")


def test_the_orm_is_refused_too(revision):
    other = Revision(seq=9, event=revision.event, number=2, published_at=revision.published_at)
    for forbidden in (
        lambda: Revision.objects.update(reason="x"),
        lambda: Revision.objects.all().delete(),
        lambda: Revision.objects.filter(pk=1).update(superseded_at=None),
        lambda: Revision(pk=1, event=revision.event, number=1).save(force_update=True),
        lambda: Revision.objects.bulk_create([other]),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            forbidden()
    verify()


def test_publication_itself_is_not_refused(revision):
    change(revision.event, title="Changed")
    publish(revision.event)
    assert newest(revision.event).number == 2
