"""What each finding finds, and what it lets be: a class of tests for each rule, named as it is."""

from datetime import date

import pytest

from policy.findings import RULES, Act, Desk, Lapse, Unpublished, Vanished, find
from policy.record.periods import EffectOn

TODAY = date(2026, 11, 22)
OLD, NEW = "2025-01-01-controls", "2025-06-01-act"


def act(effect, start, until=None, *, on=OLD, ref=None):
    return {"target": on, "provision_ref": ref, "effect": effect, "from": start, "until": until}


def provision(ref="1", effective="2025-01-01", expires=None):
    return {"ref": ref, "effective": effective, "expires": expires}


def measure(slug, *effects, provisions=None, announced=None):
    provisions = [provision()] if provisions is None else provisions
    shared = {"announced": announced or slug[:10], "instrument_type": "other"}
    return {"slug": slug, "detail": {**shared, "provisions": provisions, "effects": list(effects)}}


def meeting(date, date_end=None):
    return {"slug": f"{date}-talks", "date": date, "date_end": date_end}


def look(rule, *measures, today=TODAY, **desk):
    """Return what one rule finds, as (slug, ref)."""
    found = find(Desk(today, {one["slug"]: one for one in measures}, **desk))
    return [(one.slug, one.ref) for one in found if one.rule == rule.__name__.removeprefix("Test")]


class TestExtendsOrResumesNoSuspension:
    SUSPENDED = measure("2025-03-01-pause", act("suspends", "2025-03-01", "2025-05-31"))

    @pytest.mark.parametrize("effect", ["extends_suspension", "resumes"])
    def test_finds_an_act_that_no_suspension_precedes(self, effect):
        assert look(type(self), measure(OLD), measure(NEW, act(effect, "2025-06-01"))) == [(NEW, "")]

    @pytest.mark.parametrize("effect", ["extends_suspension", "resumes"])
    @pytest.mark.parametrize(("start", "found"), [("2025-05-31", []), ("2025-06-01", []), ("2025-06-02", [(NEW, "")])])
    def test_asks_for_one_that_reaches_the_day_before(self, effect, start, found):
        later = measure(NEW, act(effect, start))
        assert look(type(self), measure(OLD), self.SUSPENDED, later) == found

    def test_takes_one_that_begins_on_the_day_of_an_extension_but_not_of_a_resumption(self):
        begun = measure("2025-05-01-pause", act("suspends", "2025-06-01", "2025-07-01"))
        extended = measure(NEW, act("extends_suspension", "2025-06-01", "2025-12-31"))
        resumed = measure(NEW, act("resumes", "2025-06-01"))
        assert look(type(self), measure(OLD), begun, extended) == []
        assert look(type(self), measure(OLD), begun, resumed) == [(NEW, "")]

    def test_does_not_take_two_extensions_for_each_others_suspension(self):
        twice = [measure(slug, act("extends_suspension", "2025-06-01")) for slug in (NEW, "2025-06-02-act")]
        assert look(type(self), measure(OLD), *twice) == [(NEW, ""), ("2025-06-02-act", "")]

    def test_does_not_take_a_suspension_that_was_ended_before(self):
        resumed = measure("2025-04-01-again", act("resumes", "2025-04-01"))
        later = measure(NEW, act("extends_suspension", "2025-06-01"))
        assert look(type(self), measure(OLD), self.SUSPENDED, resumed, later) == [(NEW, "")]

    def test_names_the_provisions_that_were_not_suspended(self):
        controls = measure(OLD, provisions=[provision("1"), provision("2")])
        paused = measure("2025-03-01-pause", act("suspends", "2025-03-01", "2025-05-31", ref="1"))
        assert look(type(self), controls, paused, measure(NEW, act("resumes", "2025-06-01"))) == [(NEW, "2")]
        assert look(type(self), controls, paused, measure(NEW, act("resumes", "2025-06-01", ref="1"))) == []

    def test_takes_a_chain_of_extensions(self):
        first = measure("2025-05-01-act", act("extends_suspension", "2025-06-01", "2025-06-30"))
        second = measure(NEW, act("extends_suspension", "2025-07-01", "2025-12-31"))
        assert look(type(self), measure(OLD), self.SUSPENDED, first, second) == []

    def test_takes_the_first_of_all_days(self):
        assert look(type(self), measure(OLD), measure(NEW, act("resumes", "0001"))) == [(NEW, "")]

    def test_asks_it_of_a_measure_without_provisions_too(self):
        bare, later = measure(OLD, provisions=[]), measure(NEW, act("extends_suspension", "2025-06-01"))
        assert look(type(self), bare, later) == [(NEW, "")]
        assert look(type(self), bare, self.SUSPENDED, later) == []


