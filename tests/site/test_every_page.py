"""Of every page of the site, in both languages: sound HTML, no cookie, nothing inline, nothing foreign, no dead link."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

import pytest
from django.conf import settings
from django.test import override_settings
from django.urls import URLResolver, get_resolver, resolve
from django.utils.translation import override

from config.languages import language_of
from tests.files import folders
from tests.site import every_page
from tests.site.every_page import CHINESE, FILES, MISSING, PAGES, REFUSED, STAGED, chinese

pytestmark = pytest.mark.django_db

HERE = "http://testserver"
DATA_BLOCKS = {"application/ld+json", "application/json"}
LOADED = {"img": "src", "script": "src", "iframe": "src", "source": "src", "use": "href", "object": "data"}
RELATED = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}
ANSWERS = (200, 308)
ELSEWHERE = ("/admin/", "/static/")  # the desk's own tests, and files that only a server serves
AS_STAGED = {root + path for path, _ in STAGED.values() for root in ("", CHINESE)}


@dataclass
class Page(HTMLParser):
    """What a page's markup holds, as far as anything here asks of it."""

    markup: str
    inline: list = field(default_factory=list)
    loaded: list = field(default_factory=list)
    links: set = field(default_factory=set)
    tags: list = field(default_factory=list)

    def __post_init__(self):
        super().__init__()
        self.feed(self.markup)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append((tag, given))
        self.inline += [name for name in given if name.startswith("on") or name == "style"]
        self.inline += [tag] if tag == "style" or self._runs_here(tag, given) else []
        self.loaded += [given[LOADED[tag]]] if tag in LOADED and given.get(LOADED[tag]) else []
        self.loaded += [given["href"]] if tag == "link" and RELATED & set(given.get("rel", "").split()) else []
        self.links |= {given["href"]} if tag == "a" and "href" in given else set()

    def _runs_here(self, tag, given):
        return tag == "script" and "src" not in given and given.get("type") not in DATA_BLOCKS

    def of(self, tag, /, **attrs):
        return [given for name, given in self.tags if name == tag and attrs.items() <= given.items()]


@pytest.fixture(scope="module", autouse=True)
def kept_files(django_db_setup, django_db_blocker, tmp_path_factory):
    """Two versions whose files are kept, for the pages that tell of them."""
    with override_settings(FILES_DIR=str(tmp_path_factory.mktemp("kept"))), django_db_blocker.unblock():
        folders.keep(1, datetime(2026, 10, 1, tzinfo=UTC))
        folders.keep(2, datetime(2026, 11, 1, tzinfo=UTC))
        yield


@pytest.fixture(scope="module")
def answers(django_db_setup, django_db_blocker):
    """All answers that are pages, by name, as (path, response, status that it should have)."""
    from django.db import transaction
    from django.test import Client

    client = Client()
    with django_db_blocker.unblock(), transaction.atomic():
        found = dict(_asked(client))
        every_page.stage()
        for name, (path, status) in STAGED.items():
            for root in ("", CHINESE):
                found[f"{name}{root}"] = (root + path, client.get(root + path), status)
        transaction.set_rollback(True)
    return found


def _asked(client):
    for status, pages in ((200, PAGES), (400, REFUSED), (404, MISSING)):
        for name, path in (pages | chinese(pages)).items():
            yield name, (path, client.get(path), status)
    for root in ("", CHINESE):
        path = every_page.second_page(client, root)
        yield f"second page{root}", (path, client.get(path), 200)
    for name, (response, status) in every_page.otherwise(client).items():
        yield name, ("/zh-hans/" if "Chinese" in name else "/", response, status)


@pytest.fixture(scope="module")
def pages(answers):
    return {name: Page(response.content.decode()) for name, (_, response, _) in answers.items()}


def public_patterns(patterns):
    """Return the names of all public addresses, but for those of the desk and the API."""
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from () if str(one.pattern).startswith(("admin/", "api/")) else public_patterns(one.url_patterns)
        else:
            yield one.name


def test_every_public_address_is_in_the_list():
    listed = [*PAGES.values(), *FILES.values(), *(path for path, _ in STAGED.values())]
    assert {resolve(urlsplit(path).path).url_name for path in listed} == set(
        public_patterns(get_resolver().url_patterns)
    )


