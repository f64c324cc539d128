"""Renaming and merging through the back office."""

import html

import pytest

from policy.models import Actor, Event, Link, Measure, Statement
from policy.record.models import FormerSlug, Revision
from tests.admin.conftest import change_page, filled, make_statement, problems

pytestmark = pytest.mark.slow

OLD, NEW = "2025-04-04-mofcom-gac-announcement-18", "2025-04-04-announcement-18"


def rename_page(row):
    return change_page(row).replace("/change/", "/rename/")


def renaming(slug, **more):
    return {"verb": "rename", "rename-slug": slug, "rename-reason": "It was too long.", "seen": slug, **more}


def merging(into, **more):
    return {"verb": "merge", "merge-into": into.pk, "merge-reason": "Entered twice.", "seen": into.pk, **more}


def said(response):
    return html.unescape(response.content.decode())


def newest(row):
    return Revision.objects.current().get(event=row.pk)


def test_says_what_a_rename_would_do_and_does_nothing_yet(publisher):
    measure = Measure.objects.get(slug=OLD)
    before = Revision.objects.newest().seq
    page = publisher.post(rename_page(measure), renaming(NEW))
    assert Link.objects.filter(to_event=measure).exclude(from_event__kind="permit").first().from_event.slug in said(
        page
    )
    assert "Rename for ever" in said(page)
    assert Revision.objects.newest().seq == before
    assert Measure.objects.filter(slug=OLD).exists()


def test_renames_what_was_confirmed(publisher, client):
    measure = Measure.objects.get(slug=OLD)
    answer = publisher.post(rename_page(measure), renaming(NEW, confirmed="1"))
    assert answer["Location"] == change_page(measure)
    assert newest(measure).slug == NEW
    assert newest(measure).published_by == publisher.user.username
    moved = client.get(f"/events/{OLD}/")
    assert (moved.status_code, moved["Location"]) == (308, f"/events/{NEW}/")


def test_what_was_changed_after_it_was_shown_is_shown_again(publisher):
    measure = Measure.objects.get(slug=OLD)
    page = publisher.post(rename_page(measure), renaming(NEW, confirmed="1", seen="2025-04-04-another"))
    assert "Rename for ever" in said(page)
    assert newest(measure).slug == OLD


def test_refuses_a_slug_of_another_day_and_keeps_what_was_typed(publisher):
    measure = Measure.objects.get(slug=OLD)
    page = publisher.post(rename_page(measure), renaming("2025-05-05-other", confirmed="1"))
    assert page.status_code == 409
    assert "begins with its date" in said(page)
    assert "It was too long." in said(page)
    assert newest(measure).slug == OLD


def test_asks_for_a_reason(publisher):
    measure = Measure.objects.get(slug=OLD)
    page = publisher.post(rename_page(measure), renaming(NEW, confirmed="1", **{"rename-reason": " "}))
    assert page.context["forms"]["rename"].errors["reason"]
    assert newest(measure).slug == OLD


def test_merges_one_event_into_another_and_says_what_stays_behind(publisher):
    twin, survivor = Statement.objects.filter(pk__in=Event.objects.published()).order_by("pk")[:2]
    page = publisher.post(rename_page(twin), merging(survivor))
    assert "Enter what is worth keeping" in said(page)
    assert "citation" in " ".join(page.context["stays_behind"])
    answer = publisher.post(rename_page(twin), merging(survivor, confirmed="1"))
    assert answer["Location"] == change_page(survivor)
    assert newest(twin).replaced_by == survivor.slug
    assert f'It was merged into <a href="../../{survivor.pk}/change/">' in said(publisher.get(change_page(twin)))


def test_offers_only_events_of_one_kind_to_merge_with(publisher):
    statement, measure = Statement.objects.first(), Measure.objects.first()
    page = publisher.post(rename_page(statement), merging(measure, confirmed="1"))
    assert page.context["forms"]["merge"].errors["into"]


def test_merges_actors(publisher, client):
    twin, ministry = Actor.objects.get(slug="chen-rongkai"), Actor.objects.get(slug="mofcom")
    page = publisher.post(rename_page(twin), merging(ministry))
    assert len(page.context["again"]) > 0
    publisher.post(rename_page(twin), merging(ministry, confirmed="1"))
    assert not Actor.objects.filter(pk=twin.pk).exists()
    assert client.get("/actors/chen-rongkai/")["Location"] == "/actors/mofcom/"


def test_a_new_row_is_told_that_its_slug_leads_elsewhere(publisher):
    FormerSlug.objects.create(
        table="actor", slug="moftec", replaced_by="mofcom", reason="A test.", replaced_at="2026-01-01T00:00Z"
    )
    page = publisher.post(
        "/admin/policy/actor/add/", filled(publisher, "/admin/policy/actor/add/", name="A", slug="moftec", kind="media")
    )
    assert "leads to another one for ever" in " ".join(problems(page))


@pytest.mark.parametrize("make", [make_statement, lambda: Actor.objects.get(slug="mofcom")])
def test_only_publishers_find_the_way_there(publisher, editor, make):
    row = make()
    assert rename_page(row) in said(publisher.get(change_page(row)))
    assert rename_page(row) not in said(editor.get(change_page(row)))
    assert editor.post(rename_page(row), renaming("other")).status_code == 403
