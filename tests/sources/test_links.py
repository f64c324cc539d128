"""Checks of links: what they show, how often, and that a page which is gone changes nothing but what is said of the page."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import override_settings

from policy import links, tasks
from policy.actions import refresh_findings
from policy.fetch import Answer, NotAllowed, Unreachable
from policy.links import CHECKS_KEPT, check_due
from policy.models import Citation, DataSet, Finding, LinkCheck, LinkStatus, SourceCopy
from policy.record.models import Revision
from policy.record.version import version
from tests.makers import make_measure, make_source, publish

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 3, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def answers(status, moved_to=""):
    return lambda url: Answer(status, moved_to or url, moved_to)


def silent(url):
    raise Unreachable("it takes too long to answer")


def check(ask, at=NOW, source="test-gazette"):
    """Check one source's address at an instant, and return where it then stands."""
    LinkStatus.objects.filter(source__slug=source).update(due_at=at)
    check_due(at, ask)
    return LinkStatus.objects.get(source__slug=source)


@pytest.fixture
def source(empty):
    return make_source()


@pytest.mark.parametrize(
    ("ask", "state", "told"),
    [
        (answers(200), "answers", "it answers (200)"),
        (answers(200, "https://example.org/new"), "moved", "it moved for good (200 there)"),
        (answers(404), "gone", "it isn't there any more (404)"),
        (answers(410, "https://example.org/new"), "gone", "it isn't there any more (410)"),
        (answers(403), "refused", "it lets no program see it (403), so that this says nothing about the page"),
        (answers(429), "refused", "it lets no program see it (429), so that this says nothing about the page"),
        (answers(503), "unreachable", "the server says that it can't (503)"),
        (silent, "unreachable", "it takes too long to answer"),
    ],
)
def test_says_in_words_what_came_of_it(source, ask, state, told):
    status = check(ask)
    assert (status.state, status.told, status.checked_at) == (state, told, NOW)
    assert LinkCheck.objects.get().told == told


def test_a_page_has_vanished_after_two_failures_a_day_apart(source):
    check(answers(200), NOW - DAY)
    assert check(answers(404)).vanished_on is None
    assert check(answers(404), NOW + timedelta(hours=23)).vanished_on is None
    assert check(answers(404), NOW + DAY).vanished_on == date(2026, 5, 3)
    assert check(answers(503), NOW + 9 * DAY).vanished_on == date(2026, 5, 3)
    assert check(answers(200), NOW + 10 * DAY).vanished_on is None


def test_an_answer_between_two_failures_begins_anew(source):
    check(answers(404))
    check(answers(200), NOW + DAY)
    assert check(answers(404), NOW + 2 * DAY).vanished_on is None


def test_a_refusal_between_two_failures_says_nothing(source):
    check(answers(404))
    assert check(answers(403), NOW + DAY).vanished_on is None
    assert check(answers(404), NOW + 2 * DAY).vanished_on == date(2026, 5, 3)


def test_a_machine_without_a_network_makes_no_page_vanish(source):
    check(answers(200), NOW - DAY)
    for days in (0, 1, 2):
        status = check(silent, NOW + days * DAY)
    assert (status.state, status.failing_since, status.vanished_on) == ("unreachable", None, None)


def test_a_silent_page_counts_where_another_one_still_answers(source):
    check(answers(200), NOW - DAY)
    known = make_source("known", url="https://known.example/")
    check(answers(200), NOW - DAY, source="known")

    def ask(url):
        return Answer(200, url) if url == known.url else silent(url)

    check(ask)
    assert check(ask, NOW + DAY).vanished_on == NOW.date()


def test_a_server_that_never_answered_may_not_answer_this_machine(source):
    known = make_source("known", url="https://known.example/")
    for days in (0, 1):
        status = check(lambda url: Answer(200, url) if url == known.url else silent(url), NOW + days * DAY)
    assert (status.state, status.vanished_on) == ("unreachable", None)


def test_a_new_address_begins_anew(source):
    for days in (0, 1):
        check(answers(404), NOW + days * DAY)
    source.url = "https://example.org/another"
    source.save()
    assert not LinkStatus.objects.vanished().exists()
    assert check_due(NOW + DAY, answers(404)) == 1  # it is due at once
    assert LinkStatus.objects.get().vanished_on is None


def test_is_asked_weekly_and_daily_while_it_fails(source):
    for ask, days in [(answers(200), 7), (answers(404), 1), (answers(404), 7), (answers(403), 7)]:
        at = NOW + (LinkCheck.objects.count() + 1) * DAY
        assert check(ask, at).due_at == at + timedelta(days=days)
        assert check_due(at + timedelta(hours=23), answers(200)) == 0


