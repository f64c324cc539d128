import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("record", "0010_periods_shown")]
    operations = [
        migrations.AlterField(
            model_name="controlperiod",
            name="shown",
            field=django.contrib.postgres.fields.ranges.DateRangeField(
                help_text="The days on which answers show it: not yet effective, from the announcement on; "
                "else those of valid."
            ),
        ),
        migrations.AddIndex(
            model_name="controlperiod",
            index=django.contrib.postgres.indexes.GistIndex(
                fields=["state", "shown"],
                condition=models.Q(("known__upper_inf", True)),
                name="record_period_shown",
            ),
        ),
        migrations.AddIndex(
            model_name="controlperiod",
            index=django.contrib.postgres.indexes.GistIndex(
                fields=["shown", "known"], name="record_period_both_axes"
            ),
        ),
    ]
