"""Entry of a permit decision in one page: what follows from its authority and regime, and the statement that told of it."""

import html

import pytest
from django.contrib.auth.models import Permission

from permits.defaults import defaults
from permits.models import PermitDecision
from policy.models import Actor, Link, Material, Measure, Statement, Submission
from policy.record.models import Revision
from tests.admin.conftest import (  # noqa: F401
    change_page,
    editor,
    filled,
    make_measure,
    make_source,
    make_statement,
    nobody,
    publisher,
)

pytestmark = pytest.mark.slow

ADD = "/admin/permits/permitdecision/add/"
DEFAULTS = "/admin/permits/permitdecision/defaults/"
PUBLISH = "/admin/permits/permitdecision/publish/"
QUOTED = {
    "statement-0-text": "已批准一定数量的合规申请",
    "statement-0-language": "zh",
    "statement-0-translation": "approved",
}
STATED = {"statement-0-title": "Ministry on permits", "statement-0-channel": "written_statement"} | QUOTED


def measure(slug="2025-04-04-mofcom-gac-announcement-18"):
    return Measure.objects.get(slug=slug)


def mofcom():
    return Actor.objects.get(slug="mofcom")


def slugs(found):
    return {one.field: [row.slug for row in one.rows] for one in found}


def permit_form(client, **changes):
    """Return what the empty form would post for a permit with a source."""
    given = {"date": "2026-10-07", "title": "A certain number approved", "summary": "Some.", "outcome": "approved"}
    given |= {"authority": mofcom().pk, "under": [measure().pk], "materials": [Material.objects.get(slug="terbium").pk]}
    cited = {"citations-0-source": make_source().pk, "citations-0-supports": "that it approved"}
    return filled(client, ADD, **given | cited | changes)


def told_beside(page, field):
    forms = [form for one in page.context["inline_admin_formsets"] for form in one.formset.forms]
    return " ".join(
        str(error) for form in forms for bound in form if bound.html_name == field for error in bound.errors
    )


def entered(client, **changes):
    return client.post(ADD, permit_form(client, **STATED | changes))


def saved():
    return PermitDecision.objects.get(title="A certain number approved")


def test_the_regime_to_begin_with_is_that_of_the_authoritys_newest_decision(shipped):
    found = defaults(mofcom(), [])
    assert slugs(found)["under"] == ["2026-01-06-mofcom-announcement-1"]
    assert slugs(found)["topics"] == ["licensing", "rare-earths", "japan-dispute"]
    assert found[0].note.startswith("Filled in from the newest decision of Ministry of Commerce")


def test_materials_are_those_that_the_regime_controls(shipped):
    found = defaults(mofcom(), [measure()])
    elements = ["samarium", "gadolinium", "terbium", "dysprosium", "lutetium", "scandium", "yttrium"]
    assert slugs(found) == {"materials": elements, "topics": ["licensing", "rare-earths"]}
    assert "from Announcement No. 18 of 2025;" in found[0].note


def test_where_the_rare_earths_are_named_as_a_group_it_stands_for_its_elements(shipped):
    found = defaults(None, [measure("2025-10-09-mofcom-announcement-61")])
    assert slugs(found)["materials"] == ["rare-earths", "rare-earth-magnets", "rare-earth-technology"]
    assert slugs(found)["topics"] == ["export-controls", "rare-earths"]


def test_nothing_follows_from_nothing_known(shipped):
    assert defaults(None, []) == []
    assert defaults(Actor.objects.get(slug="reuters"), []) == []
    assert defaults(None, [make_measure("2026-09-05-empty")]) == []


def test_the_form_begins_with_what_its_address_says(editor):  # noqa: F811
    page = editor.get(ADD, {"authority": mofcom().pk, "under": measure().pk})
    form = page.context["adminform"].form
    assert [row.slug for row in form["under"].initial] == [measure().slug]
    assert len(form["materials"].value()) == 7
    assert (form["date"].value(), form["licence_type"].value(), form["count_kind"].value()) == (None, "", "unspecified")
    assert html.unescape(page.content.decode()).count("change it if the source says otherwise") == 2


def test_an_address_that_names_nothing_begins_with_nothing(editor):  # noqa: F811
    page = editor.get(ADD, {"authority": "999999", "under": "x"})
    form = page.context["adminform"].form
    assert (page.status_code, form["authority"].value(), form["under"].value()) == (200, None, None)


