"""Two people edit the same row: the second save is refused, shows both versions, and nothing typed is lost."""

import html
import json
import subprocess
import sys

import psycopg
import pytest

from policy.models import Actor, Citation, Statement
from policy.review import CHANGED_SINCE
from tests.admin.conftest import change_page, filled, make_actor, make_source, make_statement, signed_in
from tests.databases import ROOT, created, environment, loaded, url


def said(response):
    return html.unescape(response.content.decode())


def differences(response):
    return {one.label: one for one in response.context["standing"].differences}


def form_of(response):
    return response.context["adminform"].form


def sent_again(response, **changes):
    """Return what the form of an answer would post as it stands there."""
    form = form_of(response)
    data = {name: value for name, value in form.data.lists() if not name.startswith("_")}
    return data | {name: response.context[name[1:]] for name in ("_base", "_merge")} | changes


@pytest.fixture
def statement(shipped):
    return make_statement()


@pytest.fixture
def paul(publisher):
    return publisher


@pytest.fixture
def conflict(editor, paul, statement):
    """Edith and Paul open the same page; she changes its title and summary, and he its title and time zone."""
    address = change_page(statement)
    hers = filled(editor, address, title="Her title", summary="Her summary.")
    his = filled(paul, address, title="His title", time="10:30", timezone="Asia/Shanghai")
    assert editor.post(address, hers).status_code == 302
    return paul.post(address, his)


def test_the_second_save_is_refused_and_shows_three_versions(conflict, statement):
    statement.refresh_from_db()
    title = differences(conflict)["Title"]
    assert (conflict.status_code, statement.title, statement.timezone) == (409, "Her title", "")
    assert (title.base, title.theirs, title.mine, title.outcome) == ("A test", "Her title", "His title", "")
    assert "Changed meanwhile by " in said(conflict)
    assert {label: one.outcome for label, one in differences(conflict).items()} == {
        "Title": "",
        "Summary": "theirs",
        "Time": "mine",
        "Timezone": "mine",
    }
    assert form_of(conflict)["title"].value() == "His title"
    assert form_of(conflict)["summary"].value() == "Her summary."


@pytest.mark.slow
@pytest.mark.parametrize(("take", "title"), [("theirs", "Her title"), ("mine", "His title"), ("form", "Both titles")])
def test_what_is_chosen_is_saved(conflict, paul, statement, take, title):
    answer = paul.post(change_page(statement), sent_again(conflict, title="Both titles", **{"_take-title": take}))
    statement.refresh_from_db()
    assert answer.status_code == 302
    assert (statement.title, statement.summary, statement.timezone) == (title, "Her summary.", "Asia/Shanghai")


def test_nothing_is_saved_while_something_is_to_be_chosen(conflict, paul, statement):
    again = paul.post(change_page(statement), sent_again(conflict))
    statement.refresh_from_db()
    assert (again.status_code, statement.title, statement.timezone) == (409, "Her title", "")
    assert differences(again)["Title"].mine == "His title"


@pytest.mark.slow
def test_the_panel_stays_while_the_form_is_mended(conflict, paul, statement):
    mended = sent_again(conflict, date="never", **{"_take-title": "theirs"})
    again = paul.post(change_page(statement), mended)
    assert (again.status_code, form_of(again)["title"].value()) == (200, "Her title")
    assert (differences(again)["Title"].mine, differences(again)["Title"].chosen) == ("His title", "form")


@pytest.mark.slow
def test_a_merge_can_be_overtaken_too(conflict, editor, paul, statement):
    address = change_page(statement)
    editor.post(address, filled(editor, address, title="Her second title"))
    again = paul.post(address, sent_again(conflict, **{"_take-title": "mine"}))
    assert again.status_code == 409
    assert differences(again)["Title"].theirs == "Her second title"


@pytest.mark.slow
def test_rows_below_are_merged_row_by_row(editor, paul, statement):
    address = change_page(statement)
    first = statement.citations.get()
    second = Citation.objects.create(event=statement, source=make_source("second"), supports="the day")
    third = Citation.objects.create(event=statement, source=make_source("third"), supports="the place")
    hers = filled(editor, address, **{"citations-0-supports": "her words", "citations-1-DELETE": "on"})
    hers |= {"citations-2-DELETE": "on"}
    his = filled(paul, address, **{"citations-0-locator": "p. 1", "citations-1-supports": "his words"})
    new = make_source("fourth").pk
    his |= {"citations-TOTAL_FORMS": 4, "citations-3-source": new, "citations-3-supports": "his own"}
    assert editor.post(address, hers).status_code == 302
    refused = paul.post(address, his)
    assert {one.outcome for one in differences(refused).values()} == {"theirs", "mine", "restored"}
    paul.post(address, sent_again(refused))
    found = set(Citation.objects.filter(event=statement).values_list("source", "supports", "locator"))
    assert found == {
        (first.source_id, "her words", "p. 1"),
        (second.source_id, "his words", ""),
        (new, "his own", ""),
    }
    assert third.source_id not in {source for source, *_ in found}


@pytest.mark.slow
@pytest.mark.parametrize(("take", "left"), [("theirs", ["her words"]), ("mine", [])])
def test_asks_about_a_row_that_one_removed_and_the_other_changed(editor, paul, statement, take, left):
    address = change_page(statement)
    his = filled(paul, address, **{"citations-0-DELETE": "on"})
    editor.post(address, filled(editor, address, **{"citations-0-supports": "her words"}))
    refused = paul.post(address, his)
    [one] = differences(refused).values()
    assert (one.mine, one.outcome) == ("(removed)", "")
    paul.post(address, sent_again(refused, **{one.asks: take}))
    assert list(statement.citations.values_list("supports", flat=True)) == left


