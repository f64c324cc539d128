"""Keys on the desk: issued and shown once, changed, revoked, and told of in time."""

import re
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.utils import timezone

from policy.keys.models import ApiKey, revoke
from tests.admin.conftest import signed_in
from tests.keys.conftest import bearer, make_key

LIST = "/admin/keys/apikey/"
ENTERED = {
    "name": "nightly copy",
    "owner": "Ministry of Tests",
    "contact": "tests@example.org",
    "scopes": ["search"],
    "quota": "partner",
}


@pytest.fixture
def administrator(shipped):
    return signed_in("ada", "administrator")


def enter(client, address=f"{LIST}add/", **changes):
    return client.post(address, ENTERED | {"expires_on": str(timezone.localdate() + timedelta(days=30))} | changes)


def test_a_new_key_is_shown_once_and_works(administrator, client):
    page = enter(administrator)
    shown = re.findall(r"mz_\w{8}_\w{49}", page.content.decode())
    assert len(shown) == 1
    assert "no-store" in page.headers["Cache-Control"]
    row = ApiKey.objects.get()
    assert (row.prefix, row.scopes, row.quota) == (shown[0][3:11], ["search"], "partner")
    assert client.get("/api/v1/status/", headers=bearer(shown[0])).status_code == 200
    later = [
        administrator.get(one).content.decode() for one in (LIST, f"{LIST}{row.pk}/change/", f"{LIST}{row.pk}/history/")
    ]
    assert [row.prefix in one for one in later[:2]] == [True, True]
    assert not any(shown[0][-49:] in one or row.sha256 in one for one in later)


def test_a_new_key_may_do_everything_unless_something_is_taken_away(administrator):
    form = administrator.get(f"{LIST}add/").context["adminform"].form
    assert form["scopes"].value() == ["search", "export"]
    enter(administrator, scopes=[])
    assert ApiKey.objects.get().scopes == []


def test_a_key_needs_a_last_day_within_two_years(administrator):
    today = timezone.localdate()
    for day in ("", str(today - timedelta(days=1)), str(today + timedelta(days=800))):
        page = enter(administrator, expires_on=day)
        assert "expires_on" in page.context["adminform"].form.errors
    assert str(today + timedelta(days=365)) in administrator.get(f"{LIST}add/").content.decode()


def test_a_key_is_extended_and_the_history_tells_it(administrator):
    row, _ = make_key()
    day = timezone.localdate() + timedelta(days=300)
    enter(administrator, f"{LIST}{row.pk}/change/", expires_on=str(day))
    row.refresh_from_db()
    assert row.expires_on == day
    history = administrator.get(f"{LIST}{row.pk}/history/").content.decode()
    assert "Expires" in history
    assert "ada" in history


def test_revoking_asks_first_and_is_for_ever(administrator, client):
    row, key = make_key()
    asked = administrator.get(f"{LIST}{row.pk}/revoke/").content.decode()
    assert "can’t be brought back" in asked
    assert client.get("/api/v1/status/", headers=bearer(key)).status_code == 200
    assert administrator.post(f"{LIST}{row.pk}/revoke/").url == LIST
    assert client.get("/api/v1/status/", headers=bearer(key)).status_code == 401
    assert administrator.post(f"{LIST}{row.pk}/revoke/").status_code == 403
    assert enter(administrator, f"{LIST}{row.pk}/change/").status_code == 403
    assert "Revoked" in administrator.get(f"{LIST}{row.pk}/history/").content.decode()


def test_a_save_undoes_no_revocation(administrator):
    row, _ = make_key()
    stale = ApiKey.objects.get()
    revoke(row, timezone.now())
    form = SimpleNamespace(changed_data=["name"])
    stale.name = "another"
    admin.site.get_model_admin(ApiKey).save_model(None, stale, form, True)
    row.refresh_from_db()
    assert (row.name, row.revoked_at is None) == ("another", False)


def test_the_desk_names_keys_that_are_about_to_expire(administrator):
    today = timezone.localdate()
    for name, days in (("soon", 14), ("later", 15), ("over", -1)):
        make_key(name=name, expires_on=today + timedelta(days=days))
    waiting = {one.item.title: one for one in administrator.get("/admin/").context["waiting"]}
    item = waiting["API keys that expire within 14 days"]
    assert [entry.text.split(" (")[0] for entry in item.entries] == ["soon"]
    assert [row.name for row in administrator.get(item.item.address).context["cl"].result_list] == ["soon"]


@pytest.mark.parametrize(
    ("state", "names"), [("works", ["b"]), ("ending", ["a"]), ("expired", ["c"]), ("revoked", ["d"])]
)
def test_the_list_is_cut_down_by_state(administrator, state, names):
    today = timezone.localdate()
    for name, days, revoked_at in (("a", 0, None), ("b", 15, None), ("c", -1, None), ("d", 15, timezone.now())):
        make_key(name=name, expires_on=today + timedelta(days=days), revoked_at=revoked_at)
    found = administrator.get(LIST, {"state": state}).context["cl"].result_list
    assert [row.name for row in found] == names
    assert [row.state(date.today()) for row in found] == [state]
