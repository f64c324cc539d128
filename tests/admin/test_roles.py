"""Who may do what: nobody, an editor, a publisher."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.utils.text import capfirst

from policy import kinds
from policy.models import Event, Measure, Provision, Statement
from policy.record.models import Revision
from tests.admin.conftest import change_page, filled, make_actor, make_statement, signed_in

EVENTS = {kind.name: kind.model._meta.label_lower.replace(".", "/") for kind in kinds.every()}
REFERENCES = ["policy/actor", "policy/source", "policy/material", "policy/controlleditem", "policy/topic"]
LISTS = [f"/admin/{page}/" for page in [*EVENTS.values(), *REFERENCES]]
ADDS = [f"{page}add/" for page in LISTS]


def addresses(row):
    base = change_page(row).removesuffix("change/")
    return [base + page for page in ("change/", "history/", "delete/")]


@pytest.mark.parametrize(
    "address", ["/admin/", *LISTS, *ADDS, "/admin/policy/statement/publish/?event=1", "/admin/policy/dataset/"]
)
def test_strangers_are_led_to_the_login(client, db, address):
    assert client.get(address).url.startswith("/admin/login/")
    assert client.post(address).url.startswith("/admin/login/")


@pytest.mark.parametrize("address", [*LISTS, *ADDS, "/admin/policy/statement/publish/?event=1"])
def test_an_account_without_a_role_sees_nothing(nobody, address):
    assert nobody.get(address).status_code == 403
    assert nobody.post(address).status_code == 403


@pytest.mark.parametrize("address", ["/admin/", *LISTS, *ADDS])
def test_editors_enter_everything(editor, address):
    assert editor.get(address).status_code == 200


@pytest.mark.slow
def test_editors_open_every_page_of_a_row(editor):
    for model in admin.site._registry:
        if f"{model._meta.app_label}/{model._meta.model_name}" in [*EVENTS.values(), *REFERENCES]:
            for address in addresses(model._default_manager.first()):
                assert editor.get(address).status_code == 200, address


@pytest.mark.parametrize("verb", ["publish", "retract"])
@pytest.mark.parametrize("kind", EVENTS)
def test_editors_neither_publish_nor_retract(editor, kind, verb):
    event = Event.objects.filter(kind=kind).first()
    address = f"/admin/{EVENTS[kind]}/{verb}/"
    before = Revision.objects.newest().seq
    assert editor.get(address, {"event": event.pk}).status_code == 403
    assert editor.post(address, {"event": event.pk, "reason": "Because."}).status_code == 403
    assert Revision.objects.newest().seq == before


@pytest.mark.parametrize("action", ["publish_chosen", "retract_chosen"])
def test_editors_cannot_choose_the_actions_of_publishers(editor, action):
    draft = make_statement()
    page = editor.post("/admin/policy/statement/", {"action": action, "_selected_action": [draft.pk]}, follow=True)
    assert "id_reason" not in page.content.decode()


def test_editors_see_no_button_to_publish(editor, publisher):
    draft = make_statement()
    assert "_publish" in publisher.get(change_page(draft)).content.decode()
    assert "_publish" not in editor.get(change_page(draft)).content.decode()


def test_deleting_is_offered_for_drafts_only(editor):
    draft, statement = make_statement(), Statement.objects.published().first()
    assert "deletelink" in editor.get(change_page(draft)).content.decode()
    assert "deletelink" not in editor.get(change_page(statement)).content.decode()


def test_editors_delete_drafts(editor):
    draft = make_statement()
    editor.post(addresses(draft)[2], {"post": "yes"})
    assert not Statement.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize("role", ["editor", "publisher"])
def test_nobody_deletes_what_was_published(request, role):
    client = request.getfixturevalue(role)
    statement = Statement.objects.published().first()
    page = client.post(addresses(statement)[2], {"post": "yes"})
    assert "its history is kept for ever" in page.content.decode()
    client.post(
        "/admin/policy/statement/", {"action": "delete_selected", "_selected_action": [statement.pk], "post": "yes"}
    )
    assert Statement.objects.filter(pk=statement.pk).exists()


def test_publishing_takes_its_permission_and_sight_of_the_event(nobody):
    permissions = Group.objects.get(name="publisher").permissions
    draft = make_statement()
    answers = []
    for codename in ("publish_event", "view_statement"):
        nobody.user.user_permissions.add(permissions.get(codename=codename))
        answers += [
            nobody.get(f"/admin/policy/statement/{verb}/", {"event": draft.pk}).status_code
            for verb in ("publish", "retract")
        ]
    assert answers == [403, 403, 200, 403]


def test_roles_touch_neither_accounts_nor_the_record(editor, publisher):
    for client in (editor, publisher):
        assert client.get("/admin/auth/user/").status_code == 403
    given = set(Group.objects.get(name="publisher").permissions.values_list("codename", flat=True))
    assert {"publish_event", "retract_event"} <= given
    assert not {name for name in given if "revision" in name or "history" in name or "user" in name}


def test_the_index_shows_all_lists_and_no_lookups(editor):
    page = editor.get("/admin/").content.decode()
    names = [capfirst(kind.model._meta.verbose_name_plural) for kind in kinds.every()]
    for name in ["Events", *names, "Actors", "Sources", "Data set"]:
        assert f">{name}</a>" in page
    assert ">Provisions</a>" not in page


def test_pages_of_lookups_lead_to_where_the_row_is_edited(editor):
    statement, provision = Statement.objects.first(), Provision.objects.first()
    assert editor.get(f"/admin/policy/event/{statement.pk}/change/").url == change_page(statement)
    assert editor.post(f"/admin/policy/event/{statement.pk}/delete/", {"post": "yes"}).url == change_page(statement)
    assert editor.get(f"/admin/policy/provision/{provision.pk}/change/").url == change_page(
        Measure(pk=provision.measure_id)
    )
    assert editor.get("/admin/policy/provision/").url == "/admin/"
    assert editor.get("/admin/policy/event/add/").status_code == 403


def test_an_editor_saves_what_a_form_shows(editor):
    actor = make_actor()
    form = filled(
        editor, "/admin/policy/meeting/add/", date="2026-10", title="A call", meeting_kind="call", held="held"
    )
    editor.post("/admin/policy/meeting/add/", form | {"participants": [actor.pk], "slug": ""})
    meeting = Event.objects.get(slug="2026-10-a-call")
    assert (meeting.kind, meeting.meeting.participants.get()) == ("meeting", actor)


def test_what_is_deleted_along_is_told_without_rows_that_only_join_others(editor):
    page = editor.get(change_page(make_statement()).replace("change", "delete")).content.decode()
    assert "Citation: " in page
    assert "relationship" not in page


def test_administrators_give_groups_and_no_other_rights(shipped):
    ada, other = signed_in("ada", "administrator"), User.objects.create(username="oscar", is_staff=True)
    address = f"/admin/auth/user/{other.pk}/change/"
    editors = Group.objects.get(name="editor")
    given = {"username": "oscar", "is_active": "on", "is_staff": "on", "groups": editors.pk}
    assert ada.post(address, given | {"is_superuser": "on", "user_permissions": "1"}).status_code == 302
    other.refresh_from_db()
    assert (list(other.groups.all()), list(other.user_permissions.all())) == ([editors], [])
    assert not other.is_superuser


def test_administrators_reach_no_superuser(db):
    boss = User.objects.create_superuser("boss", password="x")
    ada, factor = signed_in("ada", "administrator"), Authenticator.objects.create(user=boss, type="totp", data={})
    password = {"password1": "three words suffice", "password2": "three words suffice", "usable_password": "true"}
    assert ada.post(f"/admin/auth/user/{boss.pk}/password/", password).status_code == 403
    assert "_save" not in ada.get(f"/admin/auth/user/{boss.pk}/change/").content.decode()
    assert ada.post(f"/admin/signin/secondfactor/{factor.pk}/delete/", {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [factor.pk], "post": "yes"}
    ada.post("/admin/signin/secondfactor/", chosen)
    assert Authenticator.objects.filter(pk=factor.pk).exists()
    assert User.objects.get(pk=boss.pk).check_password("x")
