"""How often one may ask: the numbers, from where to where they hold, and what answers say of them."""

import json
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError

from policy.keys import counting
from policy.keys.counting import WINDOW, count, forget_old
from policy.keys.models import Counter
from policy.keys.policies import Policy
from tests.databases import ROOT, environment
from tests.keys.conftest import NOON, bearer, make_key

pytestmark = pytest.mark.django_db

SEARCH = "/api/v1/events/?q=dysprosium"
POLICIES = '"search";q=2;w=60, "facets";q=3;w=60, "export";q=1;w=60, "keyed";q=4;w=60, "partner";q=6;w=60'


def statuses(client, address, number, **headers):
    return [client.get(address, headers=headers).status_code for _ in range(number)]


@pytest.mark.parametrize(
    ("address", "quota"),
    [
        (SEARCH, 2),
        ("/api/v1/facets/", 3),
        ("/api/v1/permits/?format=csv", 1),
        ("/api/v1/permits/summary/?by=month&q=x", 2),
    ],
)
def test_the_limit_begins_at_the_stated_number(client, shipped, few, clock, address, quota):
    assert statuses(client, address, quota + 2) == [200] * quota + [429] * 2


def test_a_refusal_says_which_limit_and_until_when(client, shipped, few, clock, settings):
    settings.API_CONTACT = "mailto:keys@example.org"
    statuses(client, SEARCH, 2)
    clock.now += timedelta(seconds=20.5)
    refused = client.get(SEARCH)
    assert (refused.status_code, refused.headers["Content-Type"]) == (429, "application/problem+json")
    assert refused.headers["Retry-After"] == "40"
    assert refused.headers["RateLimit"] == '"search";r=0;t=40'
    body = refused.json()
    assert (body["status"], body["violated-policies"]) == (429, ["search"])
    assert body["type"].endswith("#quota-exceeded")
    assert "keys@example.org" in body["detail"]


def test_a_retry_at_the_stated_time_is_answered(client, shipped, few, clock):
    statuses(client, SEARCH, 2)
    clock.now += timedelta(seconds=12)
    wait = int(client.get(SEARCH).headers["Retry-After"])
    clock.now += timedelta(seconds=wait - 1)
    assert client.get(SEARCH).status_code == 429
    clock.now += timedelta(seconds=1)
    assert statuses(client, SEARCH, 3) == [200, 200, 429]


def test_a_clock_that_is_set_back_locks_nobody_out(db):
    few = Policy("search", 1)
    assert [count(few, "somebody", NOON + timedelta(hours=hours)).is_over for hours in (5, 5, 0, 0)] == [
        *(False, True, False, True)
    ]


def test_what_no_limit_names_is_not_counted(client, shipped, few, clock):
    addresses = ["/api/v1/events/", "/api/v1/controls/", "/api/v1/status/", "/api/v1/"]
    assert [statuses(client, address, 7) for address in addresses] == [[200] * 7] * 4
    assert Counter.objects.count() == 0


def test_a_key_counts_for_everything_and_says_what_is_left(client, shipped, few, clock):
    _, key = make_key()
    answers = [
        client.get(one, headers=bearer(key)) for one in ("/api/v1/status/", SEARCH, SEARCH, "/api/v1/x/", SEARCH)
    ]
    left = [answer.headers.get("RateLimit") for answer in answers]
    assert left == ['"keyed";r=3;t=60', '"keyed";r=2;t=60', '"keyed";r=1;t=60', None, '"keyed";r=0;t=60']
    assert client.get("/api/v1/status/", headers=bearer(key)).status_code == 429


