"""Publishing and retracting through the back office."""

import html
import json

from policy.models import Actor, Citation, Effect, Event, Link, Measure, Statement
from policy.record.models import Revision
from policy.record.publish import publish, publish_all
from tests.admin.conftest import change_page, filled, make_actor, make_measure, make_source, make_statement

PUBLISH = "/admin/policy/statement/publish/"
RETRACT = "/admin/policy/statement/retract/"
ADD = "/admin/policy/statement/add/"


def said(response):
    return html.unescape(response.content.decode())


def newest(event):
    return Revision.objects.current().get(event=event.pk)


def test_confirmation_shows_the_draft_and_writes_nothing(publisher):
    draft = make_statement()
    before = Revision.objects.newest().seq
    page = publisher.get(PUBLISH, {"event": draft.pk})
    assert page.status_code == 200
    assert "The ministry spoke of tests." in said(page)
    assert Revision.objects.newest().seq == before


def rows(page):
    """Return what the confirmation tells of its only event, by field: a text, or two when there is one before."""
    (candidate,) = page.context["candidates"]
    return {one.field: one.after if candidate.is_new else (one.before, one.after) for one in candidate.changes}


def test_confirmation_names_rows_and_labels_values(publisher):
    draft = make_statement(speaker=Actor.objects.get(slug="chen-rongkai"), channel="press_conference")
    told = rows(publisher.get(PUBLISH, {"event": draft.pk}))
    assert (told["speaker"], told["channel"]) == ("Chen Rongkai", "press conference")
    assert told["topics"] == "Export licensing"
    assert told["citations"] == "source: The source-of-2026-10-05-a-test; supports: the statement"


def test_confirmation_names_what_is_below_a_measure(publisher):
    draft = make_measure("2026-10-05-a-measure")
    other = Measure.objects.get(slug="2025-04-04-mofcom-gac-announcement-18")
    draft.targets.create(country="US")
    draft.targets.create(actor=Actor.objects.get(slug="gao-feng"))
    draft.effects.create(target=other, effect="extends_suspension", start="2026-10-05")
    Link.objects.create(from_event=draft, to_event=other, relation="responds_to")
    told = rows(publisher.get("/admin/policy/measure/publish/", {"event": draft.pk}))
    assert (told["country"], told["targets"]) == ("China", "United States, Gao Feng")
    assert told["effects"] == f"target: {other}; effect: extends the suspension of; from: 2026-10-05"
    assert told["links"] == f"to: {other}; relation: responds to"


def test_confirmation_tells_rows_of_one_name_apart(publisher):
    one, other = make_actor("one", name="Ministry"), make_actor("other", name="Ministry")
    draft = make_statement(speaker=one)
    publish(draft, reason="First.", by="test")
    Statement.objects.filter(pk=draft.pk).update(speaker=other)
    assert rows(publisher.get(PUBLISH, {"event": draft.pk})) == {"speaker": ("Ministry (one)", "Ministry (other)")}


def test_publishes_with_a_reason(publisher):
    draft = make_statement()
    done = publisher.post(PUBLISH, {"event": draft.pk, "reason": "The ministry said it."}, follow=True)
    revision = newest(draft)
    assert (revision.action, revision.reason, revision.published_by) == ("add", "The ministry said it.", "paul")
    assert "/events/2026-10-05-a-test/" in said(done)


def test_asks_for_a_reason(publisher):
    draft = make_statement()
    page = publisher.post(PUBLISH, {"event": draft.pk, "reason": "  "})
    assert "This field is required." in said(page)
    assert not draft.revisions.exists()


def test_refusal_tells_every_problem_beside_its_field(publisher):
    draft = make_statement(summary="")
    draft.citations.all().delete()
    page = publisher.post(PUBLISH, {"event": draft.pk, "reason": "A reason that must not be lost."})
    assert page.status_code == 409
    assert "<strong>Citations:</strong> A published event cites at least one source" in said(page)
    assert "<strong>Summary:</strong> A published event says what happened" in said(page)
    assert "A reason that must not be lost." in said(page)
    assert not draft.revisions.exists()


def test_confirmation_tells_problems_before_a_reason_is_written(publisher):
    draft = make_statement(summary="")
    page = publisher.get(PUBLISH, {"event": draft.pk})
    assert "<strong>Summary:</strong>" in said(page)
    assert "id_reason" not in said(page)


def test_entering_and_publishing_takes_a_form_and_two_confirmations(editor, publisher):
    sources = [make_source("first-source").pk, make_source("second-source").pk]
    form = filled(
        editor,
        ADD,
        date="2026-10-05",
        title="Ministry on licences",
        summary="It spoke.",
        channel="speech",
        stance="easing",
    )
    form |= {"speaker": make_actor().pk, "quotes-0-text": "合规申请", "quotes-0-language": "zh", "_submit": "1"}
    for place, source in enumerate(sources):
        form |= {f"citations-{place}-{name}": "" for name in ("locator", "quote", "id", "event")}
        form |= {f"citations-{place}-source": source, f"citations-{place}-supports": "what was said"}
    form["citations-TOTAL_FORMS"] = 2
    submitted = editor.post(ADD, form, follow=True)
    statement = Statement.objects.get(slug="2026-10-05-ministry-on-licences")
    assert "waits for review" in said(submitted)
    publisher.post(PUBLISH, {"event": statement.pk, "reason": "First publication."})
    document = json.loads(newest(statement).document)
    assert (len(document["citations"]), document["detail"]["quotes"][0]["text"]) == (2, "合规申请")
    assert document["certainty"] == "official"


