from django.core.management import call_command
from django.db import migrations


def create(apps, schema_editor):
    """Make the table that the processes' shared cache has its rows in."""
    call_command("createcachetable", "signin_cache", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("signin", "0001_sign_ins")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop), migrations.RunSQL(migrations.RunSQL.noop, "DROP TABLE signin_cache")]
