"""What a form takes, suggests and refuses, and that nothing typed is lost."""

import pytest
from django.db import connection

from policy.models import Actor, ControlledItem, Effect, Material, Measure, Provision, Source, Statement, Topic
from tests.admin.conftest import change_page, filled, make_actor, make_measure, make_source, make_statement, problems

ADD_STATEMENT = "/admin/policy/statement/add/"
ADD_MEASURE = "/admin/policy/measure/add/"


def a_statement(client, **changes):
    given = {"date": "2026-10-05", "title": "Ministry on licences", "channel": "speech", "stance": "easing"}
    return filled(client, ADD_STATEMENT, **given | {"speaker": Actor.objects.get(slug="mofcom").pk} | changes)


def a_measure(client, **changes):
    given = {"date": "2026-10-05", "title": "A rule", "country": "CN", "instrument_type": "law", "direction": "neutral"}
    return filled(client, ADD_MEASURE, **given | {"issuers": [Actor.objects.get(slug="mofcom").pk]} | changes)


def new_row(client, address, prefix, **values):
    """Return the fields of a row added to an inline that shows none."""
    inlines = client.get(address).context["inline_admin_formsets"]
    empty = next(one.formset.empty_form for one in inlines if one.formset.prefix == prefix)
    blank = {bound.html_name.replace("__prefix__", "0"): bound.value() or "" for bound in empty}
    lists = {name for name, value in blank.items() if name.rpartition("-")[2] in ("items", "materials") and not value}
    row = {name: value for name, value in blank.items() if name not in lists}
    return row | {f"{prefix}-0-{name}": value for name, value in values.items()} | {f"{prefix}-TOTAL_FORMS": 1}


def errors_of(response, name):
    """Return what is said beside a field, "date" or "provisions-0-expiry"."""
    forms = [response.context["adminform"].form]
    forms += [form for one in response.context["inline_admin_formsets"] for form in one.formset.forms]
    return " ".join(str(error) for form in forms for bound in form if bound.html_name == name for error in bound.errors)


@pytest.mark.parametrize(
    ("field", "changes", "sentence"),
    [
        ("date", {"date": "2025-02-30"}, "is not a day of the calendar"),
        ("title", {"title": "  "}, "This field is required"),
        ("slug", {"slug": "2026_Under"}, "lower-case letters, digits and single hyphens"),
        ("timezone", {"time": "10:00"}, "A time needs its time zone"),
        ("timezone", {"timezone": "Beijing"}, "is not an IANA time zone"),
        ("quotes-0-text", {"quotes-0-text": "word " * 41, "quotes-0-language": "en"}, "at most 40 words"),
        (
            "quotes-0-language",
            {"quotes-0-text": "word", "quotes-0-language": "English"},
            "names its language by its tag",
        ),
        ("citations-0-source", {"citations-0-supports": "something"}, "This field is required"),
    ],
)
@pytest.mark.slow
def test_tells_beside_the_field_what_is_wrong_with_a_statement(publisher, field, changes, sentence):
    page = publisher.post(ADD_STATEMENT, a_statement(publisher, **changes))
    assert sentence in errors_of(page, field)
    assert not Statement.objects.filter(title="Ministry on licences").exists()


@pytest.mark.parametrize(
    ("field", "changes", "sentence"),
    [
        ("country", {"country": "cn"}, "two capital letters"),
        ("targets-0-actor", {"targets-0-country": "DEU"}, "either a country code (or all) or an actor"),
        (
            "provisions-0-expiry",
            {"provisions-0-commencement": "2025-06", "provisions-0-expiry": "2025-05"},
            "cannot expire before",
        ),
        ("provisions-0-destinations", {"provisions-0-destinations": "us"}, "country code in capitals, EU, or all"),
        ("provisions-0-destinations", {"provisions-0-destinations": "US, CN, US"}, "US stands twice."),
        (
            "provisions-0-destinations",
            {"provisions-0-destinations": "Germany"},
            "Germany: Ensure this value has at most 3",
        ),
    ],
)
@pytest.mark.slow
def test_tells_beside_the_field_what_is_wrong_with_a_measure(publisher, field, changes, sentence):
    provision = {"provisions-0-ref": "1", "provisions-0-summary": "All.", "provisions-0-requirement": "other"}
    page = publisher.post(ADD_MEASURE, a_measure(publisher, **provision | changes))
    assert sentence in errors_of(page, field)


def test_an_event_cannot_be_linked_to_itself(publisher):
    draft = make_statement()
    link = new_row(publisher, change_page(draft), "links_out", relation="follows", to_event=draft.pk)
    page = publisher.post(change_page(draft), filled(publisher, change_page(draft)) | link)
    assert "An event cannot be linked to itself." in errors_of(page, "links_out-0-to_event")


