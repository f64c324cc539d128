"""Two people and an ended session, in a real browser: what was typed is still there."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.admin.conftest import PASSWORD
from tests.admin.test_browser import choose, complaints, page, sign_in  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

KEPT = "Object.keys(localStorage).filter(key => key.startsWith('typed ')).length"
STATEMENT = "SELECT id, title FROM policy_event WHERE slug = '2025-06-07-mofcom-statement-on-rare-earth-approvals'"


def is_accessible(page, complaints):  # noqa: F811
    """Ask axe of what is new on the page, in both schemes; what the policy refuses to axe itself is no complaint."""
    before = list(complaints)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        problems = Axe().run(page, "[data-merge], [data-unsaved]").response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in problems] == []
    complaints[:] = before
    return True


def log_in(page, name):  # noqa: F811
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def save(page):  # noqa: F811
    page.get_by_role("button", name="Save", exact=True).click()


@pytest.fixture
def other(desk, browser):
    """The page of somebody else at another desk."""
    context = browser.new_context()
    page = context.new_page()  # noqa: F811
    page.goto(f"{desk.url}/admin/")
    log_in(page, "editor")
    yield page
    context.close()


def test_two_versions_are_shown_and_merged(desk, sign_in, other, complaints):  # noqa: F811
    [(key, before)] = desk.ask(STATEMENT)
    address = f"{desk.url}/admin/policy/statement/{key}/change/"
    page = sign_in("publisher")  # noqa: F811
    page.goto(address)
    expect(other.get_by_role("heading", name="Editing")).to_be_visible()
    other.goto(address)
    other.get_by_label("Title:", exact=True).fill(f"{before}, as she has it")
    other.get_by_label("Timezone:").fill("Asia/Shanghai")
    save(other)
    page.get_by_label("Title:", exact=True).fill(f"{before}, as he has it")
    save(page)
    expect(page.get_by_role("heading", name="Changed meanwhile by editor")).to_be_visible()
    title = page.get_by_role("group", name="Title")
    expect(title.locator("dd").nth(0)).to_have_text(before)
    expect(title.locator("dd").nth(1)).to_contain_text("as she has it")
    expect(title.locator("dd").nth(2)).to_contain_text("as he has it")
    expect(page.get_by_label("Timezone:")).to_have_value("Asia/Shanghai")
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert is_accessible(page, complaints)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_label("Title:", exact=True).press("End")
    page.get_by_label("Title:", exact=True).press_sequentially("!")
    expect(title.get_by_label("what stands in the form below")).to_be_checked()
    save(page)
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    assert [row[1] for row in desk.ask(STATEMENT)] == [f"{before}, as he has it!"]
    page.wait_for_function(f"{KEPT} === 0")
    assert [told for told in complaints if "409" not in told] == []


def test_what_was_typed_survives_the_end_of_a_session(desk, sign_in, complaints):  # noqa: F811
    [(key, before)] = desk.ask(STATEMENT)
    address = f"{desk.url}/admin/policy/statement/{key}/change/"
    page = sign_in("publisher")  # noqa: F811
    page.goto(address)
    rows = page.locator(".dynamic-citations")
    count = rows.count()
    page.get_by_label("Title:", exact=True).fill("Typed when the session ended")
    page.get_by_role("button", name="Add another Citation").click()
    choose(page, f"citations-{count}-source", "reuters")
    page.context.clear_cookies(name="desk")
    save(page)
    log_in(page, "publisher")
    expect(page).to_have_url(address)
    expect(page.get_by_label("Title:", exact=True)).to_have_value(before)
    expect(page.locator("[data-unsaved]")).to_be_visible()
    assert is_accessible(page, complaints)
    page.get_by_role("button", name="Put it back").click()
    expect(page.get_by_text("This is what you had typed. It isn't saved yet.")).to_be_visible()
    expect(page.get_by_label("Title:", exact=True)).to_have_value("Typed when the session ended")
    expect(rows).to_have_count(count + 1)
    expect(page.locator(f"#id_citations-{count}-source option:checked")).not_to_have_text("")
    assert page.evaluate(KEPT) == 1
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    page.wait_for_function(f"{KEPT} === 0")
