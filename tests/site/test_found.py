"""What a page says of a search, and what it marks."""

import html
import re

import pytest
from django.http import QueryDict

from policy.models import Event
from policy.record.listing import Listing
from policy.record.publish import publish
from policy.record.version import version
from policy.site.highlights import Marker

STATEMENT = "2025-06-07-mofcom-statement-on-rare-earth-approvals"


@pytest.fixture
def hits(shipped):
    """A function that returns the marked parts of a text, given what was searched for."""

    def hits_of(words, text):
        query = QueryDict(mutable=True)
        query["q"] = words
        marker = Marker(Listing.parse(query, version()).asked)
        assert "".join(piece.text for piece in marker.pieces(text)) == text
        return [piece.text for piece in marker.pieces(text) if piece.is_hit]

    return hits_of


@pytest.mark.parametrize(
    ("words", "text", "marked"),
    [
        ("licence", "Licences, licensing and a license", ["Licences", "licensing", "license"]),
        ("镝", "Dysprosium (Dy, 镝) by day", ["Dysprosium", "Dy", "镝"]),
        ("neodimium", "Neodymium-iron-boron", ["Neodymium"]),
        ("商务部", "MOFCOM and 商务部公告", ["MOFCOM", "商务部"]),
        ("61号", "Announcement No. 61, 第61号, 610 and 161", ["No. 61", "第61号"]),
        ('"certain number"', "A certain number, a number certain", ["certain number"]),
        ("280530", "HS 2805301910 and 28053", ["2805301910"]),
        ("geneva -talks", "Geneva talks", ["Geneva"]),
        ("In force", "In force in China", ["force"]),
        ("rare-earth", "rare earths", ["rare earths"]),
    ],
)
def test_a_text_is_marked_however_it_writes_what_was_asked(hits, words, text, marked):
    assert hits(words, text) == marked


def test_marks_leave_markup_as_text(client, shipped):
    event = Event.objects.get(slug=STATEMENT)
    event.title = '<b onclick="x">Licences</b> & <mark>more'
    event.save()
    publish(event, reason="For the test.", by="tester")
    page = client.get("/?q=licences+mark&from=2025-06-07&to=2025-06-07").content.decode()
    begun = '&lt;b onclick=&quot;x&quot;&gt;<mark class="hit">Licences</mark>&lt;/b&gt; &amp; '
    assert f'{begun}&lt;<mark class="hit">mark</mark>&gt;more' in page


def test_a_search_for_markup_shows_it_as_text(client, shipped):
    page = client.get("/", {"q": "<script>alert(1)</script> neodimium"}).content.decode()
    assert "<script>alert" not in page


def test_a_corrected_word_is_told_with_the_way_back(client, read, shipped):
    page = client.get("/?q=neodimium&kind=measure").content.decode()
    assert "Nothing holds “neodimium”; showing “<strong>neodymium</strong>”." in page
    [query] = re.findall(r'href="\?([^"]+)">Search for exactly', page)
    assert QueryDict(html.unescape(query)).dict() == {"q": '"neodimium"', "kind": "measure"}
    assert "No event matches" in read("/?" + html.unescape(query))


def test_a_name_in_another_language_is_told(read, shipped):
    assert "“镝” is taken for Dysprosium" in read("/?q=%E9%95%9D")
    assert "is taken for" not in read("/?q=Dysprosium")


def test_where_neither_title_nor_summary_shows_it_a_snippet_does(client, shipped):
    page = client.get("/?q=1C902.a").content.decode()
    assert re.search(r'<span class="snippet-part">Controlled item:</span>[^<]*<mark class="hit">1C902.a</mark>', page)
    assert "snippet" not in client.get("/?q=geneva&kind=meeting&from=2025-05-01&to=2025-05-31").content.decode()


def test_an_empty_result_leads_to_fewer_words_that_find_something(client, read, shipped):
    page = client.get("/?q=zzzzqqqq+dysprosium").content.decode()
    assert "Nothing in the record holds “zzzzqqqq”" in read("/?q=zzzzqqqq+dysprosium")
    assert '<a class="link" href="?q=dysprosium">dysprosium</a>' in page
    offered = re.findall(
        r'href="\?q=([^"]+)">', client.get("/?q=gallium+germanium+ban+lifted+suspended").content.decode()
    )
    assert offered
    assert all("No event matches" not in read(f"/?q={words}") for words in offered)


def test_a_form_with_words_asks_for_the_best_match_and_says_so_in_the_address(client, shipped):
    assert client.get("/?q=magnets&order=&kind=").url == "/?order=relevance&q=magnets"
    assert client.get("/?q=&order=relevance").url == "/"
    assert client.get("/?q=magnets&order=-date").status_code == 200
    page = client.get("/?q=magnets").content.decode()
    assert '<option value="-date" selected>' in page


def test_to_remove_the_words_removes_the_order_by_how_well_they_match(client, shipped):
    page = client.get("/?q=magnets&kind=measure&order=relevance").content.decode()
    [words, _] = re.findall(r'<a class="chip" href="([^"]*)"', page)
    assert words == "/?kind=measure"
    assert client.get(words).status_code == 200
