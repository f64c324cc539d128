"""Two versions of a page side by side: words marked where they stand, and nothing else touched."""

import re

from policy.site.marked_pages import main_of, side_by_side

PAGE = (
    '<section aria-labelledby="said"><h2 id="said">Said &amp; done</h2>'
    '<p>It takes a licence &lt;now&gt;.</p><a href="#said">Up</a></section>'
)


def both(before, after):
    return side_by_side(before, after, before_id="old", before_label="As published")


def words(html):
    return re.sub(r"<[^>]+>", "", html)


def marks(html):
    return [(name, words(inside)) for name, inside in re.findall(r"<(ins|del) [^>]*>(.*?)</\1>", html)]


def test_takes_what_stands_between_the_frames():
    assert main_of('<body><main class="main" id="content"><p>It.</p></main><footer></footer>') == "<p>It.</p>"


def test_a_page_that_stays_has_no_marks():
    before, after = both(PAGE, PAGE)
    assert after == PAGE
    assert words(before) == words(PAGE)


def test_marks_the_words_that_went_and_those_that_came():
    before, after = both(PAGE, PAGE.replace("a licence", "two licences"))
    assert marks(before) == [("del", "[removed: a licence]")]
    assert marks(after) == [("ins", "[added: two licences]")]
    assert words(after).startswith("Said &amp; doneIt takes [added: two licences] &lt;now&gt;.")


def test_a_part_that_came_is_marked_whole():
    before, after = both("<p>One.</p>", "<p>One.</p><ul><li>Two of them.</li></ul>")
    assert before == "<p>One.</p>"
    assert '<li><ins class="added">' in after
    assert "Two of them." in after


def test_space_that_came_with_new_words_stays_on_their_side():
    before, _ = both("<p>It takes a licence.</p>", "<p>It takes a licence for each shipment.</p>")
    assert before == "<p>It takes a licence.</p>"


def test_names_and_ids_of_the_first_are_its_own():
    before, _ = both(PAGE, PAGE)
    assert 'aria-labelledby="old old-said"' in before
    assert 'id="old-said"' in before
    assert 'href="#old-said"' in before


def test_leaves_drawings_and_the_proof_of_a_revision_alone():
    page = '<svg><text>{0}</text></svg><section aria-labelledby="revision"><p>{0}</p></section><p>{0}</p>'
    _, after = both(page.format("12"), page.format("13"))
    assert after.count("<ins") == 1
    assert "<text>13</text>" in after
