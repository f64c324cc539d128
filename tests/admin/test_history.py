"""The history of edits: whatever changed a row, who, when, from what to what."""

import html
import re

from django.contrib import admin
from django.db import connection

from policy.models import (
    Actor,
    BackgroundJob,
    Event,
    LapseCheck,
    Link,
    Material,
    Measure,
    ScheduledPublication,
    Source,
    Spreadsheet,
    Statement,
)
from policy.record.publish import publish
from tests.admin.conftest import change_page, filled, make_statement


def history_page(row):
    return change_page(row).replace("/change/", "/history/")


def told(response):
    """Return what the page says, one row of its tables a line."""
    text = html.unescape(response.content.decode())
    rows = re.findall(r"<h2>.*?</h2>|<tr>.*?</tr>", text, flags=re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_tells_who_changed_what_from_what_to_what(editor):
    draft = make_statement()
    editor.post(change_page(draft), filled(editor, change_page(draft), title="Another title", certainty="claimed"))
    lines = told(editor.get(history_page(draft)))
    assert any(line.startswith("Changed by edith") for line in lines)
    assert "Title A test Another title" in lines
    assert "Certainty official claimed" in lines


def test_tells_changes_made_by_sql(editor):
    draft = make_statement()
    sql("UPDATE policy_event SET summary = 'Rewritten behind the desk.' WHERE id = %s", draft.pk)
    sql("UPDATE policy_statement SET stance = 'easing' WHERE event_ptr_id = %s", draft.pk)
    lines = told(editor.get(history_page(draft)))
    assert "Summary The ministry spoke of tests. Rewritten behind the desk." in lines
    assert "Stance neutral easing" in lines
    assert any("outside the admin" in line for line in lines)


def test_tells_what_became_of_the_rows_below(editor):
    draft = make_statement()
    source = draft.citations.get().source
    sql("UPDATE policy_citation SET supports = 'a part' WHERE event_id = %s", draft.pk)
    sql("DELETE FROM policy_citation WHERE event_id = %s", draft.pk)
    lines = told(editor.get(history_page(draft)))
    assert f"Citation “{source.title}”: Supports the statement a part" in lines
    assert f"Citation “{source.title}” removed: Supports a part —" in lines


def test_tells_links_by_the_event_they_lead_to(editor):
    draft, other = make_statement(), Statement.objects.published().first()
    Link.objects.create(from_event=draft, to_event=other, relation="follows")
    assert f"Link “follows” added: To event {other.date} {other.title}" in told(editor.get(history_page(draft)))


def test_tells_a_new_order_of_a_list_as_one_change(editor):
    draft = make_statement()
    materials = [Material.objects.get(slug=slug) for slug in ("terbium", "cerium")]
    draft.materials.set(materials)
    form = filled(editor, change_page(draft), materials=[row.pk for row in reversed(materials)])
    editor.post(change_page(draft), form)
    lines = told(editor.get(history_page(draft)))
    assert "Materials Terbium (Tb), Cerium (Ce) Cerium (Ce), Terbium (Tb)" in lines


def test_tells_the_lists_of_rows_below(editor):
    measure = Measure.objects.get(slug="2025-10-09-mofcom-gac-announcement-57")
    provision = measure.provisions.get(ref="I holmium")
    sql("DELETE FROM policy_provision_materials WHERE provision_id = %s", provision.pk)
    assert "Provision “I holmium”: Materials Holmium (Ho) —" in told(editor.get(history_page(measure)))


def test_tells_publications_among_the_edits(editor):
    draft = make_statement()
    publish(draft, reason="The ministry said it.", by="paul")
    page = editor.get(history_page(draft))
    assert any(line.startswith("Published, revision 1, by paul") for line in told(page))
    assert "The ministry said it." in page.content.decode()


def test_names_the_load_that_brought_a_row(editor):
    statement = Statement.objects.published().first()
    assert any(line.startswith("Added by dataset") for line in told(editor.get(history_page(statement))))


def test_tells_of_a_row_that_is_gone(editor):
    draft = make_statement()
    address = history_page(draft)
    editor.post(address.replace("/history/", "/delete/"), {"post": "yes"})
    page = editor.get(address)
    assert "History of “A test”" in html.unescape(page.content.decode())
    assert any(line.startswith("Deleted by edith") for line in told(page))


def test_names_a_reference_that_is_gone(editor):
    draft = make_statement()
    actor = Actor.objects.create(slug="fleeting", name="A fleeting body", kind="media")
    sql("UPDATE policy_statement SET on_behalf_of_id = %s WHERE event_ptr_id = %s", actor.pk, draft.pk)
    sql("UPDATE policy_statement SET on_behalf_of_id = NULL WHERE event_ptr_id = %s", draft.pk)
    actor.delete()
    assert "On behalf of A fleeting body (deleted since) —" in told(editor.get(history_page(draft)))


def test_answers_for_every_kind_of_row(publisher):
    LapseCheck.objects.create(measure=Measure.objects.first(), day="2026-10-05", source=Source.objects.first())
    plan = {"publish_at": "2030-01-01T00:00Z", "reason": "Later.", "scheduled_by": publisher.user}
    ScheduledPublication.objects.create(event=Event.objects.first(), **plan)
    publisher.get("/admin/policy/finding/")  # which looks for them
    answered = []
    for model, page in admin.site._registry.items():
        is_edited = issubclass(model, Event) or model._meta.app_label == "policy"
        row = page.get_queryset(None).first() if is_edited and model not in (BackgroundJob, Spreadsheet) else None
        if row:
            assert publisher.get(history_page(row), follow=True).status_code == 200, model
            answered.append(model)
    assert len(answered) >= len(admin.site._registry) / 2


def test_a_row_that_never_was_has_no_history(editor):
    for key in ("999999", "x", "99999999999999999999"):
        response = editor.get(f"/admin/policy/statement/{key}/history/", follow=True)
        assert response.redirect_chain[-1][0] == "/admin/"


def test_needs_a_role(nobody):
    assert nobody.get(history_page(make_statement())).status_code == 403
