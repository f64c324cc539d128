"""All that a measure lists, picked at once."""

import pytest
from django.contrib.auth.models import Permission

from permits.models import PermitDecision
from policy.models import ControlledItem, Material, Measure, Statement
from tests.admin.conftest import change_page, filled, make_statement

pytestmark = pytest.mark.slow

ITEMS = {"app_label": "permits", "model_name": "permitdecision", "field_name": "items"}
OF_PROVISIONS = {"app_label": "policy", "model_name": "provision", "field_name": "items"}
MATERIALS = {"app_label": "policy", "model_name": "statement", "field_name": "materials"}
ADD = "/admin/permits/permitdecision/add/"


def found(client, term, page=1, field=ITEMS):
    return client.get("/admin/autocomplete/", field | {"term": term, "page": page}).json()


def announcement_18():
    return Measure.objects.get(slug="2025-04-04-mofcom-gac-announcement-18")


def refused_permit(client, **changes):
    """Post a permit without a title, so that the form is shown again."""
    return client.post(ADD, filled(client, ADD, outcome="approved", **changes))


@pytest.mark.parametrize("field", [ITEMS, OF_PROVISIONS])
def test_offers_the_whole_list_of_an_announcement_first(editor, field):
    terms = ["announcement 18", "18", "第18号", "the seven elements of Announcement 18"]
    first = [found(editor, term, field=field)["results"][0] for term in terms]
    assert {row["text"] for row in first} == {"All of Announcement No. 18 of 2025: 7 elements, 30 items"}
    assert {row["id"] for row in first} == {f"measure-{announcement_18().pk}"}
    assert [row["id"] for row in first[0]["rows"]] == [str(item.pk) for item in announcement_18().listed_items()]


def test_counts_materials_that_are_no_elements_as_materials(editor):
    texts = [row["text"] for row in found(editor, "61号", field=MATERIALS)["results"]]
    assert texts == ["All 10 materials of Announcement No. 61 of 2025"]
    assert found(editor, "18", field=MATERIALS)["results"][0]["text"] == "All 7 elements of Announcement No. 18 of 2025"


def test_offers_no_list_that_was_not_asked_for(editor):
    terms = ["", "dysp", "rare earths", "announcement 99", "2025-18-sm", "2805301900"]
    offered = {term: [row["id"] for row in found(editor, term)["results"] if "rows" in row] for term in terms}
    assert offered == {term: [] for term in terms}


def test_one_choice_alone_is_offered_no_list(editor):
    of_item = {"app_label": "policy", "model_name": "controlleditem", "field_name": "material"}
    assert found(editor, "18", field=of_item)["results"] == []


def test_a_list_stands_before_the_first_page_only(editor):
    rows = ControlledItem.objects.filter(slug__contains="2025").count()
    pages = [found(editor, "2025", page) for page in range(1, rows // 20 + 2)]
    lists = [[row["id"] for row in page["results"] if row["id"].startswith("measure-")] for page in pages]
    assert [len(page) for page in lists] == [3] + [0] * (len(pages) - 1)
    assert sum(len(page["results"]) for page in pages) == rows + 3
    assert [page["pagination"]["more"] for page in pages] == [True] * (len(pages) - 1) + [False]


def test_lists_are_for_those_who_may_see_measures(nobody):
    assert nobody.get("/admin/autocomplete/", ITEMS | {"term": "18"}).status_code == 403
    nobody.user.user_permissions.add(Permission.objects.get(codename="view_controlleditem"))
    assert {row["id"].isdecimal() for row in found(nobody, "announcement-18 18 2025")["results"]} <= {True}
    nobody.user.user_permissions.add(Permission.objects.get(codename="view_measure"))
    assert found(nobody, "18")["results"][0]["id"].startswith("measure-")


def test_a_list_is_saved_as_its_rows_in_the_order_of_the_measure_once_each(publisher):
    statement, yttrium = make_statement(), Material.objects.get(slug="yttrium")
    chosen = [yttrium.pk, f"measure-{announcement_18().pk}"]
    publisher.post(change_page(statement), filled(publisher, change_page(statement), materials=chosen))
    saved = Statement.objects.get(pk=statement.pk).materials.values_list("slug", flat=True)
    assert list(saved) == ["yttrium", "samarium", "gadolinium", "terbium", "dysprosium", "lutetium", "scandium"]


def test_a_list_picked_is_not_lost_when_the_form_is_shown_again(publisher):
    page = refused_permit(publisher, items=[f"measure-{announcement_18().pk}"])
    shown = page.content.decode()
    assert "This field is required" in shown
    assert all(f'<option value="{item.pk}" selected' in shown for item in announcement_18().listed_items())
    assert not PermitDecision.objects.filter(title="").exists()


@pytest.mark.parametrize("key", ["measure-999999", "measure-x", "x"])
def test_a_list_that_is_not_there_is_refused(publisher, key):
    page = refused_permit(publisher, title="A permit", items=[key])
    assert page.status_code == 200
    assert "valid" in str(page.context["adminform"].form.errors["items"])
