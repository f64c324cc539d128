import django.contrib.postgres.fields.ranges
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('record', '0012_used_scope_tags'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='controlperiod',
            index=models.Index(django.contrib.postgres.fields.ranges.RangeStartsWith('valid'), name='record_period_first_day'),
        ),
    ]
