from django.contrib.auth.management import create_permissions
from django.db import migrations

CODENAMES = ["add_subscription", "change_subscription", "delete_subscription", "view_subscription", "view_attempt"]


def grant(apps, schema_editor):
    """Let administrators manage subscriptions; the permissions appear only after all migrations otherwise."""
    app = apps.get_app_config("webhooks")
    app.models_module = True  # the historical app has none, and without one no permissions are made
    create_permissions(app, apps=apps, verbosity=0, using=schema_editor.connection.alias)
    app.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="webhooks")
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name="administrator")
    group.permissions.add(*permissions.filter(codename__in=CODENAMES))


def withdraw(apps, schema_editor):
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="webhooks")
    for group in apps.get_model("auth", "Group").objects.filter(name="administrator"):
        group.permissions.remove(*permissions)


class Migration(migrations.Migration):
    """Whom the site posts to is decided by those who manage accounts: it takes addresses, contacts and secrets."""

    dependencies = [
        ("webhooks", "0001_subscriptions"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(grant, withdraw)]
