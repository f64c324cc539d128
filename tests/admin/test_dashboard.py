"""What the desk's index says: to whom, how much of it, and where it leads."""

import html
from datetime import timedelta

import pghistory
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from policy import review, schedule
from policy.actions import refresh_findings
from policy.admin.waiting import ITEMS
from policy.models import DataSet, Event, Statement
from policy.record.editorial import read_all
from policy.record.models import Revision
from policy.record.publish import publish_all
from tests.admin.conftest import make_statement, signed_in

MOVE = "/admin/policy/dataset/reviewed/"
EACH = {"contributor": "connie", "editor": "edith", "publisher": "paul", "administrator": "ada"}


@pytest.fixture
def people(shipped):
    return {role: signed_in(name, role) for role, name in EACH.items()}


def written(client, slug, **changes):
    with pghistory.context(user=client.user.pk):
        return make_statement(slug, date=slug[:10], **changes)


def approve(event, client):
    review.approve(event, client.user, review.content_sha256(read_all([event])[0]))


def items(client):
    """Return what the index shows, by the title of the item."""
    return {one.item.title: one for one in client.get("/admin/").context["waiting"]}


def named(client, title):
    return [entry.text for entry in items(client)[title].entries]


def on_list(client, waiting):
    return client.get(waiting.item.address).context["cl"].result_count


def fill_the_desk(people):
    drafts = {role: written(people[role], f"2026-10-0{day}-{role}") for day, role in enumerate(list(EACH)[:3], 1)}
    for role in ("contributor", "editor", "publisher"):
        review.submit(drafts[role], people[role].user)
    approve(drafts["publisher"], people["editor"])
    publisher = people["publisher"].user
    at = timezone.now() + timedelta(days=1)
    schedule.schedule(drafts["publisher"], publish_at=at, reason="New.", by=publisher, now=timezone.now())
    public = Statement.objects.filter(pk__in=Event.objects.published()).first()
    public.summary += " More."
    with pghistory.context(user=people["editor"].user.pk):
        public.save()
    refresh_findings(today=timezone.localdate())


@pytest.mark.slow
def test_each_number_is_that_of_the_list_behind_it_for_every_role(people):
    fill_the_desk(people)
    shown, wrong = {}, []
    for role, client in people.items():
        for title, waiting in items(client).items():
            shown.setdefault(title, {})[role] = waiting.count
            if on_list(client, waiting) != waiting.count:
                wrong.append((role, title, waiting.count, on_list(client, waiting)))
    assert wrong == []
    assert set(shown) == {item.title for item in ITEMS}
    assert shown["Waiting for my review"] == {"editor": 1, "publisher": 2}
    assert shown["My drafts"] == {"contributor": 1, "editor": 1, "publisher": 1}
    assert shown["Unpublished changes"] == {"editor": 1, "publisher": 1}
    assert shown["Scheduled publications"] == {"publisher": 1}
    assert shown["Failed background jobs"] == {"administrator": 0}
    assert all(shown[title]["publisher"] for title in ("Lapsed suspensions", "Broken rules", "Coming within 30 days"))


def test_review_waits_for_others_and_again_once_the_text_was_changed(people):
    draft = written(people["contributor"], "2026-10-05-draft")
    review.submit(draft, people["contributor"].user)
    mine = "Waiting for my review"
    assert named(people["editor"], mine) == named(people["publisher"], mine) == [str(draft)]
    approve(draft, people["editor"])
    assert named(people["editor"], mine) == []
    with pghistory.context(user=people["contributor"].user.pk):
        Statement.objects.get(pk=draft.pk).save()
        draft.summary += " One word."
        draft.save()
    assert named(people["editor"], mine) == [str(draft)]


def test_drafts_are_those_of_whoever_asks_and_what_was_sent_back_comes_first(people):
    client, editor = people["contributor"], people["editor"]
    back, plain, waits = [written(client, f"2026-10-0{day}-draft") for day in (1, 2, 3)]
    written(editor, "2026-10-04-other")
    for one in (back, waits):
        review.submit(one, client.user)
    review.answer(back, editor.user, "Look again.")
    found = items(client)["My drafts"]
    assert [entry.text for entry in found.entries] == [str(back), str(plain), str(waits)]
    assert found.entries[0].note == "sent back by edith"
    publish_all([plain], reason="First publication.", by="paul")
    assert items(client)["My drafts"].count == 2


@pytest.mark.slow
def test_the_page_costs_the_same_however_much_waits(people):
    fill_the_desk(people)
    costs = []
    for day in range(1, 4):
        items(people["editor"])
        with CaptureQueriesContext(connection) as queries:
            items(people["editor"])
        costs.append(len(queries))
        for name in "abc":
            draft = written(people["contributor"], f"2026-09-0{day}-{name}")
            review.submit(draft, people["contributor"].user)
    assert costs[0] == costs[1] == costs[2]


def test_says_quietly_that_nothing_waits_and_shows_a_newcomer_how_it_works(people):
    page = html.unescape(people["contributor"].get("/admin/").content.decode())
    assert "You have no drafts." in page
    assert "Nothing waits for your review." not in page
    assert '<details class="module desk-how" open>' in page
    assert "Enter a measure</a>" in page
    assert "Enter a " not in people["administrator"].get("/admin/").content.decode()


def test_the_day_of_review_is_moved_by_a_publisher_in_one_form(people):
    paul, before = people["publisher"], DataSet.objects.get()
    assert f'href="{MOVE}"' in paul.get("/admin/").content.decode()
    form, version = paul.get(MOVE).context["form"], Revision.objects.newest()
    assert form["reviewed_through"].value() == timezone.localdate().isoformat()
    given = {name: form[name].value() for name in form.fields}
    assert paul.post(MOVE, given | {"note": "All lists."}).url == "/admin/"
    after = DataSet.objects.get()
    assert (after.reviewed_through, after.note) == (timezone.localdate().isoformat(), "All lists.")
    assert (after.edition, Revision.objects.newest()) == (before.edition + 1, version)
    again = paul.post(MOVE, given | {"note": "Mine."}).context["form"]
    assert "Somebody moved it" in str(again.errors)
    assert "Mine." in str(again["note"])
    assert DataSet.objects.get().note == "All lists."


@pytest.mark.parametrize("day", ["", "2026-13-01", "tomorrow"])
def test_no_day_is_taken_that_is_none_or_has_yet_to_come(people, day):
    before, tomorrow = DataSet.objects.get(), timezone.localdate() + timedelta(days=1)
    day = tomorrow.isoformat() if day == "tomorrow" else day
    form = people["publisher"].post(MOVE, {"reviewed_through": day, "seen": before.reviewed_through}).context["form"]
    assert form.errors["reviewed_through"]
    assert DataSet.objects.get().reviewed_through == before.reviewed_through


@pytest.mark.parametrize("role", ["contributor", "editor", "administrator"])
def test_others_see_the_day_and_move_nothing(people, role):
    assert "read up to" in people[role].get("/admin/").content.decode()
    assert MOVE not in people[role].get("/admin/").content.decode()
    assert people[role].get(MOVE).status_code == 403
    assert people[role].post(MOVE, {"reviewed_through": "2026-01-01"}).status_code == 403
