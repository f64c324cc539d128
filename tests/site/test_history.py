"""The history of an event: every revision, what each one changed, and nothing that isn't public."""

import re

import pytest

from policy.choices import ChangeKind
from policy.models import Provision, Quotation
from policy.record.differences import shown
from policy.record.models import Revision
from policy.record.publish import publish_all
from policy.site.document_words import in_words
from policy.site.history import History
from policy.site.keyset import PAGE_SIZE
from tests.makers import (
    change,
    make_actor,
    make_link,
    make_measure,
    make_meeting,
    make_source,
    make_statement,
    newest,
    publish,
    retract,
)
from tests.site.conftest import text_of

pytestmark = pytest.mark.django_db


def correct(event, sentence, kind=ChangeKind.CORRECTION, **changes):
    """Change a published event and publish it as a change of some kind."""
    if changes:
        change(event, **changes)
    return publish_all([event], reason=sentence, by="tester", change=kind)


def page_of(event):
    return f"/events/{event.slug}/history/"


def lines(event, number):
    """Return what a revision changed, as (field, removed, added) with what stayed left out."""
    found = History.read(newest(event), number + 1).steps[0]
    return [
        (
            line.field,
            *("".join(piece.text for piece in line.pieces if piece.mark == mark) for mark in ("removed", "added")),
        )
        for line in found.lines
    ]


@pytest.fixture
def statement(empty):
    """A published statement with two quotations."""
    quotes = [{"text": "A certain number.", "language": "en"}, {"text": "已依法批准", "language": "zh"}]
    event = make_statement(title="Licences approved", quotes=quotes)
    publish(event, reason="First publication.")
    return event


def test_each_revision_says_when_why_and_what_sort_of_change_it_is(read, statement):
    correct(statement, "It was reported only.", certainty="reported")
    correct(statement, "It eases more.", ChangeKind.UPDATE, stance="easing")
    correct(statement, "A clearer title.", ChangeKind.EDITORIAL, title="Licences were approved")
    said = read(page_of(statement))
    places = [
        said.index(text)
        for text in (
            *("Revision 4 ○ Editorial change", "A clearer title.", "Revision 3 ▲ Update", "It eases more."),
            *(
                "Revision 2 ◆ Correction",
                "It was reported only.",
                "Revision 1 ● First publication",
                "First publication.",
            ),
        )
    ]
    assert places[:-1] == sorted(places[:-1])
    assert f"{newest(statement).published_at:%H:%M} UTC" in said


def test_each_revision_has_its_whole_hash_the_one_before_and_its_document(client, read, statement):
    correct(statement, "It was reported only.", certainty="reported")
    page, said = client.get(page_of(statement)).content.decode(), read(page_of(statement))
    for revision in Revision.objects.of(statement.slug):
        assert f'<dd class="code hash">{revision.sha256}</dd>' in page
        assert f'href="/api/v1/events/{statement.slug}/revisions/{revision.number}/"' in page
    assert said.count(newest(statement).previous_sha256) == 2
    assert "none: it is the first of all" in said


def test_changed_words_are_marked_for_eyes_and_ears(client, statement):
    correct(statement, "The title.", title="Licences refused")
    page = client.get(page_of(statement)).content.decode()
    hidden = '<span class="visually-hidden">{}</span>'
    removed, added, end = hidden.format("[removed: "), hidden.format("[added: "), hidden.format("]")
    assert f'Licences <del class="removed">{removed}approved{end}</del>' in page
    assert f'<ins class="added">{added}refused{end}</ins>' in page


def test_a_quotation_put_right_differs_by_its_words(statement):
    quotation = Quotation.objects.get(language="en")
    quotation.text = "A large number."
    quotation.save()
    correct(statement, "The quotation.")
    assert lines(statement, 2) == [("quotes › A large number. › text", "certain", "large")]