def test_a_measures_page_leads_to_a_permit_under_it(editor, nobody):  # noqa: F811
    address = f"{ADD}?under={measure().pk}"
    assert address in editor.get(change_page(measure())).content.decode()
    nobody.user.user_permissions.add(Permission.objects.get(codename="view_measure"))
    assert address not in nobody.get(change_page(measure())).content.decode()


def test_the_defaults_are_answered_to_those_who_may_enter_permits(editor, nobody):  # noqa: F811
    asked = {"authority": mofcom().pk, "under": measure().pk}
    told = editor.get(DEFAULTS, asked).json()["defaults"]
    assert [one["field"] for one in told] == ["materials", "topics"]
    assert told[0]["rows"][0] == {"id": str(Material.objects.get(slug="samarium").pk), "text": "Samarium (Sm)"}
    assert editor.get(DEFAULTS, {"under": "999999"}).status_code == 400
    assert nobody.get(DEFAULTS, asked).status_code == 403


def test_a_new_statement_is_saved_as_a_draft_that_the_permit_confirms(editor):  # noqa: F811
    page = editor.post(ADD, permit_form(editor, **STATED), follow=True)
    statement = Statement.objects.get(slug="2026-10-07-ministry-on-permits")
    assert [(link.to_event_id, link.relation) for link in saved().links_out.all()] == [(statement.pk, "confirms")]
    assert (statement.kind, statement.speaker, statement.summary) == ("statement", mofcom(), "Some.")
    assert (statement.stance, statement.certainty, statement.quotes.get().language) == ("easing", "official", "zh")
    assert [row.slug for row in statement.materials.all()] == ["terbium"]
    assert [row.supports for row in statement.citations.all()] == ["that it approved"]
    assert f'<a href="{change_page(statement)}">' in page.content.decode()
    assert not Revision.objects.filter(event__in=[statement.pk, saved().pk]).exists()


def test_a_statement_with_the_title_of_the_permit_gets_a_slug_of_its_own(editor):  # noqa: F811
    entered(editor, **{"statement-0-title": "A certain number approved"})
    assert Statement.objects.get(title="A certain number approved").slug == "2026-10-07-a-certain-number-approved-2"


@pytest.mark.parametrize(("outcome", "stance"), [("denied", "neutral"), ("general_licence", "easing")])
def test_the_stance_follows_the_outcome(editor, outcome, stance):  # noqa: F811
    entered(editor, outcome=outcome)
    assert Statement.objects.get(title="Ministry on permits").stance == stance


def test_a_statement_that_is_there_is_linked(editor):  # noqa: F811
    statement = make_statement()
    editor.post(ADD, permit_form(editor, **{"statement-0-to_event": statement.pk, "statement-0-relation": "follows"}))
    assert [(one.to_event_id, one.relation) for one in saved().links_out.all()] == [(statement.pk, "follows")]
    address = change_page(saved())
    again = editor.post(address, filled(editor, address, **{"statement-0-to_event": statement.pk}))
    assert (again.status_code, saved().links_out.count()) == (302, 2)


def test_without_a_statement_the_permit_is_saved_alone(editor):  # noqa: F811
    before = Statement.objects.count()
    editor.post(ADD, permit_form(editor))
    assert (saved().links_out.count(), Statement.objects.count()) == (0, before)


@pytest.mark.parametrize(
    ("field", "changes", "sentence"),
    [
        ("statement-0-title", {"statement-0-title": ""}, "This field is required."),
        ("statement-0-channel", {"statement-0-channel": ""}, "This field is required."),
        ("statement-0-timezone", {"statement-0-time": "19:00"}, "A time needs its time zone"),
        ("statement-0-date", {"statement-0-date": "2026-02-30"}, "is not a day of the calendar"),
        ("statement-0-text", {"statement-0-text": "word " * 41}, "at most 40 words"),
        ("statement-0-language", {"statement-0-language": ""}, "This field is required."),
    ],
)
def test_a_half_filled_statement_is_told_beside_its_fields_and_nothing_is_saved(editor, field, changes, sentence):  # noqa: F811
    page = entered(editor, **changes)
    assert told_beside(page, field).count(sentence) == 1
    assert 'value="A certain number approved"' in page.content.decode()
    assert "approved</textarea>" in page.content.decode()
    assert not PermitDecision.objects.filter(title="A certain number approved").exists()
    assert not Statement.objects.filter(title="Ministry on permits").exists()


def test_a_statement_is_either_chosen_or_entered(editor):  # noqa: F811
    page = entered(editor, **{"statement-0-to_event": make_statement().pk})
    assert "Either choose a statement or enter a new one" in told_beside(page, "statement-0-to_event")


