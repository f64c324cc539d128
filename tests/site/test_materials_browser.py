"""The materials and the states of provisions in a browser: where they belong, and what opens."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def box(page, slug):
    return page.locator(f'.element:has(a[href="/materials/{slug}/"])').bounding_box()


def test_on_a_wide_screen_elements_stand_in_columns_and_the_lanthanides_below(browser, site):
    page = browser.new_page(viewport={"width": 1440, "height": 1000})
    page.goto(f"{site}/materials/")
    assert box(page, "scandium")["x"] == box(page, "yttrium")["x"] == box(page, "lanthanum")["x"]
    assert box(page, "gallium")["x"] > box(page, "copper")["x"] > box(page, "scandium")["x"]
    assert box(page, "dysprosium")["y"] == box(page, "lanthanum")["y"] > box(page, "bismuth")["y"]
    page.close()


def test_on_a_phone_elements_follow_each_other_by_number(browser, site):
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto(f"{site}/materials/")
    numbers = [int(text) for text in page.locator(".element-number").all_inner_texts()]
    assert numbers == sorted(numbers)
    assert box(page, "lithium")["y"] == box(page, "graphite")["y"]
    assert page.locator(".element-gap").first.is_hidden()
    page.close()


def test_the_keyboard_goes_from_element_to_element(browser, site):
    page = browser.new_page(viewport={"width": 1440, "height": 1000})
    page.goto(f"{site}/materials/")
    page.locator('a[href="/materials/samarium/"]').focus()
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("href") == "/materials/europium/"
    page.keyboard.press("Enter")
    page.wait_for_url("**/materials/europium/")
    assert page.get_by_role("heading", level=1).inner_text().startswith("Europium")
    page.close()


@pytest.mark.parametrize("width", [360, 1440])
def test_the_controls_are_a_table_for_those_who_hear_it(browser, site, width):
    page = browser.new_page(viewport={"width": width, "height": 1000})
    page.goto(f"{site}/materials/holmium/")
    table = page.get_by_role("table", name="Controls today: each provision with its forms, its state and why")
    row = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Metal, Alloy, Oxide")).first
    assert row.get_by_role("cell").count() == 3
    page.close()


def test_the_periods_of_a_provision_open_without_scripts(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/events/2025-10-09-mofcom-announcement-61/")
    first = page.locator(".periods").first
    assert not first.locator(".periods-list").is_visible()
    first.locator("summary").click()
    assert first.locator("li .state").first.inner_text() == "not yet effective"
    assert page.get_by_role("img", name="Periods of 1(1), 1(2), suspended today").is_visible()
    context.close()
