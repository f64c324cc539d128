from django.db import migrations, models

FORWARD = """
INSERT INTO record_usedscopetag (tag)
    SELECT DISTINCT tag FROM record_controlscope, unnest(tags) AS tag WHERE tag NOT LIKE 'measure:%';

CREATE FUNCTION record_scoped() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO record_usedscopetag (tag)
        SELECT DISTINCT tag FROM written, unnest(tags) AS tag WHERE tag NOT LIKE 'measure:%' ORDER BY 1
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER record_scoped AFTER INSERT ON record_controlscope REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION record_scoped();
"""
BACKWARD = """
DROP TRIGGER record_scoped ON record_controlscope;
DROP FUNCTION record_scoped;
"""


class Migration(migrations.Migration):
    dependencies = [("record", "0011_periods_shown_found")]
    operations = [
        migrations.CreateModel(
            name="UsedScopeTag",
            fields=[("tag", models.TextField(primary_key=True, serialize=False))],
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
