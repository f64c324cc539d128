"""What a search finds first, in both languages; how numbers are read; what is corrected, and what isn't."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from policy.models import Actor, Event, Material
from policy.record.listing import Listing
from policy.record.models import Projection
from policy.record.names import Names
from policy.record.numbers import dates, numbers
from policy.record.publish import republish, retract
from policy.record.renewal import renew
from policy.record.search import latin
from policy.record.verify import verify
from policy.record.version import version
from policy.record.vocabulary import _vocabulary

ANNOUNCEMENT_18 = "2025-04-04-mofcom-gac-announcement-18"
ANNOUNCEMENT_61 = "2025-10-09-mofcom-announcement-61"
NEODYMIUM_PROBE = "2021-09-21-us-section-232-ndfeb-magnets"


def search(words, **params):
    """Return the listing of a search, and the slugs that it has first, in the order of relevance."""
    query = QueryDict(mutable=True)
    query.update({"q": words, "order": "relevance", **params})
    listing = Listing.parse(query, version(), page_size=10)
    return listing, [revision.slug for revision in listing.page().revisions]


def corrections(words):
    return [(one.typed, one.used) for one in search(words)[0].asked.corrections]


FIRST = {
    "61号": ANNOUNCEMENT_61,
    "Announcement 61": ANNOUNCEMENT_61,
    "No. 61 of 2025": ANNOUNCEMENT_61,
    "公告2025年第61号": ANNOUNCEMENT_61,
    "２０２５年第６１号": ANNOUNCEMENT_61,
    "MOFCOM 61/2025": ANNOUNCEMENT_61,
    "E.O. 14257": "2025-04-02-us-executive-order-14257",
    "90 FR 14046": "2025-03-25-bis-entity-list-80",
    "1C902.a": ANNOUNCEMENT_18,
    "280530 Gd": ANNOUNCEMENT_18,
    "镝": ANNOUNCEMENT_18,
    "Dy": ANNOUNCEMENT_18,
    "dysprosum": ANNOUNCEMENT_18,
    "neodimium": NEODYMIUM_PROBE,
    "商务部 镝": ANNOUNCEMENT_18,
    "欧盟商会": "2025-12-eu-chamber-survey-on-controls",
    "general licenses magnet makers": "2025-12-02-general-licences-three-magnet-makers",
    "Geneva talks May 2025": "2025-05-geneva-trade-talks",
}


@pytest.mark.permits
@pytest.mark.parametrize("words", FIRST)
def test_the_first_result_is_what_was_meant(shipped, words):
    assert search(words)[1][0] == FIRST[words]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Announcements Nos. 61 and 62", ["no61y", "no62y"]),
        ("Announcements 55 to 58 of 2025", ["no55y2025", "no56y2025", "no57y2025", "no58y2025"]),
        ("2025年第55号、56号及第61号", ["no55y2025", "no56y2025", "no61y2025"]),
        ("公告〔2025〕7号", ["no7y2025"]),
        ("Order No. 6 (2025)", ["no6y2025"]),
        ("No 61/2025, and 24/7", ["no61y2025"]),
        ("WT/DS431/AB/R", ["ds431"]),
        ("FR 2026-11571", ["frd2026n11571"]),
        ("under 1C902.a.", ["cc1c902a"]),
        ("Section 232, 50 percent, in order 2025", []),
    ],
)
def test_a_number_is_read_however_it_is_written(text, words):
    assert [word for number in numbers(text) for word in number.words] == words


@pytest.mark.parametrize(
    ("text", "word"),
    [
        *[("June 2025", "on202506"), ("in Sept. 2025", "on202509"), ("5 June 2025", "on20250605")],
        *[
            ("June 5, 2025", "on20250605"),
            ("2025年6月", "on202506"),
            ("2025年6月5日", "on20250605"),
            ("2025-06-05", "on20250605"),
        ],
        ("2025年", "on2025"),
    ],
)
def test_a_date_is_read_in_words_and_digits(text, word):
    assert [number.words for number in dates(text)] == [(word,)]


def test_a_month_finds_its_events_and_no_others(shipped):
    listing, found = search("June 2025")
    assert {slug[:7] for slug in found} == {"2025-06"}
    assert listing.count() == sum(slug.startswith("2025-06") for slug in shipped.published)


def test_a_symbol_is_no_word_and_a_word_no_symbol(shipped):
    indium, whole = search("In")[0], search("In force")[0]
    assert indium.count() == search("indium")[0].count()
    assert [term.known for term in whole.asked.terms] == [()]
    assert search("as")[0].count() == len(shipped.published)


def test_english_spellings_are_one(shipped):
    assert (
        latin("U.S. licenses; Maroš Šefčovič’s “rare-earth” defense") == "us licences maros sefcovic rare earth defence"
    )
    assert search("licensing")[0].count() == search("licencing")[0].count() > 0


@pytest.mark.parametrize(
    ("typed", "used"),
    [
        ("terbiump", "terbium"),
        ("Lutnik", "lutnick"),
        ("Besent", "bessent"),
        ("dyspros", "dysprosium"),
        ("quotta", "quotas"),
    ],
)
def test_a_misspelt_word_is_read_as_the_nearest_and_told(shipped, typed, used):
    assert corrections(f"{typed} 2025") == [(typed, used)]


@pytest.mark.parametrize(
    "words", ['"neodimium"', "-neodimium", "1C9O2.a", "143 FR 99999", "2025年第999号", "zzzzqqqq", "neodymium"]
)
def test_what_is_exact_a_number_or_right_is_not_corrected(shipped, words):
    assert corrections(words) == []


def test_a_correction_can_be_turned_off_by_its_own_words(shipped):
    [correction] = search("Announcement galium arsenide")[0].asked.corrections
    assert correction.exactly == 'Announcement "galium" arsenide'
    assert search(correction.exactly)[1] == []


def test_names_that_no_published_event_holds_are_not_offered(shipped):
    Material.objects.create(
        slug="unobtainium", name="Unobtainium", name_zh="难得", group="other_critical_mineral", uses="None."
    )
    Actor.objects.create(slug="secret-body", name="Secret Body", kind="government")
    names = Names.read({"material": {"dysprosium"}, "actor": set()})
    assert corrections("unobtaniumm") == []
    assert names.words() == {"dysprosium"}


def test_a_name_that_changed_is_found_at_once(shipped):
    Material.objects.filter(slug="dysprosium").update(aliases=["Difficultium"])
    republish(["material:dysprosium"], reason="Another name.", by="tester")
    _vocabulary.cache_clear()  # a test that was rolled back may have had a version of the same name
    assert ANNOUNCEMENT_18 in search("difficultium")[1]


def test_a_retracted_event_is_found_no_more(shipped):
    slug = "2025-09-19-trump-on-call-with-xi"
    assert slug in search("Trump productive")[1]
    retract(Event.objects.get(slug=slug), reason="For the test.", by="tester")
    assert slug not in search("Trump productive")[1]


def test_the_order_is_the_same_each_time_and_pages_keep_to_it(shipped):
    whole = [
        row.slug
        for row in Listing.parse(QueryDict("q=MOFCOM&order=relevance"), version(), page_size=200).page().revisions
    ]
    walked, cursor = [], ""
    while cursor is not None:
        page = Listing.parse(QueryDict(f"q=MOFCOM&order=relevance&{cursor}"), version(), page_size=17).page()
        walked += [row.slug for row in page.revisions]
        cursor = f"cursor={page.next}" if page.next else None
    assert walked == whole


@pytest.mark.parametrize("words", ["镝", "neodymium magnets", "商务部 61号 Dy 1C902.a June 2025 licences"])
def test_words_cost_one_query_beside_the_page(shipped, words):
    _vocabulary.cache_clear()
    search("warm")
    with CaptureQueriesContext(connection) as made:
        search(words)
    assert len(made) == 3  # the version, what is held, the page


@pytest.mark.slow
def test_an_older_record_gets_its_search_words_when_it_is_renewed(shipped):
    connection.cursor().execute("UPDATE record_projection SET search = '', search_form = 0")
    assert search("61号")[1] == []
    assert renew() == 0
    assert search("61号")[1][0] == ANNOUNCEMENT_61
    assert not Projection.objects.filter(search_form=0).exists()
    verify()


def test_more_than_a_search_holds_is_refused(client, shipped):
    answer = client.get("/api/v1/events/", {"q": "a" * 301})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "q"


def test_the_api_tells_what_it_corrected(client, shipped):
    assert client.get("/api/v1/events/?q=neodimium").json()["corrected"] == [
        {"typed": "neodimium", "used": "neodymium"}
    ]
    assert "corrected" not in client.get("/api/v1/events/?q=neodymium").json()
