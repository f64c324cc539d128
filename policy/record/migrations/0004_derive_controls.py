from django.db import migrations


def derive(apps, schema_editor):
    """Derive what provisions control, and their periods, for what was published before this was stored."""
    if apps.get_model("record", "Revision").objects.exists():
        from policy.record.both_axes import derive_all

        derive_all()


class Migration(migrations.Migration):
    dependencies = [("record", "0003_controls")]
    operations = [migrations.RunPython(derive, migrations.RunPython.noop)]
