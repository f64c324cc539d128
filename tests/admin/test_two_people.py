"""On 7 June 2025 the ministry speaks: three people make that public, in browsers of their own, and mend it afterwards.

The record is as it might have stood on the eve. The pictures of the guide are taken on the way.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from policy import kinds
from policy.imports.files import LINKS, write_file
from tests.admin.conftest import PASSWORD, served
from tests.admin.test_browser import choose
from tests.databases import manage

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

DAY = "2025-06-07"
STATEMENT = "2025-06-07-mofcom-statement-on-rare-earth-approvals"
CORRECTED = "The stance is easing: the ministry told of approvals."
GUIDE = Path(__file__).resolve().parents[2] / "docs/editing.md"


@pytest.fixture
def eve(own_database, data_folder, shipped_files, tmp_path):
    """A running back office on the record of the events before that day."""
    earlier = {
        kind.file: [
            one for one in shipped_files[kind.file] if one.get("date", one.get("announced", one.get("start"))) < DAY
        ]
        for kind in kinds.every()
    }
    slugs = {event["slug"] for events in earlier.values() for event in events}
    links = [link for link in shipped_files[LINKS] if {link["from"], link["to"]} <= slugs]
    items = [item for item in shipped_files["items"] if item["defined_by"] in (None, *slugs)]
    for path in data_folder.glob("*.json"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    for name, records in (earlier | {LINKS: links, "items": items}).items():
        write_file(tmp_path / f"{name}.json", records)
    done = manage(own_database, "load_dataset", str(tmp_path))
    assert done[0] == 0, done[2]
    with served(own_database) as desk:
        yield desk


@pytest.fixture
def enter(eve, browser):
    """Return a function that signs somebody in, in a browser of their own."""
    contexts = []

    def signed_in(name):
        contexts.append(browser.new_context(viewport={"width": 1280, "height": 800}))
        page = contexts[-1].new_page()
        page.goto(f"{eve.url}/admin/")
        page.get_by_label("Username").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        expect(page.locator("#user-tools")).to_be_visible()
        return page

    yield signed_in
    for context in contexts:
        context.close()


@pytest.fixture
def picture(request, tmp_path):
    """Return a function that takes a picture of a page for the guide; `--pictures` says where to, if they are wanted."""
    folder = Path(request.config.getoption("pictures") or tmp_path, "editing")

    def take(page, name):
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=folder / f"{name}.png")
        take.taken.add(name)

    take.taken = set()
    return take


@pytest.fixture
def told(shipped_files):
    """What the shipped data says of the statement."""
    return next(one for one in shipped_files["statements"] if one["slug"] == STATEMENT)


def draft(page, desk, told):
    """Enter the statement, with two of its citations, its Chinese quotation and a stance that will have to be corrected."""
    page.goto(f"{desk.url}/admin/policy/statement/add/")
    page.locator("#id_date").fill(DAY)
    choose(page, "speaker", told["speaker"], "Ministry of Commerce of the People's Republic of China")
    page.locator("#id_channel").select_option(told["channel"])
    page.locator("#id_title").fill(told["title"])
    page.locator("#id_summary").fill(told["summary"])
    page.locator("#id_stance").select_option("neutral")
    page.locator("#id_slug").fill(STATEMENT)
    choose(page, "topics", told["topics"][0])
    quote = told["quotes"][-1]
    for name in ("text", "language", "translation"):
        page.locator(f"#id_quotes-0-{name}").fill(quote[name])
    page.get_by_role("button", name="Add another Citation").click()
    for place, citation in enumerate(told["citations"][:2]):
        choose(page, f"citations-{place}-source", citation["source"])
        page.locator(f"#id_citations-{place}-supports").fill(citation["supports"])


def draft_and_submit(page, desk, told, picture):
    draft(page, desk, told)
    picture(page, "entry")
    assert not page.get_by_role("button", name="Save and publish…").is_visible()
    page.get_by_role("button", name="Save and submit for review").click()
    expect(page.get_by_text("waits for review")).to_be_visible()
    [(event,)] = desk.ask("SELECT id FROM policy_event WHERE slug = %s", STATEMENT)
    return event


def publish_what_two_people_stand_behind(editor, publisher, desk, event, told, picture):
    """The publisher has a hand in it, and is refused until the editor has approved it as it then stands."""
    own = f"{desk.url}/admin/policy/statement/{event}"
    publisher.goto(f"{own}/change/")
    choose(publisher, "topics", told["topics"][1])
    publisher.get_by_role("button", name="Save and publish…").click()
    expect(publisher.get_by_text("You wrote this, and nobody else has approved it as it stands.")).to_be_visible()
    editor.goto(f"{desk.url}/admin/")
    expect(editor.get_by_role("heading", name="Waiting for my review")).to_be_visible()
    picture(editor, "index")
    editor.goto(f"{own}/review/")
    picture(editor, "review")
    editor.get_by_role("button", name="Approve as it stands").click()
    publisher.goto(f"{own}/preview/")
    picture(publisher, "preview")
    publisher.goto(f"{desk.url}/admin/policy/statement/publish/?event={event}")
    picture(publisher, "publish")
    publisher.get_by_role("button", name="Publish", exact=True).click()
    expect(publisher.get_by_text("Published “")).to_be_visible()


def correct(editor, publisher, desk, event, told, picture):
    editor.goto(f"{desk.url}/admin/policy/statement/{event}/change/")
    editor.locator("#id_stance").select_option(told["stance"])
    editor.get_by_role("button", name="Save and submit for review").click()
    expect(editor.get_by_text("waits for review")).to_be_visible()
    publisher.goto(f"{desk.url}/admin/policy/statement/{event}/preview/?beside=1")
    picture(publisher, "beside")
    publisher.goto(f"{desk.url}/admin/policy/statement/publish/?event={event}")
    publisher.get_by_label("Correction").check()
    publisher.get_by_label("Reason").fill(CORRECTED)
    picture(publisher, "correction")
    publisher.get_by_role("button", name="Publish", exact=True).click()
    expect(publisher.get_by_text("Published “")).to_be_visible()


class Reader:
    """Somebody who sees what is public, and the programs that they use."""

    def __init__(self, page, desk):
        self.page, self.url, self.own = page, desk.url, f"{desk.url}/events/{STATEMENT}/"

    def everywhere(self):
        """Return the status of the page and of the API's answer, and whether the feed names the event."""
        answers = [self.page.request.get(url) for url in (self.own, f"{self.url}/api/v1/events/{STATEMENT}/")]
        feed = self.page.request.get(f"{self.url}/feeds/events.atom").text()
        return [*(answer.status for answer in answers), STATEMENT in feed]

    def document(self):
        return self.page.request.get(f"{self.url}/api/v1/events/{STATEMENT}/").json()


