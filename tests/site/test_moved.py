"""Old addresses of what has another slug: 308 to the new one, for ever, wherever the old one was asked for."""

import pytest
from django.test import Client

from policy.models import Actor, Effect, Measure
from policy.record.publish import publish_all
from policy.renaming import merge_events, rename_actor, rename_event

OLD, NEW = "2025-04-04-mofcom-gac-announcement-18", "2025-04-04-announcement-18"
TWIN, SURVIVOR = "2025-10-09-mofcom-gac-announcement-56", "2025-10-09-mofcom-gac-announcement-57"
SAID = {"reason": "It was too long.", "by": "tester"}


@pytest.fixture
def renamed(shipped):
    rename_event(Measure.objects.get(slug=OLD), NEW, **SAID)
    return Client()


BELOW = [
    "/events/{}/",
    "/events/{}/history/",
    "/events/{}/cite.bib",
    "/events/{}/embed/",
    "/events/{}/card.png",
    "/api/v1/events/{}/",
    "/api/v1/measures/{}/",
    "/api/v1/measures/{}/status/?known_at=2026-12-01T00:00:00Z&on=2026-01-01",
    "/api/v1/events/{}/revisions/1/",
]


def test_every_address_below_an_old_one_leads_to_the_same_below_the_new_one(renamed):
    for address in BELOW:
        moved = renamed.get(address.format(OLD))
        assert (moved.status_code, moved["Location"]) == (308, address.format(NEW))
        assert renamed.get(moved["Location"]).status_code == 200


def test_the_way_to_a_new_address_is_kept_and_read_as_other_answers_are(renamed):
    moved = renamed.get(f"/api/v1/events/{OLD}/")
    assert moved["ETag"]
    assert "max-age" in moved["Cache-Control"]
    assert moved["Access-Control-Allow-Origin"] == "*"
    assert renamed.head(f"/api/v1/events/{OLD}/").status_code == 308
    assert renamed.post(f"/events/{OLD}/").status_code == 405


def test_two_renames_are_one_hop(renamed):
    rename_event(Measure.objects.get(slug=NEW), "2025-04-04-number-18", **SAID)
    assert renamed.get(f"/events/{OLD}/")["Location"] == "/events/2025-04-04-number-18/"


def test_the_history_tells_the_whole_story(renamed):
    page = renamed.get(f"/events/{NEW}/history/")
    steps = page.context["history"].steps
    assert [(one.revision.number, one.sort.word) for one in steps] == [
        (3, "Change"),
        (2, "New address"),
        (1, "First publication"),
    ]
    tombstone = renamed.get(f"/api/v1/events/{NEW}/revisions/2/")
    assert tombstone.status_code == 410
    assert tombstone.json()["tombstone"]["replaced_by"] == NEW


def test_a_merged_event_leads_to_the_survivor_and_its_versions_stay(shipped):
    twin, survivor = (Measure.objects.get(slug=slug) for slug in (TWIN, SURVIVOR))
    acting = Measure.objects.filter(effects__target=twin).distinct()
    Effect.objects.filter(target=twin).delete()
    publish_all(acting, reason="A test.", by="tester", is_operator=True)
    merge_events(twin, survivor, **SAID)
    client = Client()
    for address in ("/events/{}/", "/events/{}/history/", "/api/v1/measures/{}/"):
        assert client.get(address.format(TWIN))["Location"] == address.format(SURVIVOR)
    assert client.get(f"/api/v1/events/{TWIN}/revisions/1/").json()["slug"] == TWIN
    assert client.get(f"/api/v1/events/{TWIN}/revisions/2/").json()["tombstone"]["replaced_by"] == SURVIVOR
    assert TWIN in client.get(f"/events/{SURVIVOR}/history/").content.decode()


@pytest.mark.slow
def test_an_old_actor_is_refused_as_a_filter_with_its_new_name(shipped):
    rename_actor(Actor.objects.get(slug="mofcom"), "ministry-of-commerce", **SAID)
    client = Client()
    assert client.get("/actors/mofcom/")["Location"] == "/actors/ministry-of-commerce/"
    refused = client.get("/api/v1/events/", {"actor": "mofcom"})
    assert refused.status_code == 400
    assert "'mofcom' is now 'ministry-of-commerce'." in refused.json()["errors"][0]["message"]


def test_an_address_that_never_was_is_not_found(renamed):
    assert renamed.get("/events/2025-04-04-never/").status_code == 404
    assert renamed.get(f"/materials/{OLD}/").status_code == 404
