from django.contrib.auth.management import create_permissions
from django.db import migrations

CONTRIBUTOR = [
    *(f"{action}_{model}" for model in ("permitdecision", "claimedcount") for action in ("add", "change", "view")),
    "delete_claimedcount",
]
SEES = ["view_permitdecision", "view_claimedcount"]


def grant(apps, schema_editor):
    """Let contributors draft permit decisions, and administrators see them."""
    app = apps.get_app_config("permits")
    app.models_module = True  # the historical app has none, and without one no permissions are made
    create_permissions(app, apps=apps, verbosity=0, using=schema_editor.connection.alias)
    app.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="permits")
    for name, codenames in (("contributor", CONTRIBUTOR), ("administrator", SEES)):
        group = apps.get_model("auth", "Group").objects.get(name=name)
        group.permissions.add(*permissions.filter(codename__in=codenames))


class Migration(migrations.Migration):
    """What contributors and administrators may do with permit decisions."""

    dependencies = [("permits", "0004_roles_for_claims"), ("policy", "0009_roles_of_review")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
