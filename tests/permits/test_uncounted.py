"""What was counted roughly or not at all changes no sum, and no picture draws it: asked of each aggregate."""

import csv
import io
import re
from dataclasses import replace
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from permits.charts import KNOWN, STATED, chart, chart_of_applications
from permits.choices import Outcome
from permits.figures import NONE, Figure
from permits.sheets import sheet
from permits.summary import BY
from policy.record.listing import Listing
from policy.record.version import version
from tests.makers import make_permit, publish
from tests.permits.decisions import ABOUT_2000, EXACT_3, UNKNOWN, decision, one_decision, several

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SVG = "{http://www.w3.org/2000/svg}"
NOTHING_KNOWN = (0, "", None, "none stated", NONE)
numbers = st.sampled_from([1, 2, 30, 100_000])
stated = st.builds(lambda kind, value: {"kind": kind, "value": value}, st.sampled_from(["exact", "at_least"]), numbers)
rough = st.builds(lambda value: {"kind": "approximately", "value": value}, st.sampled_from([0, 1, 2000]))
uncounted = st.just(UNKNOWN) | rough
extra = one_decision(uncounted, [one for one in Outcome.values if one != "pending"]).map(
    lambda one: replace(one, slug="extra")
)
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def same_but_for_new(before, after):
    """Say whether sums by key are what they were, and new keys have none."""
    return all(after[key] == known for key, known in before.items()) and all(
        known in NOTHING_KNOWN for key, known in after.items() if key not in before
    )


@pytest.fixture
def figure(shipped):
    listing = Listing.parse(QueryDict(), version(), kinds=["permit"])
    return lambda by, found: Figure(by, found, listing)


@quick
@given(by=st.sampled_from(BY), found=several(stated | uncounted), one=extra)
def test_a_file_s_sums_are_what_they_were(figure, by, found, one):
    def known(decisions):
        names, *rows = sheet(by, SimpleNamespace(figure=lambda by: figure(by, decisions)))
        return {row[0]: row[names.index("known_minimum")] for row in rows}

    before, after = known(found), known([*found, one])
    assert same_but_for_new(before, after)
    assert 0 not in after.values()


@quick
@given(found=several(stated | uncounted), one=extra)
def test_a_table_s_sums_are_what_they_were(figure, found, one):
    def known(told):
        return {line.label: cells[1].text for line, cells in told.table if line.row.key != "pending"}

    before, after = figure("outcome", found), figure("outcome", [*found, one])
    assert same_but_for_new(known(before), known(after))
    assert after.total.known == before.total.known
    assert after.totals[1] in (before.totals[1], "none stated")
    assert int(after.totals[2]) == int(before.totals[2].replace(NONE, "0")) + 1


@quick
@given(by=st.sampled_from(BY), found=several(stated | uncounted))
def test_no_cell_of_a_table_is_a_zero(figure, by, found):
    told = figure(by, found)
    assert "0" not in [cell.text for _, cells in told.table for cell in cells]


@quick
@given(by=st.sampled_from(BY), found=several(stated | uncounted))
def test_no_picture_draws_what_has_no_length(figure, by, found):
    drawn = chart(figure(by, found))
    assert all(segment.width > 0 for bar in drawn.bars for segment in bar.segments)
    assert "0" not in [bar.words for bar in drawn.bars]


@quick
@given(found=several(stated | uncounted), one=extra)
def test_a_picture_draws_no_permit_that_nobody_counted(figure, found, one):
    def known(decisions):
        drawn = chart(figure("outcome", decisions))
        return {bar.label: bar.words for bar in drawn.bars if any(part.pattern == KNOWN for part in bar.segments)}

    assert known([*found, one]) == known(found)


@quick
@given(found=several(stated | uncounted), applications=st.lists(stated | uncounted, min_size=12, max_size=12))
def test_applications_that_nobody_counted_have_words_and_no_bar(found, applications):
    stating = [replace(one, applications=count) for one, count in zip(found, applications, strict=False)]
    drawn = chart_of_applications("Applications", stating, {one.slug: {"title": one.slug} for one in stating})
    told = [count for one in stating for count in (one.applications, one.count)]
    for bar, count in zip(drawn.bars, told, strict=True):
        assert bool(bar.segments) is bool(count["value"])
        assert (bar.words == "number not stated") is (count["value"] is None)
        assert [segment.pattern for segment in bar.segments] != [STATED] or count["kind"] != "approximately"


