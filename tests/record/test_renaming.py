"""Events and actors under other slugs, and two of them made one: what the record says then, and what it said before."""

import random

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from policy.models import Actor, Approval, ControlledItem, Effect, Event, Link, Measure, ScheduledPublication
from policy.models.history import editorial
from policy.record.editorial import read_all
from policy.record.models import FormerSlug, Revision
from policy.record.verify import Broken, verify
from policy.renaming import merge_actors, merge_events, rename_actor, rename_event
from policy.rules import Refused
from tests.makers import (
    change,
    document,
    make_actor,
    make_item,
    make_link,
    make_measure,
    make_meeting,
    make_permit,
    make_source,
    make_statement,
    newest,
    publish,
    retract,
)

pytestmark = [pytest.mark.usefixtures("empty"), pytest.mark.slow]
OLD, NEW = "2025-04-04-test-measure", "2025-04-04-announcement-18"
SAID = {"reason": "It was misspelt.", "by": "tester"}


def follows(event):
    """Let one event of another kind suspend a provision of a measure, and another one follow it by a link."""
    effects = [{"target": event, "provision": event.provisions.get(), "effect": "suspends", "start": "2025-06"}]
    suspension = make_measure("2025-05-05-suspension", effects=effects)
    statement = make_statement()
    make_link(statement, event)
    return suspension, statement


def told(revisions):
    return [(one.action, one.slug, one.number, one.replaced_by) for one in revisions]


def stands_as_published(event):
    return read_all([Event.objects.get(pk=event.pk)])[0] == newest(event).facts


def states_of(slug, **asked):
    answer = Client().get(f"/api/v1/measures/{slug}/status/", {"on": "2025-07-01", **asked})
    return [one["state"] for one in answer.json()["provisions"]]


def test_a_renamed_event_goes_on_under_its_new_slug_with_all_that_refers_to_it():
    measure = make_measure()
    suspension, statement = follows(measure)
    publish(measure, suspension, statement)
    done = rename_event(measure, NEW, **SAID)
    assert told(done.revisions) == [
        ("delete", OLD, 2, NEW),
        ("modify", NEW, 3, ""),
        ("modify", suspension.slug, 2, ""),
        ("modify", statement.slug, 2, ""),
    ]
    assert document(statement)["links"][0]["event"]["slug"] == NEW
    assert document(suspension)["detail"]["effects"][0]["target"] == NEW
    assert all(stands_as_published(one) for one in (suspension, statement, Event.objects.get(slug=NEW)))
    assert states_of(NEW) == ["suspended"]
    verify()


def test_the_reasons_say_what_is_called_how_by_now():
    measure = make_measure()
    statement = follows(measure)[1]
    publish(measure, statement)
    reasons = [one.reason for one in rename_event(measure, NEW, **SAID).revisions]
    assert reasons == [
        f"Replaced by {NEW}: It was misspelt.",
        f"{OLD} is now called {NEW}: It was misspelt.",
        f"{OLD} is now called {NEW}: It was misspelt.",
    ]


def test_what_was_known_before_a_rename_stays_known_under_both_slugs():
    measure = make_measure()
    publish(measure, *follows(measure))
    before = timezone.now()
    rename_event(measure, NEW, **SAID)
    listed = Client().get("/api/v1/measures/", {"known_at": before.isoformat(), "fields": "slug"}).json()["results"]
    assert {"slug": OLD} in listed
    assert {"slug": NEW} not in listed
    assert states_of(NEW, known_at=before.isoformat()) == ["suspended"]
    board = {"known_at": before.isoformat(), "on": "2025-07-01", "measure": NEW}
    rows = Client().get("/api/v1/controls/", board).json()["results"]
    assert [row["measure"]["slug"] for row in rows] == [OLD]


def test_unpublished_edits_stay_unpublished_when_their_event_is_renamed():
    measure = make_measure()
    publish(measure)
    change(measure, title="A title nobody approved")
    rename_event(measure, NEW, **SAID)
    assert document(measure)["title"] != "A title nobody approved"
    assert Measure.objects.get(slug=NEW).title == "A title nobody approved"
    verify()


