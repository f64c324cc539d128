"""What a form tells while it is typed in: possible duplicates, what follows, what can be created in place."""

from datetime import date

import pytest

from policy.duplicates import is_similar, numbers
from policy.models import Actor, Measure, Source, Statement
from policy.record.publish import publish_all
from policy.renaming import merge_events
from policy.source_addresses import published_in, same_for_all, without_tracking
from tests.admin.conftest import change_page, filled, make_source, make_statement, signed_in

STATEMENTS, MEASURES, SOURCES = (f"/admin/policy/{name}/" for name in ("statement", "measure", "source"))
ARTICLE = "https://www.mofcom.gov.cn/xwfb/2025-06/07/art_1.html"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("商务部公告2025年第61号", "Announcement No. 61 of 2025"),
        ("商务部 海关总署公告２０２５年第18号", "MOFCOM and GAC Announcement No. 18 of 2025"),
        ("公告〔2025〕61号", "Announcements Nos. 61 and 62 of 2025"),
        ("商务部令2025年第6号", "MOFCOM Order No. 6 of 2025"),
        ("EO 14257", "Executive Order 14257"),
        ("90 FR 14046", "90 Fr. 14046"),
    ],
)
def test_numbers_of_instruments_are_the_same_however_they_are_written(one, other):
    assert numbers(one) & numbers(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("商务部公告2025年第61号", "商务部公告2025年第62号"),
        ("商务部公告2025年第6号", "商务部令2025年第6号"),
        ("商务部公告2025年第61号", "Announcement No. 61 of 2026"),
        ("", ""),
    ],
)
def test_other_numbers_are_other_instruments(one, other):
    assert not numbers(one) & numbers(other)


def test_titles_are_similar_unless_their_numbers_differ():
    assert is_similar("MOFCOM approves rare-earth applications", "Rare-earth applications approved by MOFCOM")
    assert is_similar("商务部新闻发言人就稀土出口管制答记者问", "商务部发言人就稀土出口管制答记者问")
    assert not is_similar("Announcement No. 5: 84 percent on US goods", "Announcement No. 6: 125 percent on US goods")
    assert not is_similar("", "")


@pytest.mark.parametrize(
    "address",
    [
        f"{ARTICLE}#top",
        f"{ARTICLE}?utm_source=letter&fbclid=1",
        ARTICLE.replace("https", "http").replace("www.", ""),
        ARTICLE + "/",
        f"https://web.archive.org/web/20250608120000/{ARTICLE}",
        f"https://web.archive.org/web/20250608120000id_/{ARTICLE.removeprefix('https://')}",
    ],
)
def test_addresses_of_one_document_are_the_same(address):
    assert same_for_all(address) == same_for_all(ARTICLE)


def test_what_names_a_document_in_its_address_stays():
    assert same_for_all("https://a.example/?id=1&utm_x=2") != same_for_all("https://a.example/?id=2")
    assert same_for_all("https://a.example:8080/x") != same_for_all("https://a.example/x")
    assert without_tracking(f"{ARTICLE}?id=%20a&utm_source=b#part") == f"{ARTICLE}?id=%20a#part"


@pytest.mark.parametrize(
    ("address", "day"),
    [
        (ARTICLE, "2025-06-07"),
        ("https://en.people.cn/n3/2025/0607/c90000-1.html", "2025-06-07"),
        ("https://www.chinadaily.com.cn/a/202506/07/WS1.html", "2025-06-07"),
        ("https://a.example/t20250607_123.html", "2025-06-07"),
        ("https://www.whitehouse.gov/releases/2025/06/a-title/", "2025-06"),
        ("https://a.example/2025/13/45/", ""),
        ("https://a.example/2026/12/24/", ""),
        ("https://a.example/article/2025060710494107205", ""),
        ("https://a.example/?day=2025-06-07", ""),
    ],
)
def test_an_address_names_its_day(address, day):
    assert published_in(address, date(2026, 10, 5)) == day


def typed(client, page, **fields):
    return client.get(f"{page}typed/", fields)


def test_finds_the_same_number_of_the_same_issuer_but_never_itself(editor):
    measure = Measure.objects.get(slug="2025-10-09-mofcom-announcement-61")
    given = {"number": "Announcement No. 61 of 2025", "actors": measure.issuers.first().pk}
    [found] = typed(editor, MEASURES, **given).json()["alike"]
    assert (found["address"], found["why"]) == (change_page(measure), "the same number and issuer, published")
    assert typed(editor, MEASURES, **given, row=measure.pk).json()["alike"] == []
    other = Actor.objects.get(slug="bis").pk
    assert typed(editor, MEASURES, **given | {"actors": other}).json()["alike"] == []


def test_finds_a_draft_with_a_similar_title_within_three_days(editor):
    make_statement(title="MOFCOM on rare-earth licences")
    given = {"title": "MOFCOM on licences for rare earths"}
    [found] = typed(editor, STATEMENTS, **given, date="2026-10-08").json()["alike"]
    assert (found["text"], found["why"]) == ("2026-10-05 MOFCOM on rare-earth licences", "a similar title, draft")
    assert len(typed(editor, STATEMENTS, **given, date="2026-10").json()["alike"]) == 1
    assert typed(editor, STATEMENTS, **given, date="2026-10-09").json()["alike"] == []
    assert typed(editor, STATEMENTS, **given, date="2026-1").json()["alike"] == []


