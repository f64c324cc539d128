from django.contrib.auth.management import create_permissions
from django.db import migrations


def _permission(apps):
    return apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="policy", codename="rename_event"
    )


def grant(apps, schema_editor):
    """Let publishers rename and merge; the permission appears only after all migrations otherwise."""
    app = apps.get_app_config("policy")
    app.models_module = True  # the historical app has none, and without one no permissions are made
    create_permissions(app, apps=apps, verbosity=0, using=schema_editor.connection.alias)
    app.models_module = None
    apps.get_model("auth", "Group").objects.get(name="publisher").permissions.add(*_permission(apps))


def withdraw(apps, schema_editor):
    apps.get_model("auth", "Group").objects.get(name="publisher").permissions.remove(*_permission(apps))


class Migration(migrations.Migration):
    """Who publishes also renames and merges: each is a publication, or a retraction, of many events at once."""

    dependencies = [("policy", "0013_renaming")]
    operations = [migrations.RunPython(grant, withdraw)]
