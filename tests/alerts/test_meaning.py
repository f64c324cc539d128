"""Which changes of a published event are worth a mail, and which are typing errors or come from elsewhere."""

import pytest

from policy.alerts.meaning import has_meaning, renamed
from policy.alerts.period import changes_between
from policy.choices import ChangeKind
from policy.models import Actor, Citation, Material
from policy.record.publish import publish_all, republish
from policy.record.version import version
from policy.renaming import rename_event
from tests.makers import change, make_link, make_measure, make_meeting, make_source, make_statement, publish, retract

pytestmark = pytest.mark.django_db

UNTOLD, UPDATE, EDITORIAL, CORRECTION = None, ChangeKind.UPDATE, ChangeKind.EDITORIAL, ChangeKind.CORRECTION


def again(event, called=UNTOLD):
    publish_all([event], reason="For a test.", by="tester", change=called)


def meant(after):
    """Return the slugs of events that changed in meaning after a version of the record."""
    names = renamed()
    return {one.after.slug for one in changes_between(after, version().seq) if has_meaning(one, names)}


@pytest.mark.parametrize(
    ("called", "changes", "counts"),
    [
        (EDITORIAL, {"summary": "A statement that test need."}, False),
        (UNTOLD, {"summary": "A statement that test need."}, False),
        (EDITORIAL, {"title": "Tests statement"}, False),
        (UPDATE, {"summary": "A statement that tests need; it was repeated since."}, True),
        (CORRECTION, {"summary": "A statement that tests don’t need."}, True),
        (EDITORIAL, {"certainty": "reported"}, True),
        (UNTOLD, {"channel": "interview"}, True),
        (UPDATE, {"stance": "easing"}, True),
    ],
)
def test_facts_count_always_and_words_where_more_is_known(empty, called, changes, counts):
    statement = make_statement()
    publish(statement)
    again(change(statement, **changes), called)
    assert bool(meant(after=1)) is counts


def test_the_end_of_a_provision_counts_and_a_typing_error_in_it_does_not(empty):
    measure = make_measure()
    publish(measure)
    provision = measure.provisions.get()
    change(provision, summary="Testium need a licence.")
    again(measure, EDITORIAL)
    assert meant(after=1) == set()
    change(provision, expiry="2026-12-31")
    again(measure, UPDATE)
    assert meant(after=2) == {measure.slug}


def test_whether_they_met_counts_and_the_wording_of_what_came_of_it_does_not(empty):
    meeting = make_meeting(summary="They are to meet.", held="scheduled")
    publish(meeting)
    again(change(meeting, summary="They wil meet again.", held="held"))
    again(change(meeting, summary="They will meet again."), EDITORIAL)
    assert (meant(after=1), meant(after=2)) == ({meeting.slug}, set())


def test_sources_count_and_what_is_said_of_them_does_not(empty):
    statement = make_statement()
    publish(statement)
    Citation.objects.filter(event=statement).update(supports="All of it")
    again(statement)
    assert (version().seq, meant(after=1)) == (2, set())
    Citation.objects.filter(event=statement).update(source=make_source("second-gazette"))
    again(statement)
    assert meant(after=2) == {statement.slug}


def test_links_names_and_slugs_of_others_count_for_nothing(empty):
    measure, statement = make_measure(), make_statement()
    publish(measure)
    Actor.objects.filter(slug="ministry-of-tests").update(name="Ministry of Many Tests")
    Material.objects.update(name="Testium metal")
    republish(["actor:ministry-of-tests"], reason="It has another name.", by="tester")
    rename_event(measure, f"{measure.slug}-told", reason="A better slug.", by="tester")
    assert (version().seq, meant(after=1)) == (4, set())
    make_link(statement, measure)
    publish(statement)
    assert (version().seq, meant(after=4)) == (6, {statement.slug})


def test_what_comes_and_what_goes_counts_but_not_what_never_was_to_be_seen(empty):
    measure, statement = make_measure(), make_statement()
    publish(measure)
    retract(measure)
    publish(statement)
    assert meant(after=0) == {statement.slug}
    assert meant(after=1) == {measure.slug, statement.slug}
    publish(measure)
    assert meant(after=1) == {statement.slug}  # it was put back as it was
