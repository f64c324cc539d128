"""The preview and the page that restores, in a real browser: accessible, in bounds, and one leading to the other."""

import pytest
from playwright.sync_api import expect

from tests.admin.test_browser import complaints, page, sign_in  # noqa: F401
from tests.looks import faults_of_shown

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

SLUG = "2026-09-28-mofcom-official-on-extension"  # which no other test of the desk changes
AMEND = "UPDATE policy_event SET title = title || ' (amended)', updated_at = now() WHERE slug = %s RETURNING id"


def sides(page):  # noqa: F811
    return [side.bounding_box() for side in page.locator(".preview-side").all()]


def test_a_change_is_looked_at_and_taken_back(desk, sign_in):  # noqa: F811
    [(statement,)] = desk.ask(AMEND, SLUG)
    page = sign_in("editor")  # noqa: F811
    page.goto(f"{desk.url}/admin/policy/statement/{statement}/change/")
    page.get_by_role("link", name="Preview beside what is published").click()
    expect(page.get_by_role("heading", name="Preview: not public")).to_be_visible()
    assert faults_of_shown(page) == []
    page.set_viewport_size({"width": 360, "height": 900})
    published, preview = sides(page)
    assert preview["y"] >= published["y"] + published["height"]
    page.set_viewport_size({"width": 1100, "height": 900})
    published, preview = sides(page)
    assert (preview["y"], preview["x"] > published["x"] + published["width"]) == (published["y"], True)
    expect(page.locator(".preview-side-new h1 ins")).to_contain_text("(amended)")
    page.goto(f"{desk.url}/admin/policy/statement/{statement}/history/")
    page.get_by_role("link", name="Make this the draft again…").first.click()
    assert faults_of_shown(page) == []
    page.get_by_role("button", name="Make this the draft again").click()
    expect(page.get_by_text("says again what it said as of revision")).to_be_visible()
    page.get_by_role("link", name="Preview", exact=True).click()
    expect(page.get_by_text("Readers see exactly this already.")).to_be_visible()
    page.goto(f"{desk.url}/events/{SLUG}/")
    expect(page.get_by_text("(amended)")).to_have_count(0)
