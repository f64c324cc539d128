"""What failing to sign in costs, and whom; and what is noted of it."""

from datetime import timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from policy.signin import attempts
from policy.signin.models import Outcome, SignIn, forget_old
from tests.admin.conftest import signed_in
from tests.admin.signing_in import (
    ELSEWHERE,
    HOME,
    LOGIN,
    code,
    fail_often,
    is_in,
    keep_failures,
    make_account,
    outcomes,
    type_code,
    type_password,
    with_app,
)

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a strong one takes its time


def test_five_failures_lock_the_account_for_where_they_came_from_only(db):
    with_app(make_account())
    fail_often(address=ELSEWHERE)
    locked = type_password(address=ELSEWHERE)
    assert "Too many attempts failed" in locked.answer.content.decode()
    assert outcomes(address=ELSEWHERE)[-1] == "locked"
    assert is_in(type_code(type_password(address=HOME), code()))


def test_an_account_is_locked_for_a_quarter_of_an_hour(db):
    make_account("edith", "editor")
    keep_failures(5, name="edith", at=timezone.now() - attempts.WINDOW - timedelta(seconds=1))
    assert is_in(type_password("edith", address=ELSEWHERE))


def test_other_accounts_of_the_same_place_stay_open_until_thirty_failed(db):
    make_account("edith", "editor")
    keep_failures(29)
    assert is_in(type_password("edith", address=ELSEWHERE))
    keep_failures(1)
    assert not is_in(type_password("edith", address=ELSEWHERE))
    assert is_in(type_password("edith", address=HOME))


def test_the_addresses_of_one_ipv6_network_are_one_place(db):
    make_account("edith", "editor")
    for last in range(5):
        type_password("edith", password="wrong", address=f"2001:db8:0:1::{last}")
    assert not is_in(type_password("edith", address="2001:db8:0:1::ffff"))
    assert is_in(type_password("edith", address="2001:db8:0:2::1"))


def test_wrong_codes_count_with_wrong_passwords(db):
    with_app(make_account())
    client = type_password()
    for _ in range(5):
        type_code(client, "000000")
    assert not is_in(type_code(client, code()))
    assert outcomes() == ["second_factor_asked", *["wrong_second_factor"] * 5, "locked"]


def test_who_guesses_codes_from_many_places_does_not_lock_out_the_owner(db):
    user = with_app(make_account())
    recovery = RecoveryCodes.activate(user).generate_codes()
    assert is_in(type_code(type_password(address=HOME), recovery[0]))
    for number in range(attempts.MOST_CODES):
        keep_failures(1, Outcome.WRONG_SECOND_FACTOR, address=f"203.0.113.{number}")
    assert not is_in(type_code(type_password(address=ELSEWHERE), recovery[1]))
    assert is_in(type_code(type_password(address=HOME), recovery[1]))


def test_a_proxy_is_believed_only_as_far_as_told(db, settings):
    def noted():
        type_password("edith", client=Client(REMOTE_ADDR=HOME, headers={"X-Forwarded-For": f"1.2.3.4, {ELSEWHERE}"}))
        return SignIn.objects.first().address

    assert noted() == HOME
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert noted() == ELSEWHERE


def test_what_was_tried_is_noted(db):
    with_app(make_account())
    client = type_code(type_password(), code())
    client.post("/admin/logout/")
    type_password("somebody")
    assert outcomes(name="paul") == ["second_factor_asked", "signed_in"]
    assert outcomes(name="somebody") == ["wrong_password"]
    assert SignIn.objects.filter(address=HOME, agent="A browser").count() == 3


def test_administrators_read_the_list_and_nobody_changes_it(db):
    fail_often(1)
    client, row = signed_in("ada", "administrator"), SignIn.objects.get()
    assert "wrong name or password" in client.get("/admin/signin/signin/").content.decode()
    page = f"/admin/signin/signin/{row.pk}/"
    assert [client.get(page + "change/").status_code, client.post(page + "delete/").status_code] == [200, 403]
    assert client.post(page + "change/", {"name": "other"}).status_code == 403
    assert signed_in("paul", "publisher").get("/admin/signin/signin/").status_code == 403
    with pytest.raises(DatabaseError), transaction.atomic():
        SignIn.objects.update(name="other")


def test_what_is_older_than_a_year_is_forgotten(db):
    now = timezone.now()
    for days in (364, 366):
        keep_failures(1, at=now - timedelta(days=days))
    assert forget_old(now) == 1
    assert SignIn.objects.get().at == now - timedelta(days=364)


def test_many_attempts_from_one_address_get_429(db, monkeypatch):
    client = Client(REMOTE_ADDR=ELSEWHERE)
    answers = [client.post(LOGIN, {"login": "x"}).status_code for _ in range(31)]
    assert (set(answers[:30]), answers[30]) == ({200}, 429)
    assert cache.get("nothing") is None
