"""The back office in a real browser, under the content security policy that the whole site has."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect

from policy import kinds
from tests.admin.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db]  # the second, for the database that is copied to be made


@pytest.fixture
def page(desk, browser):
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def complaints(page):
    """What the browser complains of: errors of scripts, refusals of the content security policy, pages that failed."""
    found = []
    page.on("console", lambda message: found.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("response", lambda answer: found.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None)
    return found


@pytest.fixture
def sign_in(desk, page, complaints):
    def signed_in(role):
        page.goto(f"{desk.url}/admin/")
        page.get_by_label("Username").fill(role)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("heading", name="Editing")).to_be_visible()
        return page

    return signed_in


def choose(page, field, term, text=""):
    """Choose a row with autocompletion: open the field, type, take the first answer to what was typed that reads `text`."""
    box = page.locator(f"#id_{field} + .select2-container")
    if "select2-container--open" not in box.get_attribute("class"):
        box.click()
    inside = box.locator(".select2-search__field")
    search = inside if inside.count() else page.locator(".select2-dropdown .select2-search__field")

    def ask():
        with page.expect_response(
            lambda found: parse_qs(urlsplit(found.url).query).get("term") == [term], timeout=5000
        ):
            search.fill("")
            search.fill(term)

    try:
        ask()
    except PlaywrightTimeout:  # a field that is filled in meanwhile drops what is typed
        ask()
    expect(page.locator(".loading-results")).to_have_count(0)  # what stood there before the answer is gone
    page.locator(".select2-results__option", has_text=text).first.click()


def test_a_ministry_statement_takes_one_page_and_one_confirmation(desk, sign_in, complaints):
    page = sign_in("publisher")
    page.goto(f"{desk.url}/admin/policy/statement/add/")
    page.get_by_label("Date:").fill("2026-10-05")
    choose(page, "speaker", "mofcom", "Ministry of Commerce of the People's Republic of China")
    page.get_by_label("Channel:").select_option("written_statement")
    page.get_by_label("Title:", exact=True).fill("MOFCOM on a number of applications")
    page.get_by_label("Summary:").fill("The ministry said that it had approved a number of applications.")
    page.get_by_label("Stance:").select_option("easing")
    for term, text in (("terb", "Terbium"), ("dysp", "Dysprosium"), ("ceri", "Cerium")):
        choose(page, "materials", term, text)
    expect(page.get_by_label("Slug:")).to_have_value("2026-10-05-mofcom-on-a-number-of-applications")
    page.locator("#id_quotes-0-text").fill("已批准一定数量的合规申请")
    page.locator("#id_quotes-0-language").fill("zh")
    page.locator("#id_quotes-0-translation").fill("has approved a certain number of compliant applications")
    page.get_by_role("button", name="Add another Citation").click()
    for place, term in enumerate(("mofcom", "reuters")):
        choose(page, f"citations-{place}-source", term)
        page.locator(f"#id_citations-{place}-supports").fill("the statement and its words")
    page.get_by_role("button", name="Save and publish…").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Publish “MOFCOM on a number of applications”")
    page.get_by_label("Why it can't wait for a second person:").fill("Nobody else is at the desk.")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("Published “MOFCOM on a number of applications”.")).to_be_visible()
    page.get_by_role("link", name="See it as readers do.").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("MOFCOM on a number of applications")
    assert complaints == []
    query = "SELECT document, published_by, number FROM record_revision WHERE slug = %s"
    [(text, by, number)] = desk.ask(query, "2026-10-05-mofcom-on-a-number-of-applications")
    document = json.loads(text)
    assert (by, number, document["certainty"], len(document["citations"])) == ("publisher", 1, "official", 2)
    assert [row["slug"] for row in document["materials"]] == ["terbium", "dysprosium", "cerium"]
    assert document["detail"]["quotes"][0]["text"] == "已批准一定数量的合规申请"


def test_no_page_breaks_the_content_security_policy(desk, sign_in, complaints):
    [(measure,)] = desk.ask("SELECT id FROM policy_event WHERE slug = '2025-11-07-mofcom-gac-announcement-70'")
    [(actor,)] = desk.ask("SELECT id FROM policy_actor WHERE slug = 'mofcom'")
    page = sign_in("publisher")
    of_measure, of_actor = f"policy/measure/{measure}", f"policy/actor/{actor}"
    pages = [
        "policy/statement/",
        "policy/source/",
        "policy/dataset/",
        "policy/finding/",
        "policy/lapsecheck/add/",
    ]
    pages += [f"{kind.model._meta.label_lower.replace('.', '/')}/add/" for kind in kinds.every()]
    pages += [f"{of_measure}/{name}/" for name in ("change", "history", "delete")]
    pages += [f"policy/measure/{verb}/?event={measure}" for verb in ("publish", "retract")]
    pages += [f"{of_actor}/change/", f"{of_actor}/history/", "policy/source/add/?_popup=1", "password_change/"]
    for address in pages:
        page.goto(f"{desk.url}/admin/{address}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert complaints == []


def test_a_source_is_made_without_leaving_the_page(desk, sign_in, complaints):
    page = sign_in("editor")
    page.goto(f"{desk.url}/admin/policy/statement/add/")
    page.get_by_label("Title:", exact=True).fill("Half typed")
    with page.expect_popup() as opened:
        page.locator("#add_id_citations-0-source").click()
    popup = opened.value
    popup.get_by_label("Address:").fill("https://example.org/a-notice")
    popup.get_by_label("Title:", exact=True).fill("A notice")
    choose(popup, "publisher", "mofcom", "Ministry of Commerce of the People's Republic of China")
    popup.get_by_label("Tier:").select_option("primary")
    popup.get_by_label("Checked:").select_option("text")
    popup.get_by_role("button", name="Save").click()
    expect(page.locator("#id_citations-0-source + .select2-container")).to_contain_text("A notice")
    expect(page.get_by_label("Title:", exact=True)).to_have_value("Half typed")
    assert complaints == []


def test_a_row_dropped_and_chosen_again_comes_last(desk, sign_in):
    page = sign_in("editor")
    page.goto(f"{desk.url}/admin/policy/statement/add/")
    for term, text in (("terb", "Terbium"), ("ceri", "Cerium")):
        choose(page, "materials", term, text)
    page.locator("#id_materials + .select2-container .select2-selection__choice__remove").first.click()
    choose(page, "materials", "terb", "Terbium")
    chosen = page.locator("#id_materials option:checked").all_inner_texts()
    assert chosen == ["Cerium (Ce)", "Terbium (Tb)"]


def test_leaving_with_something_typed_asks_first(desk, sign_in):
    page = sign_in("editor")
    page.goto(f"{desk.url}/admin/policy/statement/add/")
    page.get_by_label("Title:", exact=True).press_sequentially("Half typed")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="Meetings").click()
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    expect(page.get_by_label("Title:", exact=True)).to_have_value("Half typed")