def test_a_draft_is_renamed_without_an_address_left_behind():
    measure, statement = make_measure(), make_statement()
    make_link(statement, measure)
    publish(statement)
    done = rename_event(measure, NEW, **SAID)
    assert told(done.revisions) == [("modify", statement.slug, 2, "")]
    assert newest(statement).facts["links"][0]["to"] == NEW
    assert Client().get(f"/events/{OLD}/").status_code == 404
    verify()


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("2025-05-04-another-day", "begins with its date"),
        ("2025-04-04-Capitals", "lower-case"),
        (OLD, "called so already"),
        ("2025-04-05-test-statement", "is there already"),
    ],
)
def test_refuses_slugs_that_do_not_fit(slug, words):
    measure = make_measure()
    publish(measure, make_statement())
    with pytest.raises(Refused, match=words):
        rename_event(measure, slug, **SAID)
    assert Revision.objects.count() == 2


def test_a_slug_that_led_elsewhere_once_is_given_to_nobody_again():
    measure = make_measure()
    publish(measure)
    rename_event(measure, NEW, **SAID)
    for taker in (measure, make_measure("2025-04-04-other")):
        with pytest.raises(Refused, match="for ever"):
            rename_event(taker, OLD, **SAID)
    with pytest.raises(IntegrityError, match="for ever"), transaction.atomic():
        make_measure(OLD)


def test_a_retracted_event_keeps_its_address():
    measure = make_measure()
    publish(measure)
    retract(measure)
    with pytest.raises(Refused, match="retracted"):
        rename_event(measure, NEW, **SAID)


def test_approvals_and_schedules_survive_a_rename(django_user_model):
    user = django_user_model.objects.create(username="paula")
    measure, statement = make_measure(), make_statement()
    make_link(statement, measure)
    publish(measure)
    from policy.review import content_sha256

    content = content_sha256(read_all([statement])[0])
    Approval.objects.create(event=statement, content_sha256=content, approved_by=user)
    plan = {"publish_at": timezone.now(), "reason": "It is time.", "scheduled_by": user, "content_sha256": content}
    ScheduledPublication.objects.create(event=statement, **plan)
    rename_event(measure, NEW, **SAID)
    content = content_sha256(read_all([statement])[0])
    assert Approval.objects.get().content_sha256 == content
    assert ScheduledPublication.objects.get().content_sha256 == content


def twins():
    """Return a measure entered twice, both public, with what refers to the one to go: an effect, links and an item."""
    survivor, twin = make_measure(NEW), make_measure(OLD, title="Entered twice")
    suspension, statement = follows(twin)
    meeting = make_meeting()
    for other in (twin, survivor):
        make_link(meeting, other, note=f"About {other.slug}")
    make_link(survivor, twin)
    make_item(defined_by=twin)
    return survivor, twin, suspension, statement, meeting


def test_a_merge_moves_what_refers_to_an_event_and_leaves_the_survivor_its_facts():
    survivor, twin, suspension, statement, meeting = all_of = twins()
    publish(*all_of)
    assert states_of(NEW) == ["in_force"]
    facts = newest(survivor).facts
    done = merge_events(twin, survivor, **SAID)
    assert told(done.revisions)[:2] == [("delete", OLD, 2, NEW), ("modify", NEW, 2, "")]
    assert {slug for _, slug, _, _ in told(done.revisions)[2:]} == {suspension.slug, statement.slug, meeting.slug}
    assert newest(survivor).facts == {**facts, "links": []}
    assert [link["note"] for link in newest(meeting).facts["links"]] == [f"About {NEW}"]
    assert states_of(NEW) == ["suspended"]
    assert ControlledItem.objects.get().defined_by_id == survivor.pk
    assert Effect.objects.get().provision.measure_id == survivor.pk
    assert all(stands_as_published(one) for one in (survivor, suspension, statement, meeting))
    verify()


def test_a_merged_event_is_never_published_again():
    survivor, twin, *others = twins()
    publish(survivor, twin, *others)
    merge_events(twin, survivor, **SAID)
    with pytest.raises(Refused, match=f"leads to {NEW} for ever"):
        publish(Event.objects.get(pk=twin.pk))