def test_a_citation_that_changed_is_named_and_one_that_came_is_told_whole(statement):
    citation = statement.citations.get()
    citation.supports, citation.quote = "most of it", "A certain number."
    citation.save()
    statement.citations.create(source=make_source("second", title="Second gazette"), supports="the hour")
    correct(statement, "The sources.")
    changed, quoted, came = lines(statement, 2)
    assert changed == ("citations › Test gazette › supports", "all", "most")
    assert quoted == ("citations › Test gazette › quote", "", "A certain number.")
    assert came[0] == "citations"
    assert came[2].startswith("source: Second gazette; publisher: Test Times; address: https://example.org/second; ")


def test_a_provision_and_what_the_measure_does_are_told_by_names(empty):
    earlier, company = make_measure("2025-04-01-earlier", title="Earlier measure"), make_actor("acme", name="Acme")
    measure = make_measure()
    publish(earlier, measure)
    Provision.objects.filter(measure=measure).update(notes="Read again.", destinations=["US", "JP"])
    measure.effects.create(target=earlier, effect="suspends", start="2025-05-01")
    measure.targets.create(actor=company)
    correct(measure, "What it does.", direction="easing")
    found = {field: (removed, added) for field, removed, added in lines(measure, 2)}
    ref = Provision.objects.get(measure=measure).ref
    assert found[f"provisions › {ref} › notes"] == ("", "Read again.")
    assert found[f"provisions › {ref} › destinations"][1] == "United States, Japan"
    assert found["effects"][1] == "target: Earlier measure; effect: suspends; from: 2025-05-01"
    assert found["targets"][1].endswith("Acme")
    assert found["direction"] == ("tightening", "easing")


def test_who_spoke_is_told_by_the_name_that_the_document_gives(statement):
    correct(statement, "Another spoke.", speaker=make_actor("other", name="Other <Ministry>"))
    assert ("speaker", "Ministry of Tests", "Other <Ministry>") in lines(statement, 2)


def test_a_revision_that_only_links_changed_says_so(read, statement):
    other = make_meeting(title="Talks & more")
    make_link(other, statement, note="In <one> week")
    publish(other)
    said = read(page_of(statement))
    assert "Revision 2 ⇄ Links" in said
    assert "Only links with other events changed." in said
    assert "to: “Talks & more” (2025-04-06); relation: followed by; note: In <one> week" in said


def test_drafts_and_unpublished_edits_never_show(read, statement):
    draft, published = make_measure("2025-04-01-draft", title="Nightingale"), make_measure("2025-04-02-open")
    publish(published)
    make_link(statement, draft, note="Nightingale")
    measure = make_measure(
        "2025-04-03-builder", effects=[{"target": published, "effect": "amends", "start": "2025-05"}]
    )
    publish(measure)
    measure.effects.all().delete()
    change(published, title="Nightingale")
    change(statement, title="Nightingale")
    correct(measure, "It amends nothing.")
    revisions = Revision.objects.count()
    change(statement, title="Licences approved")
    publish(statement)
    assert Revision.objects.count() == revisions + 1
    assert "target: Test measure; effect: amends" in read(page_of(measure))
    said = read(page_of(statement))
    assert "It says the same as the revision before." in said
    assert "Nightingale" not in said + read(page_of(measure))


def test_markup_is_shown_and_not_obeyed(client, statement):
    correct(statement, "<b>Bold</b>", title="<script>alert(1)</script>", summary="<img src=x>")
    page = client.get(page_of(statement)).content.decode()
    assert "<b>Bold" not in page
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "&lt;img src=x&gt;" in page


def test_the_history_of_a_retracted_event_stays_and_says_why(client, statement):
    correct(statement, "It was reported only.", certainty="reported")
    retract(statement, reason="It was a hoax.")
    response = client.get(page_of(statement))
    said = text_of(response)
    assert response.status_code == 200
    assert "This event was retracted" in said
    assert said.count("It was a hoax.") == 2
    assert "Revision 3 ✕ Retracted" in said
    assert "Revision 2 ◆ Correction" in said
    assert "Licences approved" not in said
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert f'href="{page_of(statement)}"' in client.get(f"/events/{statement.slug}/").content.decode()


def test_an_event_published_again_begins_anew(read, statement):
    retract(statement)
    publish(statement, reason="Correction: it is true after all.")
    said = read(page_of(statement))
    assert "Revision 3 ● Published again" in said
    assert "Licences approved" in said


