"""verify_record notices whatever is changed behind the record's back, and names the revision."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from policy.models import Actor, ControlledItem, Source
from policy.record import verify as module
from policy.record.chain import sha256
from policy.record.kept_tables import write_missing
from policy.record.models import Revision
from policy.record.verify import verify
from tests.databases import emptying
from tests.makers import (
    change,
    make_actor,
    make_item,
    make_link,
    make_measure,
    make_source,
    make_statement,
    publish,
    retract,
)

pytestmark = pytest.mark.usefixtures("record", "db")

FIRST, SUSPENSION, LISTING, STATEMENT, AGAIN, LINKED, GONE, TOMBSTONE, CURRENT, RELINKED = range(1, 11)


@pytest.fixture(scope="module", autouse=True)
def record(django_db_setup, django_db_blocker):
    """Ten revisions, made once: each test's own transaction is a savepoint in the one that is rolled back in the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        with connection.cursor() as cursor:
            for statement in emptying():
                cursor.execute(statement)
        ten_revisions()
        yield
        transaction.set_rollback(True)


def ten_revisions():
    """Publish a measure, what suspends it, a listing of items, a statement linked to it, and one that is retracted."""
    measure = make_measure(instrument_number="No. 18", title="Controls on testium")
    publish(measure)  # 1
    later = make_measure(
        "2025-05-01-suspension", effects=[{"target": measure, "effect": "suspends", "start": "2025-05"}]
    )
    publish(later)  # 2
    listed = {"ref": "1", "summary": "Listed.", "requirement": "other", "items": [make_item()]}
    publish(make_measure("2025-05-02-listing", provisions=[listed]))  # 3
    statement = make_statement(quotes=[{"text": "Yes, we did.", "language": "en"}])
    publish(statement)  # 4
    change(statement, summary="It was said again.")
    make_link(statement, measure, "confirms")
    publish(statement)  # 5, and 6 of the measure
    gone = make_statement("2025-06-01-gone")
    publish(gone)  # 7
    retract(gone)  # 8
    change(measure, title="Controls on testium and more")
    publish(measure)  # 9, and 10 of the statement


def broken():
    """Run the command, which must fail; return the number of the revision that it names, and its sentence."""
    with pytest.raises(CommandError) as error:
        call_command("verify_record")
    sentence = str(error.value)
    seq, slug = re.fullmatch(r"The record does not hold\. Revision (\d+) \(([a-z0-9-]+)\): .+", sentence).groups()
    assert Revision.objects.get(seq=seq).slug.startswith(slug[:8])
    return int(seq), sentence


def test_says_in_one_line_that_the_record_holds(record, capsys):
    call_command("verify_record")
    newest = Revision.objects.newest()
    told = f"The record holds: 10 revisions of 5 events; the newest has the hash {newest.sha256}.\n"
    assert capsys.readouterr().out == told


def test_an_empty_record_holds(empty, capsys):
    call_command("verify_record")
    assert capsys.readouterr().out.startswith("The record holds: 0 revisions of 0 events")


def test_works_in_batches(record, monkeypatch):
    monkeypatch.setattr(module, "BATCH", 2)
    assert verify().revisions == 10


@pytest.mark.parametrize(
    ("seq", "change"),
    [
        (FIRST, "document = replace(document, 'Controls', 'Kontrols')"),  # a letter of a title
        (FIRST, "document = replace(document, '2025-04-04', '2025-04-05')"),  # a digit of a date
        (FIRST, "document = replace(document, 'false', 'true')"),
        (FIRST, "document = replace(document, '\"title\"', '\"titel\"')"),  # a key
        (FIRST, "document = replace(document, 'official', 'officiaI')"),
        (FIRST, "document = replace(document, ',\"kind\"', ', \"kind\"')"),  # white space: its meaning is the same
        (FIRST, "document = replace(document, 'testium', '\\u0074estium')"),  # an escape: its meaning is the same
        (FIRST, "document = left(document, -1)"),  # no JSON any more
        (FIRST, "document = replace(document, 'null', 'nul1')"),
        (LISTING, "document = replace(document, '280530', '280531')"),
        (STATEMENT, "document = replace(document, 'Yes', 'Yea')"),  # a quotation
        (FIRST, "sha256 = translate(sha256, '0123456789', '1234567890')"),
        (AGAIN, "previous_sha256 = translate(previous_sha256, '0123456789', '1234567890')"),
        (FIRST, "previous_sha256 = repeat('0', 64)"),
        (AGAIN, "number = 7"),
        (FIRST, "action = 'modify'"),
        (AGAIN, "action = 'add'"),
        (FIRST, "kind = 'meeting'"),
        (FIRST, "slug = '2025-04-04-test-measurf'"),
        (AGAIN, "published_at = published_at + interval '1 microsecond'"),
        (AGAIN, "reason = 'For a best.'"),
        (FIRST, "superseded_at = superseded_at + interval '1 microsecond'"),
        (FIRST, "facts = jsonb_set(facts, '{slug}', '\"2025-04-04-other\"')"),
        (CURRENT, "facts = jsonb_set(facts, '{title}', '\"Kontrols\"')"),
        (CURRENT, "facts = jsonb_set(facts, '{provisions,0,destinations}', '[\"US\"]')"),
        (LISTING, "facts = facts - 'direction'"),
    ],
)
def test_notices_a_change_of_a_revision(record, tamper, seq, change):
    tamper(f"UPDATE record_revision SET {change} WHERE seq = {seq}")
    assert broken()[0] == seq