def test_refuses_a_merge_that_would_leave_an_effect_without_its_provision():
    survivor, twin, *others = twins()
    survivor.provisions.update(ref="Article 9")
    publish(survivor, twin, *others)
    with pytest.raises(Refused, match="has no provision of that name"):
        merge_events(twin, survivor, **SAID)


def test_refuses_to_merge_an_event_into_one_that_acts_on_it():
    survivor, twin, suspension, *others = twins()
    publish(survivor, twin, suspension, *others)
    with pytest.raises(Refused, match="no effect on itself"):
        merge_events(twin, suspension, **SAID)


def test_refuses_to_merge_what_is_not_alike_or_not_public():
    measure, draft, statement = make_measure(), make_measure(NEW), make_statement()
    publish(measure, statement)
    for other, words in ((draft, "isn't published"), (statement, "only alike"), (measure, "the same event")):
        with pytest.raises(Refused, match=words):
            merge_events(measure, other, **SAID)


@pytest.mark.permits
def test_a_merged_decision_is_replaced_in_the_lists_of_others():
    measure, twin = make_measure(), make_measure(NEW)
    permit = make_permit(under=[twin, measure], applicants=[make_actor("applicant", name="Applicant")])
    later = make_permit("2025-05-07-later", replaces=[permit], under=[twin])
    other = make_permit("2025-04-07-entered-twice")
    publish(measure, twin, permit, other, later)
    merge_events(twin, measure, **SAID)
    merge_events(permit, other, **SAID)
    assert newest(permit).replaced_by == other.slug
    assert newest(later).facts["under"] == [OLD]
    assert newest(later).facts["replaces"] == [other.slug]
    assert stands_as_published(later)
    verify()


def test_an_old_actor_leads_to_the_new_one_and_documents_say_so():
    ministry = make_actor()
    spoken, measure = make_statement(), make_measure(targets=[{"actor": make_actor("a-company", kind="company")}])
    publish(spoken, measure)
    before = timezone.now()
    rename_actor(ministry, "mofcom", **SAID)
    assert document(spoken)["actors"][0]["slug"] == "mofcom"
    assert newest(spoken).reason == "ministry-of-tests is now called mofcom: It was misspelt."
    rename_actor(make_actor("a-company"), "the-company", **SAID)
    assert document(measure)["detail"]["targets"] == ["the-company"]
    known = {"actor": "mofcom", "known_at": before.isoformat()}
    assert len(Client().get("/api/v1/events/", known).json()["results"]) == 2
    verify()


def test_a_merged_actor_is_replaced_wherever_it_is_named():
    ministry, twin = make_actor(), make_actor("ministry-of-testing", parent=make_actor())
    make_actor("bureau", parent=twin)
    source = make_source("twins-gazette", publisher=twin)
    spoken = make_statement(speaker=twin, on_behalf_of=ministry)
    cited = [{"source": source, "supports": "it"}]
    measure = make_measure(issuers=[twin, ministry], targets=[{"actor": twin}, {"actor": ministry}], citations=cited)
    meeting = make_meeting(participants=[twin, make_actor("department-of-tests", country="US")])
    publish(spoken, measure, meeting)
    done = merge_actors(twin, ministry, **SAID)
    assert [one.slug for one in done.revisions] == [spoken.slug, measure.slug, meeting.slug]
    assert "ministry-of-testing" not in "".join(newest(one).document for one in (spoken, measure, meeting))
    assert all(stands_as_published(one) for one in (spoken, measure, meeting))
    assert Actor.objects.get(slug="bureau").parent == ministry
    assert not Actor.objects.filter(slug="ministry-of-testing").exists()
    verify()


