from django.contrib.auth.management import create_permissions
from django.db import migrations

CODENAMES = ["add_apikey", "change_apikey", "view_apikey"]


def grant(apps, schema_editor):
    """Let administrators see, issue, change and revoke keys; permissions appear only after all migrations otherwise."""
    app = apps.get_app_config("keys")
    app.models_module = True  # the historical app has none, and without one no permissions are made
    create_permissions(app, apps=apps, verbosity=0, using=schema_editor.connection.alias)
    app.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="keys")
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name="administrator")
    group.permissions.add(*permissions.filter(codename__in=CODENAMES))


def withdraw(apps, schema_editor):
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="keys")
    for group in apps.get_model("auth", "Group").objects.filter(name="administrator"):
        group.permissions.remove(*permissions)


class Migration(migrations.Migration):
    """Keys are the administrators'; the group is made here if it isn't there yet."""

    dependencies = [
        ("keys", "0002_counters_unlogged"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(grant, withdraw)]
