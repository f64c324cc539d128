"""The pages in a browser: what their forms and links do without scripts, and where things stand."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db]  # the second, for the database whose record is shown


@pytest.fixture
def scriptless(browser):
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_filters_work_without_scripts(scriptless, site):
    scriptless.goto(site)
    scriptless.get_by_label("Search", exact=True).fill("licences")
    scriptless.get_by_text("All filters").click()
    scriptless.get_by_label("Kind").select_option(value="statement")
    scriptless.get_by_label("From", exact=True).fill("2025-06-01")
    scriptless.get_by_role("button", name="Show").click()
    assert scriptless.url == f"{site}/?from=2025-06-01&kind=statement&order=relevance&q=licences"
    heading = scriptless.get_by_role("heading", level=2).first
    assert heading.inner_text() == "Statements that mention “licences” since 1 June 2025"
    scriptless.get_by_role("link", name="Remove Search: licences").click()
    assert scriptless.url == f"{site}/?kind=statement&from=2025-06-01"


def test_scripts_mark_what_is_new_since_the_last_visit_and_draw_the_chain_of_a_card(browser, site):
    page = browser.new_page(viewport={"width": 1440, "height": 1000})
    page.goto(f"{site}/")
    assert not page.locator(".since a").is_visible()
    before = "{seq: Number(document.querySelector('[data-since]').dataset.since) - 3, at: Date.now() - 864e5}"
    page.evaluate(f"localStorage.setItem('monazite-visit', JSON.stringify({before}))")
    page.reload()
    assert page.locator(".since a").inner_text().startswith("3 publications since your visit on ")
    page.goto(f"{site}/?from=2025-06-01&to=2025-06-30")
    card = page.locator(".card", has=page.locator('.chain-link[href^="#"]')).first
    card.locator(".card-link").focus()
    assert page.locator(".chain-drawn path").count() == page.locator(".card-linked").count() > 0
    page.close()


def test_changes_of_state_are_hidden_and_shown_without_scripts(scriptless, site):
    scriptless.goto(f"{site}/?from=2025-11-08&to=2025-11-08")
    derived = scriptless.get_by_text("Would have commenced; suspended until 10 January 2027")
    assert derived.first.is_visible()
    scriptless.get_by_role("link", name="hide them").click()
    assert scriptless.url == f"{site}/?from=2025-11-08&to=2025-11-08&changes=hide"
    assert derived.count() == 0
    scriptless.get_by_role("link", name="show them").click()
    assert derived.first.is_visible()


def test_the_calendar_is_filtered_without_scripts(scriptless, site):
    scriptless.goto(f"{site}/calendar/")
    scriptless.get_by_label("Material").select_option(label="Holmium")
    scriptless.get_by_role("button", name="Show").click()
    assert scriptless.url == f"{site}/calendar/?material=holmium"
    file = scriptless.get_by_role("link", name="Calendar file (.ics)")
    assert file.get_attribute("href") == "/calendar.ics?material=holmium"


def test_pages_lead_on_and_back_without_scripts(scriptless, site):
    scriptless.goto(site)
    first = scriptless.get_by_role("heading", level=3).first.inner_text()
    scriptless.get_by_role("link", name="Older events").click()
    assert scriptless.get_by_role("heading", level=3).first.inner_text() != first
    scriptless.get_by_role("link", name="Newer events").click()
    assert scriptless.get_by_role("heading", level=3).first.inner_text() == first


def test_the_items_of_a_measure_open_without_scripts(scriptless, site):
    scriptless.goto(f"{site}/events/2024-12-03-mofcom-announcement-46/")
    table = scriptless.get_by_role("table", name="Controlled items of Article 2", exact=True)
    assert not table.is_visible()
    scriptless.get_by_text("27 controlled items").click()
    assert table.is_visible()


def test_the_keyboard_reaches_the_content_first(browser, site):
    page = browser.new_page()
    page.goto(site)
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.locator("main:focus").count() == 1
    page.close()


def test_both_sides_of_a_day_stand_beside_each_other_and_the_day_between(browser, site):
    page = browser.new_page(viewport={"width": 1440, "height": 1000})
    page.goto(f"{site}/?from=2025-06-10&to=2025-06-10")
    china, united_states, day = (
        page.locator(name).first.bounding_box() for name in (".lane-china", ".lane-united-states", ".day-mark")
    )
    assert china["y"] == united_states["y"]
    assert china["x"] + china["width"] <= day["x"] <= united_states["x"] - day["width"]
    page.close()


def test_on_a_phone_each_card_names_its_side(browser, site):
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto(f"{site}/?from=2025-06-10&to=2025-06-10")
    assert page.locator(".card-side").all_inner_texts() == ["China", "United States"]
    assert all(side.is_visible() for side in page.locator(".card-side").all())
    page.close()
