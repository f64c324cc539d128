"""What a request passes before its view: three middlewares where it reads a public page, with nothing lost by it."""

from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.utils.module_loading import import_string

from config import lanes
from policy.record.normal import is_page, normal
from tests.site.every_page import ENGLISH_PAGES, FILES, MEASURE, MISSING, PAGES, REFUSED, chinese
from tests.site.test_conditional import BUILT, FORMS, OF_API

pytestmark = pytest.mark.django_db

LONG_LIST = settings.MIDDLEWARE[1:-1]
SOME = [
    "/about/",
    "/zh-hans/glossary/",
    f"{MEASURE}embed/",
    "/nothing/",
    "/about/?on=2025-01-01",
    "/healthz",
    "/robots.txt",
]
SOME_OF_API = ["/api/v1/status/", "/api/v1/none/", "/api/v1/status/?x=1", "/api/v1", "/events/none"]
MARKS = "utm_source=letter&fbclid=x"


@pytest.fixture
def passed(monkeypatch):
    """The middlewares that requests pass from now on, by name."""
    names = []

    def watch(owner):
        call = owner.__call__

        def answer(self, request):
            if type(self) is owner:
                names.append(owner.__name__)
            return call(self, request)

        monkeypatch.setattr(owner, "__call__", answer)

    made = [import_string(path) for path in settings.MIDDLEWARE]
    for owner in {*(one for one in made if isinstance(one, type)), lanes.PublicHeaders}:
        watch(owner)
    return names


def long_client():
    with override_settings(MIDDLEWARE=LONG_LIST):
        client = Client()
        client.handler.load_middleware()
    return client


def in_normal_form(address):
    parts = urlsplit(address)
    return parts._replace(query=normal(parts.query, of_page=is_page(parts.path))).geturl()


def differences(addresses):
    """Yield where the long list of middlewares answers with other headers, or otherwise, than the short lane."""
    short, long = Client(), long_client()
    for address in map(in_normal_form, addresses):
        answers = [client.get(address, headers={"Accept-Encoding": "gzip"}) for client in (short, long)]
        contents = [b"".join(one) for one in answers]
        told = [(one.status_code, dict(one.headers), one.cookies) for one in answers]
        if told[0] != told[1] or contents[0] != contents[1]:
            yield address, told


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_whoever_reads_passes_three(client, shipped, passed, method):
    for address in ("/about/", "/api/v1/status/", "/nothing/"):
        passed.clear()
        getattr(client, method)(address)
        assert passed == ["Lanes", "LanguageOfPath", "PublicHeaders"]


@pytest.mark.parametrize(("method", "address"), [("get", "/admin/login/"), ("post", "/alerts/"), ("put", "/api/v1/")])
def test_the_desk_and_forms_pass_the_whole_list(client, shipped, passed, method, address):
    getattr(client, method)(address)
    assert passed[0] == "Lanes"
    assert {"SessionMiddleware", "CsrfViewMiddleware", "DeskMiddleware", "AuthenticationMiddleware"} <= set(passed)
    assert "PublicHeaders" not in passed


def test_static_files_pass_the_whole_list(client, passed):
    client.get("/static/site.css")
    assert "WhiteNoiseMiddleware" in passed


def test_readers_get_what_the_long_list_sends(shipped):
    assert list(differences(SOME + SOME_OF_API)) == []


@pytest.mark.parametrize("method", ["options", "head"])
def test_other_ways_of_reading_get_what_the_long_list_sends(shipped, method):
    short, long = Client(), long_client()
    for address in ("/about/", "/api/v1/status/", "/nothing/"):
        answers = [getattr(client, method)(address) for client in (short, long)]
        assert dict(answers[0].headers) == dict(answers[1].headers)
        assert answers[0].content == answers[1].content


@pytest.mark.slow
def test_every_reader_of_every_page_gets_what_the_long_list_sends(shipped, settings):
    pages = {**PAGES, **REFUSED, **MISSING, **ENGLISH_PAGES, **FILES}
    asked = [path for name, path in pages.items() if name not in FORMS]
    assert list(differences([*asked, *(f"/api/v1/{path}" for path in OF_API)])) == []


