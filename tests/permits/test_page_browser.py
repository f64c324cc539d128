"""The page of permits in a browser: its numbers lead to what they count, without scripts."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db]  # the second, for the database whose record is shown


def test_a_number_leads_to_its_rows_without_scripts(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/permits/")
    table = page.get_by_role("table", name="Decisions by month and outcome")
    table.get_by_role("row", name="October 2025").get_by_role("link").first.click()
    assert page.url == f"{site}/permits/?from=2025-10-01&to=2025-10-31&outcome=approved#listed"
    assert page.get_by_role("heading", level=3).count() == 1
    context.close()


def test_a_number_by_sector_opens_its_events(browser, site):
    page = browser.new_page()
    page.goto(f"{site}/permits/")
    table = page.get_by_role("table", name="Decisions by sector", exact=True)
    row = table.get_by_role("row", name="Automotive")
    events = page.locator("#sector-1").get_by_role("link")
    assert not events.first.is_visible()
    row.get_by_role("link", name="7").click()
    assert events.first.is_visible()
    assert events.count() == 7
    page.close()
