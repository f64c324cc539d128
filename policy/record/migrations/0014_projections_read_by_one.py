from django.db import migrations

# To start helping processes takes longer than a search; nothing else that reads this table waits for an answer.
FORWARD = "ALTER TABLE record_projection SET (parallel_workers = 0)"
BACKWARD = "ALTER TABLE record_projection RESET (parallel_workers)"


class Migration(migrations.Migration):
    dependencies = [("record", "0013_first_days")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
