"""What differs between two versions, field by field."""

import pytest
from django.utils import translation

from policy import kinds
from policy.record.dictionary import keys_of_detail, keys_of_events
from policy.record.differences import Change, differences
from policy.record.field_names import field_name


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({"title": "A"}, {"title": "A"}, []),
        ({"note": None}, {"note": ""}, []),
        ({"title": "A"}, {"title": "B"}, [Change("title", "A", "B")]),
        ({"time": None}, {"time": "19:00"}, [Change("time", "—", "19:00")]),
        ({"hs_codes": ["1", "2"]}, {"hs_codes": []}, [Change("HS codes", "1, 2", "—")]),
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


UNSEEN = {
    "slug",
    "date_precision",
    "actors",
    "role",
    "name",
    "symbol",
    "detail",
    "event",
}  # said otherwise, or not at all


def test_every_key_of_a_document_has_a_chinese_name():
    keys = [*keys_of_events(), *(key for kind in kinds.every() for key in keys_of_detail(kind))]
    served = {"revision", "url", "api_url"}
    names = {key.path.rpartition(".")[2] for key in keys if key.path.partition(".")[0] not in served} - UNSEEN
    with translation.override("zh-hans"):
        assert [name for name in names if field_name(name).isascii()] == []


def test_fields_are_named_in_the_language_spoken():
    with translation.override("zh-hans"):
        told = list(differences({"a": [{"ref": "I", "expires": None}]}, {"a": [{"ref": "I", "expires": "2026"}]}))
    assert told == [Change("a › I › 到期日期", "—", "2026")]
