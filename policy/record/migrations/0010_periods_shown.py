import django.contrib.postgres.fields.ranges
from django.db import migrations

# As policy.record.stored_controls.shown tells it. A period that was known under several announcements is one row for each.
FILL = """
CREATE TEMPORARY TABLE told ON COMMIT DROP AS
    SELECT period.id, announced, period.known * span AS known
    FROM record_controlperiod AS period
    JOIN (
        SELECT provision_id, announced, unnest(range_agg(known)) AS span
        FROM record_controlscope GROUP BY provision_id, announced
    ) AS scope ON scope.provision_id = period.provision_id AND scope.span && period.known;
CREATE TEMPORARY TABLE divided ON COMMIT DROP AS
    SELECT period.*, told.known AS told, announced FROM record_controlperiod AS period JOIN told USING (id)
    WHERE id IN (SELECT id FROM told GROUP BY id HAVING count(*) > 1);
UPDATE record_controlperiod SET shown = {shown} FROM told WHERE told.id = record_controlperiod.id;
DELETE FROM record_controlperiod USING divided WHERE divided.id = record_controlperiod.id;
INSERT INTO record_controlperiod
        (provision_id, valid, shown, known, state, next_state, lapsed_suspension, because, amendments)
    SELECT provision_id, valid, {shown}, told, state, next_state, lapsed_suspension, because, amendments
    FROM divided;
"""
SHOWN = """CASE WHEN state <> 'not_yet_effective' THEN valid
    ELSE daterange(LEAST(announced, upper(valid)), upper(valid)) END"""


class Migration(migrations.Migration):
    dependencies = [("record", "0009_version_told")]
    operations = [
        migrations.RemoveIndex(model_name="controlperiod", name="record_period_current"),
        migrations.RemoveIndex(model_name="controlperiod", name="record_period_both_axes"),
        migrations.AddField(
            model_name="controlperiod",
            name="shown",
            field=django.contrib.postgres.fields.ranges.DateRangeField(
                null=True,
                help_text="The days on which answers show it: not yet effective, from the announcement on; "
                "else those of valid.",
            ),
        ),
        migrations.RunSQL(FILL.format(shown=SHOWN), migrations.RunSQL.noop),
    ]