class TestSuspendsTwice:
    @pytest.mark.parametrize(
        ("start", "ref", "found"),
        [
            ("2025-07-01", None, [(NEW, "1")]),
            ("2025-07-31", "1", [(NEW, "1")]),
            ("2025-08-01", "1", []),
            ("2025-07-01", "2", []),
        ],
    )
    def test_finds_two_suspensions_of_one_measure_that_share_days_and_a_provision(self, start, ref, found):
        controls = measure(OLD, provisions=[provision("1"), provision("2")])
        first = act("suspends", "2025-07-01", "2025-07-31", ref="1")
        twice = measure(NEW, first, act("extends_suspension", start, "2025-12-31", ref=ref))
        assert look(type(self), controls, twice) == found

    def test_lets_two_measures_suspend_the_same_days(self):
        both = [measure(slug, act("suspends", "2025-07-01")) for slug in (NEW, "2025-06-02-act")]
        assert look(type(self), measure(OLD), *both) == []

    def test_finds_two_without_an_end(self):
        twice = measure(NEW, act("suspends", "2025-07-01"), act("suspends", "2025-09-01"))
        assert look(type(self), measure(OLD), twice) == [(NEW, "")]


class TestActsBeforeItsAnnouncement:
    @pytest.mark.parametrize(
        ("start", "announced", "found"),
        [
            ("2025-05-31", "2025-06-01", [(NEW, "")]),
            ("2025-06-01", "2025-06-01", []),
            ("2025-06", "2025-06-15", []),
            ("2025-06-01", "2025-06", []),
            ("2025-05", "2025-06-15", [(NEW, "")]),
            ("2024", "2025-06-15", [(NEW, "")]),
        ],
    )
    def test_compares_days_as_precisely_as_both_are_known(self, start, announced, found):
        early = measure(NEW, act("implements", start), announced=announced)
        assert look(type(self), measure(OLD), early) == found


class TestActsInACircle:
    def test_finds_each_circle_once(self):
        a = measure("2025-01-01-a", act("amends", "2025-02-01", on="2025-01-02-b"))
        b = measure(
            "2025-01-02-b",
            act("amends", "2025-02-01", on="2025-01-03-c"),
            act("amends", "2025-02-01", on="2025-01-01-a"),
            act("repeals", "2025-03-01", on="2025-01-01-a"),
        )
        c = measure("2025-01-03-c", act("amends", "2025-02-01", on="2025-01-01-a"))
        found = find(Desk(TODAY, {one["slug"]: one for one in (c, b, a)}))
        assert {one.detail for one in found if one.rule == "ActsInACircle"} == {
            "2025-01-01-a acts on 2025-01-02-b acts on 2025-01-01-a.",
            "2025-01-01-a acts on 2025-01-02-b acts on 2025-01-03-c acts on 2025-01-01-a.",
        }

    def test_lets_a_chain_be_even_where_two_ways_lead_to_one_measure(self):
        direct, indirect = (act("amends", "2025-06-01", on=slug) for slug in (OLD, "2025-02-01-b"))
        middle = measure("2025-02-01-b", act("amends", "2025-02-01"))
        assert look(type(self), measure(OLD), middle, measure(NEW, direct, indirect)) == []


class TestActsOnWhatHasEnded:
    @pytest.mark.parametrize(
        ("expires", "found"), [("2025-05-31", [(NEW, "")]), ("2025-06-01", []), ("2025-06", []), (None, [])]
    )
    def test_finds_an_act_after_the_last_day(self, expires, found):
        controls = measure(OLD, provisions=[provision(expires=expires)])
        assert look(type(self), controls, measure(NEW, act("amends", "2025-06-01"))) == found

    @pytest.mark.parametrize(
        ("effect", "start", "found"),
        [
            ("repeals", "2025-05-01", []),
            ("amends", "2025-05-01", []),
            ("repeals", "2025-05-02", [(NEW, "")]),
            ("suspends", "2025-04-30", []),
            ("suspends", "2025-05-01", [(NEW, "")]),
        ],
    )
    def test_finds_an_act_after_a_repeal(self, effect, start, found):
        repealed = measure("2025-04-01-repeal", act("repeals", "2025-05-01"))
        assert look(type(self), measure(OLD), repealed, measure(NEW, act(effect, start))) == found

    def test_lets_an_act_be_of_which_a_part_still_finds_something(self):
        controls = measure(OLD, provisions=[provision("1", expires="2025-02"), provision("2")])
        assert look(type(self), controls, measure(NEW, act("repeals", "2025-06-01"))) == []
        assert look(type(self), controls, measure(NEW, act("repeals", "2025-06-01", ref="1"))) == [(NEW, "1")]


