"""The navigation: the pages of the site, and those that kinds of events bring along."""

import re

import pytest

from policy import kinds

pytestmark = pytest.mark.django_db

LINK = re.compile(r'<a class="nav-link[^"]*" href="([^"]+)"( aria-current="page")?[^>]*>[^<\s]')


def links(client, path):
    """Return the addresses of the navigation on a page, each with whether it is marked as current."""
    return {href: bool(current) for href, current in LINK.findall(client.get(path).content.decode())}


def test_each_link_answers_and_the_pages_of_kinds_are_among_them(client, shipped):
    own = {f"/{kind.plural}/" for kind in kinds.every() if kind.site_urls}
    found = links(client, "/")
    assert found.keys() == {"/", "/controls/", "/materials/", "/calendar/", "/api/v1/", "/zh-hans/", *own}
    assert {client.get(href).status_code for href in found} == {200}


@pytest.mark.slow
def test_a_page_is_marked_as_the_current_one_and_no_other(client, shipped):
    for href in links(client, "/").keys() - {"/api/v1/"}:
        assert [path for path, current in links(client, href).items() if current] == [href]


def test_each_link_of_the_foot_answers(client, shipped):
    foot = client.get("/").content.decode().partition('<footer class="footer">')[2]
    found = set(re.findall(r'<a class="link foot-link" href="([^"#]+)', foot)) - {"/admin/"}
    assert {"/", "/corrections/", "/sources/", "/about/", "/glossary/", "/data/", "/api/v1/"} <= found
    assert {href: code for href in found if (code := client.get(href).status_code) != 200} == {}


def test_no_link_of_the_masthead_and_the_foot_is_without_words(client, shipped):
    page = client.get("/").content.decode()
    ends = page.partition("<main")[0] + page.partition('<footer class="footer">')[2]
    assert not re.search(r"<a [^>]*>\s*</a>", ends)
