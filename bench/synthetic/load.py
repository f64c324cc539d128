"""Writes synthetic events into an empty, migrated database, straight with COPY: what publications would have left there.

Triggers and foreign keys rest while it writes, which takes a superuser; indexes are made when all rows are in.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import groupby

import psycopg

from bench.synthetic.events import Maker
from bench.synthetic.plan import GROUP
from bench.synthetic.rows import Lines, Writer, reference_rows

BATCH = 400  # groups
COLUMNS = {
    "policy_actor": "id, slug, name, name_zh, kind, country, role, parent_id",
    "policy_material": 'id, slug, symbol, atomic_number, name, name_zh, "group", aliases, uses',
    "policy_controlleditem": "id, slug, form, control_code, hs_codes, description, material_id, defined_by_id",
    "policy_topic": "id, slug, name, name_zh",
    "policy_source": "id, slug, title, publisher_id, url, published, language, tier, checked, archive_url",
    "policy_event": "id, slug, kind, date, date_end, title, title_original, summary, certainty, created_at, updated_at",
    "policy_event_topics": "event_id, topic_id",
    "policy_citation": "supports, locator, quote, event_id, source_id",
    "policy_link": "relation, note, from_event_id, to_event_id",
    "policy_measure": "event_ptr_id, instrument_number, instrument_type, country, direction, legal_basis",
    "policy_measure_issuers": "measure_id, actor_id",
    "policy_target": "country, actor_id, measure_id",
    "policy_provision": (
        "id, position, ref, summary, requirement, destinations, commencement, expiry, notes, measure_id"
    ),
    "policy_provision_items": "provision_id, controlleditem_id",
    "policy_provision_materials": "provision_id, material_id",
    "policy_effect": "effect, start, until, provision_id, measure_id, target_id",
    "policy_statement": "event_ptr_id, time, timezone, channel, stance, on_behalf_of_id, speaker_id",
    "policy_statement_materials": "statement_id, material_id",
    "policy_quotation": "text, language, translation, statement_id",
    "policy_meeting": "event_ptr_id, meeting_kind, place, country, held",
    "policy_meeting_participants": "meeting_id, actor_id",
    "permits_permitdecision": (
        "event_ptr_id, outcome, licence_type, count_kind, count_value, applications_kind, applications_value,"
        " beneficiary_text, sectors, destinations, valid_from, valid_to, validity_text, authority_id, applicant_text,"
        " conditions, end_use"
    ),
    "permits_permitdecision_beneficiaries": "permitdecision_id, actor_id",
    "permits_permitdecision_items": "permitdecision_id, controlleditem_id",
    "permits_permitdecision_under": "permitdecision_id, measure_id",
    "record_revision": (
        "seq, number, action, kind, slug, published_at, reason, published_by, previous_sha256, sha256, document, facts,"
        " event_id, replaced_by"
    ),
    "record_recordedprovision": "id, ref, event_id",
    "record_controlscope": "known, order_key, announced, item, material, is_named, tags, provision_id",
    "record_controlperiod": (
        "valid, shown, known, state, next_state, lapsed_suspension, because, amendments, provision_id"
    ),
    "permits_permitperiod": "valid, known, state, next_state, because, event_id",
    "projection": (
        "revision_id, order_key, date, tags, refs, search_form, title, title_zh, title_words, summary, summary_words,"
        " said, said_zh, said_words, cited"
    ),
}
# The vectors of `found.searched`, in the order in which `policy.record.search.search_vector` adds them.
VECTORS = (
    *(("english", "title", "A"), ("simple", "title_zh", "A"), ("simple", "title_words", "A")),
    *(("english", "summary", "B"), ("simple", "summary_words", "B")),
    *(("english", "said", "C"), ("simple", "said_zh", "C"), ("simple", "said_words", "C")),
    ("english", "cited", "D"),
)
STAGED = f"""
CREATE TEMPORARY TABLE projection (
    revision_id bigint, order_key bigint, date date, tags text[], refs text[], search_form smallint,
    {", ".join(f"{column} text" for _, column, _ in VECTORS)}
)
"""
PROJECT = f"""
INSERT INTO record_projection (revision_id, order_key, date, tags, refs, search_form, search)
SELECT revision_id, order_key, date, tags, refs, search_form,
       {" || ".join(f"setweight(to_tsvector('{config}', {column}), '{weight}')" for config, column, weight in VECTORS)}
