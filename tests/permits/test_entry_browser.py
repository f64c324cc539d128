"""An editor enters "a certain number approved, statement of the 7th" in one page of the back office."""

import pytest
from playwright.sync_api import expect

from tests.admin.conftest import desk  # noqa: F401
from tests.admin.test_browser import choose, complaints, page, sign_in  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

ADD = "/admin/permits/permitdecision/add/"
ELEMENTS = ["Samarium", "Gadolinium", "Terbium", "Dysprosium", "Lutetium", "Scandium", "Yttrium"]
MINISTRY = "Ministry of Commerce of the People's Republic of China"


def chosen(page, field):  # noqa: F811
    return page.locator(f"#id_{field} option:checked").all_inner_texts()


def choose_regime(page):  # noqa: F811
    """Take Announcement 18 for the regime that was filled in."""
    expect(page.get_by_role("status")).to_contain_text("Filled in: Under, Materials, Topics.")
    choose(page, "under", "announcement 18", "Export controls on seven medium and heavy rare earths")
    assert len(chosen(page, "under")) == 1
    expect(page.locator(".field-materials")).to_contain_text("Filled in from Announcement No. 18 of 2025;")


def test_a_decision_and_its_statement_take_one_page_and_one_confirmation(desk, sign_in, complaints):  # noqa: F811
    page = sign_in("publisher")  # noqa: F811
    page.goto(f"{desk.url}{ADD}")
    page.get_by_label("Date:").first.fill("2026-06-07")
    choose(page, "authority", "mofcom", MINISTRY)
    choose_regime(page)
    page.get_by_label("Outcome:").select_option("approved")
    choose(page, "items", "announcement 18", "All of Announcement No. 18 of 2025: 7 elements, 30 items")
    page.locator("#id_title").fill("A certain number of applications approved")
    page.locator("#id_summary").fill("The ministry said that it had approved a certain number of applications.")
    page.locator("#id_statement-0-title").fill("MOFCOM on rare-earth approvals")
    page.locator("#id_statement-0-channel").select_option("written_statement")
    page.locator("#id_statement-0-text").fill("已依法批准一定数量的合规申请")
    page.locator("#id_statement-0-language").fill("zh")
    page.locator("#id_statement-0-translation").fill("has approved a certain number of compliant applications")
    choose(page, "citations-0-source", "mofcom")
    page.locator("#id_citations-0-supports").fill("the approval and its words")
    assert len(chosen(page, "items")) == 30
    assert [name.split(" (")[0] for name in chosen(page, "materials")] == ELEMENTS
    page.get_by_role("button", name="Save and publish…").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Publish 2 events")
    page.get_by_label("Why it can't wait for a second person:").fill("Nobody else is at the desk.")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("Published 2 events.")).to_be_visible()
    page.goto(f"{desk.url}/events/2026-06-07-a-certain-number-of-applications-approved/")
    page.get_by_role("link", name="MOFCOM on rare-earth approvals").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("MOFCOM on rare-earth approvals")
    expect(page.get_by_text("has approved a certain number of compliant applications")).to_be_visible()
    expect(page.get_by_role("link", name="A certain number of applications approved").first).to_be_visible()
    assert complaints == []


def test_what_an_editor_chose_or_emptied_stays(desk, sign_in, complaints):  # noqa: F811
    page = sign_in("editor")  # noqa: F811
    page.goto(f"{desk.url}{ADD}")
    choose(page, "materials", "ceri", "Cerium")
    choose(page, "authority", "mofcom", MINISTRY)
    expect(page.get_by_role("status")).to_contain_text("Filled in: Under, Topics.")
    page.locator("#id_under + .select2-container .select2-selection__choice__remove").first.click()
    expect(page.locator(".field-topics .filled")).to_have_count(0)
    assert (chosen(page, "under"), chosen(page, "topics"), chosen(page, "materials")) == ([], [], ["Cerium (Ce)"])
    choose(page, "under", "announcement 18", "Export controls on seven medium and heavy rare earths")
    expect(page.locator(".field-topics .filled")).to_contain_text("the authority's decisions under Announcement No. 18")
    assert chosen(page, "materials") == ["Cerium (Ce)"]
    assert complaints == []
