"""Entry at the keyboard, in a real browser: a ministry statement in at most twelve interactions."""

import re

import pytest
from playwright.sync_api import expect

from tests.admin.test_browser import complaints, page, sign_in  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

MOST_INTERACTIONS = 12
ADD = "/admin/policy/statement/add/"
FACTS = """
    SELECT e.date, e.title, e.summary, e.certainty, a.slug, s.channel, s.stance, q.text, q.language, q.translation,
           o.url, o.title, o.checked, c.supports,
           (SELECT count(*) FROM policy_submission w WHERE w.event_id = e.id AND w.closed_at IS NULL)
    FROM policy_event e JOIN policy_statement s ON s.event_ptr_id = e.id JOIN policy_actor a ON a.id = s.speaker_id
    JOIN policy_quotation q ON q.statement_id = s.event_ptr_id JOIN policy_citation c ON c.event_id = e.id
    JOIN policy_source o ON o.id = c.source_id WHERE e.title = %s
"""
MOST_TABS = 12


class Keyboard:
    """Fills a form by keys alone and counts: a field filled, a choice made and a button pressed are one each."""

    def __init__(self, page):  # noqa: F811
        self.page = page
        self.interactions = 0

    def reach(self, field):
        """Tab to a field; it must not be far."""
        place = f"#id_{field}, #id_{field} + .select2-container"
        for _ in range(MOST_TABS):
            if self.page.evaluate("(place) => document.activeElement.closest(place) !== null", place):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{field} is far from where one was")

    def fill(self, field, text):
        self.interactions += 1
        self.reach(field)
        self.page.keyboard.insert_text(text)

    def choose(self, field, text):
        """Type into a choice and take what is offered first."""
        self.interactions += 1
        self.reach(field)
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")
        expect(self.page.locator(".select2-container--open")).to_have_count(0)

    def select(self, field, text):
        self.interactions += 1
        self.reach(field)
        self.page.keyboard.type(text)

    def press(self, keys):
        self.interactions += 1
        self.page.keyboard.press(keys)


def chosen(page, field):  # noqa: F811
    return page.locator(f"#id_{field} option:checked")


def test_a_statement_with_a_new_source_takes_twelve_interactions(desk, sign_in, complaints):  # noqa: F811
    page = sign_in("editor")  # noqa: F811
    page.goto(f"{desk.url}{ADD}")
    keys = Keyboard(page)
    address = "https://www.mofcom.gov.cn/xwfb/2026-10/12/art_new.html"
    keys.fill("date", "2026-10-12")
    keys.choose("speaker", "mofcom")
    keys.fill("title", "MOFCOM on approved rare-earth applications")
    keys.fill("summary", "The ministry said that it had approved a certain number of applications.")
    keys.select("stance", "eas")
    keys.fill("quotes-0-text", "已批准一定数量的合规申请")
    with page.expect_popup() as opened:
        keys.choose("citations-0-source", f"{address}?utm_source=letter")
    popup = Keyboard(opened.value)
    expect(popup.page.locator("#id_title")).to_be_focused()
    popup.fill("title", "商务部新闻发言人答记者问")
    popup.select("checked", "the")
    popup.press("Control+Enter")
    expect(chosen(page, "citations-0-source")).to_have_text("商务部新闻发言人答记者问")
    keys.fill("citations-0-supports", "the statement and its words")
    expect(page.get_by_text(re.compile(r"As in \d+ of \d+ statements of"))).to_be_attached()
    keys.press("Control+Enter")
    expect(page.get_by_text("“MOFCOM on approved rare-earth applications” waits for review.")).to_be_visible()
    assert keys.interactions + popup.interactions <= MOST_INTERACTIONS
    assert desk.ask(FACTS, "MOFCOM on approved rare-earth applications") == [
        (
            *("2026-10-12", "MOFCOM on approved rare-earth applications"),
            *("The ministry said that it had approved a certain number of applications.", "official", "mofcom"),
            *("written_statement", "easing", "已批准一定数量的合规申请", "zh", ""),
            *(address, "商务部新闻发言人答记者问", "text", "the statement and its words", 1),
        )
    ]
    query = (
        "SELECT p.slug, o.tier, o.language, o.published FROM policy_source o JOIN policy_actor p ON p.id = publisher_id"
    )
    assert desk.ask(f"{query} WHERE url = %s", address) == [("mofcom", "primary", "zh", "2026-10-12")]
    assert complaints == []


def test_a_statement_from_a_known_source_takes_eleven_with_topic_and_translation(desk, sign_in, complaints):  # noqa: F811
    [(address, source)] = desk.ask("SELECT url, title FROM policy_source WHERE slug = 'people-2025-06-09'")
    page = sign_in("editor")  # noqa: F811
    page.goto(f"{desk.url}{ADD}")
    keys = Keyboard(page)
    keys.fill("date", "2025-06-08")
    keys.choose("speaker", "mofcom")
    keys.fill("title", "MOFCOM: a certain number of rare-earth licences approved again")
    expect(page.locator(".alike")).to_contain_text("a similar title, published")
    keys.fill("summary", "The ministry said so again.")
    keys.select("stance", "eas")
    keys.choose("topics", "licensing")
    keys.fill("quotes-0-text", "已批准一定数量的合规申请")
    keys.fill("quotes-0-translation", "has approved a certain number of compliant applications")
    keys.choose("citations-0-source", f"{address}?utm_source=letter#top")
    keys.fill("citations-0-supports", "the statement and its words")
    expect(chosen(page, "citations-0-source")).to_have_text(source)
    keys.press("Control+Enter")
    expect(page.get_by_text("waits for review.")).to_be_visible()
    assert keys.interactions == 11
    [facts] = desk.ask(FACTS, "MOFCOM: a certain number of rare-earth licences approved again")
    assert (facts[5], facts[8], facts[9], facts[-1]) == (
        *("written_statement", "zh", "has approved a certain number of compliant applications"),
        1,
    )
    assert complaints == []


def test_a_measure_is_entered_by_keys_alone(desk, sign_in, complaints):  # noqa: F811
    page = sign_in("editor")  # noqa: F811
    page.goto(f"{desk.url}/admin/policy/measure/add/")
    keys = Keyboard(page)
    keys.fill("date", "2026-10-13")
    page.keyboard.press("Enter")  # goes on, and saves nothing half typed
    with page.expect_popup() as opened:
        keys.choose("issuers", "Bureau of Tests")
    popup = Keyboard(opened.value)
    expect(popup.page.locator("#id_name")).to_have_value("Bureau of Tests")
    popup.select("kind", "gov")
    popup.fill("country", "CN")
    popup.press("Control+Enter")
    expect(chosen(page, "issuers")).to_have_text("Bureau of Tests")
    expect(page.locator("#id_country")).to_have_value("CN")
    keys.select("instrument_type", "export c")
    keys.fill("title", "Measure entered by keys")
    keys.select("direction", "tight")
    page.get_by_role("button", name="Add another Provision").focus()
    keys.press("Enter")
    expect(page.locator("#id_provisions-1-ref")).to_be_focused()
    keys.press("Control+s")
    expect(page.get_by_text("was added successfully. You may edit it again below.")).to_be_visible()
    assert desk.ask(
        "SELECT country FROM policy_measure m JOIN policy_event e ON e.id = event_ptr_id WHERE title = %s",
        "Measure entered by keys",
    ) == [("CN",)]
    assert complaints == []