def test_asks_each_host_once_and_a_few_in_all(empty):
    for number in range(12):
        make_source(f"a{number}", url=f"https://a.example/{number}")
        make_source(f"h{number}", url=f"https://h{number}.example/")
    asked = []
    check_due(NOW, lambda url: asked.append(url) or Answer(200, url))
    assert (len(asked), sum("//a.example" in url for url in asked)) == (links.BATCH, 1)
    ticks = iter(range(0, 1000, 15))
    assert check_due(NOW, answers(200), clock=lambda: next(ticks)) == 2  # the second ends after 30 seconds


def test_asks_first_for_what_an_editor_asked_for(empty):
    make_source("first")
    last = make_source("last")
    assert links.ask_for_check(last, now=NOW) == ""
    assert "already" in links.ask_for_check(last, now=NOW)
    check_due(NOW, answers(200))
    assert LinkCheck.objects.get().source == last
    assert "less than ten minutes ago" in links.ask_for_check(last, now=NOW + timedelta(minutes=9))
    assert links.ask_for_check(last, now=NOW + timedelta(minutes=10)) == ""


def test_keeps_the_newest_checks(source):
    for days in range(CHECKS_KEPT + 2):
        check(answers(200), NOW + days * DAY)
    assert LinkCheck.objects.count() == CHECKS_KEPT
    assert LinkCheck.objects.last().at == NOW + 2 * DAY


def test_an_address_that_may_not_be_asked_for_says_nothing(source):
    def ask(url):
        raise NotAllowed("intranet.example is no host of the public internet")

    check(answers(404), NOW - DAY)
    status = check(ask)
    assert status.told == "intranet.example is no host of the public internet, so that this says nothing about the page"
    assert (status.state, status.vanished_on) == ("not_asked", None)


def test_asks_in_the_name_of_the_site():
    with override_settings(ALLOWED_HOSTS=["localhost", ".monazite.example"]):
        assert links.fetcher().agent == "Monazite link check (+https://monazite.example/)"
    with override_settings(ALLOWED_HOSTS=["*"]):
        assert links.fetcher().agent == "Monazite link check"


def test_asks_for_nothing_where_it_is_off(source):
    with override_settings(LINK_CHECKS=False):
        tasks.check_links(0)
    assert not LinkCheck.objects.exists()


@pytest.fixture
def measure(source):
    """A published measure whose source answered until now."""
    measure = make_measure()
    Citation.objects.filter(event=measure).update(source=source)
    publish(measure)
    check(answers(200), NOW - DAY)
    return measure


def vanish():
    for days in (0, 1):
        check(answers(404), NOW + days * DAY)


def test_a_vanished_page_changes_no_state_and_no_revision(measure, client):
    addresses = [f"/api/v1/measures/{measure.slug}/status/", "/api/v1/controls/", f"/api/v1/events/{measure.slug}/"]
    before = [client.get(address).json() for address in addresses]
    assert before[0]["provisions"][0]["state"] == "in_force"
    vanish()
    assert LinkStatus.objects.vanished().exists()
    assert [client.get(address).json() for address in addresses] == before
    assert Revision.objects.count() == 1


def test_readers_see_that_a_page_vanished_and_caches_learn_of_it(measure, client):
    address = f"/events/{measure.slug}/"
    first = client.get(address)
    check(answers(404), NOW)
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304  # not confirmed yet
    check(answers(404), NOW + DAY)
    page = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert "when it was asked for on 3 May 2026" in page.content.decode()
    assert "changes nothing of what is in force" in page.content.decode()
    check(answers(404), NOW + 2 * DAY)
    assert client.get(address, headers={"If-None-Match": page["ETag"]}).status_code == 304  # nothing new to show
    check(answers(200), NOW + 3 * DAY)
    again = client.get(address, headers={"If-None-Match": page["ETag"]})
    assert again.content == first.content


def test_the_edition_is_that_of_what_readers_see(measure):
    before = DataSet.objects.get().edition
    vanish()
    assert (version().edition, version().seq) == (before + 1, Revision.objects.newest().seq)


def test_editors_find_it_until_something_is_kept(measure, source):
    vanish()
    refresh_findings(today=NOW.date())
    finding = Finding.objects.get(rule="SourceHasVanished")
    assert (finding.event_id, finding.detail) == (measure.pk, "“Test gazette” (test-gazette), since 2026-05-03.")
    source.archive_url = "https://archive.example/x"
    source.save()
    refresh_findings(today=NOW.date())
    assert not Finding.objects.filter(rule="SourceHasVanished").exists()


def test_a_copy_is_enough(measure, source, django_user_model):
    vanish()
    by = django_user_model.objects.create(username="ann")
    given = {"size": 1, "media_type": "image/png", "original_name": "x"}
    SourceCopy.objects.create(source=source, sha256="0" * 64, uploaded_by=by, **given)
    refresh_findings(today=NOW.date())
    assert not Finding.objects.filter(rule="SourceHasVanished").exists()
