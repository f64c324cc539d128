"""docs/speed.md is what the generator makes of the results, and results say what they are about."""

import json

from bench import report
from bench.report import Row
from bench.wrk import Spread


def kept(path):
    return json.loads(path.read_text(encoding="utf-8"))


def test_the_page_is_made_of_the_results():
    assert report.PAGE.read_text(encoding="utf-8") == report.page(kept(report.RESULTS), kept(report.MACHINE))


def test_each_result_has_a_row_a_size_and_a_goal():
    results = kept(report.RESULTS)
    assert {tuple(one) for one in results} == {("row", "size", "got", "goal", "met", "why")}
    assert len({(one["row"], one["size"]) for one in results}) == len(results)


def test_reasons_are_of_rows_that_are_measured():
    assert kept(report.REASONS).keys() <= {one["row"] for one in kept(report.RESULTS)}


def test_a_goal_is_met_by_the_median():
    assert report.at_least("list", 1000, Spread(20, 10, 30), 20) == Row(
        "list", 1000, "20.0x (10.0–30.0)", "at least 20x", True
    )
    assert report.at_least("list", 1000, Spread(19.9, 10, 30), 20).met is False
    assert report.at_most("search", 1000, Spread(51, 1, 60), 50, " ms").met is False
    assert [report.within("page", 1000, Spread(one, one, one), 0.2).met for one in (0.79, 0.81, 1.19, 1.21)] == [
        *(False, True, True, False),
    ]


def test_a_goal_for_a_large_record_is_not_held_against_a_small_one():
    row = Row("controls on a day against a plain ORM query", 1000, "2x", "at least 50x", False)
    assert report.as_set(row).met is None
    assert report.as_set(Row(row.row, 1_000_000, row.got, row.goal, False)).met is False


def test_a_later_run_replaces_its_own_rows_and_no_others(tmp_path, monkeypatch):
    for name in ("RESULTS", "MACHINE", "REASONS", "PAGE"):
        monkeypatch.setattr(report, name, tmp_path / name)
    report.REASONS.write_text(json.dumps({"list": "Because."}))
    report.keep([Row("list", 1000, "1x", "2x", False), Row("list", 1_000_000, "1x", "2x", False)], {})
    report.keep([Row("list", 1000, "3x", "2x", True)], {})
    assert [(one["size"], one["got"], one["why"]) for one in kept(report.RESULTS)] == [
        (1000, "3x", ""),
        (1_000_000, "1x", "Because."),
    ]
    assert "| list | 1,000 | 3x | 2x | met |" in report.PAGE.read_text()
    assert "- list: Because." in report.PAGE.read_text()
    report.keep([report.skipped("list", 1000, "2x", "nginx")], {})
    assert kept(report.RESULTS)[0]["got"] == "3x"
