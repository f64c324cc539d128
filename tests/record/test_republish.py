"""A changed reference row publishes again what shows it, and nothing of what editors have not published."""

import json

import pytest

from policy.models import DataSet, Link
from policy.record.models import Projection, Revision
from policy.record.publish import republish
from policy.record.verify import verify
from tests.makers import (
    change,
    document,
    make_actor,
    make_item,
    make_link,
    make_material,
    make_measure,
    make_meeting,
    make_permit,
    make_source,
    make_statement,
    make_topic,
    newest,
    publish,
    retract,
)

pytestmark = [pytest.mark.usefixtures("empty"), pytest.mark.slow]

SECRET = "Nightingale"


def again(*refs, reason="A name was corrected."):
    return republish(refs, reason=reason, by="tester")


def change_row(row, **changes):
    type(row).objects.filter(pk=row.pk).update(**changes)


def test_renaming_an_actor_publishes_all_events_that_show_it_and_no_other():
    actor = make_actor("a-ministry", name="Old name")
    spoken = make_statement(speaker=actor)
    measure = make_measure(targets=[{"actor": actor}])
    publish(spoken, measure, make_meeting())
    change_row(actor, name="New name")
    appended = again("actor:a-ministry")
    assert [(revision.slug, revision.reason, revision.action) for revision in appended] == [
        (spoken.slug, "A name was corrected.", "modify"),
        (measure.slug, "A name was corrected.", "modify"),
    ]
    assert document(spoken)["actors"][0]["name"] == "New name"
    assert Projection.objects.filter(revision=newest(spoken), search="new <-> name").exists()
    verify()


@pytest.mark.parametrize(
    ("row", "changes", "key"),
    [
        (make_source, {"title": "A better title"}, "citations"),
        (make_source, {"checked": "url-only"}, "citations"),
        (make_material, {"symbol": "Xx"}, "materials"),
        (make_item, {"description": "A better description."}, "detail"),
    ],
)
def test_correcting_a_row_shows_in_the_document(row, changes, key):
    row = row()
    event = make_measure(provisions=[{"ref": "1", "summary": "x", "requirement": "other", "items": [make_item()]}])
    publish(event)
    change_row(row, **changes)
    table = {"source": "source", "material": "material", "controlleditem": "item"}[row._meta.model_name]
    assert again(f"{table}:{row.slug}")[0].event_id == event.pk
    assert next(iter(changes.values())) in json.dumps(document(event)[key])


def test_a_source_read_after_all_makes_an_event_read_at_its_source():
    primary = make_source("official-text", tier="primary", checked="url-only")
    event = make_measure(citations=[{"source": source, "supports": "it"} for source in (primary, make_source())])
    publish(event)
    assert document(event)["primary_read"] is False
    change_row(primary, checked="text")
    again("source:official-text")
    assert document(event)["primary_read"] is True


@pytest.mark.permits
def test_the_form_of_a_permits_item_changes_its_tags_without_a_revision():
    permit = make_permit(items=[make_item()])
    publish(permit)
    change_row(make_item(), form="oxide")
    assert again("item:test-item") == []
    assert [tag for tag in newest(permit).projection.tags if tag.startswith("form:")] == ["form:oxide"]
    verify()


def test_a_change_that_no_document_shows_appends_nothing_but_is_a_new_edition():
    publish(make_measure())
    edition = DataSet.objects.get().edition
    change_row(make_actor(), name_zh="测试部")
    assert again("actor:ministry-of-tests") == []
    assert DataSet.objects.get().edition == edition + 1


def test_a_retracted_event_is_not_published_again():
    event = make_measure()
    publish(event)
    retract(event)
    change_row(make_actor(), name="Other")
    assert again("actor:ministry-of-tests") == []


def edit_texts(event):
    change(event, title=f"{SECRET} title", summary=f"{SECRET} summary", title_original=SECRET)


def edit_provisions(event):
    event.provisions.update(summary=SECRET, notes=SECRET)
    event.provisions.create(ref=SECRET, summary=SECRET, requirement="other")


def edit_citations(event):
    source = make_source("secret-source", title=SECRET)
    event.citations.update(supports=SECRET, quote=SECRET)
    event.citations.create(source=source, supports=SECRET)


def edit_references(event):
    event.issuers.add(make_actor("secret-actor", name=SECRET))
    event.topics.add(make_topic("nightingale"))
    event.targets.create(actor=make_actor("secret-actor"))
    event.provisions.get().materials.add(make_material("secret-material", name=SECRET))


def edit_links(event):
    Link.objects.filter(from_event=event).update(note=SECRET)
    Link.objects.create(
        from_event=event, to_event=make_meeting("2025-04-08-nightingale", title=SECRET), relation="follows"
    )


def rename_its_actor(event, other):
    change_row(make_actor(), name="Renamed")
    again("actor:ministry-of-tests")


def correct_its_source(event, other):
    change_row(make_source(), title="Corrected")
    again("source:test-gazette")


def correct_its_item(event, other):
    change_row(make_material(), name="Corrected")
    again("material:testium")


def publish_a_linked_event(event, other):
    change(other, title="Linked, and changed")
    publish(other)


def retract_a_linked_event(event, other):
    retract(other)


def publish_a_new_link_to_it(event, other):
    publish(make_meeting(links_out=[{"to_event": event, "relation": "implements"}]))


def publish_an_effect_on_it(event, other):
    effects = [{"target": event, "provision": event.provisions.first(), "effect": "suspends", "start": "2025-06"}]
    publish(make_measure("2025-05-05-suspension", effects=effects))


@pytest.mark.parametrize("edit", [edit_texts, edit_provisions, edit_citations, edit_references, edit_links])
@pytest.mark.parametrize(
    "act",
    [
        rename_its_actor,
        correct_its_source,
        correct_its_item,
        publish_a_linked_event,
        retract_a_linked_event,
        publish_a_new_link_to_it,
        publish_an_effect_on_it,
    ],
)
def test_nothing_unpublished_comes_out(edit, act):
    event, other = make_measure(), make_statement()
    make_link(event, other)
    publish(event, other)
    edit(event)
    act(event, other)
    assert newest(event).number == 1 + (act is not publish_an_effect_on_it)
    for revision in Revision.objects.filter(document__isnull=False).select_related("projection"):
        told = f"{revision.document} {revision.reason} {revision.facts} {revision.projection.values()}"
        assert SECRET.lower() not in told.lower()
    assert not Projection.objects.filter(search=SECRET.lower()).exists()
    verify()


def test_a_published_event_keeps_showing_what_editors_took_out():
    event = make_measure(issuers=[make_actor(), make_actor("a-ministry", name="Customs")])
    publish(event)
    event.issuers.remove(make_actor("a-ministry"))
    change_row(make_actor(), name="Renamed")
    again("actor:ministry-of-tests")
    assert [actor["name"] for actor in document(event)["actors"]] == ["Renamed", "Customs"]


def test_the_edit_comes_out_when_it_is_published():
    event = make_measure()
    publish(event)
    edit_texts(event)
    rename_its_actor(event, None)
    assert publish(event)[0].number == 3
    assert document(event)["title"] == f"{SECRET} title"
