from django.db import migrations


def create(apps, schema_editor):
    apps.get_model("policy", "DataSet").objects.get_or_create(id=1)


class Migration(migrations.Migration):
    """The one row that tells this database's record from any other's."""

    dependencies = [("policy", "0003_effect_provision_of_target")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