class TestSuspensionLapsed:
    CONTROLS = measure(OLD, provisions=[provision("1"), provision("2")])

    def lapsed(self, *more, ref=None, today=TODAY, checked=()):
        paused = measure(NEW, act("suspends", "2025-06-01", "2026-11-20", ref=ref))
        return look(type(self), self.CONTROLS, paused, *more, today=today, checked=frozenset(checked))

    def test_finds_it_from_the_first_day_in_force_again(self):
        assert self.lapsed(today=date(2026, 11, 20)) == []
        assert self.lapsed(today=date(2026, 11, 21)) == [(OLD, "")]
        assert self.lapsed(today=date(2030, 1, 1)) == [(OLD, "")]

    def test_names_the_provisions_unless_they_are_all(self):
        assert self.lapsed(ref="2") == [(OLD, "2")]

    @pytest.mark.parametrize("effect", ["extends_suspension", "resumes", "repeals"])
    def test_rests_once_a_later_act_is_recorded(self, effect):
        assert self.lapsed(measure("2026-11-01-later", act(effect, "2026-11-21"))) == []

    def test_rests_where_an_editor_has_checked_it(self):
        day = date(2026, 11, 21)
        assert self.lapsed(checked=[Lapse(OLD, "", day)]) == []
        assert self.lapsed(checked=[Lapse(OLD, "1", day)]) == [(OLD, "2")]
        assert self.lapsed(checked=[Lapse(OLD, "1", day), Lapse(OLD, "2", day)]) == []

    def test_is_not_silenced_by_another_days_or_measures_check(self):
        assert self.lapsed(checked=[Lapse(OLD, "", date(2026, 11, 20)), Lapse(NEW, "", date(2026, 11, 21))]) != []

    def test_finds_one_that_was_followed_by_another_suspension(self):
        again = measure("2026-11-21-again", act("suspends", "2026-11-22"))
        assert self.lapsed(again) == [(OLD, "")]


class TestActIsUnpublished:
    ENTERED = Act(OLD, "1", EffectOn(NEW, "suspends", "2025-06-01", None))
    PUBLIC = measure(NEW, act("suspends", "2025-06-01", ref="1"))

    def test_finds_the_acts_of_a_draft_on_a_published_measure(self):
        assert look(type(self), measure(OLD), entered=frozenset({self.ENTERED})) == [(NEW, "1")]

    def test_lets_drafts_act_on_drafts(self):
        assert look(type(self), entered=frozenset({self.ENTERED})) == []

    def test_finds_a_changed_and_a_dropped_act(self):
        changed = Act(OLD, "1", EffectOn(NEW, "suspends", "2025-07-01", None))
        assert look(type(self), measure(OLD), self.PUBLIC, entered=frozenset({changed})) == [(NEW, "1")] * 2
        assert look(type(self), measure(OLD), self.PUBLIC) == [(NEW, "1")]

    def test_lets_an_act_be_that_stands_as_published(self):
        assert look(type(self), measure(OLD), self.PUBLIC, entered=frozenset({self.ENTERED})) == []


class TestMeetingDayHasPassed:
    @pytest.mark.parametrize(
        ("first", "last", "found"),
        [
            ("2026-11-21", None, ["2026-11-21-talks"]),
            ("2026-11-22", None, []),
            ("2026-11-20", "2026-11-22", []),
            ("2026-11-20", "2026-11-21", ["2026-11-20-talks"]),
            ("2026-11", None, []),
            ("2026-10", None, ["2026-10-talks"]),
        ],
    )
    def test_finds_a_meeting_whose_last_day_is_over(self, first, last, found):
        assert [slug for slug, _ in look(type(self), scheduled=(meeting(first, last),))] == found


class TestScheduledPublicationWasRefused:
    def test_finds_what_was_refused(self):
        refused = Unpublished(NEW, TODAY, "It was changed.")
        assert look(type(self), unpublished=(refused,)) == [(NEW, "")]


class TestSourceHasVanished:
    def test_finds_it_on_the_first_event_that_cites_it_and_counts_the_others(self):
        gone = Vanished("gazette", "Test gazette", TODAY, (OLD, NEW))
        [found] = [one for one in find(Desk(TODAY, {}, vanished=(gone,))) if one.rule == "SourceHasVanished"]
        assert (found.slug, found.detail) == (
            OLD,
            "“Test gazette” (gazette), since 2026-11-22. 1 other event cites it.",
        )


def test_every_rule_has_a_message_and_tests_of_its_name():
    assert {f"Test{rule.name}" for rule in RULES} == {name for name in globals() if name.startswith("Test")}
    assert all(rule.message.endswith((".", "?")) for rule in RULES)


def test_says_what_it_found_in_words():
    lapse = find(
        Desk(TODAY, {one["slug"]: one for one in (measure(OLD), measure(NEW, act("suspends", "2025", "2025")))})
    )
    told = "In force again since 2026-01-01: the suspension by 2025-06-01-act ended on 2025-12-31."
    assert [one.detail for one in lapse if one.rule == "SuspensionLapsed"] == [told]
    assert RULES[0].label == "Suspension lapsed"
