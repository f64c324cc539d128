"""What Chinese pages say: interface, names, vocabulary and dates in Chinese, what the record says in its own language."""

import re
from datetime import date, datetime
from html.parser import HTMLParser

import pytest
from django.http import QueryDict
from django.utils.translation import override

from config import catalogue
from policy.record.listing import Listing
from policy.record.sentences import joined
from policy.record.spoken import name_of, title_of
from policy.record.version import version
from policy.site import wording
from policy.site.state_words import full_day
from tests.site.every_page import MISSING, PAGES, REFUSED

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "rect", "path", "line", "source"}


@pytest.fixture(autouse=True)
def chinese():
    with override("zh-hans"):
        yield


class Untagged(HTMLParser):
    """Collect the texts of a page that stand in no element tagged as another language."""

    def __init__(self):
        super().__init__()
        self.open, self.texts = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            told = dict(attrs)
            is_code = tag in ("code", "pre") or "code" in (told.get("class") or "").split()
            self.open.append((tag, "zxx" if is_code else told.get("lang")))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        spoken = next((lang for _, lang in reversed(self.open) if lang), None)
        if spoken and spoken.lower() == "zh-hans" and data.strip():
            self.texts.append(" ".join(data.split()))


def untagged(markup):
    parser = Untagged()
    parser.feed(markup)
    return parser.texts


def messages():
    """Return the English texts of the catalogue that have more than two words, without their placeholders."""
    ids = [one.id if isinstance(one.id, tuple) else (one.id,) for one in catalogue.read() if one.id]
    parts = {part.strip() for several in ids for text in several for part in re.split(r"%\(\w+\)\w|<[^>]*>", text)}
    return {part for part in parts if len(re.findall(r"[A-Za-z]{2,}", part)) > 2}


def words():
    """Return the English words and pairs of words of the catalogue that Chinese pages say otherwise, in lower case."""
    short = [
        one
        for one in catalogue.read()
        if isinstance(one.id, str) and re.fullmatch(r"[A-Za-z]{3,}( [A-Za-z]+)?", one.id)
    ]
    return {one.id.lower() for one in short if one.id != one.string}


@pytest.mark.slow
def test_nothing_that_the_interface_says_is_left_in_english(client, shipped):
    sentences, short, sound = messages(), words(), set()
    for name, path in (PAGES | REFUSED | MISSING).items():
        texts = untagged(client.get(f"/zh-hans{path}").content.decode())
        assert texts, path
        said = "\n".join(set(texts) - sound)
        assert [(path, one) for one in sentences if one in said] == []
        sound |= set(texts)
        alone = [text for text in texts if text.strip(" .:·").lower() in short]
        assert name == "data" or alone == [], path  # where values stand as documents write them


@pytest.mark.parametrize(
    ("written", "said"), [("2025-06-07", "2025年6月7日"), ("2025-06", "2025年6月"), ("2025", "2025年")]
)
def test_a_date_is_said_as_precisely_as_it_is_known(written, said):
    assert wording.day(written) == said


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2025-06-09", "2025-06-10", ("2025年6月9日", "10日")),
        ("2025-09-30", "2025-10-01", ("2025年9月30日", "10月1日")),
        ("2025-12-31", "2026-01-02", ("2025年12月31日", "2026年1月2日")),
    ],
)
def test_the_end_of_a_span_repeats_nothing_of_its_start(start, end, said):
    assert wording.span(start, end) == said


def test_instants_and_days_of_the_calendar_are_said_in_chinese():
    assert wording.instant(datetime(2025, 4, 4, 9, 5)) == "2025年4月4日 09:05 UTC"
    assert full_day(date(2025, 4, 4)) == "2025年4月4日"


def test_words_are_joined_without_spaces():
    assert joined(["镝", "铽", "钐"], "and") == "镝、铽和钐"
    assert joined(["镝", "铽"]) == "镝或铽"


def test_places_counts_and_vocabularies_are_said_in_chinese():
    assert wording.places(["CN", "US"]) == "中国和美国"
    assert wording.place("all") == "所有国家"
    assert wording.label("licence_required", "requirement") == "须经许可"
    assert wording.state("suspended") == "暂停实施"
    assert wording.counted_of({"kind": "at_least", "value": 2000}, "licence") == "至少2,000份许可"


def test_a_list_says_its_filters_in_one_chinese_sentence(shipped):
    asked = QueryDict("kind=measure&material=dysprosium&from=2025-04-01")
    assert Listing.parse(asked, version()).sentence() == "关于镝的措施，自2025年4月1日起"


def test_the_same_list_says_its_filters_in_english_afterwards(shipped):
    asked = QueryDict("kind=measure&material=dysprosium")
    assert Listing.parse(asked, version()).sentence() == "关于镝的措施"
    with override("en"):
        assert Listing.parse(asked, version()).sentence() == "Measures about Dysprosium"


def test_rows_have_their_chinese_names_and_events_their_original_titles(shipped):
    assert name_of("material", "dysprosium", "Dysprosium") == "镝"
    assert name_of("actor", "nobody-known", "Nobody") == "Nobody"
    assert title_of("any", "English", "商务部公告") == "商务部公告"
    assert title_of("any", "English", "レアアース") == "English"


def test_a_text_in_another_language_is_tagged():
    assert wording.lang("Export controls") == ' lang="en"'
    assert wording.lang("出口管制") == wording.lang("1(2)") == ""
    assert wording.lang("レアアース") == ' lang="ja"'
    with override("en"):
        assert wording.lang("出口管制") == ' lang="zh"'


def test_names_cost_no_query_per_row(client, shipped, django_assert_max_num_queries):
    client.get("/zh-hans/materials/")
    with django_assert_max_num_queries(7):
        client.get("/zh-hans/materials/")


def test_a_parameter_that_cannot_be_meant_is_named_in_chinese(client, shipped):
    refused = client.get("/zh-hans/controls/?on=yesterday")
    assert refused.status_code == 400
    assert "不是日期" in refused.content.decode()


def test_the_calendar_file_and_the_feeds_speak_chinese(client, shipped):
    assert "即将到来的日期" in client.get("/zh-hans/calendar.ics").content.decode()
    feed = client.get("/zh-hans/feeds/events.json?material=dysprosium").json()
    assert feed["language"] == "zh-Hans"
    assert feed["title"] == "Monazite：关于镝的事件"
    assert feed["home_page_url"] == "http://testserver/zh-hans/?material=dysprosium"
    assert all(item["url"].startswith("http://testserver/zh-hans/events/") for item in feed["items"])