def test_what_was_merged_is_neither_told_nor_offered(editor):
    twin, survivor = make_statement(), make_statement("2026-10-06-a-test", date="2026-10-06", title="Another")
    publish_all([twin, survivor], reason="A test.", by="paul")
    asked = {"term": "2026-10-05-a-test", "app_label": "policy", "model_name": "link", "field_name": "to_event"}

    def told():
        results = editor.get("/admin/autocomplete/", asked).json()["results"]
        return [
            one["text"]
            for one in [*results, *typed(editor, STATEMENTS, title="A test", date="2026-10-05").json()["alike"]]
        ]

    assert told() == [str(twin)] * 2
    merge_events(twin, survivor, reason="A test.", by="paul")
    assert told() == []


def test_finds_what_the_same_speaker_said_in_the_same_source(editor):
    statement = make_statement()
    given = {"date": "2026-10-05", "sources": statement.citations.get().source_id, "actors": statement.speaker_id}
    assert [one["why"] for one in typed(editor, STATEMENTS, **given).json()["alike"]] == ["the same source, draft"]


def test_only_who_enters_events_is_told(shipped, nobody):
    answers = {name: typed(signed_in(name, name), STATEMENTS) for name in ("contributor", "administrator")}
    assert {name: answer.status_code for name, answer in answers.items()} == {"contributor": 200, "administrator": 403}
    assert "no-store" in answers["contributor"].headers["Cache-Control"]
    assert typed(nobody, STATEMENTS).status_code == 403


def test_a_channel_follows_from_a_speaker_who_usually_takes_it(editor):
    ministry = Actor.objects.get(slug="mofcom")
    [channel] = typed(editor, STATEMENTS, actors=ministry.pk).json()["follows"]
    assert (channel["field"], channel["value"]) == ("channel", "written_statement")
    assert channel["note"].startswith("As in ")


def test_a_source_begins_with_what_its_address_tells_and_with_no_title(editor):
    copy = f"https://web.archive.org/web/20250608120000/{ARTICLE}"
    form = editor.get(f"{SOURCES}add/", {"url": copy}).context["adminform"].form
    told = [form[name].value() for name in ("url", "archive_url", "published", "language", "tier")]
    assert told == [ARTICLE, copy, "2025-06-07", "zh", "primary"]
    assert str(form["publisher"].value()) == str(Actor.objects.get(slug="mofcom").pk)
    assert [form[name].value() for name in ("title", "checked")] == [None, None]


def choices(client, term, field="source", model="citation"):
    query = {"app_label": "policy", "model_name": model, "field_name": field, "term": term}
    return client.get("/admin/autocomplete/", query).json()["results"]


def test_a_source_is_found_by_any_address_of_it(editor):
    source = make_source(url=ARTICLE)
    assert choices(editor, f"{ARTICLE}?utm_source=x") == [{"id": str(source.pk), "text": source.title}]


def test_what_is_not_there_can_be_created_by_those_who_may(shipped):
    contributor = signed_in("connie", "contributor")
    [offer] = choices(contributor, f"{ARTICLE}?fbclid=1")
    assert (offer["id"], offer["text"]) == ("create", f"Create the source “{ARTICLE}?fbclid=1”…")
    form = contributor.get(offer["create"]).context["adminform"].form
    assert form["url"].value() == ARTICLE
    assert choices(contributor, "发言人某", "speaker", "statement")[-1]["create"].startswith(
        "/admin/policy/actor/add/?name_zh="
    )
    assert [one for one in choices(contributor, "Reuters", "publisher", "source") if "create" in one] == []
    assert [one for one in choices(signed_in("ada", "administrator"), "nobody at all") if "create" in one] == []


def test_tells_after_saving_what_may_be_the_same(editor):
    make_statement(title="MOFCOM on rare-earth licences")
    ministry = Actor.objects.get(slug="mofcom")
    given = {"date": "2026-10-06", "title": "MOFCOM on licences for rare earths", "speaker": ministry.pk}
    given |= {"channel": "speech", "stance": "neutral", "_continue": "1"}
    page = editor.post(f"{STATEMENTS}add/", filled(editor, f"{STATEMENTS}add/", **given), follow=True)
    assert Statement.objects.filter(title=given["title"]).exists()
    told = "It is saved. It may be on record already: “2026-10-05 MOFCOM on rare-earth licences”."
    assert told in [str(message) for message in page.context["messages"]]
    assert [one["text"] for one in page.context["alike"]] == ["2026-10-05 MOFCOM on rare-earth licences"]


def test_a_second_source_at_the_same_address_is_told(editor):
    make_source(url=ARTICLE)
    [found] = typed(editor, SOURCES, url=ARTICLE.replace("https", "http")).json()["alike"]
    assert (found["text"], found["why"]) == ("The source-of-tests", "the same address")
    assert typed(editor, SOURCES, url=ARTICLE, row=Source.objects.get(url=ARTICLE).pk).json()["alike"] == []
