"""Who is let in with a key, who isn't, and what it is told."""

import re
from datetime import timedelta

import pytest

from policy.keys import text
from policy.keys.models import revoke
from tests.keys.conftest import NOON, bearer, make_key

pytestmark = pytest.mark.django_db

STATUS = "/api/v1/status/"
INVALID = 'Bearer realm="Monazite", error="invalid_token"'


def ask(client, authorization, address=STATUS, **params):
    return client.get(address, params, headers={"Authorization": authorization})


def test_a_key_has_the_documented_shape_and_tells_a_misread_character():
    key = text.new_key()
    assert re.fullmatch(r"mz_[0-9A-Za-z]{8}_[0-9A-Za-z]{49}", key)
    assert text.is_key(key)
    for place in (4, 20, len(key) - 1):
        other = "a" if key[place] != "a" else "b"
        assert not text.is_key(key[:place] + other + key[place + 1 :])


def test_only_a_hash_of_the_key_is_kept():
    row, key = make_key()
    secret = key.rsplit("_", 1)[1]
    row.refresh_from_db()
    assert secret not in str(vars(row))
    assert (row.prefix, row.sha256) == (key[3:11], text.sha256_of(key))
    assert not hasattr(row.history_rows.get(), "sha256")


def test_a_key_is_let_in_and_the_use_noted_once_a_minute(client, clock):
    row, key = make_key()
    assert ask(client, f"Bearer {key}").status_code == 200
    row.refresh_from_db()
    assert row.last_used_at == NOON
    clock.now += timedelta(seconds=59)
    ask(client, f"bearer {key}")
    row.refresh_from_db()
    assert row.last_used_at == NOON
    clock.now += timedelta(seconds=1)
    ask(client, f"Bearer {key}")
    row.refresh_from_db()
    assert row.last_used_at == NOON + timedelta(minutes=1)
    assert row.history_rows.count() == 1


def test_a_key_works_to_the_end_of_its_last_day(client, clock):
    _, key = make_key(expires_on=NOON.date())
    clock.now = NOON.replace(hour=23, minute=59, second=59)
    assert ask(client, f"Bearer {key}").status_code == 200
    clock.now += timedelta(seconds=1)
    refused = ask(client, f"Bearer {key}")
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, INVALID)
    assert refused.json()["detail"] == "This key expired: 2026-11-23 (UTC) was its last day."


def test_a_revoked_key_is_refused(client, clock):
    row, key = make_key()
    revoke(row, NOON)
    refused = ask(client, f"Bearer {key}")
    assert (refused.status_code, refused.headers["Content-Type"]) == (401, "application/problem+json")
    assert refused.json()["detail"] == "This key was revoked on 2026-11-23."


def test_a_wrong_secret_is_told_as_a_key_that_nobody_has(client, clock):
    row, _ = make_key()
    revoke(row, NOON)
    begun = f"mz_{row.prefix}_{'0' * text.SECRET_LENGTH}"
    wrong = [begun + text._check(begun), text.new_key()]
    answers = [ask(client, f"Bearer {one}") for one in wrong]
    assert {(one.status_code, one.json()["detail"]) for one in answers} == {(401, "Nobody has this key.")}


@pytest.mark.parametrize("given", ["Bearer", "Bearer mz_12345678_short", "Bearer two words", "Bearer \xff"])
def test_what_is_no_key_is_refused(client, given):
    refused = ask(client, given)
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, INVALID)
    assert refused.json()["detail"].startswith("This is no key")


def test_another_scheme_is_told_what_to_do(client):
    refused = ask(client, "Basic dXNlcjpwYXNz")
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, 'Bearer realm="Monazite"')
    assert "Authorization: Bearer mz_…" in refused.json()["detail"]


def test_a_key_in_the_address_is_refused(client):
    _, key = make_key()
    refused = client.get(STATUS, {"key": key})
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["parameter"] == "key"


@pytest.mark.parametrize(
    ("address", "params", "scope"),
    [
        ("events/", {"q": "dysprosium"}, "search"),
        ("facets/", {}, "search"),
        ("events/", {"format": "csv"}, "export"),
        ("permits/", {"format": "ndjson", "q": "dysprosium"}, "export"),
    ],
)
def test_a_key_does_only_what_its_scopes_name(client, shipped, clock, address, params, scope):
    _, lacking = make_key(scopes=[one for one in ("search", "export") if one != scope])
    refused = ask(client, f"Bearer {lacking}", f"/api/v1/{address}", **params)
    assert refused.status_code == 403
    assert f'error="insufficient_scope", scope="{scope}"' in refused.headers["WWW-Authenticate"]
    _, having = make_key(scopes=[scope])
    assert ask(client, f"Bearer {having}", f"/api/v1/{address}", **params).status_code == 200


def test_a_key_without_scopes_reads(client, shipped, clock):
    _, key = make_key(scopes=[])
    assert ask(client, f"Bearer {key}", "/api/v1/events/").status_code == 200


def test_shared_caches_keep_no_answer_to_a_key(client, shipped, clock):
    _, key = make_key()
    keyed, open_ = client.get(STATUS, headers=bearer(key)), client.get(STATUS)
    assert keyed.headers["Cache-Control"].startswith("private, max-age=")
    assert open_.headers["Cache-Control"].startswith("public, max-age=")
    assert keyed.headers["ETag"] == open_.headers["ETag"]


def test_no_session_is_read(client, shipped):
    client.cookies["desk"] = "somebody's"
    answer = client.get(STATUS)
    assert answer.status_code == 200
    assert "Cookie" not in answer.headers.get("Vary", "")  # the session says so of each answer for which it was read
