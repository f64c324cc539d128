import django.db.models.deletion
from django.db import migrations, models

# What projections hold is counted as it is written; see policy/record/models.py and policy/record/tally.py.
FORWARD = """
INSERT INTO record_usedtag (tag) SELECT DISTINCT unnest(tags) FROM record_projection;
INSERT INTO record_namedrow (ref, events)
    SELECT ref, count(*) FROM record_revision
    JOIN record_projection ON seq = revision_id, unnest(refs) AS ref
    WHERE superseded_at IS NULL AND ref NOT LIKE 'event:%' GROUP BY ref;

CREATE FUNCTION record_name(refs text[], change integer) RETURNS void LANGUAGE sql AS $$
    INSERT INTO record_namedrow (ref, events)
        SELECT ref, change * count(*) FROM unnest(refs) AS ref
        WHERE ref NOT LIKE 'event:%' GROUP BY ref ORDER BY ref
        ON CONFLICT (ref) DO UPDATE SET events = record_namedrow.events + EXCLUDED.events;
$$;

CREATE FUNCTION record_projected() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO record_usedtag (tag) SELECT DISTINCT unnest(tags) FROM written ORDER BY 1 ON CONFLICT DO NOTHING;
    PERFORM record_name(array_agg(ref), 1) FROM written
        JOIN record_revision ON seq = revision_id AND superseded_at IS NULL, unnest(refs) AS ref;
    RETURN NULL;
END $$;

CREATE FUNCTION record_superseded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM record_name(refs, -1) FROM record_projection WHERE revision_id = NEW.seq;
    RETURN NULL;
END $$;

CREATE FUNCTION record_refreshed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO record_usedtag (tag) SELECT unnest(NEW.tags) ON CONFLICT DO NOTHING;
    DELETE FROM record_usedtag WHERE tag = ANY(OLD.tags) AND NOT tag = ANY(NEW.tags)
        AND NOT EXISTS (SELECT FROM record_projection WHERE tags @> ARRAY[tag]);
    IF EXISTS (SELECT FROM record_revision WHERE seq = NEW.revision_id AND superseded_at IS NULL) THEN
        PERFORM record_name(OLD.refs, -1);
        PERFORM record_name(NEW.refs, 1);
    END IF;
    UPDATE policy_dataset SET edition = edition + 1 WHERE NOT EXISTS (
        SELECT FROM record_refresh
        WHERE record_refresh.edition = policy_dataset.edition AND record_refresh.xmin = pg_current_xact_id()::xid
    );
    INSERT INTO record_refresh (edition, revision_id) SELECT edition, NEW.revision_id FROM policy_dataset;
    RETURN NULL;
END $$;

CREATE TRIGGER record_projected AFTER INSERT ON record_projection REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION record_projected();
CREATE TRIGGER record_refreshed AFTER UPDATE ON record_projection FOR EACH ROW
    WHEN ((OLD.tags, OLD.refs, OLD.date) IS DISTINCT FROM (NEW.tags, NEW.refs, NEW.date))
    EXECUTE FUNCTION record_refreshed();
CREATE TRIGGER record_superseded AFTER UPDATE ON record_revision FOR EACH ROW
    WHEN (OLD.superseded_at IS NULL AND NEW.superseded_at IS NOT NULL)
    EXECUTE FUNCTION record_superseded();
"""
BACKWARD = """
DROP TRIGGER record_superseded ON record_revision;
DROP TRIGGER record_refreshed ON record_projection;
DROP TRIGGER record_projected ON record_projection;
DROP FUNCTION record_superseded, record_refreshed, record_projected, record_name;
"""


class Migration(migrations.Migration):
    dependencies = [("record", "0014_projections_read_by_one")]
    operations = [
        migrations.CreateModel(
            name="UsedTag",
            fields=[("tag", models.TextField(primary_key=True, serialize=False))],
        ),
        migrations.CreateModel(
            name="NamedRow",
            fields=[
                (
                    "ref",
                    models.TextField(
                        help_text="Such as source:reuters-2025-06-06.", primary_key=True, serialize=False
                    ),
                ),
                ("events", models.IntegerField(help_text="0 where none names it any more.")),
            ],
        ),
        migrations.CreateModel(
            name="Refresh",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "edition",
                    models.PositiveIntegerField(db_index=True, help_text="That which the refresh made."),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="record.revision",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
