"""The states of a measure's provisions as its page tells them: today, why, over time, and by whose acts."""

import json
from datetime import date

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from policy.choices import State
from policy.record.models import Revision
from policy.record.periods import Period
from policy.record.version import version
from policy.site.acted_on import Acted
from policy.site.bars import Axis
from policy.site.event_page import event_page
from policy.site.states import ProvisionStates
from tests.makers import document, make_measure, publish
from tests.site.conftest import plain

pytestmark = pytest.mark.django_db

A18 = "2025-04-04-mofcom-gac-announcement-18"
A46 = "2024-12-03-mofcom-announcement-46"
A51 = "2024-11-15-mofcom-announcement-51-dual-use-list"
A57 = "2025-10-09-mofcom-gac-announcement-57"
A61 = "2025-10-09-mofcom-announcement-61"
A70 = "2025-11-07-mofcom-gac-announcement-70"
ARRANGEMENT = "2026-09-24-kuala-lumpur-arrangement-extended"
WHOLE = {"target": None, "effect": "suspends", "start": "2025-05-01"}


def states_of(slug, on):
    revision = Revision.objects.current().get(slug=slug)
    return ProvisionStates.of(revision.event_id, json.loads(revision.document), date.fromisoformat(on))


def standings(slug, on):
    return {one.provision["ref"]: one for one in states_of(slug, on).provisions}


def told(standing):
    return plain(render_to_string("components/_standing.html", {"standing": standing}))


def markup(slug, on):
    template, context = event_page(Revision.objects.current().get(slug=slug), date.fromisoformat(on), version())
    return render_to_string(template, context, RequestFactory().get("/"))


def suspended_measure(until, *more):
    """Publish a measure in force since 4 April 2025, suspended from 1 May by another; `more` are further effects."""
    measure = make_measure()
    effects = [{**effect, "target": measure} for effect in ({**WHOLE, "until": until}, *more)]
    suspension = make_measure("2025-05-01-suspension", instrument_type="suspension", effects=effects, provisions=[])
    publish(measure, suspension)
    return document(measure)


def said_on(found, on):
    event_id = Revision.objects.current().get(slug=found["slug"]).event_id
    return told(ProvisionStates.of(event_id, found, date.fromisoformat(on)).provisions[0])


def test_announcement_18_is_in_force_since_the_4th_of_april_2025(shipped):
    found = standings(A18, "2026-11-23")
    assert len(found) == 7
    assert all("in force since 4 April 2025 Periods" in told(one) for one in found.values())


def test_announcement_57_is_suspended_and_says_once_until_when_and_by_what(shipped):
    page = markup(A57, "2026-11-23")
    assert plain(page).count("suspended since 8 November 2025 , until 10 January 2027 ; returns to force on") == 1
    assert f'suspended by <a class="link" href="/events/{A70}/">' in page
    assert f'suspension extended by <a class="link" href="/events/{ARRANGEMENT}/">' in page


def test_announcement_57_was_not_yet_effective_the_day_before(shipped):
    said = told(standings(A57, "2025-11-07")["I holmium"])
    assert said.startswith("not yet effective until 7 November 2025 ; suspended from 8 November 2025")


def test_article_2_of_announcement_46_is_suspended_while_article_1_is_in_force(shipped):
    found = standings(A46, "2026-11-23")
    assert told(found["Article 1"]).startswith("in force since 3 December 2024")
    assert told(found["Article 2"]).startswith(
        "suspended since 9 November 2025 , until 27 November 2026 ; returns to force on 28 November 2026"
        " unless extended suspended by US-specific ban of 2024 suspended until 27 November 2026"
    )


def test_provisions_of_announcement_61_differ(shipped):
    found = standings(A61, "2026-11-23")
    assert told(found["1(1)"]).startswith("suspended since 1 December 2025")
    assert told(found["1(3)"]).startswith("suspended since 7 November 2025")
    assert told(standings(A61, "2025-10-20")["1(1)"]).startswith("not yet effective until")
    assert told(standings(A61, "2025-10-20")["1(3)"]).startswith("in force since 9 October 2025")


def test_an_amended_provision_is_read_together_with_what_amends_it(shipped):
    said = told(standings(A51, "2026-11-23")["gallium and germanium"])
    assert "As amended by Export controls on tungsten, tellurium" in said
    assert "read together with it" in said
    assert "As amended by" not in told(standings(A51, "2025-02-03")["gallium and germanium"])


def test_a_lapsed_suspension_is_said_to_have_ended_without_an_extension(empty):
    said = said_on(suspended_measure("2025-06-30"), "2025-07-01")
    assert said.startswith(
        "in force again: the suspension ended on 30 June 2025 and no extension is on record had been suspended by Test measure"
    )


