from django.contrib.auth.management import create_permissions
from django.db import migrations

MODELS = (
    "actor citation controlleditem dataset effect event link material measure meeting provision quotation source"
    " statement target topic"
).split()
EDITS = [f"{action}_{model}" for model in MODELS for action in ("add", "change", "delete", "view")]


def create(apps, schema_editor):
    """Make the two roles; their permissions appear only after all migrations otherwise."""
    app = apps.get_app_config("policy")
    app.models_module = True  # the historical app has none, and without one no permissions are made
    create_permissions(app, apps=apps, verbosity=0, using=schema_editor.connection.alias)
    app.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="policy")
    groups = apps.get_model("auth", "Group").objects
    for name, codenames in {"editor": EDITS, "publisher": [*EDITS, "publish_event", "retract_event"]}.items():
        group, _ = groups.get_or_create(name=name)
        group.permissions.add(*permissions.filter(codename__in=codenames))


def remove(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=["editor", "publisher"]).delete()


class Migration(migrations.Migration):
    """The roles: an editor enters and corrects drafts, a publisher also publishes and retracts."""

    dependencies = [
        ("policy", "0004_data_set_row"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(create, remove)]