def test_what_the_permit_lacks_is_told_once(editor):  # noqa: F811
    page = entered(editor, authority="", date="")
    assert set(page.context["adminform"].form.errors) == {"authority", "date"}
    assert told_beside(page, "statement-0-speaker") == told_beside(page, "statement-0-date") == ""


def test_a_link_told_twice_saves_no_statement(editor):  # noqa: F811
    statement = make_statement()
    editor.post(ADD, permit_form(editor, **{"statement-0-to_event": statement.pk}))
    address = change_page(saved())
    page = editor.post(address, filled(editor, address, **{"statement-0-to_event": statement.pk}))
    assert "This link is already there." in str(page.context["errors"])
    assert Link.objects.filter(to_event=statement).count() == 1


def test_who_may_not_add_statements_is_neither_offered_nor_allowed_one(nobody):  # noqa: F811
    names = [f"{action}_{name}" for action in ("add", "change") for name in ("permitdecision", "citation", "link")]
    nobody.user.user_permissions.set(Permission.objects.filter(codename__in=names))
    form = permit_form(nobody, **STATED, **{"statement-TOTAL_FORMS": 1, "statement-INITIAL_FORMS": 0})
    assert "statement-0-title" not in nobody.get(ADD).content.decode()
    nobody.post(ADD, form)
    assert saved().links_out.count() == 0
    assert not Statement.objects.filter(title="Ministry on permits").exists()


def test_both_are_confirmed_and_published_together(publisher, client):  # noqa: F811
    confirmation = entered(publisher, _publish="1", topics=[row.pk for row in measure().topics.all()])
    statement = Statement.objects.get(title="Ministry on permits")
    assert confirmation.url == f"{PUBLISH}?event={saved().pk}&event={statement.pk}"
    shown = publisher.get(confirmation.url).content.decode()
    assert "Publish 2 events" in shown
    assert f'href="{change_page(statement)}"' in shown
    alone = {"reason": "First publication.", "emergency": "Nobody else is at the desk."}
    publisher.post(PUBLISH, {"event": [saved().pk, statement.pk], **alone})
    assert f"/events/{statement.slug}/" in client.get(f"/events/{saved().slug}/").content.decode()
    assert saved().slug in client.get(f"/events/{statement.slug}/").content.decode()
    assert publisher.user.logentry_set.filter(content_type__model="statement").count() == 2


def test_both_are_submitted_for_review_together(editor):  # noqa: F811
    entered(editor, _submit="1", topics=[row.pk for row in measure().topics.all()])
    statement = Statement.objects.get(title="Ministry on permits")
    assert set(Submission.objects.values_list("event", flat=True)) == {saved().pk, statement.pk}


def test_readers_of_the_permit_see_nothing_of_a_statement_that_is_a_draft(editor, publisher, client):  # noqa: F811
    entered(editor, topics=[row.pk for row in measure().topics.all()])
    publisher.post(PUBLISH, {"event": saved().pk, "reason": "First publication."})
    shown = client.get(f"/events/{saved().slug}/")
    assert (shown.status_code, "ministry-on-permits" in shown.content.decode()) == (200, False)
    assert client.get("/events/2026-10-07-ministry-on-permits/").status_code == 404


def test_events_of_a_kind_that_one_may_not_view_are_not_confirmed(nobody):  # noqa: F811
    nobody.user.user_permissions.set(Permission.objects.filter(codename__in=["publish_event", "view_permitdecision"]))
    both = [PermitDecision.objects.first().pk, Statement.objects.first().pk]
    assert nobody.get(PUBLISH, {"event": both}).status_code == 403
    assert nobody.get(PUBLISH, {"event": both[1:]}).status_code == 404


def test_contested_numbers_and_what_a_permit_replaces_are_entered_with_it(editor):  # noqa: F811
    earlier, source = PermitDecision.objects.first(), make_source("second-source")
    claim = {"of": "permits", "count_kind": "exact", "count_value": 7, "claimant": mofcom().pk, "source": source.pk}
    rows = {f"claimed_counts-0-{name}": value for name, value in claim.items()} | {"claimed_counts-0-id": ""}
    given = {"replaces": [earlier.pk], "applicants": [mofcom().pk], "end_use": "magnets", "conditions": "None."}
    editor.post(ADD, permit_form(editor, **rows, **given))
    assert [(one.count_value, one.claimant) for one in saved().claimed_counts.all()] == [(7, mofcom())]
    assert (list(saved().replaces.all()), saved().end_use) == ([earlier], "magnets")