@pytest.mark.slow
def test_what_was_typed_for_a_deleted_row_becomes_a_new_draft(editor, paul, statement):
    address = change_page(statement)
    his = filled(paul, address, title="His title")
    editor.post(address.replace("change", "delete"), {"post": "yes"})
    gone = paul.post(address, his)
    assert (gone.status_code, "was deleted while you were editing it, by " in said(gone)) == (409, True)
    paul.post("/admin/policy/statement/add/", sent_again(gone))
    assert Statement.objects.get(title="His title").citations.count() == 1


def test_a_form_that_does_not_say_what_it_was_opened_with_overwrites_nothing(editor, statement):
    address = change_page(statement)
    refused = editor.post(address, filled(editor, address, title="Blind", _base="forged"))
    assert (refused.status_code, list(differences(refused))) == (409, ["Title"])
    assert Statement.objects.get(pk=statement.pk).title == "A test"


@pytest.mark.slow
def test_holds_for_rows_of_reference_and_the_data_set(paul):
    other = signed_in("petra", "publisher")
    for address, field in (
        (change_page(make_actor()), "name"),
        ("/admin/policy/dataset/1/change/", "note"),
    ):
        his = filled(paul, address, **{field: "His"})
        assert other.post(address, filled(other, address, **{field: "Hers"})).status_code == 302
        refused = paul.post(address, his)
        assert (refused.status_code, [one.theirs for one in differences(refused).values()]) == (409, ["Hers"])
    assert Actor.objects.get(slug="ministry-of-tests").name == "Hers"


def test_what_was_typed_is_put_back_unsaved(editor, statement):
    address = change_page(statement)
    typed = filled(editor, address, title="Typed before", _kept="abc1", _put_back="1")
    page = editor.post(address, typed | {"citations-0-supports": ""})
    assert (page.status_code, form_of(page)["title"].value()) == (200, "Typed before")
    assert 'name="_kept" value="abc1"' in said(page)
    assert Statement.objects.get(pk=statement.pk).title == "A test"


def test_only_a_save_says_that_it_was_one(editor, statement):
    address = change_page(statement)
    failed = editor.post(address, filled(editor, address, date="never", _kept="abc1"))
    done = editor.post(address, filled(editor, address, title="Another", _kept="abc1"))
    assert ("saved_form" in failed.cookies, done.cookies["saved_form"].value) == (False, "abc1")


def test_what_is_published_is_what_the_confirmation_showed(paul, editor):
    statement = make_statement()
    page = "/admin/policy/statement/publish/"
    seen = paul.get(page, {"event": statement.pk}).context["seen"]
    editor.post(change_page(statement), filled(editor, change_page(statement), title="Not seen"))
    given = {"event": statement.pk, "reason": "Said today."}
    refused = paul.post(page, given | {"seen": seen})
    assert (refused.status_code, CHANGED_SINCE in said(refused)) == (409, True)
    assert not statement.revisions.exists()
    assert paul.post(page, given | {"seen": refused.context["seen"]}).status_code == 302
    assert statement.revisions.get().facts["title"] == "Not seen"


@pytest.mark.slow
def test_what_is_scheduled_is_what_the_page_showed(paul, editor):
    statement = make_statement()
    page = "/admin/policy/statement/schedule/"
    seen = paul.get(page, {"event": statement.pk}).context["seen"]
    editor.post(change_page(statement), filled(editor, change_page(statement), title="Not seen"))
    given = {"event": statement.pk, "reason": "Said today.", "publish_at": "2099-01-31T10:30"}
    refused = paul.post(page, given | {"seen": seen})
    assert (refused.status_code, CHANGED_SINCE in said(refused)) == (409, True)
    assert paul.post(page, given | {"seen": refused.context["seen"]}).status_code == 302


@pytest.mark.slow
@pytest.mark.django_db
def test_of_200_saves_at_once_by_8_processes_none_vanishes(django_db_setup):
    with created("saves", template=loaded()) as database:
        saving = [sys.executable, "-m", "tests.admin.saves"]
        own = environment(url(database)) | {"ALLOWED_HOSTS": "testserver"}
        done = subprocess.run(saving, cwd=ROOT, env=own, capture_output=True, text=True, timeout=600)
        assert done.returncode == 0, done.stderr
        with psycopg.connect(url(database)) as asked:
            query = "SELECT pgh_obj_id, summary FROM policy_eventhistory WHERE slug LIKE '%-saved-%' ORDER BY pgh_id"
            history = asked.execute(query).fetchall()
            now = asked.execute("SELECT id, summary FROM policy_event WHERE slug LIKE '%-saved-%'").fetchall()
    saves = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("[")]
    assert len(saves) == 200
    assert {outcome for *_, outcome in saves} == {"accepted", "told"}
    accepted = {text: seen for _, text, seen, outcome in saves if outcome == "accepted"}
    assert sorted(text for _, text in history if text != "begin") == sorted(accepted)
    last = {}
    for event, text in history:
        assert accepted.get(text) == last.get(event)  # nobody wrote over what they hadn't seen
        last[event] = text
    assert last == dict(now)
