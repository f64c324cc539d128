"""What is controlled on a day, counted in one statement: what is read of it grows with what is named, not with the record."""

import json
from collections.abc import Mapping
from datetime import date
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F, OuterRef, Subquery

from policy.choices import Certainty, Form, InstrumentType, Requirement, State
from policy.dates import DAY
from policy.record.controls import Controls
from policy.record.models import ControlPeriod

STATES = (State.IN_FORCE, State.SUSPENDED)
UNOFFICIAL, UNREAD, UNNUMBERED = "unofficial", "unread", "unnumbered"  # why an act is less sure than others

# Rows that bind named companies alone are in none of these. A row is counted where its material has a subject and it is on
# goods: not where technology or equipment is controlled, nor where the provision lists items and all are of others.
# A material of which the same is demanded in force isn't counted as suspended besides.
STATEMENT = f"""
WITH told AS MATERIALIZED ({{rows}}),
sorted AS MATERIALIZED (
    SELECT *, split_part(order_key, '#', 1) COLLATE "default" AS slug,
        (SELECT substr(tag, 13) FROM unnest(tags) AS tag WHERE tag LIKE 'requirement:%%' LIMIT 1) AS requirement,
        CASE WHEN item <> '' THEN NOT tags && ARRAY['form:{Form.TECHNOLOGY}', 'form:{Form.EQUIPMENT}']
        ELSE NOT bool_or(item <> '') OVER (PARTITION BY provision_id) AND NOT EXISTS (
            SELECT FROM record_revision JOIN record_projection ON revision_id = seq
            WHERE event_id = told.event AND superseded_at IS NULL
                AND record_projection.tags @> ARRAY['instrument_type:{InstrumentType.TECHNOLOGY_CONTROL}']
        ) END AS is_on_goods
    FROM told LEFT JOIN json_each_text(%s) AS counted(material_counted, subject) ON material = material_counted
),
held AS (
    SELECT * FROM sorted WHERE subject IS NOT NULL AND is_on_goods AND (state = '{State.IN_FORCE}' OR NOT EXISTS (
        SELECT FROM sorted AS biting WHERE biting.subject IS NOT NULL AND biting.is_on_goods
            AND biting.state = '{State.IN_FORCE}'
            AND biting.material = sorted.material AND biting.requirement = sorted.requirement
    ))
),
ground AS (
    SELECT subject, requirement, state, slug, valid, because, lapsed_suspension, next_state,
        array_agg(DISTINCT material) AS materials,
        row_number() OVER (
            PARTITION BY subject, requirement, state
            ORDER BY count(DISTINCT material) DESC, slug COLLATE "C", min(order_key)
        ) AS place
    FROM held GROUP BY subject, requirement, state, slug, valid, because, lapsed_suspension, next_state
),
ban AS (
    SELECT slug, min(order_key) AS place, array_agg(ref ORDER BY order_key) AS refs FROM sorted
    WHERE requirement = '{Requirement.PROHIBITED}' AND state = '{State.IN_FORCE}'
        AND (subject IS NULL OR NOT is_on_goods)
    GROUP BY slug
),
named_ban AS (SELECT * FROM ban ORDER BY place LIMIT %s),
resting AS (
    SELECT subject, requirement, state, slug, min(place) AS place FROM (
        SELECT subject, requirement, state, slug, place FROM ground
        UNION ALL
        SELECT subject, requirement, state, effect ->> 'measure', place FROM ground, jsonb_array_elements(because) AS effect
    ) AS each GROUP BY subject, requirement, state, slug
),
act AS MATERIALIZED (
    SELECT revision.slug, title, title_original,
        json_build_object('instrument_number', detail ->> 'instrument_number') AS detail,
        CASE WHEN certainty <> '{Certainty.OFFICIAL}' THEN '{UNOFFICIAL}' WHEN NOT primary_read THEN '{UNREAD}'
        WHEN coalesce(detail ->> 'instrument_number', '') = '' THEN '{UNNUMBERED}' END AS caveat
    FROM record_revision AS revision, json_to_record(document::json)
        AS said(title text, title_original text, certainty text, primary_read boolean, detail json)
    WHERE superseded_at IS NULL AND revision.slug IN (SELECT slug FROM resting UNION SELECT slug FROM named_ban)
),
figure AS (
    SELECT subject, requirement, state, count(DISTINCT material) AS count,
        (SELECT count(*) FROM ground WHERE (ground.subject, ground.requirement, ground.state)
            = (held.subject, held.requirement, held.state)) AS acts,
        EXISTS (SELECT FROM resting JOIN act USING (slug) WHERE caveat IS NOT NULL
            AND (resting.subject, resting.requirement, resting.state) = (held.subject, held.requirement, held.state)
        ) AS has_caveats
    FROM held GROUP BY subject, requirement, state
)
SELECT json_build_object(
    'materials', (SELECT json_agg(DISTINCT material) FROM told),
    'figures', (SELECT json_agg(figure) FROM figure),
    'grounds', (
        SELECT json_agg(json_build_object('figure', ARRAY[subject, requirement, state], 'slug', slug,
            'materials', materials, 'state', state, 'since', lower(valid), 'until', upper(valid) - 1, 'because', because,
            'lapsed_suspension', lapsed_suspension, 'next_state', next_state) ORDER BY place)
        FROM ground WHERE place <= %s),
    'bans', (SELECT json_agg(named_ban ORDER BY place) FROM named_ban),
    'banning', (SELECT count(*) FROM ban),
    'caveats', (SELECT json_object_agg(caveat, acts) FROM (
        SELECT caveat, count(DISTINCT slug) AS acts FROM resting JOIN act USING (slug)
        WHERE caveat IS NOT NULL GROUP BY caveat) AS counted),
    'acts', (SELECT json_agg(act) FROM act WHERE slug IN (
        SELECT slug FROM resting WHERE place <= %s UNION SELECT slug FROM named_ban))
)::text
"""