def test_refused_save_and_publish_keeps_the_draft(publisher):
    form = filled(publisher, ADD, date="2026-10-05", title="No sources", channel="speech", stance="easing")
    page = publisher.post(ADD, form | {"speaker": make_actor().pk, "_publish": "1"}, follow=True)
    assert "What was entered is saved." in said(page)
    assert not Statement.objects.get(slug="2026-10-05-no-sources").revisions.exists()


def test_save_and_publish_by_an_editor_saves_and_says_so(editor):
    draft = make_statement()
    form = filled(editor, change_page(draft), title="Another title")
    page = editor.post(change_page(draft), form | {"_publish": "1"}, follow=True)
    assert "Publishing it takes a publisher." in said(page)
    assert Statement.objects.get(pk=draft.pk).title == "Another title"
    assert not draft.revisions.exists()


def test_unpublished_edits_stay_on_the_desk(publisher, client):
    draft = make_statement()
    publish(draft, reason="First.", by="test")
    publisher.post(change_page(draft), filled(publisher, change_page(draft), title="A title not yet public"))
    assert "A title not yet public" not in said(client.get("/events/2026-10-05-a-test/"))
    assert "published, with unpublished changes" in said(publisher.get(change_page(draft)))
    confirmation = said(publisher.get(PUBLISH, {"event": draft.pk}))
    assert "<td>A test</td><td>A title not yet public</td>" in confirmation


def test_says_when_publishing_changes_nothing(publisher):
    statement = Statement.objects.published().first()
    before = Revision.objects.newest().seq
    assert "publishing it changes nothing" in said(publisher.get(PUBLISH, {"event": statement.pk}))
    page = publisher.post(PUBLISH, {"event": statement.pk, "reason": "Why not."}, follow=True)
    assert "Nothing changed" in said(page)
    assert Revision.objects.newest().seq == before


def test_tells_of_linked_events(publisher):
    draft = make_statement()
    other = Event.objects.published().first()
    Link.objects.create(from_event=draft, to_event=other, relation="follows")
    assert "1 linked event gets a revision as well" in said(publisher.get(PUBLISH, {"event": draft.pk}))


def test_retracts_with_a_public_reason(publisher, client):
    statement = make_statement()
    publish(statement, reason="First.", by="test")
    publisher.post(RETRACT, {"event": statement.pk, "reason": "It was never said."})
    assert (newest(statement).action, newest(statement).reason) == ("delete", "It was never said.")
    assert client.get("/events/2026-10-05-a-test/").status_code == 410
    assert "retracted" in said(publisher.get(change_page(statement)))


def test_refuses_to_retract_what_others_build_on(publisher):
    measure = Measure.objects.get(slug="2025-10-09-mofcom-gac-announcement-57")
    page = publisher.post("/admin/policy/measure/retract/", {"event": measure.pk, "reason": "A mistake."})
    assert page.status_code == 409
    assert "2025-11-07-mofcom-gac-announcement-70 is published and builds on it" in said(page)
    assert newest(measure).document is not None


def test_retracts_a_measure_together_with_what_builds_on_it(publisher):
    earlier, later = make_measure("2026-09-05-earlier"), make_measure("2026-10-05-later")
    Effect.objects.create(measure=later, target=earlier, effect="amends", start="2026-10-05")
    publish_all([earlier, later], reason="First.", by="test")
    publisher.post("/admin/policy/measure/retract/", {"event": [earlier.pk, later.pk], "reason": "All of a piece."})
    assert [newest(event).document for event in (earlier, later)] == [None, None]


def test_publishes_all_of_the_chosen_or_none(publisher):
    good, bad = make_statement(), make_statement("2026-10-05-another", summary="")
    action = {"action": "publish_chosen", "_selected_action": [good.pk, bad.pk]}
    page = publisher.post("/admin/policy/statement/", action)
    assert "it is all of them or none" in said(page)
    done = publisher.post(PUBLISH, {"event": [good.pk, bad.pk], "reason": "Both."})
    assert done.status_code == 409
    assert not Revision.objects.filter(event__in=[good.pk, bad.pk]).exists()


def test_publishes_the_oldest_of_the_chosen_first(publisher):
    later, earlier = make_statement(), make_statement("2026-09-05-earlier", date="2026-09-05")
    done = publisher.post(PUBLISH, {"event": [later.pk, earlier.pk], "reason": "Both."}, follow=True)
    assert "Published 2 statements." in said(done)
    assert newest(earlier).seq < newest(later).seq


def test_a_list_offers_the_actions_to_publishers_only(publisher, editor):
    assert "publish_chosen" in said(publisher.get("/admin/policy/statement/"))
    assert "publish_chosen" not in said(editor.get("/admin/policy/statement/"))


def test_answers_404_for_an_event_that_is_not_there(publisher):
    assert publisher.get(PUBLISH, {"event": "999999"}).status_code == 404
    assert publisher.get(PUBLISH, {"event": "x"}).status_code == 404
    assert publisher.get(PUBLISH).status_code == 404


def test_publishing_stands_in_the_log_of_actions(publisher):
    draft = make_statement()
    publisher.post(PUBLISH, {"event": draft.pk, "reason": "Said today."})
    assert publisher.user.logentry_set.get().change_message == "Published: Said today."


def test_a_citation_is_edited_in_place(publisher):
    draft = make_statement()
    form = filled(publisher, change_page(draft), **{"citations-0-supports": "all of it"})
    publisher.post(change_page(draft), form)
    assert Citation.objects.get(event=draft).supports == "all of it"
