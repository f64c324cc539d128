"""What assistants are told: the same as pages and API tell, with citations, and clear words for what can't be meant."""

import json

import jsonschema
import pytest

from policy.assistants.server import called
from policy.assistants.tools import tools
from policy.record.models import Revision
from tests.makers import change, make_measure, make_statement, publish, retract

pytestmark = pytest.mark.django_db
ANNOUNCEMENT_57 = "2025-10-09-mofcom-gac-announcement-57"


def answer(name, **arguments):
    """Return what a tool answers, as a client reads it."""
    result = called(name, arguments)
    assert not result.is_error, result.content[0].text
    assert json.loads(result.content[0].text) == result.structured_content
    return result.structured_content


def refusal(name, **arguments):
    result = called(name, arguments)
    assert result.is_error
    return result.content[0].text


def test_a_search_finds_what_the_api_lists(shipped, client):
    found = answer("search_events", material="dysprosium", kind="measure", limit=5)
    listed = client.get("/api/v1/measures/?material=dysprosium&page_size=5&count=true").json()
    assert [one["slug"] for one in found["events"]] == [one["slug"] for one in listed["results"]]
    assert found["count"] == listed["count"]
    assert found["events"][0]["citations"] == listed["results"][0]["citations"]


def test_a_search_for_words_comes_best_first_and_says_what_it_corrected(shipped):
    found = answer("search_events", q="dysprosum")
    assert found["corrected"] == [{"typed": "dysprosum", "used": "dysprosium"}]
    assert found["events"]


def test_an_event_comes_whole(shipped, client):
    told = answer("get_event", slug=ANNOUNCEMENT_57)["event"]
    api = client.get(f"/api/v1/events/{ANNOUNCEMENT_57}/").json()
    assert {**told, "url": "", "api_url": ""} == {**api, "url": "", "api_url": ""}


def test_controls_of_a_day_are_those_of_the_api_with_their_sources(shipped, client):
    told = answer("controls_on_day", on="2025-11-08", measure=ANNOUNCEMENT_57, limit=3)
    api = client.get(f"/api/v1/controls/?on=2025-11-08&measure={ANNOUNCEMENT_57}&page_size=3&count=true").json()
    assert (told["controls"], told["count"]) == (api["results"], api["count"])
    deciding = {effect["measure"] for row in told["controls"] for effect in row["because"]}
    assert deciding | {ANNOUNCEMENT_57} <= told["measures"].keys()
    assert all(one["citations"] for one in told["measures"].values())


def test_a_walk_through_the_changes_meets_each_revision_once(shipped):
    seqs, after = [], 0
    while after is not None:
        told = answer("changes_since", after=after, limit=50)
        seqs += [one["seq"] for one in told["changes"]]
        after = told["continue_after"]
    assert seqs == list(range(1, Revision.objects.count() + 1))


def test_changes_since_an_instant_leave_out_what_came_before(empty):
    first, second = make_measure("2025-04-04-first"), make_measure("2025-04-05-second")
    publish(first)
    instant = Revision.objects.get().published_at.isoformat()
    publish(second)
    assert [one["slug"] for one in answer("changes_since", since=instant)["changes"]] == [second.slug]


def test_a_retracted_event_answers_with_the_reason(empty):
    event = make_statement()
    publish(event)
    retract(event, reason="The report was withdrawn.")
    told = answer("get_event", slug=event.slug)
    assert (told["why"], told["retracted"]["action"]) == ("The report was withdrawn.", "delete")


def test_drafts_are_nowhere(empty):
    event = make_statement()
    publish(event)
    change(event, title="A draft nobody may see")
    draft = make_measure("2025-04-06-draft")
    told = [answer("search_events"), answer("get_event", slug=event.slug), answer("changes_since")]
    assert "A draft" not in json.dumps(told)
    assert draft.slug not in json.dumps(told)
    assert "no event" in refusal("get_event", slug=draft.slug)


def test_every_answer_names_the_version_it_was_read_from(shipped):
    told = answer("filter_values", filter="kind")
    assert told["record"]["version"] == Revision.objects.count()
    assert {one["value"] for one in told["values"]} == set(Revision.objects.values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("name", "arguments", "named"),
    [
        ("search_events", {"colour": "red"}, "colour is no parameter"),
        ("search_events", {"kind": "rumour"}, "kind 'rumour'"),
        ("search_events", {"limit": 0}, "limit is not a whole number from 1 to 50"),
        ("get_event", {}, "slug is missing"),
        ("controls_on_day", {"on": "yesterday"}, "on "),
        ("changes_since", {"after": -1}, "after "),
        ("changes_since", {"after": "+1"}, "after is not a whole number"),
        ("changes_since", {"after": 99999}, "after 99999 lies beyond the newest"),
        ("changes_since", {"since": "last week"}, "since "),
        ("filter_values", {"filter": "colour"}, "filter 'colour' is no filter"),
        ("search_events", {"kind": ["measure"]}, "kind is one text"),
        ("get_event", {"slug": "2025-04-04-\0"}, "slug is one text"),
        ("delete_everything", {}, "There is no tool"),
    ],
)
def test_what_cant_be_meant_is_named(shipped, name, arguments, named):
    assert named in refusal(name, **arguments)


def test_each_tool_has_a_schema_that_its_arguments_can_be_held_against():
    for tool in tools():
        jsonschema.Draft202012Validator.check_schema(tool.schema)
    search = next(tool for tool in tools() if tool.name == "search_events")
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"colour": "red"}, search.schema)
