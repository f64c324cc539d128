"""What differs between two versions, field by field."""

import pytest

from policy.record.differences import Change, differences


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({"title": "A"}, {"title": "A"}, []),
        ({"note": None}, {"note": ""}, []),
        ({"title": "A"}, {"title": "B"}, [Change("title", "A", "B")]),
        ({"time": None}, {"time": "19:00"}, [Change("time", "—", "19:00")]),
        ({"hs_codes": ["1", "2"]}, {"hs_codes": []}, [Change("hs codes", "1, 2", "—")]),
        ({"count": {"value": 3}}, {"count": {"value": 4}}, [Change("count › value", "3", "4")]),
        ({"a": []}, {"a": [{"ref": "I", "b": 1}]}, [Change("a", "—", "ref: I; b: 1")]),
        ({"a": [{"ref": "I", "b": 1}]}, {"a": [{"ref": "I", "b": 2}]}, [Change("a › I › b", "1", "2")]),
        ({"a": [{"ref": "I", "b": 1}]}, {"a": [{"ref": "II", "b": 1}]}, [Change("a › II › ref", "I", "II")]),
        (
            {"a": [{"ref": "I"}, {"ref": "II"}]},
            {"a": [{"ref": "II"}, {"ref": "I"}]},
            [Change("a › order", "I; II", "II; I")],
        ),
        (
            {"a": [{"ref": "I"}, {"ref": "II"}]},
            {"a": [{"ref": "II"}]},
            [Change("a", "ref: I", "—")],
        ),
        (
            {"a": [{"text": "same"}, {"text": "same", "b": 1}]},
            {"a": [{"text": "same"}, {"text": "same", "b": 2}]},
            [Change("a › same (2) › b", "1", "2")],
        ),
    ],
)
def test_tells_what_differs(before, after, told):
    assert list(differences(before, after)) == told
