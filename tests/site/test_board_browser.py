"""The board in a browser: whole without scripts, on a phone and on paper."""

import pytest

from tests.looks import width_beyond
from tests.site.test_browser import scriptless  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db]  # the second, for the database whose record is shown


def test_the_form_asks_about_another_day_without_scripts(scriptless, site):  # noqa: F811
    scriptless.goto(f"{site}/controls/")
    scriptless.get_by_label("On", exact=True).fill("2025-11-08")
    scriptless.get_by_label("Material", exact=True).fill("钬")
    scriptless.get_by_role("button", name="Show").click()
    assert scriptless.url.startswith(f"{site}/controls/?destination=US&issuer=CN&material=%E9%92%AC&on=2025-11-08")
    assert scriptless.get_by_role("heading", level=1).inner_text() == "What is controlled on 8 November 2025"
    assert scriptless.get_by_role("rowheader").filter(has_text="Holmium").is_visible()


def test_the_buttons_lead_from_change_to_change_and_back(scriptless, site):  # noqa: F811
    scriptless.goto(f"{site}/controls/?on=2026-11-20&material=gallium")
    scriptless.get_by_role("link", name="next change: 28 Nov 2026").click()
    assert "28 November 2026" in scriptless.get_by_role("heading", level=1).inner_text()
    scriptless.get_by_role("link", name="previous change: 9 Nov 2025").click()
    assert scriptless.url == f"{site}/controls/?material=gallium&on=2025-11-09"


def test_a_cell_leads_to_its_reason_and_opens_to_what_suspended_it(scriptless, site):  # noqa: F811
    scriptless.goto(f"{site}/controls/?on=2025-11-23&material=holmium")
    row = scriptless.get_by_role("row").filter(has_text="Holmium")
    assert not row.get_by_role("link", name="No. 70 of 2025").is_visible()
    row.get_by_text("suspended").click()
    assert row.get_by_role("link", name="No. 70 of 2025").is_visible()
    row.get_by_role("link", name="Licence").click()
    assert scriptless.locator(":target").inner_text().startswith("Licence I holmium")


def test_a_phone_keeps_the_material_in_sight_while_the_forms_move(browser, site):
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto(f"{site}/controls/?on=2025-11-23")
    head = page.get_by_role("rowheader").filter(has_text="Samarium")
    before = head.bounding_box()["x"]
    page.locator(".board-scroll").evaluate("one => one.scrollLeft = 400")
    assert abs(head.bounding_box()["x"] - before) < 1
    page.close()


@pytest.mark.parametrize("scroll", [0, 200])
def test_a_phone_shows_the_whole_text_of_cells_wider_than_it(browser, site, scroll):
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto(f"{site}/controls/?on=2025-11-23")
    page.locator(".board-scroll").evaluate(f"one => one.scrollLeft = {scroll}")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader").filter(has_text="Holmium"))
    head, text = row.get_by_role("rowheader").bounding_box(), row.locator(".entry-text").first.bounding_box()
    assert head["x"] + head["width"] <= text["x"]
    assert text["x"] + text["width"] <= 360 - 16
    page.close()


def test_on_paper_the_whole_width_is_there_and_the_form_is_gone(browser, site):
    page = browser.new_page(viewport={"width": 1000, "height": 700})
    page.goto(f"{site}/controls/?on=2025-11-23")
    page.emulate_media(media="print")
    assert width_beyond(page) <= 0
    assert not page.locator(".daybar").is_visible()
    assert "on=2025-11-23" in page.locator(".footer .print-only").inner_text()
    page.close()
