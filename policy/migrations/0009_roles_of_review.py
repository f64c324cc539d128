from django.contrib.auth.management import create_permissions
from django.db import migrations

ROWS = "actor citation controlleditem effect link material provision quotation source target topic".split()
EVENTS = ["measure", "meeting", "statement"]
SEES = [f"view_{model}" for model in [*ROWS, *EVENTS, "event", "dataset", "finding", "submission", "approval"]]
CONTRIBUTOR = [
    *SEES,
    *(f"{action}_{model}" for model in [*ROWS, *EVENTS] for action in ("add", "change")),
    *(f"delete_{model}" for model in ("citation", "effect", "link", "provision", "quotation", "target")),
    "submit_event",
]
REVIEWS = ["view_submission", "view_approval", "submit_event", "approve_event", "change_public_event"]
ACCOUNTS = ["add_user", "change_user", "view_user", "view_group"]


def grant(apps, schema_editor):
    """Give the roles what they may do; the permissions appear only after all migrations otherwise."""
    alias = schema_editor.connection.alias
    for label in ("policy", "auth", "contenttypes"):
        app = apps.get_app_config(label)
        app.models_module = True  # the historical app has none, and without one no permissions are made
        create_permissions(app, apps=apps, verbosity=0, using=alias)
        app.models_module = None
    permissions = apps.get_model("auth", "Permission").objects
    groups = apps.get_model("auth", "Group").objects
    for name, label, codenames in (
        ("contributor", "policy", CONTRIBUTOR),
        ("editor", "policy", REVIEWS),
        ("publisher", "policy", REVIEWS),
        ("administrator", "policy", SEES),
        ("administrator", "auth", ACCOUNTS),
    ):
        group, _ = groups.get_or_create(name=name)
        group.permissions.add(*permissions.filter(content_type__app_label=label, codename__in=codenames))


def withdraw(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects
    groups.filter(name__in=["contributor", "administrator"]).delete()
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="policy")
    for group in groups.filter(name__in=["editor", "publisher"]):
        group.permissions.remove(*permissions.filter(codename__in=REVIEWS))


class Migration(migrations.Migration):
    """Four roles: a contributor drafts, an editor also reviews, a publisher also publishes, an administrator has accounts."""

    dependencies = [("policy", "0008_review")]
    operations = [migrations.RunPython(grant, withdraw)]