def test_notices_that_an_event_has_no_current_revision(record, tamper):
    tamper(f"UPDATE record_revision SET superseded_at = published_at WHERE seq = {LISTING}")
    assert broken()[0] == LISTING


def test_notices_that_an_event_has_revisions_of_another(record, tamper):
    tamper(f"UPDATE record_revision SET event_id = {Revision.objects.get(seq=LISTING).event_id} WHERE seq = {LINKED}")
    assert broken()[0] in (FIRST, LINKED)


def test_notices_a_missing_revision(record, tamper):
    tamper("DELETE FROM record_projection WHERE revision_id = 7")
    tamper("DELETE FROM record_revision WHERE seq = 7")
    seq, sentence = broken()
    assert seq == TOMBSTONE
    assert "there is a gap" in sentence


def test_notices_a_rewritten_end_of_the_chain(record, tamper):
    """Whoever rewrites the newest revision can hash it anew; what it was built from still tells."""
    newest = Revision.objects.newest()
    newest.document = newest.document.replace("It was said again.", "It was never said.")
    tamper("UPDATE record_revision SET document = %s, sha256 = %s WHERE seq = 10", newest.document, sha256(newest))
    seq, sentence = broken()
    assert seq == 10
    assert "summary is 'It was never said.', not 'It was said again.'" in sentence


def test_notices_a_history_that_was_hashed_anew_in_part(record, tamper):
    old = Revision.objects.get(seq=FIRST)
    old.document = old.document.replace("Controls", "Kontrols")
    tamper("UPDATE record_revision SET document = %s, sha256 = %s WHERE seq = 1", old.document, sha256(old))
    assert broken()[0] in (FIRST, SUSPENSION)


@pytest.mark.parametrize("seq", [FIRST, CURRENT])
@pytest.mark.parametrize(
    "change",
    [
        "tags[1] = 'actor:nobody'",
        "tags = tags[2:]",
        "tags = array_append(tags, 'topic:more')",
        "refs[1] = 'actor:nobody'",
        "refs = '{}'",
        "date = date + 1",
        "order_key = order_key + 1",
        "search = search || to_tsvector('simple', 'more')",
        "search = strip(search)",
    ],
)
def test_notices_a_change_of_a_projection(record, tamper, seq, change):
    tamper(f"UPDATE record_projection SET {change} WHERE revision_id = {seq}")
    assert broken()[0] == seq


def test_notices_a_wrong_form(record, tamper):
    tamper(
        f"UPDATE record_projection SET tags = array_replace(tags, 'form:metal', 'form:oxide') WHERE revision_id = {LISTING}"
    )
    assert broken()[0] == LISTING


@pytest.mark.parametrize("seq", [FIRST, CURRENT])
def test_notices_a_missing_projection(record, tamper, seq):
    tamper(f"DELETE FROM record_projection WHERE revision_id = {seq}")
    assert broken()[0] == seq


def test_notices_a_projection_of_a_tombstone(record, tamper):
    tamper("UPDATE record_projection SET revision_id = 8 WHERE revision_id = 7")
    assert broken()[0] in (GONE, TOMBSTONE)


@pytest.mark.parametrize(
    ("row", "changes", "told"),
    [
        (Actor, {"name": "Other"}, "actors[0].name is 'Ministry of Tests', not 'Other'"),
        (Source, {"title": "Other"}, "citations[0].source.title is 'Test gazette', not 'Other'"),
        (ControlledItem, {"form": "oxide"}, "items[0].form is 'metal', not 'oxide'"),
    ],
)
def test_notices_a_reference_row_that_was_changed_without_publishing(record, row, changes, told):
    make_actor(), make_source(), make_item()
    row.objects.filter(slug__in=["ministry-of-tests", "test-gazette", "test-item"]).update(**changes)
    assert told in broken()[1]


def test_notices_a_reference_row_that_is_gone(record):
    Actor.objects.filter(slug="ministry-of-tests").update(slug="elsewhere")
    assert "'ministry-of-tests'" in broken()[1]


def test_edits_that_nobody_published_change_nothing(record):
    from policy.models import Event

    for event in Event.objects.all():
        change(event, title="Edited", slug=f"{event.slug}-edited", date="2020")
    assert verify().revisions == 10


def test_a_published_link_to_a_draft_is_no_difference(record):
    statement = make_statement("2025-07-01-teller")
    make_link(statement, make_measure("2025-07-01-draft"))
    publish(statement)
    assert verify().revisions == 11


@pytest.mark.parametrize("table", ["record_usedtag", "record_namedrow", "record_usedscopetag"])
def test_notices_what_triggers_would_have_kept_and_renewal_writes_it_anew(table):
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
    with pytest.raises(module.Broken, match=f"Table {table}: it lacks .*renew_record"):
        verify()
    write_missing()
    assert verify().revisions == RELINKED


def test_notices_a_tag_that_nothing_carries():
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO record_usedtag (tag) VALUES ('kind:nothing')")
    with pytest.raises(module.Broken, match="record_usedtag: it has no reason for kind:nothing"):
        verify()