def controlled(controls: Controls, subjects: Mapping[str, str], named: int) -> dict[str, Any]:
    """Return what a question about now finds on its day: what is counted, and at most so many acts behind each number.

    The question asks for `STATES`. `subjects` says with what a material is counted, by its slug. Of the acts behind a
    number, those on the most materials are named. One query.
    """
    rows = controls.with_period(controls.scopes.filter(is_named=False)).order_by()
    columns = ("state", "valid", "because", "lapsed_suspension", "next_state")
    told = rows.values(
        *("provision_id", "order_key", "item", "material", "tags"),
        **{name: F(f"period__{name}") for name in columns},
        ref=F("provision__ref"),
        event=F("provision__event"),
    )
    sql, parameters = told.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT.format(rows=sql), [*parameters, json.dumps(subjects), named, named, named])
        return json.loads(cursor.fetchone()[0])


def next_beginnings(controls: Controls) -> tuple[date | None, list[ControlPeriod]]:
    """Return the first day after that asked about on which a period of some provision begins or is announced, and those.

    A period that is announced then is not yet effective, and has no first day of its own. Each row carries the first
    `order_key` of its provision's scopes, in whose order they are; `None` and no rows: nothing is to come. Four queries.
    """
    scopes = controls.scopes_of_any_day.order_by("order_key")
    periods = ControlPeriod.objects.known_at(controls.known_at).filter(
        provision__in=scopes.order_by().values("provision")
    )
    announced = periods.filter(
        state=State.NOT_YET_EFFECTIVE, valid__startswith=None, shown__fully_gt=DateRange(None, controls.on + DAY)
    )
    begin = {"valid": periods.filter(valid__startswith__gt=controls.on), "shown": announced}
    firsts = [
        rows.order_by(f"{days}__startswith").values_list(f"{days}__startswith")[:1] for days, rows in begin.items()
    ]
    first = min((day for found in firsts for (day,) in found), default=None)
    own = Subquery(scopes.filter(provision=OuterRef("provision")).values("order_key")[:1])
    found = [
        row
        for days, rows in begin.items()
        for row in rows.filter(**{f"{days}__startswith": first}).annotate(order_key=own).select_related("provision")
    ]
    return first, sorted(found, key=attrgetter("order_key"))
