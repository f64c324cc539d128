from django.contrib.auth.management import create_permissions
from django.db import migrations


def grant(apps, schema_editor):
    """Let both roles edit contested numbers; the permissions appear only after all migrations otherwise."""
    app = apps.get_app_config("permits")
    app.models_module = True  # the historical app has none, and without one no permissions are made
    create_permissions(app, apps=apps, verbosity=0, using=schema_editor.connection.alias)
    app.models_module = None
    edits = [f"{action}_claimedcount" for action in ("add", "change", "delete", "view")]
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="permits")
    for group in apps.get_model("auth", "Group").objects.filter(name__in=["editor", "publisher"]):
        group.permissions.add(*permissions.filter(codename__in=edits))


class Migration(migrations.Migration):
    """What the roles of policy may do with contested numbers."""

    dependencies = [("permits", "0003_chains_terms_and_claims"), ("policy", "0007_roles_of_the_desk")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