def test_from_draft_to_correction(eve, enter, told, browser, picture):
    contributor, editor, publisher = enter("contributor"), enter("editor"), enter("publisher")
    reader = Reader(browser.new_page(viewport={"width": 1280, "height": 800}), eve)
    event = draft_and_submit(contributor, eve, told, picture)
    for person in (contributor, editor):
        assert person.goto(f"{eve.url}/admin/policy/statement/publish/?event={event}").status == 403
    assert reader.everywhere() == [404, 404, False]

    publish_what_two_people_stand_behind(editor, publisher, eve, event, told, picture)
    assert reader.everywhere() == [200, 200, True]
    reader.page.goto(reader.own)
    expect(reader.page.get_by_role("heading", level=1)).to_have_text(told["title"])
    expect(reader.page.get_by_text(told["quotes"][-1]["text"])).to_be_visible()
    document = reader.document()
    assert (document["revision"]["number"], document["direction"], document["topics"]) == (
        1,
        "neutral",
        told["topics"][:2],
    )
    assert [one["source"]["slug"] for one in document["citations"]] == [one["source"] for one in told["citations"][:2]]

    correct(editor, publisher, eve, event, told, picture)
    document = reader.document()
    assert (document["revision"]["number"], document["direction"]) == (2, told["stance"])
    assert document["revision"]["reason"] == f"Correction: {CORRECTED}"
    for page, name in ((f"{reader.own}history/", "history"), (f"{eve.url}/corrections/", "corrections")):
        reader.page.goto(page)
        expect(reader.page.get_by_text(CORRECTED).first).to_be_visible()
        picture(reader.page, name)
    assert CORRECTED in reader.page.request.get(f"{eve.url}/feeds/events.atom").text()
    reader.page.close()
    assert picture.taken == set(re.findall(r"\]\(images/editing/(\w+)\.png\)", GUIDE.read_text()))