FROM projection
"""
# What triggers keep, which rest meanwhile.
KEPT = """
INSERT INTO record_usedtag (tag) SELECT DISTINCT unnest(tags) FROM record_projection;
INSERT INTO record_namedrow (ref, events)
    SELECT ref, count(*) FROM record_projection, unnest(refs) AS ref WHERE ref NOT LIKE 'event:%' GROUP BY ref;
INSERT INTO record_usedscopetag (tag)
    SELECT DISTINCT tag FROM record_controlscope, unnest(tags) AS tag WHERE tag NOT LIKE 'measure:%';
"""
DESCRIBED = (
    "UPDATE policy_dataset SET title = 'Synthetic', reviewed_through = '2025-12-31', first_event = '2006', note = ''"
)
OF_THE_TABLES = "tables.relname ~ '^(policy|permits|record)_'"
INDEXES = f"""
SELECT format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
FROM pg_index JOIN pg_class AS tables ON tables.oid = indrelid
WHERE {OF_THE_TABLES} AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""
EXCLUSIONS = f"""
SELECT format('ALTER TABLE %s DROP CONSTRAINT %s', conrelid::regclass, conname),
       format('ALTER TABLE %s ADD CONSTRAINT %s %s', conrelid::regclass, conname, pg_get_constraintdef(pg_constraint.oid))
FROM pg_constraint JOIN pg_class AS tables ON tables.oid = conrelid
WHERE {OF_THE_TABLES} AND contype = 'x'
"""
SEQUENCES = f"""
SELECT format('SELECT setval(pg_get_serial_sequence(%L, %L), greatest(1, max(%I))) FROM %s',
              attrelid::regclass, attname, attname, attrelid::regclass)
FROM pg_attribute JOIN pg_class AS tables ON tables.oid = attrelid
WHERE {OF_THE_TABLES} AND attidentity <> '' AND tables.relkind = 'r'
"""


def fill(connection: psycopg.Connection, events: int) -> None:
    """Write as many events as asked for, a whole number of groups; the connection commits nothing."""
    assert events % GROUP == 0, f"Synthetic events come in groups of {GROUP}."
    connection.execute("SET LOCAL session_replication_role = replica")
    connection.execute(STAGED)
    for lines in _ahead(batches(events // GROUP)):
        copy(connection, lines)
        connection.execute(PROJECT)
        connection.execute("TRUNCATE projection")
    connection.execute("DROP TABLE projection")
    connection.execute(KEPT)
    connection.execute(DESCRIBED)
    advance_sequences(connection)
    connection.execute("SET LOCAL session_replication_role = origin")


def copy(connection: psycopg.Connection, lines: Lines) -> None:
    with connection.cursor() as cursor:
        for table, rows in lines.items():
            with cursor.copy(f"COPY {table} ({COLUMNS[table]}) FROM STDIN") as target:
                target.write("".join(rows))


def advance_sequences(connection: psycopg.Connection) -> None:
    """Let the keys of new rows follow those that were written with theirs."""
    for (statement,) in connection.execute(SEQUENCES).fetchall():
        connection.execute(statement)


def batches(groups: int) -> Iterator[Lines]:
    """Yield the lines of all tables, some groups at a time."""
    maker = Maker()
    writer = Writer(maker.reference)
    for table, rows in groupby(reference_rows(maker.reference), key=lambda row: row[0]):
        writer.lines[table] = [line for _, line in rows]
    for number in range(groups):
        writer.write(maker.group(number))
        if (number + 1) % BATCH == 0:
            yield writer.taken()
    yield writer.taken()


@contextmanager
def without_indexes(connection: psycopg.Connection) -> Iterator[None]:
    """Let the tables of events be without those indexes that hold no constraint, until the block ends."""
    dropped = connection.execute(f"{INDEXES} UNION ALL {EXCLUSIONS}").fetchall()
    for drop, _ in dropped:
        connection.execute(drop)
    yield
    connection.execute("SET LOCAL maintenance_work_mem = '512MB'")
    for _, create in dropped:
        connection.execute(create)


def _ahead(batches: Iterator[Lines]) -> Iterator[Lines]:
    """Make the next batches while the database takes one."""
    with ThreadPoolExecutor(1) as maker:
        coming = maker.submit(next, batches, None)
        while (lines := coming.result()) is not None:
            coming = maker.submit(next, batches, None)
            yield lines