def test_a_refused_host_and_plain_http_lose_no_header(shipped, settings):
    for changes, asked in (({}, {"headers": {"Host": "elsewhere.example"}}), ({"SECURE_SSL_REDIRECT": True}, {})):
        with override_settings(**changes):
            answers = [client.get("/api/v1/status/", **asked) for client in (Client(), long_client())]
        assert answers[0].status_code == answers[1].status_code
        assert answers[1].headers.items() <= answers[0].headers.items()


def test_those_that_add_stand_in_the_order_of_the_list():
    names = [f"{part.__module__}.{part.__name__}" for part in lanes.OF_READERS]
    assert names == [one for one in settings.MIDDLEWARE if one in names]


@pytest.mark.parametrize(
    ("query", "of_page", "form"),
    [
        ("", True, ""),
        ("b=1&a=2", False, "a=2&b=1"),
        ("a=2&a=1", False, "a=2&a=1"),
        ("b=&a", True, "a=&b="),
        ("b=%41,%3a%20+", True, "b=A,:++"),
        ("q=%E9%8F%91&b=1", True, "b=1&q=%E9%8F%91"),
        ("q=\xe9\x8f\x91", True, "q=%E9%8F%91"),
        ("utm_source=x&kind=measure&gclid=1", True, "kind=measure"),
        ("utm_source=x&kind=measure", False, "kind=measure&utm_source=x"),
        ("b=%zz&a=1", True, "b=%zz&a=1"),
        ("b=%ff&a=1", True, "b=%ff&a=1"),
        ("b=1&a=" + "x" * 2000, True, "b=1&a=" + "x" * 2000),
    ],
)
def test_a_question_has_one_form(query, of_page, form):
    assert normal(query, of_page=of_page) == form
    assert normal(form, of_page=of_page) == form


def otherwise(address):
    """Return the same question in another order, with the marks of advertisers where it is a page's."""
    parts = urlsplit(address)
    given = [*reversed(parts.query.split("&"))] if parts.query else []
    return parts._replace(query="&".join([*given, *([MARKS] if is_page(parts.path) else [])])).geturl()


def told_apart(client, addresses):
    for address in addresses:
        answers = [client.get(one) for one in (address, otherwise(address))]
        contents = [b"".join(one) for one in answers]
        if contents[0] != contents[1] or dict(answers[0].headers) != dict(answers[1].headers):
            yield address


LISTS = ["/api/v1/events/?page_size=2&kind=measure&count=true", "/api/v1/changes/?page_size=2&after=3"]


def test_the_order_of_a_question_and_the_marks_in_it_change_no_answer(client, shipped):
    asked = [
        PAGES["filtered"],
        *LISTS,
        "/api/v1/actors/?page_size=2&kind=company",
        "/about/",
        "/controls/?on=2025-11-23",
    ]
    assert list(told_apart(client, asked)) == []
    page = client.get(LISTS[0])
    assert "?count=true&kind=measure&page_size=2&cursor=" in page.json()["next"]
    assert f"<{page.json()['next']}>" in page.headers["Link"]


@pytest.mark.slow
def test_no_answer_differs_by_the_order_of_a_question_or_by_marks_in_it(client, shipped):
    pages = {**PAGES, **REFUSED, **ENGLISH_PAGES, **FILES, "in Chinese": chinese(PAGES)["filtered, in Chinese"]}
    asked = [path for name, path in pages.items() if name not in FORMS and not path.startswith(BUILT)]
    questions = ["/api/v1/events/?page_size=2&kind=measure&country=CN&count=true&from=2025-01-01&fields=slug,title"]
    questions += [
        "/api/v1/controls/?page_size=3&on=2025-11-23&material=dysprosium",
        "/api/v1/facets/?kind=measure&country=CN",
    ]
    questions += ["/api/v1/permits/summary/?by=month&from=2025-06-01", *LISTS]
    assert list(told_apart(client, [*asked, *(f"/api/v1/{path}" for path in OF_API), *questions])) == []


def test_the_content_security_policy_has_one_order_in_all_processes(client, shipped):
    directives = client.get("/").headers["Content-Security-Policy"].split("; ")
    assert len(directives) > 5
    assert directives == sorted(directives)
