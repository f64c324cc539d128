from django.db import migrations


class Migration(migrations.Migration):
    """Nothing: what follows from an older record is stored by `manage.py renew_record`."""

    dependencies = [("record", "0003_controls")]
    operations = []
