from django.contrib.auth.management import create_permissions
from django.db import migrations

CODENAMES = ["view_finding", *(f"{action}_lapsecheck" for action in ("add", "change", "delete", "view"))]


def grant(apps, schema_editor):
    """Let both roles see findings and check lapses; the permissions appear only after all migrations otherwise."""
    app = apps.get_app_config("policy")
    app.models_module = True  # the historical app has none, and without one no permissions are made
    create_permissions(app, apps=apps, verbosity=0, using=schema_editor.connection.alias)
    app.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="policy")
    for group in apps.get_model("auth", "Group").objects.filter(name__in=["editor", "publisher"]):
        group.permissions.add(*permissions.filter(codename__in=CODENAMES))


def withdraw(apps, schema_editor):
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="policy")
    for group in apps.get_model("auth", "Group").objects.filter(name__in=["editor", "publisher"]):
        group.permissions.remove(*permissions.filter(codename__in=CODENAMES))


class Migration(migrations.Migration):
    """What the roles may do on the desk: see what was found, and say that a suspension did lapse."""

    dependencies = [("policy", "0006_findings_and_lapse_checks")]
    operations = [migrations.RunPython(grant, withdraw)]