def test_an_effect_names_a_provision_of_its_own_target(publisher):
    target, other = Measure.objects.filter(provisions__isnull=False).distinct()[:2]
    effect = {
        "effect": "suspends",
        "target": target.pk,
        "provision": other.provisions.first().pk,
        "start": "2026-10-05",
    }
    row = new_row(publisher, ADD_MEASURE, "effects", **effect)
    page = publisher.post(ADD_MEASURE, a_measure(publisher) | row)
    told = errors_of(page, "effects-0-provision")
    assert "An effect names a provision of its own target." in told
    assert other.title in told


@pytest.mark.parametrize(
    ("field", "changes", "sentence"),
    [
        ("until", {"start": "2026-10-05", "until": "2026-10-04"}, "An effect cannot end before it begins."),
        ("until", {"start": "2026-10-05", "until": "2026-09"}, "An effect cannot end before it begins."),
        ("target", {"target": 999999}, "Select a valid choice."),
        ("target", {"target": ""}, "This field is required."),
        ("provision", {"provision": 999999}, "Select a valid choice."),
    ],
)
@pytest.mark.slow
def test_tells_beside_the_field_what_is_wrong_with_an_effect(publisher, field, changes, sentence):
    effect = {"effect": "suspends", "target": Measure.objects.first().pk, "start": "2026-10-05"}
    row = new_row(publisher, ADD_MEASURE, "effects", **effect | changes)
    page = publisher.post(ADD_MEASURE, a_measure(publisher) | row)
    assert sentence in errors_of(page, f"effects-0-{field}")
    assert not Measure.objects.filter(title="A rule").exists()


def test_an_instrument_has_no_effect_on_itself(publisher):
    draft = make_measure("2026-10-05-draft")
    row = new_row(publisher, change_page(draft), "effects", effect="repeals", target=draft.pk, start="2026-10-05")
    page = publisher.post(change_page(draft), filled(publisher, change_page(draft)) | row)
    assert "An instrument has no effect on itself." in errors_of(page, "effects-0-target")
    assert not Effect.objects.filter(measure=draft).exists()


def test_an_effect_on_a_draft_is_saved_and_refused_publication(publisher):
    target, draft = make_measure("2026-10-04-target"), make_measure("2026-10-05-draft")
    row = new_row(publisher, change_page(draft), "effects", effect="amends", target=target.pk, start="2026-10-05")
    publisher.post(change_page(draft), filled(publisher, change_page(draft)) | row)
    assert Effect.objects.get(measure=draft).target == target
    page = publisher.post("/admin/policy/measure/publish/", {"event": draft.pk, "reason": "For a test."})
    assert page.status_code == 409
    assert "<strong>Effects:</strong> An event that this one acts on" in page.content.decode()


def test_a_provision_that_effects_name_cannot_be_deleted(publisher):
    effect = Effect.objects.filter(provision__isnull=False).first()
    measure = effect.provision.measure
    form = filled(publisher, change_page(measure))
    place = next(name for name, value in form.items() if name.endswith("-id") and value == effect.provision.pk)
    page = publisher.post(change_page(measure), form | {place.replace("-id", "-DELETE"): "on"})
    assert any("would require deleting the following protected related objects" in one for one in problems(page))
    assert Provision.objects.filter(pk=effect.provision.pk).exists()


def test_shows_the_form_again_when_the_database_refuses_it(publisher):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE policy_topic ADD CONSTRAINT unheard_of CHECK (name <> 'Refused')")
    page = publisher.post("/admin/policy/topic/add/", {"name": "Refused", "name_zh": "拒", "slug": ""})
    assert page.status_code == 200
    assert "The database refuses it" in " ".join(problems(page))
    assert page.context["adminform"].form["name_zh"].value() == "拒"
    assert not Topic.objects.filter(name="Refused").exists()


def test_a_refusal_is_told_by_the_sentence_of_its_constraint(publisher):
    earlier = Provision.objects.filter(effects_on__isnull=True).first()
    elsewhere = Measure.objects.exclude(pk=earlier.measure_id).first()
    with connection.cursor() as cursor:  # as if somebody had moved a provision between the check and the save
        cursor.execute(
            "CREATE FUNCTION move() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN NEW.target_id := %s; RETURN NEW; END$$;"
            " CREATE TRIGGER move BEFORE INSERT ON policy_effect FOR EACH ROW EXECUTE FUNCTION move()",
            [elsewhere.pk],
        )
    effect = {"effect": "amends", "target": earlier.measure_id, "provision": earlier.pk, "start": "2026-10-05"}
    page = publisher.post(ADD_MEASURE, a_measure(publisher) | new_row(publisher, ADD_MEASURE, "effects", **effect))
    assert "An effect names a provision of its own target." in " ".join(problems(page))
    assert not Measure.objects.filter(title="A rule").exists()


def test_suggests_a_slug_that_begins_with_the_date(publisher):
    publisher.post(ADD_STATEMENT, a_statement(publisher, date="2026-10"))
    assert Statement.objects.filter(slug="2026-10-ministry-on-licences").exists()


