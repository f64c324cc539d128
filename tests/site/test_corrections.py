"""The list of corrections: every one that was published, and nothing else."""

import re

import pytest

from policy.choices import ChangeKind
from policy.record.models import Revision
from policy.site.corrections import LINES_SHOWN
from policy.site.keyset import PAGE_SIZE
from tests.makers import make_actor, make_link, make_meeting, make_statement, publish, retract
from tests.site.conftest import text_of
from tests.site.test_history import correct

pytestmark = pytest.mark.django_db

PATH = "/corrections/"


@pytest.fixture
def statement(empty):
    event = make_statement(title="Licences approved")
    publish(event)
    return event


def test_without_one_it_says_so_and_what_a_correction_is(read, shipped):
    said = read(PATH)
    assert "Nothing was corrected so far" in said
    assert "A correction says that something published here was wrong, and puts it right." in said


def test_each_has_its_day_event_sentence_and_what_changed_newest_first(client, read, statement):
    meeting = make_meeting(title="Talks")
    publish(meeting)
    correct(statement, "It was <reported> only.", certainty="reported")
    correct(meeting, "They met elsewhere.", place="Geneva")
    said, page = read(PATH), client.get(PATH).content.decode()
    assert said.index("They met elsewhere.") < said.index("It was <reported> only.")
    assert "Correction:" not in said
    assert "Certainty [removed: official ] [added: reported ]" in said
    assert f'href="/events/{statement.slug}/">Licences approved</a>' in page
    assert f'href="/events/{statement.slug}/history/#revision-2"' in page
    assert f"{Revision.objects.corrections().first().published_at:%H:%M} UTC" in said


def test_only_what_corrected_a_public_event_is_among_them(read, statement):
    correct(statement, "It eases more.", ChangeKind.UPDATE, stance="easing")
    correct(statement, "A clearer title.", ChangeKind.EDITORIAL, title="Licences were approved")
    other = make_meeting()
    make_link(other, statement)
    publish(other, reason="Correction: it was never published before.")
    assert "Nothing was corrected so far" in read(PATH)


def test_of_a_retracted_event_only_the_reasons_are_shown(client, statement):
    correct(statement, "It was reported only.", title="Licences refused")
    retract(statement, reason="Correction: it was a hoax.")
    response = client.get(PATH)
    said = text_of(response)
    assert f"✕ Retracted {statement.slug} It was reported only." in said
    assert "The event was retracted later." in said
    assert "a hoax" not in said
    assert "Licences" not in said
    assert f'href="/events/{statement.slug}/history/#revision-2"' in response.content.decode()


def test_one_that_changed_much_says_how_much_more_the_history_tells(read, statement):
    quotes = [statement.quotes.create(text=f"Word {number}.", language="en") for number in range(LINES_SHOWN + 2)]
    publish(statement)
    for quotation in quotes:
        quotation.text += " Indeed."
        quotation.save()
    correct(statement, "All the quotations.")
    said = read(PATH)
    assert said.count("Indeed. ]") == LINES_SHOWN
    assert "with 2 more fields that changed" in said


@pytest.mark.slow
def test_a_long_list_comes_in_pages_with_the_same_number_of_queries(client, statement, django_assert_num_queries):
    for number in range(PAGE_SIZE + 2):
        correct(
            statement, f"Turn {number}.", title=f"Title {number}", speaker=make_actor(f"a{number}", name=f"A{number}")
        )
    with django_assert_num_queries(5):
        page = client.get(PATH).content.decode()
    assert re.findall(r"Turn (\d+)\.", page) == [str(number) for number in range(PAGE_SIZE + 1, 1, -1)]
    [older] = re.findall(r'rel="next" href="(\?before=\d+)"', page)
    rest = client.get(PATH + older).content.decode()
    assert re.findall(r"Turn (\d+)\.", rest) == ["1", "0"]
    assert 'rel="next"' not in rest
    assert f'href="/events/{statement.slug}/history/?before=3#revision-2"' in rest
    assert "There are no earlier corrections" in text_of(client.get(f"{PATH}?before=1"))


def test_the_page_sets_no_cookie_takes_only_questions_and_is_cacheable_by_version(client, statement):
    response = client.get(PATH)
    assert response.cookies == {}
    assert "Cookie" not in response.headers.get("Vary", "")
    tag = {"If-None-Match": response.headers["ETag"]}
    assert client.get(PATH, headers=tag).status_code == 304
    correct(statement, "It was reported only.", certainty="reported")
    assert client.get(PATH, headers=tag).status_code == 200
    assert client.post(PATH).status_code == 405


def test_every_page_leads_to_it(client, shipped):
    assert 'href="/corrections/">Corrections</a>' in client.get("/").content.decode()