def test_each_key_and_each_address_has_a_number_of_its_own(client, shipped, few, clock):
    (_, usual), (_, large) = make_key(), make_key(quota="partner")
    assert statuses(client, SEARCH, 5, **bearer(usual)) == [200] * 4 + [429]
    assert statuses(client, SEARCH, 7, **bearer(large)) == [200] * 6 + [429]
    assert statuses(client, SEARCH, 3) == [200, 200, 429]
    assert client.get(SEARCH, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_addresses_of_one_ipv6_network_count_together(client, shipped, few, clock):
    found = [
        client.get(SEARCH, REMOTE_ADDR=f"2001:db8:0:{net}::{host}") for net, host in ((1, 1), (1, 2), (1, 3), (2, 1))
    ]
    assert [answer.status_code for answer in found] == [200, 200, 429, 200]
    assert not Counter.objects.filter(client__contains="2001").exists()


def test_behind_a_proxy_the_address_is_what_the_proxy_tells(client, shipped, few, clock, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    forged = [client.get(SEARCH, headers={"X-Forwarded-For": f"192.0.2.{n}, 198.51.100.1"}) for n in range(3)]
    assert [answer.status_code for answer in forged] == [200, 200, 429]


def test_refused_parameters_and_heads_count_but_options_do_not(client, shipped, few, clock):
    assert {client.options(SEARCH).status_code for _ in range(4)} <= {200, 204}
    assert client.get(f"{SEARCH}&color=red").status_code == 400
    assert client.head(SEARCH).status_code == 200
    assert client.get(SEARCH).status_code == 429


@pytest.mark.parametrize(
    "address", ["status/", "events/no-such/", "events/?color=red", "nowhere/", "events/?q=dysprosium"]
)
def test_every_answer_names_the_limits_and_open_ones_nothing_of_the_client(client, shipped, few, clock, address):
    answer = client.get(f"/api/v1/{address}")
    assert answer.headers["RateLimit-Policy"] == POLICIES
    assert "RateLimit" not in answer.headers
    if "ETag" in answer.headers:
        unchanged = client.get(f"/api/v1/{address}", headers={"If-None-Match": answer.headers["ETag"]})
        assert (unchanged.status_code, unchanged.headers["RateLimit-Policy"]) == (304, POLICIES)
        assert "RateLimit" not in unchanged.headers


def test_an_unchanged_answer_is_free(client, shipped, few, clock):
    etag = client.get(SEARCH).headers["ETag"]
    assert statuses(client, SEARCH, 5, **{"If-None-Match": etag}) == [304] * 5
    assert statuses(client, SEARCH, 2) == [200, 429]


def test_pages_name_no_limits(client, shipped):
    assert "RateLimit-Policy" not in client.get("/about/").headers


def test_reading_goes_on_when_the_counting_fails(client, shipped, few, clock, monkeypatch, caplog):
    def fails():
        raise DatabaseError("no counter today")

    monkeypatch.setattr(counting.connection, "cursor", fails, raising=False)
    assert count(Policy("search", 1), "somebody", NOON) is None
    assert "could not be counted" in caplog.text


def test_windows_that_are_over_are_forgotten():
    count(Policy("search", 1), "somebody", NOON)
    count(Policy("search", 1), "somebody else", NOON + timedelta(seconds=1))
    assert forget_old(NOON + WINDOW) == 1
    assert Counter.objects.get().client == "somebody else"


def test_the_documented_numbers_are_the_default_ones():
    told = (ROOT / "docs/keys.md").read_text()
    rows = re.findall(r"^\| `(\w+)` \|.*\| ([\d,]+) \|$", told, re.MULTILINE)
    assert {name: int(number.replace(",", "")) for name, number in rows} == settings.API_LIMITS


@pytest.mark.slow
def test_eight_processes_answer_exactly_the_stated_number(own_database):
    counter = Path(__file__).parent / "counter.py"
    command = [sys.executable, counter, "100", "250"]
    racing = [
        subprocess.Popen(command, env=environment(own_database), stdout=subprocess.PIPE, text=True) for _ in range(8)
    ]
    told = [json.loads(process.communicate(timeout=120)[0]) for process in racing]
    assert sum(answered for answered, _ in told) == 250
    assert sum(refused for _, refused in told) == 550