@pytest.mark.permits
def test_a_merged_actor_is_replaced_in_permit_decisions():
    ministry, twin = make_actor(), make_actor("twin", kind="company")
    cited = [{"source": make_source(), "supports": "it"}]
    claim = {"of": "permits", "count_kind": "exact", "source": make_source()}
    claims = [
        {**claim, "claimant": twin, "count_value": 5},
        {**claim, "claimant": make_actor("third"), "count_value": 6},
    ]
    uncounted = {"count_kind": "unspecified", "count_value": None}
    permit = make_permit(authority=twin, applicants=[twin], claimed_counts=claims, citations=cited, **uncounted)
    publish(permit)
    merge_actors(twin, ministry, **SAID)
    assert {(one["slug"], one["role"]) for one in document(permit)["actors"]} == {
        *((ministry.slug, role) for role in ("authority", "applicant", "claimant")),
        ("third", "claimant"),
    }
    assert stands_as_published(permit)
    verify()


def test_an_actor_merged_into_its_own_child_leaves_nobody_its_own_parent():
    parent = make_actor()
    child = make_actor("child", parent=parent)
    merge_actors(parent, child, **SAID)
    assert Actor.objects.get().parent is None


def test_the_slugs_of_actors_that_were_public_are_not_given_again():
    publish(make_statement())
    rename_actor(make_actor(), "mofcom", **SAID)
    with pytest.raises(IntegrityError, match="for ever"), transaction.atomic():
        make_actor()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        FormerSlug.objects.update(replaced_by="other")
    rename_actor(make_actor("unseen"), "seen-by-none", **SAID)
    assert make_actor("unseen").pk


def test_verification_notices_an_address_that_was_turned_elsewhere(tamper):
    measure = make_measure()
    publish(measure, make_statement())
    rename_event(measure, NEW, **SAID)
    verify()
    other = "2025-04-05-test-statement"
    sql = "UPDATE record_revision SET replaced_by = %s, reason = %s WHERE action = 'delete'"
    tamper(sql, other, f"Replaced by {other}: It was misspelt.")
    with pytest.raises(Broken, match="its hash is not"):
        verify()


def test_the_database_holds_a_replacement_to_its_reason(tamper):
    measure = make_measure()
    publish(measure)
    rename_event(measure, NEW, **SAID)
    with pytest.raises(IntegrityError, match="record_replacement_is_told"):
        tamper("UPDATE record_revision SET replaced_by = 'elsewhere' WHERE action = 'delete'")


def test_every_key_that_refers_to_an_actor_is_moved_by_a_merge():
    """What refers to actors is found from the models: whatever isn't editorial would have to be thought of."""
    assert {one.related_model for one in Actor._meta.related_objects if not one.many_to_many} - editorial == {
        one.related_model for one in Actor._meta.related_objects if one.related_model.__name__ == "ActorHistory"
    }


def step(chance, reachable):
    """Rename or merge something public; return the public slugs that were ended by it."""
    public = list(Event.objects.published().order_by("pk"))
    event, other = chance.sample(public, 2)
    try:
        if chance.random() < 0.5:
            rename_event(event, f"{event.date}-{chance.getrandbits(32):08x}", **SAID)
        else:
            merge_events(type(event).objects.get(pk=event.pk), other, **SAID)
    except Refused:
        return
    reachable.add(event.slug)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_renamed_and_merged_every_old_address_leads_there_in_one_hop(seed):
    chance, reachable, client = random.Random(seed), set(), Client()
    events = [make_statement(f"2025-04-05-said-{place}") for place in range(6)]
    events += [make_measure(f"2025-04-04-act-{place}", provisions=[]) for place in range(4)]
    for _ in range(8):
        one, other = chance.sample(events, 2)
        Link.objects.get_or_create(from_event=one, to_event=other, relation="follows")
    publish(*events)
    for _ in range(15):
        step(chance, reachable)
    if len(public := list(Event.objects.published())) > 2:
        retract(public[0])
    verify()
    ended = {410: "Replaced by", 200: "revision"}
    for slug in Revision.objects.order_by().values_list("slug", flat=True).distinct():
        for address in (f"/events/{slug}/", f"/api/v1/events/{slug}/"):
            first = client.get(address)
            last = client.get(first["Location"]) if first.status_code == 308 else first
            assert last.status_code in ended
            assert (first.status_code == 308) is (slug in reachable)
