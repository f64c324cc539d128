"""Signing in: who needs which factor, how long it lasts, and where it leads."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client

from policy.record.models import Revision
from policy.signin import sessions
from policy.signin.checks import check_second_factor
from tests.admin.conftest import PASSWORD, make_statement, signed_in
from tests.admin.signing_in import (
    CODE,
    LOGIN,
    SECRET,
    code,
    is_in,
    make_account,
    outcomes,
    signed_in_with,
    type_code,
    type_password,
    with_app,
)

PAGES = ["/admin/", "/admin/policy/statement/", "/admin/policy/statement/add/", "/admin/password_change/"]


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a strong one takes its time


ROLES = [("editor", False), ("publisher", True), ("administrator", True), (None, False)]


@pytest.mark.parametrize(("group", "is_required"), ROLES)
@pytest.mark.parametrize("factor", [None, "shown", "not shown"])
def test_each_role_sees_each_page_with_the_factor_that_it_needs(db, group, is_required, factor):
    user = make_account(group=group)
    client = signed_in_with(user, factor)
    led_to = {None: "/admin/second-factor/" if is_required else None, "shown": None}
    expected = led_to.get(factor, "/admin/second-factor/again/")
    for page in PAGES:
        for answer in (client.get(page), client.post(page, {"title": "A title"})):
            location = getattr(answer, "url", "").split("?")[0]
            assert location == expected if expected else not location.startswith(("/admin/second-factor", LOGIN))


def test_superusers_and_whoever_may_publish_need_one(db):
    boss = make_account("boss", None, is_superuser=True)
    lent = make_account("lent", "editor")
    lent.user_permissions.add(Group.objects.get(name="publisher").permissions.get(codename="publish_event"))
    for user in (boss, lent):
        client = Client()
        client.force_login(user)
        assert client.get("/admin/").url == "/admin/second-factor/"


def test_nothing_is_written_without_the_factor(shipped):
    client, draft, before = Client(), make_statement(), Revision.objects.newest().seq
    client.force_login(make_account())
    answer = client.post("/admin/policy/statement/publish/", {"event": draft.pk, "reason": "Because."})
    assert answer.url == "/admin/second-factor/"
    assert Revision.objects.newest().seq == before


def test_a_session_that_began_before_the_factor_was_set_up_elsewhere_may_not_remove_it(db):
    user, client = make_account(), Client()
    client.force_login(user)
    with_app(user)
    for page in ("", "app/deactivate/", "recovery-codes/", "recovery-codes/new/", "app/activate/", "keys/add/"):
        assert client.post(f"/admin/second-factor/{page}").url.startswith("/admin/second-factor/again/")
    assert client.post("/admin/password/", {"password": PASSWORD}).url.startswith("/admin/second-factor/again/")
    assert Authenticator.objects.filter(user=user).exists()
    client.post("/admin/second-factor/again/?next=/admin/", {"code": code()})
    assert client.get("/admin/").status_code == 200


def test_removing_a_factor_takes_that_factor_once_signing_in_is_a_while_ago(db):
    client = signed_in_with(make_account(), "shown")
    assert client.get("/admin/second-factor/app/deactivate/").status_code == 200
    session = client.session
    session[sessions.BEGAN] = time.time() - sessions.JUST_NOW_SECONDS
    session.save()
    assert client.post("/admin/second-factor/app/deactivate/").url.startswith("/admin/second-factor/again/")
    assert Authenticator.objects.exists()


def test_a_removed_factor_counts_no_longer(db):
    client = signed_in_with(make_account(), "shown")
    Authenticator.objects.all().delete()
    assert client.get("/admin/").url == "/admin/second-factor/"


def test_setting_one_up_opens_the_desk_and_shows_the_recovery_codes_once(db, django_capture_on_commit_callbacks):
    make_account()
    client = type_password(client=Client())
    assert client.get("/admin/").url == "/admin/second-factor/"
    page = client.get("/admin/second-factor/app/activate/")
    assert b'<img class="qr" src="data:image/svg+xml;base64,' in page.content
    given = format_hotp_value(hotp_value(page.context["form"].secret, int(time.time()) // 30))
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/admin/second-factor/app/activate/", {"code": given})
    answer.wsgi_request.session.save()  # outside of tests, what waits for the commit runs before the session is saved
    shown = client.get(answer.url)
    made = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).generate_codes()
    assert "no-store" in shown["Cache-Control"]
    assert [one for one in made if one not in shown.content.decode()] == []
    assert [one for one in made if one in client.get(answer.url).content.decode()] == []
    assert client.get("/admin/").status_code == 200


def test_a_recovery_code_works_once(db):
    user = with_app(make_account())
    given = RecoveryCodes.activate(user).generate_codes()[0]
    assert is_in(type_code(type_password(), given))
    assert not is_in(type_code(type_password(), given))


@pytest.mark.parametrize("seconds", [0, 30])
def test_a_code_works_once_and_a_little_early(db, seconds):
    with_app(make_account())
    given = code(time.time() + seconds)
    assert is_in(type_code(type_password(), given))
    cache.delete_many(
        [f"allauth.mfa.totp.used?user={User.objects.get().pk}&code={given}"]
    )  # as it is half a minute later
    assert not is_in(type_code(type_password(), f"{given[:3]} {given[3:]}"))


def test_an_old_code_is_none(db):
    with_app(make_account())
    assert not is_in(type_code(type_password(), code(time.time() - 90)))


def test_the_password_alone_is_no_sign_in_where_there_is_a_factor(db):
    with_app(make_account("edith", "editor"))
    client = type_password("edith")
    assert client.answer.url == CODE
    assert not is_in(client)


@pytest.mark.parametrize("changes", [{"is_active": False}, {"is_staff": False}])
def test_accounts_that_are_not_of_the_desk_fail_as_wrong_passwords_do(db, changes):
    make_account(**changes)
    assert type_password().answer.context["form"].errors == type_password("nobody").answer.context["form"].errors
    assert outcomes() == ["wrong_password"] * 2


def test_who_leaves_the_desk_is_signed_out(db):
    client = signed_in_with(make_account("edith", "editor"), None)
    User.objects.update(is_staff=False)
    assert client.get("/admin/").url == f"{LOGIN}?next=/admin/"
    assert not is_in(client)


@pytest.mark.parametrize(
    "url", ["https://evil.example/", "//evil.example/", "/\\evil.example", "https://testserver/", "javascript:x"]
)
def test_next_leads_to_own_paths_only(db, url):
    make_account("edith", "editor")
    assert type_password("edith", next=url).answer.url == "/admin/"
    assert type_password("edith", next="/admin/policy/actor/").answer.url == "/admin/policy/actor/"


def test_a_session_ends_after_a_day_and_after_eight_hours_of_nothing(db):
    client = signed_in_with(make_account("edith", "editor"), None)
    for began, seen, expected in ((23.9, 7.9, 200), (24, 0, 302), (9, 8, 302)):
        client.force_login(User.objects.get())
        session, now = client.session, time.time()
        session[sessions.BEGAN], session[sessions.SEEN] = now - began * 3600, now - seen * 3600
        session.save()
        assert client.get("/admin/policy/actor/").status_code == expected
        assert is_in(client) is (expected == 200)


def test_a_session_is_written_to_every_five_minutes_only():
    session = {}
    sessions.keep_alive(session, 1000)
    sessions.keep_alive(session, 1299)
    assert session == {"began_at": 1000, "seen_at": 1000}
    sessions.keep_alive(session, 1300)
    assert session == {"began_at": 1000, "seen_at": 1300}


def test_the_cookie_is_for_the_desk_only_and_out_of_reach_of_scripts(db):
    make_account("edith", "editor")
    cookie = type_password("edith").answer.cookies["desk"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (
        "/admin/",
        True,
        "Lax",
        8 * 3600,
    )


def test_an_administrator_removes_a_lost_factor_with_its_recovery_codes(db):
    RecoveryCodes.activate(with_app(make_account()))
    client = signed_in("ada", "administrator")
    lost = Authenticator.objects.get(user__username="paul", type="totp")
    page = client.get("/admin/signin/secondfactor/").content.decode()
    assert ("paul" in page, SECRET in client.get(f"/admin/signin/secondfactor/{lost.pk}/change/").content.decode()) == (
        True,
        False,
    )
    client.post(f"/admin/signin/secondfactor/{lost.pk}/delete/", {"post": "yes"})
    assert list(Authenticator.objects.values_list("user__username", flat=True)) == ["ada"]


def test_the_banner_says_where_the_factor_is_off(db, client, settings):
    for is_required in (True, False):
        settings.SECOND_FACTOR_REQUIRED = is_required
        pages = [client.get(LOGIN), signed_in(f"e{is_required}", "editor").get("/admin/policy/actor/")]
        assert ["The second factor is off here" in page.content.decode() for page in pages] == [not is_required] * 2


def test_without_the_requirement_a_publisher_goes_on(db, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    make_account()
    assert type_password().get("/admin/").status_code == 200


def test_the_deployment_check_warns_where_it_is_off(settings):
    settings.LOCAL_SETUP = False
    assert check_second_factor(None) == []
    settings.SECOND_FACTOR_REQUIRED = False
    assert [warning.id for warning in check_second_factor(None)] == ["signin.W001"]


@pytest.mark.parametrize("password", ["elevenchars", "password1234", "123456789012", "wolfeschlegel1"])
def test_refuses_weak_passwords(password):
    with pytest.raises(ValidationError):
        validate_password(password, User(username="wolfeschlegel"))
    validate_password(PASSWORD, User(username="wolfeschlegel"))


@pytest.mark.parametrize("path", ["signup/", "password/reset/", "email/", "second-factor/recovery-codes/download/"])
def test_pages_that_the_desk_has_no_use_for_are_not_there(db, path):
    assert signed_in("edith", "editor").get(f"/admin/{path}").status_code in (302, 404)
    assert Client().post(f"/admin/{path}").url.startswith(LOGIN)


def test_public_pages_read_no_session_no_cache_and_no_account(shipped, django_assert_max_num_queries):
    client = signed_in("edith", "editor")
    with django_assert_max_num_queries(60) as queries:
        answer = client.get("/materials/")
    assert answer.cookies == {}
    assert not [
        query["sql"]
        for query in queries
        if any(name in query["sql"] for name in ("session", "signin_", "mfa_", "auth_"))
    ]
