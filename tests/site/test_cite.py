"""The files that cite an event, read by programs that others wrote."""

import json

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware
from citeproc import Citation as Cited
from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from django.template.loader import render_to_string

from policy.record.models import Revision
from policy.record.publish import retract
from policy.site.citation_files import Citation, bibtex, csl_json, ris
from policy.site.entry import Entry
from tests.site.conftest import plain

pytestmark = pytest.mark.django_db

MEASURE = "2025-04-04-mofcom-gac-announcement-18"
BASE = f"/events/{MEASURE}/cite"
AWKWARD = r"50% of A&B_c #1: {x} \ $2 ~ ^ 商务部"


def absolute(path):
    return f"https://monazite.example{path}"


@pytest.fixture
def citations(shipped):
    return [Citation(one, absolute) for one in Revision.objects.current().public().order_by("seq")]


def awkward():
    revision = Revision.objects.current().get(slug=MEASURE)
    revision.document = json.dumps(revision.content | {"title": AWKWARD, "summary": "one\ntwo\r\nER  - three"})
    return Citation(revision, absolute)


def read_bibtex(text, *middleware):
    found = bibtexparser.parse_string(text, append_middleware=middleware)
    assert found.failed_blocks == []
    return found.entries


def test_bibtex_of_all_events_is_read_as_it_was_meant(citations):
    entries = read_bibtex("\n".join(map(bibtex, citations)))
    assert [entry.key for entry in entries] == [one.key for one in citations]
    assert [entry["title"][1:-1].replace("\\", "") for entry in entries] == [one.title for one in citations]
    assert [entry["url"] for entry in entries] == [one.url for one in citations]
    assert all(one.revision.sha256 in entry["note"] for entry, one in zip(entries, citations, strict=True))


def test_ris_of_all_events_is_read_as_it_was_meant(citations):
    entries = rispy.loads("".join(map(ris, citations)))
    assert [entry["title"] for entry in entries] == [one.title for one in citations]
    assert [entry["urls"] for entry in entries] == [[one.url] for one in citations]
    assert [entry["notes"] for entry in entries] == [[one.note] for one in citations]
    assert {entry["type_of_reference"] for entry in entries} == {"ELEC"}


def test_csl_json_of_all_events_makes_a_bibliography(citations):
    items = [item for one in citations for item in json.loads(csl_json(one))]
    source = CiteProcJSON(items)  # it warns of fields that CSL doesn't know, and warnings are errors here
    assert [str(source[one.key.lower()]["title"]) for one in citations] == [one.title for one in citations]
    chosen = citations[0]
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, source, formatter.plain)
    bibliography.register(Cited([CitationItem(chosen.key)]))
    assert chosen.title in str(bibliography.bibliography()[0])


def test_what_means_something_to_tex_is_escaped(shipped):
    text = bibtex(awkward())
    assert r"50\% of A\&B\_c \#1: \textbraceleft{}x\textbraceright{} \textbackslash{} \$2" in text
    (entry,) = read_bibtex(text, LatexDecodingMiddleware())
    read = entry["title"].strip("{}").replace("\N{NO-BREAK SPACE}", " ").replace("ˆ", "^").split()
    assert read == AWKWARD.replace("{x}", "x").split()  # it doesn't know what TeX calls braces


def test_a_text_of_several_lines_ends_no_ris_record(shipped):
    (entry,) = rispy.loads(ris(awkward()))
    assert entry["abstract"] == "one two ER - three"
    assert entry["title"] == AWKWARD


@pytest.mark.parametrize(
    ("form", "content_type"),
    [
        ("bib", "application/x-bibtex"),
        ("ris", "application/x-research-info-systems"),
        ("csl.json", "application/vnd.citationstyles.csl+json"),
    ],
)
def test_files_name_the_revision_and_its_permanent_address(
    client, shipped, django_assert_num_queries, form, content_type
):
    with django_assert_num_queries(3):
        response = client.get(f"{BASE}.{form}")
    assert response.headers["Content-Type"] == f"{content_type}; charset=utf-8"
    assert response.headers["Content-Disposition"] == f'attachment; filename="monazite-{MEASURE}-r1.{form}"'
    text = response.content.decode().replace("\\_", "_")
    assert f"http://testserver/api/v1/events/{MEASURE}/revisions/1/" in text
    assert Revision.objects.current().get(slug=MEASURE).sha256 in text
    again = client.get(f"{BASE}.{form}", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_what_can_not_be_cited_is_refused(client, shipped):
    assert client.get("/events/nothing/cite.bib").status_code == 404
    assert client.get(f"{BASE}.pdf").status_code == 404
    assert client.get(f"{BASE}.bib?kind=measure").status_code == 400
    assert client.post(f"{BASE}.bib").status_code == 405


def test_a_retracted_event_answers_410(client, shipped):
    statement = Revision.objects.current().filter(kind="statement").order_by("seq").last()
    retract(statement.event, reason="Test.", by="dataset")
    assert client.get(f"/events/{statement.slug}/cite.ris").status_code == 410


def test_the_citation_for_readers_names_the_revision(rf, shipped):
    entry = Entry.read(Revision.objects.current().get(slug=MEASURE))
    page = render_to_string("events/_cite.html", {"entry": entry, "event": entry.event}, rf.get("/"))
    day = f"{entry.revision.published_at:%-d %B %Y}"
    told = f"revision 1 (sequence {entry.revision.seq}) of {day}, SHA-256 {entry.revision.sha256[:16]}…"
    assert told in plain(page)
    assert all(f'href="{BASE}.{form}"' in page for form in ("bib", "ris", "csl.json"))
