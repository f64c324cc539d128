from django.contrib.auth.management import create_permissions
from django.db import migrations

ROLES = {
    "contributor": ["add_sourcecopy", "view_sourcecopy"],
    "editor": ["add_sourcecopy", "view_sourcecopy"],
    "publisher": ["add_sourcecopy", "view_sourcecopy", "delete_sourcecopy"],
    "administrator": ["view_sourcecopy"],
}


def grant(apps, schema_editor):
    """Give the roles what they may do with copies; the permissions appear only after all migrations otherwise."""
    alias = schema_editor.connection.alias
    app = apps.get_app_config("policy")
    app.models_module = True  # the historical app has none, and without one no permissions are made
    create_permissions(app, apps=apps, verbosity=0, using=alias)
    app.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="policy")
    for name, codenames in ROLES.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(*permissions.filter(codename__in=codenames))


def withdraw(apps, schema_editor):
    apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="policy", content_type__model="sourcecopy"
    ).delete()


class Migration(migrations.Migration):
    """Whoever adds sources keeps copies of them; a publisher takes one back."""

    dependencies = [("policy", "0016_copies_and_links")]
    operations = [migrations.RunPython(grant, withdraw)]