def test_a_number_that_a_later_decision_took_over_is_not_said_to_be_missing(figure):
    took_over = decision("2025-07-01-later", outcome="general_licence", count=EXACT_3)
    told = figure("outcome", [decision(count=EXACT_3, is_replaced=True), took_over])
    assert [line.known_words for line in told.lines] == ["counted later", "3"]
    assert [bar.words for bar in chart(told).bars] == ["counted later", "3"]
    assert (
        figure("outcome", [decision(count=EXACT_3, is_replaced=True), decision("2025-08-01-x")]).totals[1]
        == "none stated"
    )


def test_what_was_refused_is_no_permit_of_which_nobody_states_the_number(figure):
    told = figure("outcome", [decision(outcome="denied", count=EXACT_3), decision("2025-07-01-more", count=EXACT_3)])
    assert [(line.label, line.known_words) for line in told.lines] == [("Approved", "3"), ("Denied", NONE)]
    assert [(bar.label, bar.words) for bar in chart(told).bars] == [("Approved", "3")]


def test_a_small_number_beside_a_large_one_has_a_bar(figure):
    few = decision(count={"kind": "exact", "value": 1})
    many = decision("2025-06-08-many", outcome="general_licence", count={"kind": "exact", "value": 100_000})
    widths = [segment.width for bar in chart(figure("outcome", [few, many])).bars for segment in bar.segments]
    assert len(widths) == 2
    assert 0 < widths[0] < widths[1]


def test_a_number_that_is_stated_to_be_zero_is_shown_as_said(figure):
    none = decision(count={"kind": "exact", "value": 0})
    drawn = chart(figure("outcome", [none]))
    assert [(bar.words, bar.segments) for bar in drawn.bars] == [("0", [])]
    assert figure("outcome", [none, decision("2025-06-08-other", count=UNKNOWN)]).totals[1:] == ["0", "1"]


def api(client):
    answers = {by: client.get(f"/api/v1/permits/summary/?by={by}").json() for by in BY}
    totals = {(by, "total"): answer["total"]["known_minimum"] for by, answer in answers.items()}
    return totals | {(by, row["key"]): row["known_minimum"] for by in BY for row in answers[by]["rows"]}


def files(client):
    texts = {by: client.get(f"/permits/summary.csv?by={by}").content.decode() for by in BY}
    return {(by, row["key"]): row["known_minimum"] for by in BY for row in csv.DictReader(io.StringIO(texts[by]))}


def pictures(client):
    """Return the words of the bars of known permits, and of what stands for none, by picture and row."""
    told = {}
    for by in BY:
        for group in ElementTree.fromstring(client.get(f"/permits/{by}.svg").content).findall(f"{SVG}g"):
            label, words = [one.text for one in group.findall(f"{SVG}text")]
            bars = [(one.get("fill"), float(one.get("width"))) for one in group.findall(f"{SVG}rect")]
            assert all(width > 0 for _, width in bars)
            if words == "none stated" or "url(#outcome-known)" in dict(bars):
                told[by, label] = words
    return told


def page(client):
    """Return the sums in the page's table, by row, its foot included, and the sentence that says the sum."""
    text = client.get("/permits/").content.decode()
    table = text.split('id="by-outcome"')[1].split("</table>")[0]
    rows = [re.findall(r"<t[hd][^>]*>(?:<a[^>]*>)?([^<]*)", row) for row in table.split("<tr>")[2:]]
    return {row[0]: row[2] for row in rows} | {"said": re.search(r"At least [\d,]+ permits?", text)[0]}


@pytest.mark.parametrize("count", [UNKNOWN, ABOUT_2000], ids=["unspecified", "approximately"])
@pytest.mark.parametrize("read", [api, files, pictures, page])
def test_readers_see_the_sums_that_they_saw(client, empty, read, count):
    publish(make_permit("2025-04-07-counted", sectors=["robotics"], destinations=["US"]))
    before = read(client)
    assert {3, "3"} & set(before.values())
    values = {"count_kind": count["kind"], "count_value": count["value"]}
    shared = make_permit("2025-04-08-shared", sectors=["robotics"], destinations=["US"], **values)
    publish(shared, make_permit("2025-05-09-own", outcome="general_licence", sectors=["other"], **values))
    after = read(client)
    assert same_but_for_new(before, after)
    assert after.keys() > before.keys()
