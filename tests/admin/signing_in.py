"""What tests of signing in share: accounts, and clients that type passwords and codes."""

import time

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from policy.signin import attempts
from policy.signin.models import Outcome, SignIn
from tests.admin.conftest import PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
HOME, ELSEWHERE = "192.0.2.1", "198.51.100.7"
LOGIN = "/admin/login/"
CODE = "/admin/second-factor/code/"


def make_account(name="paul", group="publisher", **changes):
    user = User.objects.create_user(name, password=PASSWORD, **{"is_staff": True} | changes)
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user


def with_app(user):
    TOTP.activate(user, SECRET)
    return user


def code(now=None):
    return format_hotp_value(hotp_value(SECRET, int(now or time.time()) // 30))


def type_password(name="paul", password=PASSWORD, address=HOME, client=None, **more):
    client = client or Client(REMOTE_ADDR=address, headers={"User-Agent": "A browser"})
    client.answer = client.post(LOGIN, {"login": name, "password": password, **more})
    return client


def type_code(client, typed):
    client.answer = client.post(CODE, {"code": typed})
    return client


def is_in(client):
    return "_auth_user_id" in client.session


def outcomes(**of):
    return list(SignIn.objects.filter(**of).order_by("id").values_list("outcome", flat=True))


def fail_often(times=attempts.MOST_FOR_ONE_ACCOUNT, **where):
    for _ in range(times):
        client = type_password(password="wrong", **where)
    return client


def keep_failures(times, outcome=Outcome.WRONG_PASSWORD, name="paul", address=ELSEWHERE, at=None):
    given = {"name": name, "outcome": outcome, "address": address, "network": address, "at": at or timezone.now()}
    SignIn.objects.bulk_create([SignIn(**given) for _ in range(times)])


def signed_in_with(user, factor):
    client = Client()
    if factor == "shown":
        type_code(type_password(with_app(user).username, client=client), code())
    else:
        client.force_login(user)
        if factor:
            with_app(user)
    return client
