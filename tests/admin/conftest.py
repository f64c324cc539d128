"""What tests of the back office share: signed-in people, forms filled as they are shown, rows to begin with."""

import pytest
from django.contrib.auth.models import Group, User
from django.forms import ModelMultipleChoiceField
from django.test import Client

from policy.models import Actor, Citation, Source, Statement, Topic


def signed_in(name, group=None):
    user = User.objects.create(username=name, is_staff=True)
    if group:
        user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture
def editor(shipped):
    return signed_in("edith", "editor")


@pytest.fixture
def publisher(shipped):
    return signed_in("paul", "publisher")


@pytest.fixture
def nobody(shipped):
    """Someone who may sign in and has no role."""
    return signed_in("norah")


def fields_of(form):
    values = {bound.html_name: bound.value() for bound in form}
    lists = {bound.html_name for bound in form if isinstance(bound.field, ModelMultipleChoiceField)}
    return {name: value if value is not None else [] if name in lists else "" for name, value in values.items()}


def filled(client, address, **changes):
    """Return what the form at an address would post as it stands, with changes.

    Names of inline fields are as in the page, "citations-0-supports"; rows that aren't on it count as added.
    """
    context = client.get(address).context
    data = fields_of(context["adminform"].form)
    for inline in context["inline_admin_formsets"]:
        if inline.has_change_permission:
            data |= fields_of(inline.formset.management_form)
            for form in inline.formset.forms:
                data |= fields_of(form)
    data |= changes
    for total in [name for name in data if name.endswith("-TOTAL_FORMS")]:
        prefix = total.removesuffix("TOTAL_FORMS")
        rows = {int(name.removeprefix(prefix).split("-")[0]) for name in data if name.startswith(prefix) and name[len(prefix)].isdigit()}
        data[total] = len(rows)
    return data


def problems(response):
    """Return what a form that is shown again says is wrong with it."""
    return [str(error) for error in response.context["errors"]]


def make_actor(slug="ministry-of-tests", **changes):
    return Actor.objects.create(**{"slug": slug, "name": "Ministry of Tests", "kind": "government", "country": "CN"} | changes)


def make_source(slug="source-of-tests", **changes):
    given = {
        "slug": slug,
        "title": f"The {slug}",
        "url": f"https://example.org/{slug}",
        "tier": "primary",
        "checked": "text",
    }
    return Source.objects.create(**given | {"publisher": Actor.objects.get(slug="mofcom")} | changes)


def make_statement(slug="2026-10-05-a-test", **changes):
    """Make a draft that the rules would let pass."""
    given = {
        "slug": slug,
        "kind": "statement",
        "date": "2026-10-05",
        "title": "A test",
        "summary": "The ministry spoke of tests.",
        "certainty": "official",
        "channel": "speech",
        "stance": "neutral",
    }
    speaker = changes.pop("speaker", None) or Actor.objects.get(slug="mofcom")
    statement = Statement.objects.create(**given | {"speaker": speaker} | changes)
    Citation.objects.create(event=statement, source=make_source(f"source-of-{slug}"), supports="the statement")
    statement.topics.set([Topic.objects.get(slug="licensing")])
    return statement


def change_page(row):
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"