def test_a_suspension_to_lapse_is_said_to_end_unless_extended(empty):
    said = said_on(suspended_measure("2025-06-30"), "2025-06-30")
    assert "until 30 June 2025 ; returns to force on 1 July 2025 unless extended" in said


def test_a_resumption_on_record_is_no_lapse(empty):
    found = suspended_measure(None, {**WHOLE, "effect": "resumes", "start": "2025-06-01", "until": None})
    assert "until 31 May 2025 ; in force from 1 June 2025" in said_on(found, "2025-05-31")
    assert said_on(found, "2025-06-01").startswith(
        "in force since 1 June 2025 resumed by Test measure (from 1 June 2025"
    )


def test_the_provisions_of_a_suspension_have_no_state(shipped):
    assert [one.now for one in states_of(A70, "2026-11-23").provisions] == [None]
    page = markup(A70, "2026-11-23")
    assert "Six October announcements" in page
    assert 'class="standing"' not in page
    assert "All 18 provisions that it suspends: suspended today, until 10 January 2027." in plain(page)


def test_an_act_whose_suspension_lapsed_says_that_no_extension_is_on_record(shipped):
    act = Revision.objects.current().get(slug="2025-08-12-unreliable-entity-list-adjustment")
    [(state, sentence)] = Acted.of(act.content["detail"]["effects"], date(2026, 11, 23)).sentences
    assert state == State.IN_FORCE
    assert sentence.endswith("in force again today, for no extension of the suspension is on record.")


def test_an_undated_provision_says_so_and_has_no_bar(shipped):
    page = markup("2026-09-27-us-china-30-for-30-tariff-lists", "2026-11-23")
    assert "no commencement recorded" in page
    assert "No commencement is recorded" in page
    assert '<svg class="bar"' not in page


def test_periods_are_told_in_words_past_and_to_come(shipped):
    said = told(standings(A46, "2026-11-23")["Article 2"])
    periods = said[said.index("Periods of Article 2") :]
    assert "not yet effective until 2 December 2024 in force since 3 December 2024 , until 8 November 2025" in periods
    assert "in force from 28 November 2026 unless the suspension is extended" in periods


def test_what_was_done_to_it_is_told_oldest_first_with_the_provision(shipped):
    page = plain(markup(A46, "2026-11-23"))
    acts = page[page.index("What was done to it") : page.index("Facts")]
    assert "Suspended by US-specific ban of 2024 suspended until 27 November 2026 , Article 2 From" in acts
    assert [act.effect.start for act in states_of(A57, "2026-11-23").acts] == ["2025-11-07", "2026-11-10"]
    assert "whole instrument" in plain(markup(A57, "2026-11-23"))


def test_nothing_was_done_to_a_measure_that_none_acts_on(shipped):
    assert "What was done to it" not in markup(A18, "2026-11-23")


def test_the_page_shows_the_states_of_today(client, shipped):
    page = plain(client.get(f"/events/{A18}/").content.decode())
    assert "All 7 provisions have been in force since 4 April 2025." in page
    assert page.count("in force since 4 April 2025") == 3  # in sum, of the provisions alike, and among their periods


def test_the_page_is_another_one_tomorrow(client, shipped):
    etag = client.get(f"/events/{A18}/").headers["ETag"]
    assert etag != version().etag(f"http://testserver/events/{A18}/", "", "identity")


def test_a_bar_spans_what_is_known_and_marks_today():
    periods = [Period("not_yet_effective", None, date(2025, 12, 31)), Period("in_force", date(2026, 1, 1), None)]
    axis = Axis.spanning(date(2025, 1, 1), periods, date(2026, 1, 1))
    before, after = axis.segments(periods)
    assert (before.left, after.left) == ("0.00%", axis.now)
    assert float(before.width[:-1]) + float(after.width[:-1]) == 100
    assert [(tick.label, tick.at) for tick in axis.years] == [("2026", axis.now)]


def test_a_bar_leaves_out_what_lies_beyond_it():
    axis = Axis(date(2025, 1, 1), date(2026, 1, 1), date(2025, 6, 1))
    assert axis.segments([Period("in_force", date(2027, 1, 1), None)]) == []


def test_the_years_of_a_long_bar_have_room():
    axis = Axis(date(2010, 3, 1), date(2027, 1, 1), date(2026, 1, 1))
    assert [tick.label for tick in axis.years] == ["2012", "2015", "2018", "2021", "2024", "2027"]


def test_a_start_of_which_the_month_alone_is_known_is_told_as_a_month(shipped):
    [found] = standings("2025-05-china-rare-earth-magnet-tracking-system", "2026-11-22").values()
    assert told(found).startswith("in force since May 2025")
