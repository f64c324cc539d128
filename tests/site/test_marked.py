"""Changed words in a text."""

import pytest

from policy.site.marked import COMPARED_AT_MOST, marked


def told(before, after):
    signs = {"kept": "{}", "removed": "-{}-", "added": "+{}+"}
    return "".join(signs[piece.mark].format(piece.text) for piece in marked(before, after))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("A certain number of licences.", "A large number of licences.", "A -certain-+large+ number of licences."),
        ("It said so.", "It said so twice.", "It said so +twice+."),
        ("官方批准了一定数量的申请。", "官方批准了一定数量的合规申请。", "官方批准了一定数量的+合规+申请。"),
        ("official", "reported", "-official-+reported+"),
        (
            "One thing was said of it.",
            "Nobody knows what they did.",
            "-One thing was said of it.-+Nobody knows what they did.+",
        ),
        ("same", "same", "same"),
    ],
)
def test_marks_words(before, after, said):
    assert told(before, after) == said
    assert "".join(piece.text for piece in marked(before, after) if piece.mark != "removed") == after


def test_long_texts_stand_one_after_the_other():
    long = "word " * (COMPARED_AT_MOST + 1)
    assert [piece.mark for piece in marked(long, f"{long}more")] == ["removed", "added"]