def test_numbers_a_slug_that_another_event_has(publisher):
    make_statement("2026-10-05-ministry-on-licences")
    publisher.post(ADD_STATEMENT, a_statement(publisher))
    assert Statement.objects.filter(slug="2026-10-05-ministry-on-licences-2").exists()


def test_cuts_a_long_slug_between_words(publisher):
    publisher.post(ADD_STATEMENT, a_statement(publisher, title="Ministry " * 20))
    slug = Statement.objects.get(title__startswith="Ministry Ministry").slug
    assert len(slug) <= 80
    assert set(slug.split("-")[3:]) == {"ministry"}


def test_asks_for_a_slug_where_there_is_nothing_to_make_one_of(publisher):
    page = publisher.post("/admin/policy/topic/add/", {"name": "稀土", "name_zh": "稀土", "slug": ""})
    assert "Please write a slug" in errors_of(page, "slug")


def test_names_a_source_by_its_publisher_and_day(publisher):
    given = {
        "title": "A notice",
        "url": "https://example.org/n",
        "tier": "primary",
        "checked": "text",
        "published": "2026-10",
    }
    publisher.post(
        "/admin/policy/source/add/", filled(publisher, "/admin/policy/source/add/", publisher=make_actor().pk, **given)
    )
    assert Source.objects.get(title="A notice").slug == "ministry-of-tests-2026-10"


def test_lists_keep_the_order_in_which_they_were_chosen(publisher):
    chosen = [Material.objects.get(slug=slug).pk for slug in ("terbium", "cerium", "dysprosium")]
    publisher.post(ADD_STATEMENT, a_statement(publisher, materials=chosen))
    statement = Statement.objects.get(title="Ministry on licences")
    assert list(statement.materials.values_list("pk", flat=True)) == chosen
    shown = publisher.get(change_page(statement)).content.decode()
    assert shown.index("Terbium (Tb)") < shown.index("Cerium (Ce)") < shown.index("Dysprosium (Dy)")


def test_saves_a_new_order_of_a_list(publisher):
    measure = Measure.objects.get(slug="2025-10-09-mofcom-gac-announcement-57")
    provision = measure.provisions.first()
    wanted = list(provision.items.values_list("pk", flat=True))[::-1]
    publisher.post(change_page(measure), filled(publisher, change_page(measure)) | {"provisions-0-items": wanted})
    assert list(provision.items.values_list("pk", flat=True)) == wanted


def test_an_unknown_hs_code_is_told(publisher):
    item = ControlledItem.objects.first()
    form = filled(publisher, change_page(item), hs_codes="28469, 2846.90")
    page = publisher.post(change_page(item), form)
    assert "An HS code has 4 to 13 digits" in errors_of(page, "hs_codes")


def test_new_provisions_come_last_in_the_order_of_the_page(publisher):
    measure = Measure.objects.get(slug="2025-10-09-mofcom-gac-announcement-57")
    form = filled(publisher, change_page(measure))
    for place, ref in ((5, "VI"), (6, "VII")):
        row = {
            "ref": ref,
            "summary": "More.",
            "requirement": "other",
            "position": "",
            "destinations": "",
            "id": "",
            "measure": measure.pk,
        }
        form |= {f"provisions-{place}-{name}": value for name, value in row.items()}
    publisher.post(change_page(measure), form | {"provisions-TOTAL_FORMS": 7})
    assert list(measure.provisions.values_list("ref", flat=True))[-2:] == ["VI", "VII"]


def test_a_saved_form_as_it_stands_changes_nothing(publisher):
    for row in (
        Measure.objects.first(),
        Statement.objects.first(),
        ControlledItem.objects.first(),
    ):
        page = publisher.post(change_page(row), filled(publisher, change_page(row)), follow=True)
        assert "was changed successfully" in page.content.decode()
        log = publisher.user.logentry_set.first()
        assert log.get_change_message() == "No fields changed."


def test_the_slug_of_a_published_event_stays(publisher):
    statement = Statement.objects.published().first()
    page = publisher.post(change_page(statement), filled(publisher, change_page(statement), slug="2026-another"))
    assert f"This event has been published. Its slug stays {statement.slug}." in errors_of(page, "slug")


def test_the_slug_of_a_draft_may_change(publisher):
    draft = make_statement()
    publisher.post(change_page(draft), filled(publisher, change_page(draft), slug="2026-10-05-renamed"))
    assert Statement.objects.get(pk=draft.pk).slug == "2026-10-05-renamed"


def test_official_is_the_certainty_to_begin_with_and_no_day_is_assumed(publisher):
    form = publisher.get(ADD_STATEMENT).context["adminform"].form
    assert (form["certainty"].value(), form["date"].value()) == ("official", None)


def test_a_source_that_is_cited_cannot_be_deleted(publisher):
    source = make_source()
    make_statement().citations.update(source=source)
    page = publisher.post(f"/admin/policy/source/{source.pk}/delete/", {"post": "yes"})
    assert "can't be deleted" in page.content.decode().replace("&#x27;", "'")
    assert Source.objects.filter(pk=source.pk).exists()
