from django.contrib.auth.management import create_permissions
from django.db import migrations

CODENAMES = ["view_signin", "view_secondfactor", "delete_secondfactor"]


def grant(apps, schema_editor):
    """Let administrators see sign-ins and remove second factors; permissions appear only after all migrations otherwise."""
    app = apps.get_app_config("signin")
    app.models_module = True  # the historical app has none, and without one no permissions are made
    create_permissions(app, apps=apps, verbosity=0, using=schema_editor.connection.alias)
    app.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="signin")
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name="administrator")
    group.permissions.add(*permissions.filter(codename__in=CODENAMES))


def withdraw(apps, schema_editor):
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="signin")
    for group in apps.get_model("auth", "Group").objects.filter(name="administrator"):
        group.permissions.remove(*permissions)


class Migration(migrations.Migration):
    """What administrators may do about signing in; the group is made here if it isn't there yet."""

    dependencies = [
        ("signin", "0002_cache"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(grant, withdraw)]