def test_a_draft_and_an_unknown_event_have_none(client, empty):
    assert client.get(page_of(make_statement())).status_code == 404
    assert client.get("/events/2025-06-07-no-such-event/history/").status_code == 404


@pytest.mark.parametrize("query", ["before=0", "before=-1", "before=x", "before=1&before=2", "on=2025-01-01"])
@pytest.mark.parametrize("path", ["/events/2025-04-05-test-statement/history/", "/corrections/"])
def test_what_cannot_be_meant_is_refused(client, statement, path, query):
    response = client.get(f"{path}?{query}")
    assert response.status_code == 400
    assert f'<span class="code">{query.split("=")[0]}</span> ' in response.content.decode()


def test_marks_of_advertisers_and_places_beyond_all_do_no_harm(client, statement):
    assert client.get(f"{page_of(statement)}?utm_source=x").status_code == 200
    assert client.get(f"{page_of(statement)}?before={2**62}").status_code == 200
    assert client.get(f"{page_of(statement)}?before={2**63}").status_code == 400
    assert "Nothing comes before." in text_of(client.get(f"{page_of(statement)}?before=1"))


@pytest.mark.slow
def test_a_long_history_comes_in_pages_with_the_same_number_of_queries(client, statement, django_assert_num_queries):
    for number in range(PAGE_SIZE + 5):
        correct(
            statement, f"Turn {number}.", title=f"Title {number}", speaker=make_actor(f"a{number}", name=f"A{number}")
        )
    with django_assert_num_queries(6):
        page = client.get(page_of(statement)).content.decode()
    numbers = [int(number) for number in re.findall(r'id="revision-(\d+)"', page)]
    assert numbers == list(range(PAGE_SIZE + 6, 6, -1))
    older = client.get(f"{page_of(statement)}?before=7").content.decode()
    assert f'href="?before={numbers[-1]}"' in page
    assert [int(number) for number in re.findall(r'id="revision-(\d+)"', older)] == [6, 5, 4, 3, 2, 1]
    assert "Older revisions" not in older
    assert "The newest revisions" in older


def test_the_number_of_queries_is_constant(client, statement, django_assert_max_num_queries):
    correct(statement, "It was reported only.", certainty="reported")
    with django_assert_max_num_queries(6):
        client.get(page_of(statement))


def test_the_page_sets_no_cookie_takes_only_questions_and_is_cacheable_by_version(client, statement):
    response = client.get(page_of(statement))
    assert response.cookies == {}
    assert "Cookie" not in response.headers.get("Vary", "")
    tag = {"If-None-Match": response.headers["ETag"]}
    assert client.get(page_of(statement), headers=tag).status_code == 304
    correct(statement, "It was reported only.", certainty="reported")
    assert client.get(page_of(statement), headers=tag).status_code == 200
    assert client.post(page_of(statement)).status_code == 405


def test_the_page_of_an_event_leads_to_its_history_and_tells_of_its_newest_correction(client, read, statement):
    page = f"/events/{statement.slug}/"
    assert f'<a class="link" href="{page}history/">history: 1 revision</a>' in client.get(page).content.decode()
    assert "Corrected on" not in read(page)
    correct(statement, "It was reported <only>.", certainty="reported")
    correct(statement, "It eases more.", ChangeKind.UPDATE, stance="easing")
    at = Revision.objects.corrections().get().published_at
    assert f"Corrected on {at.day} {at:%B %Y}: It was reported <only>." in read(page)
    assert f'href="{page}history/#revision-2"' in client.get(page).content.decode()


@pytest.mark.slow
def test_words_name_all_who_are_named_in_every_shipped_document(shipped):
    """What the list of actors says stands elsewhere too, in the words of the document: so it may be left out."""
    documents = [revision.content for revision in Revision.objects.current().public().defer("facts")]
    for document, words in zip(documents, in_words(documents), strict=True):
        told = shown(words)
        assert [actor["name"] for actor in document["actors"] if actor["name"] not in told] == []
