from django.contrib.auth.management import create_permissions
from django.db import migrations

ROLES = {
    "editor": ["view_alert"],
    "publisher": ["view_alert"],
    "administrator": ["view_alert", "change_alert", "delete_alert", "view_sentdigest"],
}


def grant(apps, schema_editor):
    """Give the roles what they may do with alerts; the permissions appear only after all migrations otherwise."""
    alias = schema_editor.connection.alias
    app = apps.get_app_config("alerts")
    app.models_module = True  # the historical app has none, and without one no permissions are made
    create_permissions(app, apps=apps, verbosity=0, using=alias)
    app.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="alerts")
    for name, codenames in ROLES.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(*permissions.filter(codename__in=codenames))


def withdraw(apps, schema_editor):
    apps.get_model("auth", "Permission").objects.filter(content_type__app_label="alerts").delete()


class Migration(migrations.Migration):
    """Administrators see who is written to, and end it; editors and publishers see how many are told of what."""

    dependencies = [
        ("alerts", "0001_alerts"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(grant, withdraw)]
