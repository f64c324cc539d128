"""Served documents: the text that PostgreSQL puts together is the one that Python does."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from policy.record.documents import compact
from policy.record.home import at_home
from policy.record.models import Revision
from policy.record.served import served, served_text

pytestmark = pytest.mark.django_db

COLUMNS = "document", "seq", "number", "published_at", "reason", "sha256", "previous_sha256", "slug"
CHARACTERS = "".join(chr(code) for code in (*range(1, 0xD800), *range(0xE000, 0x10000), 0x1F600, 0x10FFFF))
FIRST, LAST, WHOLE = (
    datetime(1900, 1, 1, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    datetime(2026, 11, 22, 10, tzinfo=UTC),
)


def make_revision(**changes):
    """A revision that is in no record, for none has all of these reasons."""
    values = {"document": '{"title":"镝"}', "seq": 2, "number": 1, "published_at": WHOLE, "reason": "First published."}
    return Revision(**values | {"sha256": "b" * 64, "previous_sha256": "a" * 64, "slug": "geneva"} | changes)


def as_sql_has_it(revision, absolute=at_home):
    told = served_text(absolute)
    values = ", ".join(["%s::text", "%s", "%s", "%s::timestamptz", *["%s::text"] * 4])
    row = f"(VALUES ({values})) AS record_revision ({', '.join(COLUMNS)})"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {told.sql} FROM {row}", [*told.params, *(getattr(revision, name) for name in COLUMNS)])
        return cursor.fetchone()[0]


def test_the_database_writes_the_shipped_documents_as_python_does(shipped):
    revisions = list(Revision.objects.public().annotate(text=served_text(at_home)))
    assert [one.text for one in revisions] == [served(one, at_home) for one in revisions]
    assert len(revisions) == len(shipped.published)


def test_every_character_of_a_reason_is_escaped_alike():
    revision = make_revision(reason=CHARACTERS)
    assert as_sql_has_it(revision) == served(revision, at_home)


@pytest.mark.parametrize("changes", [{"published_at": FIRST}, {"published_at": LAST}, {"previous_sha256": ""}])
def test_ends_of_the_calendar_and_of_the_chain_are_written_alike(changes):
    revision = make_revision(**changes)
    assert as_sql_has_it(revision) == served(revision, at_home)


def test_instants_are_written_in_utc_whatever_the_zone_of_the_connection():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL TimeZone TO 'Asia/Shanghai'")
    revision = make_revision()
    assert as_sql_has_it(revision) == served(revision, at_home)


def test_an_address_is_escaped_as_json_has_it():
    revision = make_revision()

    def absolute(path):
        return f'http://slug"\\.example{path}'

    assert as_sql_has_it(revision, absolute) == served(revision, absolute)
    assert compact(absolute("/events/geneva/")) in served(revision, absolute)


def test_a_tombstone_has_no_text():
    assert as_sql_has_it(make_revision(document=None)) is None
