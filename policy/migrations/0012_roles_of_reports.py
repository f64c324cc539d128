from django.contrib.auth.management import create_permissions
from django.db import migrations

SEES = {"view_errorreport"}
ROLES = {
    "contributor": SEES,
    "editor": SEES | {"change_errorreport"},
    "publisher": SEES | {"change_errorreport"},
    "administrator": SEES,
}


def grant(apps, schema_editor):
    """Give the roles what they may do; the permissions appear only after all migrations otherwise."""
    app = apps.get_app_config("policy")
    app.models_module = True  # the historical app has none, and without one no permissions are made
    create_permissions(app, apps=apps, verbosity=0, using=schema_editor.connection.alias)
    app.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="policy")
    for group in apps.get_model("auth", "Group").objects.filter(name__in=ROLES):
        group.permissions.add(*permissions.filter(codename__in=ROLES[group.name]))


def withdraw(apps, schema_editor):
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="policy")
    for group in apps.get_model("auth", "Group").objects.filter(name__in=ROLES):
        group.permissions.remove(*permissions.filter(codename__in=ROLES[group.name]))


class Migration(migrations.Migration):
    """All roles see what readers report; editors and publishers handle it."""

    dependencies = [("policy", "0011_error_reports")]
    operations = [migrations.RunPython(grant, withdraw)]