@pytest.mark.slow
def test_each_page_answers_as_it_should_in_the_language_of_its_address(answers, pages):
    assert {name: one.status_code for name, (_, one, status) in answers.items() if one.status_code != status} == {}
    wrong = {
        name for name, (path, _, _) in answers.items() if pages[name].of("html")[0]["lang"].lower() != language_of(path)
    }
    assert wrong == set()


@pytest.mark.slow
def test_the_checker_of_the_w3c_finds_nothing_on_any_page(pages, html_faults):
    assert html_faults({name: page.markup for name, page in pages.items()}) == []


@pytest.mark.slow
def test_no_page_sets_a_cookie_and_the_policy_lets_nothing_of_others_in(answers):
    assert {name: one.cookies for name, (_, one, _) in answers.items() if one.cookies} == {}
    allowed = {"'self'", "'none'", "data:"}
    for name, (path, response, _) in answers.items():
        if name.startswith("failure"):  # made without the middleware: see test_errors
            continue
        policy = dict(part.split(maxsplit=1) for part in response.headers["Content-Security-Policy"].split("; "))
        others = policy.pop("frame-ancestors")
        assert others == ("*" if path.endswith("/embed/") else "'none'"), name
        assert {"default-src", "script-src", "style-src", "base-uri", "form-action"} <= policy.keys()
        assert set(" ".join(policy.values()).split()) <= allowed


@pytest.mark.slow
def test_no_page_runs_or_styles_anything_inline_or_loads_anything_of_others(pages):
    assert {name: page.inline for name, page in pages.items() if page.inline} == {}
    foreign = {name: [one for one in page.loaded if not _is_own(one)] for name, page in pages.items()}
    assert {name: found for name, found in foreign.items() if found} == {}
    static = settings.BASE_DIR / "static"
    files = [*static.glob("*.css"), *static.glob("*.js"), *static.glob("*.svg")]
    reached = {
        path.name: re.findall(r"(?:url\(|@import|from|import\()\s*[\"']?(?:https?:)?//", path.read_text())
        for path in files
    }
    assert {name: found for name, found in reached.items() if found} == {}


def _is_own(address):
    return urlsplit(address).scheme == "data" or urlsplit(urljoin(f"{HERE}/", address)).netloc == "testserver"


@pytest.mark.slow
def test_each_page_has_one_stylesheet_and_one_heading_of_its_own(pages):
    assert {name for name, page in pages.items() if len(page.of("link", rel="stylesheet")) != 1} == set()
    assert {name for name, page in pages.items() if len(page.of("h1")) != 1} == set()


@pytest.mark.slow
def test_what_is_to_be_found_has_one_address_and_what_failed_has_none(answers, pages):
    found = {name: page for name, page in pages.items() if not page.of("meta", name="robots", content="noindex")}
    wrong = {name for name, page in found.items() if len(page.of("link", rel="canonical")) != (answers[name][2] == 200)}
    assert wrong == set()


@pytest.mark.slow
def test_no_link_of_any_page_leads_nowhere(client, answers, pages):
    """Ask one address of each sort: a list with other values is the same list, and those of the sitemap are there."""
    mapped = {
        urlsplit(one).path for one in re.findall(r"<loc>(.*?)</loc>", client.get("/sitemap.xml").content.decode())
    }
    sorts = {}
    for name, (path, _, status) in answers.items():
        for link in pages[name].links if status == 200 and path not in AS_STAGED else ():
            target = urlsplit(urljoin(path, link))
            if (
                (target.query or target.path not in mapped)
                and not target.netloc
                and not target.path.startswith(ELSEWHERE)
            ):
                sorts.setdefault(_sort(target), target.geturl())
    assert {one: code for one in sorts.values() if (code := _status(client, one)) not in ANSWERS} == {}


def _status(client, address):
    response = client.get(address)
    b"".join(response)  # what is streamed holds a place until its end
    return response.status_code


def _sort(target):
    parameters = tuple(sorted(parse_qs(target.query)))
    language = language_of(target.path)
    with override(language):
        return language, resolve(target.path).view_name, parameters


@pytest.mark.slow
def test_links_into_a_page_lead_to_a_place_on_it(answers, pages):
    places = {}
    for name, (path, _, status) in answers.items():
        if status == 200:
            places[path] = {given["id"] for _, given in pages[name].tags if "id" in given}
    lost = set()
    for name, (path, _, _) in answers.items():
        for link in pages[name].links if path not in AS_STAGED else ():
            target, place = urldefrag(urljoin(path, link))
            lost |= {(name, link)} if place and place not in places.get(target, {place}) else set()
    assert lost == set()
